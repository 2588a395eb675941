"""A deployment: what it was asked for and how far it is."""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from langgraph_emulator.services.codedeploy.appspec import AppSpec

if TYPE_CHECKING:
    from langgraph_emulator.clock import Event
    from langgraph_emulator.services.codedeploy.hooks import Hook
    from langgraph_emulator.services.codedeploy.state import Group
    from langgraph_emulator.services.ecs.model import Service, TaskSet

LIFECYCLE = (
    "BeforeInstall",
    "Install",
    "AfterInstall",
    "AllowTestTraffic",
    "AfterAllowTestTraffic",
    "BeforeAllowTraffic",
    "AllowTraffic",
    "AfterAllowTraffic",
)
OVER = ("Succeeded", "Failed", "Stopped")


@dataclass
class LifecycleEvent:
    name: str
    status: str = "Pending"
    start_time: datetime | None = None
    end_time: datetime | None = None
    diagnostics: dict[str, str] | None = None


@dataclass
class Deployment:
    id: str
    group: Group
    revision: dict[str, Any]
    appspec: AppSpec
    settings: dict[str, Any]
    config: dict[str, Any]
    create_time: datetime
    creator: str = "user"
    status: str = "Created"
    start_time: datetime | None = None
    complete_time: datetime | None = None
    error: dict[str, str] | None = None
    rollback_info: dict[str, str] = field(default_factory=dict)
    previous_revision: dict[str, Any] | None = None
    lifecycle: list[LifecycleEvent] = field(default_factory=lambda: [LifecycleEvent(name) for name in LIFECYCLE])
    service: Service | None = None
    blue: TaskSet | None = None
    green: TaskSet | None = None
    green_weight: int = 0
    waits_for: str | None = None
    termination_wait_started: bool = False
    # Of a rollback: it ends Failed, as it was asked to.
    fails: bool = False
    pending: Event | None = None
    hook: Hook | None = None

    @property
    def is_over(self) -> bool:
        return self.status in OVER

    @property
    def is_rollback(self) -> bool:
        return self.creator == "codeDeployRollback"

    @property
    def rollback_events(self) -> list[str]:
        """For which events the deployment rolls back by itself; its own setting comes before its group's."""
        own = self.settings.get("autoRollbackConfiguration")
        configuration = own or self.group.settings.get("autoRollbackConfiguration") or {}
        return list(configuration.get("events") or []) if configuration.get("enabled") else []

    @property
    def alarm_names(self) -> list[str]:
        """The alarms that stop the deployment; ``overrideAlarmConfiguration`` comes before the group's."""
        own = self.settings.get("overrideAlarmConfiguration")
        configuration = own or self.group.settings.get("alarmConfiguration") or {}
        return [alarm["name"] for alarm in configuration.get("alarms") or []] if configuration.get("enabled") else []

    @property
    def blue_green(self) -> dict[str, Any]:
        return self.group.settings.get("blueGreenDeploymentConfiguration") or {}

    @property
    def pair(self) -> dict[str, Any]:
        """The pair of target groups with its routes."""
        pairs = (self.group.settings.get("loadBalancerInfo") or {}).get("targetGroupPairInfoList") or [{}]
        return pairs[0]

    def listeners(self, route: str) -> list[str]:
        return list((self.pair.get(route) or {}).get("listenerArns") or [])

    def event(self, name: str) -> LifecycleEvent:
        return next(event for event in self.lifecycle if event.name == name)


def new_id() -> str:
    return "d-" + "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(9))
