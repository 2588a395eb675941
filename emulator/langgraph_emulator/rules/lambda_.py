"""Roles of functions."""

from __future__ import annotations

from langgraph_emulator.operations import Call
from langgraph_emulator.policies import Request
from langgraph_emulator.rules import Values, refuses, roles

_INTERFACES = ("CreateNetworkInterface", "DescribeNetworkInterfaces", "DeleteNetworkInterface")


@refuses("lambda-role")
def _(call: Call) -> Values | None:
    source = call.arn(f"function:{call.params['FunctionName']}")
    return None if roles.is_assumable(call, call.params["Role"], "lambda.amazonaws.com", source) else {}


@refuses("lambda-network-interfaces")
def _(call: Call) -> Values | None:
    if not (call.params.get("VpcConfig") or {}).get("SubnetIds"):
        return None
    for action in _INTERFACES:
        if not roles.may(call, call.params["Role"], Request(f"ec2:{action}")):
            return {"action": action}
    return None
