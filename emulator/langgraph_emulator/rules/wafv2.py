"""Where WAF writes its logs."""

from __future__ import annotations

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, refuses


@refuses("wafv2-log-group-unknown")
def _(call: Call) -> Values | None:
    for arn in call.params["LoggingConfiguration"]["LogDestinationConfigs"]:
        _head, found, name = arn.partition(":log-group:")
        name = name.removesuffix(":*")
        groups = call.aws("logs", "DescribeLogGroups", logGroupNamePrefix=name)["logGroups"] if found else []
        if found and not any(group["logGroupName"] == name for group in groups):
            return {"group": arn}
    return None
