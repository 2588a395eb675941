"""Target groups: names that are taken, and checks that would overlap."""

from __future__ import annotations

import re
from typing import Any

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, found, refuses

# Of network load balancers.
_TRANSPORTS = ("TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC")
_INTERVAL = 30
_TIMEOUT = 5


@refuses("elbv2-target-group-exists")
def _(call: Call) -> Values | None:
    name = call.params["Name"]
    return {"name": name} if found(call, "elbv2", "DescribeTargetGroups", Names=[name]) else None


@refuses("elbv2-target-group-health-check-timeout-and-interval")
def _(call: Call) -> Values | None:
    current = _current(call)
    timeout = call.params.get("HealthCheckTimeoutSeconds") or current.get("HealthCheckTimeoutSeconds") or _TIMEOUT
    interval = call.params.get("HealthCheckIntervalSeconds") or current.get("HealthCheckIntervalSeconds") or _INTERVAL
    return {"timeout": timeout, "interval": interval} if timeout >= interval else None


@refuses("elbv2-target-group-matcher")
def _(call: Call) -> Values | None:
    codes = (call.params.get("Matcher") or {}).get("HttpCode")
    if codes is None:
        return None
    most = 599 if (call.params.get("Protocol") or _current(call).get("Protocol")) in _TRANSPORTS else 499
    code = rf"[2-{most // 100}]\d\d"
    return None if re.fullmatch(rf"{code}(-{code})?(,{code}(-{code})?)*", codes) else {"value": codes, "most": most}


def _current(call: Call) -> dict[str, Any]:
    if "TargetGroupArn" not in call.params:
        return {}
    answer = found(call, "elbv2", "DescribeTargetGroups", TargetGroupArns=[call.params["TargetGroupArn"]])
    return answer["TargetGroups"][0] if answer else {}
