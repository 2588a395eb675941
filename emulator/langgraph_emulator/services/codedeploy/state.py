"""CodeDeploy's resources in one region."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from langgraph_emulator.errors import AwsError

if TYPE_CHECKING:
    from langgraph_emulator.services.codedeploy.deployment import Deployment
    from langgraph_emulator.world import World


@dataclass
class Application:
    name: str
    compute_platform: str
    create_time: datetime
    id: str = field(default_factory=lambda: str(uuid4()))
    groups: dict[str, Group] = field(default_factory=dict)


@dataclass
class Group:
    """A deployment group; ``settings`` are the members of CreateDeploymentGroup as they were given."""

    application: Application
    name: str
    settings: dict[str, Any]
    id: str = field(default_factory=lambda: str(uuid4()))
    deployments: list[Deployment] = field(default_factory=list)

    @property
    def config_name(self) -> str:
        default = "CodeDeployDefault.ECSAllAtOnce" if self.is_ecs else "CodeDeployDefault.OneAtATime"
        return self.settings.get("deploymentConfigName") or default

    @property
    def is_ecs(self) -> bool:
        return self.application.compute_platform == "ECS"

    @property
    def active_deployment(self) -> Deployment | None:
        return next((d for d in reversed(self.deployments) if not d.is_over), None)


class CodeDeploy:
    """One object per region."""

    def __init__(self, world: World, region: str) -> None:
        self.world = world
        self.region = region
        self.applications: dict[str, Application] = {}
        self.custom_configs: dict[str, dict[str, Any]] = {}
        self.deployments: dict[str, Deployment] = {}
        self.tags: dict[str, dict[str, str]] = {}

    def application(self, name: str | None) -> Application:
        if not name:
            raise AwsError("ApplicationNameRequiredException", "Application name is required.")
        if name not in self.applications:
            raise AwsError("ApplicationDoesNotExistException", f"No application found for name: {name}")
        return self.applications[name]

    def group(self, application_name: str | None, name: str | None) -> Group:
        application = self.application(application_name)
        if not name:
            raise AwsError("DeploymentGroupNameRequiredException", "Deployment group name is required.")
        if name not in application.groups:
            raise AwsError("DeploymentGroupDoesNotExistException", f"No Deployment Group found for name: {name}")
        return application.groups[name]

    def groups(self) -> list[Group]:
        return [group for application in self.applications.values() for group in application.groups.values()]

    def deployment(self, deployment_id: str | None) -> Deployment:
        if not deployment_id:
            raise AwsError("DeploymentIdRequiredException", "Deployment ID is required.")
        if deployment_id not in self.deployments:
            raise AwsError("DeploymentDoesNotExistException", f"The deployment {deployment_id} could not be found")
        return self.deployments[deployment_id]
