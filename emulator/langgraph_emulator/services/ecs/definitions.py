"""Task definitions: moto keeps them, this adds their times and gives lists their order and pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from langgraph_emulator.errors import AwsError
from langgraph_emulator.operations import ACCOUNT, Call, operation
from langgraph_emulator.paging import page
from langgraph_emulator.services.ecs.model import short

_PAGE = 100
_REGISTERED_BY = f"arn:aws:iam::{ACCOUNT}:root"


class DefinitionTimes:
    """By ARN, one object per region."""

    def __init__(self, world: object, region: str) -> None:
        self.registered: dict[str, datetime] = {}
        self.deregistered: dict[str, datetime] = {}


@operation("ecs", "RegisterTaskDefinition")
def register_task_definition(call: Call) -> dict[str, Any]:
    definition = call.moto()["taskDefinition"]
    call.state(DefinitionTimes).registered[definition["taskDefinitionArn"]] = call.world.clock.now()
    return {"taskDefinition": _describe(call, definition), "tags": call.params.get("tags") or []}


@operation("ecs", "DescribeTaskDefinition")
def describe_task_definition(call: Call) -> dict[str, Any]:
    answer = call.moto(taskDefinition=_latest(call, call.params["taskDefinition"]))
    return {**answer, "taskDefinition": _describe(call, answer["taskDefinition"])}


@operation("ecs", "DeregisterTaskDefinition")
def deregister_task_definition(call: Call) -> dict[str, Any]:
    definition = call.moto()["taskDefinition"]
    times = call.state(DefinitionTimes).deregistered
    times.setdefault(definition["taskDefinitionArn"], call.world.clock.now())
    return {"taskDefinition": _describe(call, definition)}


@operation("ecs", "ListTaskDefinitions")
def list_task_definitions(call: Call) -> dict[str, Any]:
    params = call.params
    wanted = {"familyPrefix": params.get("familyPrefix"), "status": params.get("status") or "ACTIVE"}
    arns = sorted(_arns(call, **wanted), key=_family_and_revision, reverse=params.get("sort") == "DESC")
    found, token = page(arns, params.get("nextToken"), params.get("maxResults") or _PAGE, "InvalidParameterException")
    return {"taskDefinitionArns": found, "nextToken": token}


def _arns(call: Call, **params: Any) -> list[str]:
    given = {key: value for key, value in params.items() if value is not None}
    answer = call.world.moto.call("ecs", "ListTaskDefinitions", call.region, given)
    return list(answer.get("taskDefinitionArns", []))


def _latest(call: Call, name: str) -> str:
    """A family alone stands for its newest active revision."""
    family, _, revision = short(name).partition(":")
    if revision:
        return name
    arns = _arns(call, familyPrefix=family, status="ACTIVE")
    if not arns:
        raise AwsError("ClientException", "Unable to describe task definition.")
    return max(arns, key=_family_and_revision)


def _family_and_revision(arn: str) -> tuple[str, int]:
    family, _, revision = short(arn).partition(":")
    return family, int(revision)


def _describe(call: Call, definition: dict[str, Any]) -> dict[str, Any]:
    times, arn = call.state(DefinitionTimes), definition["taskDefinitionArn"]
    described = {**definition, "registeredAt": times.registered.get(arn), "registeredBy": _REGISTERED_BY}
    if arn in times.deregistered:
        described["deregisteredAt"] = times.deregistered[arn]
    return described
