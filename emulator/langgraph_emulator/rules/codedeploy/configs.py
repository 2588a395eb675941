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
    own = _MEMBERS.get(routing.get("type", ""))
    given = {member for member in _MEMBERS.values() if routing.get(member)}
    return None if given == ({own} if own else set()) else {"value": routing.get("type")}


@refuses("codedeploy-config-interval")
def _(call: Call) -> Values | None:
    routing = _routing(call)
    canary, linear = routing.get("timeBasedCanary"), routing.get("timeBasedLinear")
    if canary:
        between = interval = canary.get("canaryInterval") or 0
    elif linear:
        interval = linear.get("linearInterval") or 0
        # the last of the shifts has nothing behind it
        between = interval * (-(-100 // (linear.get("linearPercentage") or 100)) - 1)
    else:
        return None
    return None if interval >= 1 and between <= _LONGEST_MINUTES else {"value": between}
