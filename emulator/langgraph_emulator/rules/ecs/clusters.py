"""Capacity providers, which a cluster must have before a service uses them."""

from __future__ import annotations

from typing import Any

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, found, refuses
from langgraph_emulator.services.ecs.model import short

_FARGATE = ("FARGATE", "FARGATE_SPOT")


@refuses("ecs-capacity-provider-unknown")
def _(call: Call) -> Values | None:
    for name in call.params.get("capacityProviders") or []:
        if name in _FARGATE:
            continue
        answer = found(call, "ecs", "DescribeCapacityProviders", capacityProviders=[name])
        if not answer or not answer.get("capacityProviders"):
            return {"value": name}
    return None


@refuses("ecs-strategy-provider")
def _(call: Call) -> Values | None:
    own = call.params.get("capacityProviders")
    known = set(own if own is not None else _cluster(call).get("capacityProviders") or [])
    strategy = call.params.get("capacityProviderStrategy") or call.params.get("defaultCapacityProviderStrategy") or []
    return None if {item["capacityProvider"] for item in strategy} <= known else {}


def _cluster(call: Call) -> dict[str, Any]:
    name = short(call.params.get("cluster") or "default")
    clusters = call.aws("ecs", "DescribeClusters", clusters=[name]).get("clusters") or [{}]
    return dict(clusters[0])


def exec_key(call: Call) -> str | None:
    """The key that encrypts what commands in tasks say, if the cluster has one."""
    configuration = (_cluster(call).get("configuration") or {}).get("executeCommandConfiguration") or {}
    return configuration.get("kmsKeyId")
