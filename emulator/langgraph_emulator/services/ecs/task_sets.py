"""Making task sets, changing the primary one, and ECS's own rolling update."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from langgraph_emulator.services.ecs.model import CODE_DEPLOY, Service, TaskSet
from langgraph_emulator.services.ecs.scheduler import Scheduler

if TYPE_CHECKING:
    from langgraph_emulator.world import World

_STEADY_CHECK = 2
_REMOVED_AFTER = 3


def new_task_set(
    world: World,
    service: Service,
    definition: dict[str, Any],
    settings: dict[str, Any],
    status: str = "PRIMARY",
    external_id: str | None = None,
) -> TaskSet:
    """``settings`` are in the form of CreateService; without a capacity provider strategy tasks run on Fargate."""
    number = secrets.randbelow(10**19)
    task_set_id = f"ecs-svc/{number:019d}"
    now = world.clock.now()
    # AWS describes weight and base whether they were given or not.
    strategy = [{"weight": 0, "base": 0, **item} for item in settings.get("capacityProviderStrategy") or []]
    task_set = TaskSet(
        id=task_set_id,
        arn=f"{service.arn.replace(':service/', ':task-set/')}/{task_set_id}",
        service=service,
        definition=definition,
        load_balancers=list(settings.get("loadBalancers") or []),
        network_configuration=settings.get("networkConfiguration"),
        platform_version=settings.get("platformVersion") or "LATEST",
        launch_type=None if strategy else settings.get("launchType") or "FARGATE",
        capacity_provider_strategy=strategy,
        created_at=now,
        updated_at=now,
        status=status,
        external_id=external_id,
    )
    service.task_sets.append(task_set)
    return task_set


def make_primary(world: World, task_set: TaskSet) -> None:
    for other in task_set.service.task_sets:
        other.status = "PRIMARY" if other is task_set else "ACTIVE"
        other.updated_at = world.clock.now()


def remove(world: World, region: str, task_set: TaskSet) -> None:
    """Stops the tasks and forgets the task set once they are gone."""
    world.state(Scheduler, region).drain(task_set)

    def forget() -> None:
        if task_set in task_set.service.task_sets:
            task_set.service.task_sets.remove(task_set)

    world.timeline.after(_REMOVED_AFTER, forget)


def roll(world: World, region: str, service: Service, definition: dict[str, Any], settings: dict[str, Any]) -> None:
    """A new deployment of a service that ECS updates itself: the old tasks go when the new ones are steady."""
    if service.controller == CODE_DEPLOY:
        return
    newest = new_task_set(world, service, definition, settings)
    make_primary(world, newest)

    def check() -> None:
        if newest.status != "PRIMARY" or newest.is_draining:
            return
        if not newest.is_steady:
            world.timeline.after(_STEADY_CHECK, check)
            return
        for old in [ts for ts in service.task_sets if ts is not newest]:
            remove(world, region, old)

    world.timeline.after(_STEADY_CHECK, check)
