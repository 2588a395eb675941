"""The operations that this package answers itself, and what such an operation is given to work with."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from langgraph_emulator.world import World

Params = dict[str, Any]
Handler = Callable[["Call"], Params]
State = TypeVar("State")

ACCOUNT = "123456789012"

# Modules are loaded with the first request for their service, so that starting stays quick.
_MODULES: dict[str, tuple[str, ...]] = {
    "application-autoscaling": ("application_autoscaling",),
    "cloudwatch": ("cloudwatch.metric_operations", "cloudwatch.alarm_operations"),
    "codedeploy": ("codedeploy.configs", "codedeploy.groups", "codedeploy.deployments", "codedeploy.hooks", "codedeploy.revisions"),
    "ec2": ("ec2",),
    "ecr": ("ecr.images", "ecr.scans"),
    "ecs": ("ecs.services", "ecs.tasks", "ecs.definitions"),
    "elbv2": ("elbv2.listeners", "elbv2.target_groups"),
    "lambda": ("lambda_.functions",),
    "logs": ("logs",),
    "rds": ("rds.versions", "rds.instances", "rds.backups", "rds.parameters"),
    "resourcegroupstaggingapi": ("tagging",),
    "s3": ("s3", "s3_settings"),
    "secretsmanager": ("secretsmanager",),
}
_handlers: dict[tuple[str, str], Handler] = {}


@dataclass
class Call:
    """One call of an AWS operation."""

    world: World
    service: str
    operation: str
    region: str
    params: Params

    def moto(self, **changes: Any) -> Params:
        """moto's own answer, with parameters changed if need be; None takes a parameter away."""
        params = {k: v for k, v in {**self.params, **changes}.items() if v is not None}
        return self.world.moto.call(self.service, self.operation, self.region, params)

    def aws(self, service: str, operation: str, **params: Any) -> Params:
        """Another operation in the same region, through the whole emulator."""
        return self.world.call(service, operation, self.region, params)

    def state(self, kind: type[State]) -> State:
        """This package's own state of the given kind, one per region."""
        return self.world.state(kind, self.region)

    def arn(self, resource: str, service: str | None = None) -> str:
        return f"arn:aws:{service or self.service}:{self.region}:{ACCOUNT}:{resource}"


def operation(service: str, *names: str) -> Callable[[Handler], Handler]:
    """Registers a handler for one or several operations of a service."""

    def register(handler: Handler) -> Handler:
        for name in names:
            _handlers[service, name] = handler
        return handler

    return register


def find_handler(service: str, name: str) -> Handler | None:
    _load(service)
    return _handlers.get((service, name))


@cache
def _load(service: str) -> None:
    for module in _MODULES.get(service, ()):
        importlib.import_module(f"langgraph_emulator.services.{module}")
