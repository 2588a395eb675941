"""Containers of one task definition: names, ports, volumes, and who waits for whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, refuses

_ENDS = ("COMPLETE", "SUCCESS")


def containers_of(call: Call) -> list[dict[str, Any]]:
    return call.params.get("containerDefinitions") or []


def first_twice(values: Iterable[Any]) -> Any:
    """The first value that comes a second time, None if none does."""
    seen: set[Any] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None


@refuses("ecs-container-names-unique")
def _(call: Call) -> Values | None:
    return {} if first_twice(container.get("name") for container in containers_of(call)) else None


@refuses("ecs-ports-unique")
def _(call: Call) -> Values | None:
    if call.params.get("networkMode") != "awsvpc":
        return None
    ports = (
        (mapping.get("containerPort"), mapping.get("protocol") or "tcp")
        for container in containers_of(call)
        for mapping in container.get("portMappings") or []
        if mapping.get("containerPort")
    )
    twice = first_twice(ports)
    return {"port": twice[0], "protocol": twice[1].upper()} if twice else None


@refuses("ecs-unknown-volume")
def _(call: Call) -> Values | None:
    known = {volume.get("name") for volume in call.params.get("volumes") or []}
    mounted = (
        mount.get("sourceVolume") for container in containers_of(call) for mount in container.get("mountPoints") or []
    )
    unknown = next((volume for volume in mounted if volume not in known), None)
    return {"volume": unknown} if unknown else None


def _dependencies(call: Call) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for container in containers_of(call):
        for dependency in container.get("dependsOn") or []:
            yield container, dependency


def _by_name(call: Call) -> dict[str, dict[str, Any]]:
    return {container["name"]: container for container in containers_of(call) if container.get("name")}


@refuses("ecs-dependency-unknown")
def _(call: Call) -> Values | None:
    known = _by_name(call)
    for _container, dependency in _dependencies(call):
        if dependency["containerName"] not in known:
            return {"dependency": dependency["containerName"]}
    return None


@refuses("ecs-dependency-essential")
def _(call: Call) -> Values | None:
    known = _by_name(call)
    for _container, dependency in _dependencies(call):
        awaited = known[dependency["containerName"]]
        if dependency["condition"] in _ENDS and awaited.get("essential", True):
            return {}
    return None


@refuses("ecs-dependency-without-health-check")
def _(call: Call) -> Values | None:
    known = _by_name(call)
    for _container, dependency in _dependencies(call):
        if dependency["condition"] == "HEALTHY" and not known[dependency["containerName"]].get("healthCheck"):
            return {}
    return None


@refuses("ecs-dependency-cycle")
def _(call: Call) -> Values | None:
    graph: dict[str, set[str]] = {}
    for container, dependency in _dependencies(call):
        graph.setdefault(container["name"], set()).add(dependency["containerName"])
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return {"cycle": " -> ".join(error.args[1])}
    return None


@refuses("ecs-health-check-command")
def _(call: Call) -> Values | None:
    for container in containers_of(call):
        command = (container.get("healthCheck") or {}).get("command")
        if command is not None and not (command[:1] in (["CMD"], ["CMD-SHELL"]) and len(command) > 1):
            return {}
    return None
