"""Configurations: percentages and minutes that fit their type."""

from __future__ import annotations

from typing import Any

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, refuses

_LONGEST_MINUTES = 2880
_MEMBERS = {"TimeBasedCanary": "timeBasedCanary", "TimeBasedLinear": "timeBasedLinear"}


def _routing(call: Call) -> dict[str, Any]:
    return call.params.get("trafficRoutingConfig") or {}


@refuses("codedeploy-config-type")
def _(call: Call) -> Values | None:
    routing = _routing(call)
    for name, member in _MEMBERS.items():
        is_needed = name == routing.get("type")
        if bool(routing.get(member)) != is_needed:
            return {"member": name, "should": "should not" if is_needed else "should", "type": routing.get("type")}
    return None


@refuses("codedeploy-config-interval")
def _(call: Call) -> Values | None:
    linear = _routing(call).get("timeBasedLinear")
    if not linear:
        return None
    interval = linear.get("linearInterval") or 0
    total = interval * (100 // (linear.get("linearPercentage") or 100))
    return None if interval >= 1 and total <= _LONGEST_MINUTES else {}


@refuses("codedeploy-config-canary-interval")
def _(call: Call) -> Values | None:
    canary = _routing(call).get("timeBasedCanary")
    return {} if canary and not 1 <= (canary.get("canaryInterval") or 0) <= _LONGEST_MINUTES else None
