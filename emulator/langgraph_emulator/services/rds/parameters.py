"""DB parameter groups: moto forgets the parameters that were set."""

from __future__ import annotations

from typing import Any

from langgraph_emulator.operations import Call, operation


class Parameters:
    """By group and by name of the parameter, one object per region."""

    def __init__(self, world: object, region: str) -> None:
        self.by_group: dict[str, dict[str, dict[str, Any]]] = {}


@operation("rds", "ModifyDBParameterGroup")
def modify_db_parameter_group(call: Call) -> dict[str, Any]:
    answer = call.moto()
    group = call.state(Parameters).by_group.setdefault(call.params["DBParameterGroupName"], {})
    for parameter in call.params.get("Parameters", []):
        group[parameter["ParameterName"]] = {"Source": "user", "IsModifiable": True, **parameter}
    return answer


@operation("rds", "ResetDBParameterGroup")
def reset_db_parameter_group(call: Call) -> dict[str, Any]:
    name = call.params["DBParameterGroupName"]
    group = call.state(Parameters).by_group.setdefault(name, {})
    if call.params.get("ResetAllParameters"):
        group.clear()
    for parameter in call.params.get("Parameters", []):
        group.pop(parameter["ParameterName"], None)
    return {"DBParameterGroupName": name}


@operation("rds", "DescribeDBParameters")
def describe_db_parameters(call: Call) -> dict[str, Any]:
    call.moto()
    group = call.state(Parameters).by_group.get(call.params["DBParameterGroupName"], {})
    source = call.params.get("Source")
    return {"Parameters": [p for p in group.values() if source in (None, p["Source"])]}


@operation("rds", "DeleteDBParameterGroup")
def delete_db_parameter_group(call: Call) -> dict[str, Any]:
    answer = call.moto()
    call.state(Parameters).by_group.pop(call.params["DBParameterGroupName"], None)
    return answer
