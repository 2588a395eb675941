"""A rollback is a deployment of its own: it routes all traffic back to blue and removes green.

https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-rollback-and-redeploy.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from langgraph_emulator.services.codedeploy.deployment import Deployment, LifecycleEvent, new_id
from langgraph_emulator.services.codedeploy.state import CodeDeploy
from langgraph_emulator.services.ecs import task_sets

if TYPE_CHECKING:
    from langgraph_emulator.services.codedeploy.engine import Engine

_SECONDS = 2


def begin(engine: Engine, failed: Deployment, reason: str) -> None:
    """Nothing is rolled back when no replacement was made: then nothing has changed."""
    if failed.is_rollback or failed.green is None or failed.blue is None:
        return
    if failed.service is None or failed.service.status != "ACTIVE":
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
