"""What may not be asked of ECS at once, each tried."""

from __future__ import annotations

from typing import Any

from tests.refusals import provokes, stack
from tests.support import client, error_of


def _services(count: int) -> Any:
    names = [f"service-{number}" for number in range(count)]
    return client("ecs").describe_services(cluster=stack().name, services=names)


def _tasks(count: int) -> Any:
    ids = [f"{number:032x}" for number in range(count)]
    return client("ecs").describe_tasks(cluster=stack().name, tasks=ids)


def _listed(most: int) -> Any:
    return client("ecs").list_tasks(cluster=stack().name, maxResults=most)


provokes("ecs-described-services")(lambda: error_of(_services, 11))
provokes("ecs-described-tasks")(lambda: error_of(_tasks, 101))
provokes("ecs-listed-tasks")(lambda: [error_of(_listed, most) for most in (0, 101)][0])


def taken() -> None:
    """As much as may be asked for; raises unless it is taken."""
    _services(10)
    _tasks(100)
    _listed(1)
    _listed(100)
