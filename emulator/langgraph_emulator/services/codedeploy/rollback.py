"""A rollback is a deployment of its own: it routes all traffic back to blue and removes green.

https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-rollback-and-redeploy.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from langgraph_emulator.services.codedeploy.deployment import Deployment, LifecycleEvent, new_id
from langgraph_emulator.services.codedeploy.state import CodeDeploy
from langgraph_emulator.services.ecs import task_sets

if TYPE_CHECKING:
    from langgraph_emulator.services.codedeploy.engine import Engine

_SECONDS = 2
_FAILED = "The rollback could not reroute the traffic of the listener."


@dataclass(frozen=True)
class Course:
    """How a rollback goes: made so many seconds after what it rolls back has ended, and whether it fails."""

    fail: bool = False
    after_seconds: float = 0


class NextRollback:
    """The course of the next rollback, set through ``POST /_emulator/rollbacks``; one object for all regions."""

    REGION = "global"

    def __init__(self, world: object, region: str) -> None:
        self.course = Course()

    def set(self, body: dict[str, Any]) -> Course:
        unknown = set(body) - {"fail", "afterSeconds"}
        fail, after = body.get("fail", False), body.get("afterSeconds", 0)
        if unknown:
            raise ValueError(f"unknown members of a rollback: {', '.join(sorted(unknown))}")
        if not isinstance(fail, bool):
            raise ValueError(f"fail must be true or false, got {fail}")
        if isinstance(after, bool) or not isinstance(after, (int, float)) or after < 0:
            raise ValueError(f"afterSeconds must be a number that is not negative, got {after}")
        self.course = Course(fail, after)
        return self.course

    def take(self) -> Course:
        course, self.course = self.course, Course()
        return course


def begin(engine: Engine, failed: Deployment, reason: str) -> None:
    """Nothing is rolled back when no replacement was made: then nothing has changed."""
    if failed.is_rollback or failed.green is None or failed.blue is None:
        return
    if failed.service is None or failed.service.status != "ACTIVE":
        return
    course = engine.world.state(NextRollback, NextRollback.REGION).take()
    if course.after_seconds:
        engine.world.timeline.after(course.after_seconds, lambda: _make(engine, failed, reason, course.fail))
    else:
        _make(engine, failed, reason, course.fail)


def _make(engine: Engine, failed: Deployment, reason: str, fails: bool) -> None:
    assert failed.service and failed.blue and failed.green
    if failed.service.status != "ACTIVE" or failed.group.active_deployment:
        # The service is gone, or another deployment has begun meanwhile.
        return
    rollback = Deployment(
        id=new_id(),
        group=failed.group,
        revision=failed.previous_revision or failed.revision,
        appspec=failed.appspec,
        settings={"description": f"Rollback of {failed.id}"},
        config=failed.config,
        create_time=engine.world.clock.now(),
        creator="codeDeployRollback",
        service=failed.service,
        # For the rollback what was green is what is replaced, and blue is what comes back.
        blue=failed.green,
        green=failed.blue,
        green_weight=100 - failed.green_weight,
        fails=fails,
        lifecycle=[LifecycleEvent(name) for name in ("BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic")],
        rollback_info={
            "rollbackTriggeringDeploymentId": failed.id,
            "rollbackMessage": f"Deployment {failed.id} is rolled back. {reason}",
        },
    )
    failed.rollback_info = {
        "rollbackDeploymentId": rollback.id,
        "rollbackMessage": f"Deployment {rollback.id} rolls this one back. {reason}",
    }
    engine.world.state(CodeDeploy, engine.region).deployments[rollback.id] = rollback
    failed.group.deployments.append(rollback)
    engine.submit(rollback)


def run(engine: Engine, rollback: Deployment) -> None:
    now = engine.world.clock.now()
    rollback.status, rollback.start_time = "InProgress", now
    rollback.event("BeforeAllowTraffic").status = "Skipped"
    event = rollback.event("AllowTraffic")
    event.status, event.start_time = "InProgress", now
    if rollback.fails:
        engine.then(rollback, _SECONDS, lambda: engine.fail(rollback, "INTERNAL_ERROR", _FAILED))
        return
    for listeners in (rollback.listeners("prodTrafficRoute"), rollback.listeners("testTrafficRoute")):
        engine.route(rollback, listeners, 100)
    rollback.green_weight = 100
    engine.then(rollback, _SECONDS, lambda: _end(engine, rollback))


def _end(engine: Engine, rollback: Deployment) -> None:
    assert rollback.blue and rollback.green
    event = rollback.event("AllowTraffic")
    event.status, event.end_time = "Succeeded", engine.world.clock.now()
    task_sets.make_primary(engine.world, rollback.green)
    task_sets.remove(engine.world, engine.region, rollback.blue)
    engine.finish(rollback, "Succeeded")
