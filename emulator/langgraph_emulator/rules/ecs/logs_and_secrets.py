"""Log drivers' options and containers' secrets.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, refuses
from langgraph_emulator.rules.ecs.containers import containers_of, first_twice

_FARGATE_DRIVERS = ("awslogs", "splunk", "awsfirelens")
_NEEDED = ("awslogs-group", "awslogs-region")
_PREFIX = "awslogs-stream-prefix"
_KNOWN = {
    *_NEEDED,
    _PREFIX,
    "awslogs-create-group",
    "awslogs-datetime-format",
    "awslogs-multiline-pattern",
    "mode",
    "max-buffer-size",
}


def _is_for_fargate(call: Call) -> bool:
    return "FARGATE" in (call.params.get("requiresCompatibilities") or [])


def _awslogs(call: Call) -> Iterator[dict[str, Any]]:
    """The options of each container that logs by awslogs."""
    for container in containers_of(call):
        logs = container.get("logConfiguration") or {}
        if logs.get("logDriver") == "awslogs":
            yield logs.get("options") or {}


@refuses("ecs-fargate-log-driver")
def _(call: Call) -> Values | None:
    drivers = ((container.get("logConfiguration") or {}).get("logDriver") for container in containers_of(call))
    other = next((driver for driver in drivers if driver and driver not in _FARGATE_DRIVERS), None)
    return {"value": other} if other and _is_for_fargate(call) else None


@refuses("ecs-log-options-missing")
def _(call: Call) -> Values | None:
    needed = (*_NEEDED, _PREFIX) if _is_for_fargate(call) else _NEEDED
    for options in _awslogs(call):
        missing = [name for name in needed if not options.get(name)]
        if missing:
            return {"options": ", ".join(missing)}
    return None


@refuses("ecs-log-options-unknown")
def _(call: Call) -> Values | None:
    for options in _awslogs(call):
        unknown = [name for name in options if name not in _KNOWN]
        if unknown:
            return {"options": ", ".join(unknown)}
    return None


def _secrets(call: Call) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for container in containers_of(call):
        for secret in container.get("secrets") or []:
            yield container, secret


@refuses("ecs-secret-parameter-name")
def _(call: Call) -> Values | None:
    for _container, secret in _secrets(call):
        source = secret["valueFrom"]
        if not source.startswith("arn:") and not re.fullmatch(r"[\w./,-]{1,2048}", source):
            return {"name": secret["name"]}
    return None


@refuses("ecs-secret-name-unique")
def _(call: Call) -> Values | None:
    for container in containers_of(call):
        named = [*(container.get("environment") or []), *(container.get("secrets") or [])]
        secrets = {secret["name"] for secret in container.get("secrets") or []}
        name = first_twice(variable.get("name") for variable in named if variable.get("name") in secrets)
        if name:
            return {"name": name}
    return None
