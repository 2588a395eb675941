"""How the containers of an image behave, set through ``POST /_emulator/images``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_MEMBERS = {"healthyAfterSeconds", "unhealthyAfterSeconds", "exitCode", "stoppedReason", "logs", "responses"}


@dataclass(frozen=True)
class Behaviour:
    """Seconds count from the start of the task.

    From ``healthy_after`` on the container answers health checks; the load balancer's, whose checks have failed until
    then, may find it unhealthy before and healthy later.
    An ``exit_code`` ends the container when it would have become unhealthy, or as soon as it runs. A
    ``stopped_reason`` without an exit code keeps the task from starting, as an image that cannot be pulled does.
    ``logs`` are written as soon as the container runs. ``responses`` are status and body by path; other paths say 200.
    """

    healthy_after: float | None = 5
    unhealthy_after: float | None = None
    exit_code: int | None = None
    stopped_reason: str | None = None
    logs: tuple[str, ...] = ()
    responses: Mapping[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def fails_to_start(self) -> bool:
        return self.stopped_reason is not None and self.exit_code is None


class Images:
    """One object for all regions."""

    REGION = "global"

    def __init__(self, world: object, region: str) -> None:
        self._behaviours: dict[str, Behaviour] = {}

    def set(self, image: str, behaviour: dict[str, Any]) -> Behaviour:
        unknown = set(behaviour) - _MEMBERS
        if unknown:
            raise ValueError(f"unknown members of behaviour: {', '.join(sorted(unknown))}")
        self._behaviours[image] = Behaviour(
            healthy_after=behaviour.get("healthyAfterSeconds", Behaviour.healthy_after),
            unhealthy_after=behaviour.get("unhealthyAfterSeconds"),
            exit_code=behaviour.get("exitCode"),
            stopped_reason=behaviour.get("stoppedReason"),
            logs=_lines(behaviour.get("logs") or []),
            responses={path: _response(path, of) for path, of in (behaviour.get("responses") or {}).items()},
        )
        return self._behaviours[image]

    def of(self, containers: list[dict[str, Any]]) -> Behaviour:
        """The behaviour of a task: that of its first essential container for which one was set, else any."""
        essential_first = sorted(containers, key=lambda container: container.get("essential") is False)
        for container in essential_first:
            if container.get("image") in self._behaviours:
                return self._behaviours[container["image"]]
        return Behaviour()

    def logs_of(self, container: dict[str, Any]) -> tuple[str, ...]:
        behaviour = self._behaviours.get(container.get("image", ""))
        return behaviour.logs if behaviour else ()


def _response(path: str, response: Any) -> tuple[int, str]:
    members = {"status": response} if isinstance(response, int) else dict(response)
    status, body = members.pop("status", None), members.pop("body", "")
    if not path.startswith("/") or members or not isinstance(status, int) or not isinstance(body, str):
        raise ValueError(f'the response of {path} must be a status or {{"status", "body"}}')
    return status, body


def _lines(logs: Any) -> tuple[str, ...]:
    if not isinstance(logs, list) or not all(isinstance(line, str) and line for line in logs):
        raise ValueError("logs must be a list of lines, none of them empty")
    return tuple(logs)
