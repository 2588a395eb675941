"""Services, task sets and tasks of one region."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from langgraph_emulator.services.ecs.images import Behaviour

RUNNING, PENDING, STOPPED = "RUNNING", "PENDING", "STOPPED"
CODE_DEPLOY = "CODE_DEPLOY"
_KEPT_EVENTS = 100


@dataclass
class Task:
    id: str
    arn: str
    cluster_arn: str
    group: str
    definition: dict[str, Any]
    behaviour: Behaviour
    created_at: datetime
    task_set: TaskSet | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    last_status: str = "PROVISIONING"
    desired_status: str = RUNNING
    health: str = "UNKNOWN"
    started_at: datetime | None = None
    stopping_at: datetime | None = None
    stopped_at: datetime | None = None
    stop_code: str | None = None
    stopped_reason: str | None = None
    exit_code: int | None = None
    address: str = ""
    subnet: str = ""
    zone: str = ""

    @property
    def is_wanted(self) -> bool:
        return self.desired_status == RUNNING

    @property
    def containers(self) -> list[dict[str, Any]]:
        return self.definition.get("containerDefinitions", [])


@dataclass
class TaskSet:
    """The tasks of one version of a service. Services that ECS rolls itself show theirs as ``deployments``."""

    id: str
    arn: str
    service: Service
    definition: dict[str, Any]
    load_balancers: list[dict[str, Any]]
    network_configuration: dict[str, Any] | None
    platform_version: str
    launch_type: str | None
    capacity_provider_strategy: list[dict[str, Any]]
    created_at: datetime
    updated_at: datetime
    status: str = "PRIMARY"
    external_id: str | None = None
    is_draining: bool = False
    failures: int = 0
    tasks: list[Task] = field(default_factory=list)

    @property
    def desired_count(self) -> int:
        return 0 if self.is_draining else self.service.desired_count

    @property
    def wanted_tasks(self) -> list[Task]:
        return [task for task in self.tasks if task.is_wanted]

    @property
    def running_count(self) -> int:
        return sum(task.last_status == RUNNING for task in self.wanted_tasks)

    @property
    def pending_count(self) -> int:
        return len(self.wanted_tasks) - self.running_count

    @property
    def target_group_arns(self) -> list[str]:
        return [lb["targetGroupArn"] for lb in self.load_balancers if lb.get("targetGroupArn")]

    @property
    def is_steady(self) -> bool:
        """Whether CodeDeploy may go on.

        https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html (stabilityStatus)
        """
        wanted = self.wanted_tasks
        return len(wanted) == self.desired_count and all(
            task.last_status == RUNNING and (task.health == "HEALTHY" or not self._is_checked) for task in wanted
        )

    @property
    def _is_checked(self) -> bool:
        return bool(self.load_balancers) or any(
            "healthCheck" in container for container in self.definition.get("containerDefinitions", [])
        )


@dataclass
class Service:
    name: str
    arn: str
    cluster_name: str
    cluster_arn: str
    settings: dict[str, Any]
    desired_count: int
    created_at: datetime
    status: str = "ACTIVE"
    task_sets: list[TaskSet] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def controller(self) -> str:
        return (self.settings.get("deploymentController") or {}).get("type", "ECS")

    @property
    def primary(self) -> TaskSet:
        return next(task_set for task_set in self.task_sets if task_set.status == "PRIMARY")

    def note(self, now: datetime, message: str) -> None:
        """An event, as DescribeServices lists them, the newest first."""
        self.events.insert(0, {"id": str(uuid4()), "createdAt": now, "message": f"(service {self.name}) {message}"})
        del self.events[_KEPT_EVENTS:]

    @property
    def grace_seconds(self) -> int:
        return int(self.settings.get("healthCheckGracePeriodSeconds") or 0)


class Ecs:
    """One object per region."""

    def __init__(self, world: object, region: str) -> None:
        self.services: dict[tuple[str, str], Service] = {}
        self.tasks: dict[str, Task] = {}

    def find_service(self, cluster: str | None, name_or_arn: str) -> Service | None:
        """The service if it is known, whatever its status; clusters and services go by name or ARN."""
        return self.services.get((short(cluster or "default"), short(name_or_arn)))

    def services_of(self, cluster: str) -> list[Service]:
        return [service for (name, _), service in self.services.items() if name == cluster]

    def tasks_of(self, cluster: str) -> Iterator[Task]:
        return (task for task in self.tasks.values() if short(task.cluster_arn) == cluster)


def short(name_or_arn: str) -> str:
    return name_or_arn.rsplit("/", 1)[-1]
