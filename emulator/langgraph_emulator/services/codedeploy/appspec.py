"""AppSpec files of ECS deployments.

https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import yaml

from langgraph_emulator.errors import AwsError
from langgraph_emulator.refusals import refuse

HOOKS = (
    "BeforeInstall",
    "AfterInstall",
    "AfterAllowTestTraffic",
    "BeforeAllowTraffic",
    "AfterAllowTraffic",
)
_PROPERTIES = {
    "TaskDefinition",
    "LoadBalancerInfo",
    "PlatformVersion",
    "NetworkConfiguration",
    "CapacityProviderStrategy",
}


@dataclass(frozen=True)
class AppSpec:
    task_definition: str
    container_name: str
    container_port: int
    platform_version: str | None = None
    network_configuration: dict[str, Any] | None = None
    capacity_provider_strategy: tuple[dict[str, Any], ...] = ()
    hooks: dict[str, str] = field(default_factory=dict)


def read(revision: dict[str, Any] | None) -> AppSpec:
    """The AppSpec of a revision; what AWS would refuse raises its error."""
    if not revision:
        raise refuse("codedeploy-revision-required")
    content = _content(revision)
    try:
        document = json.loads(content) if content.lstrip().startswith("{") else yaml.safe_load(content)
    except (ValueError, yaml.YAMLError):
        raise _invalid("The AppSpec file is neither valid JSON nor valid YAML.") from None
    return _parse(document)


def _content(revision: dict[str, Any]) -> str:
    kind = revision.get("revisionType")
    if kind not in ("AppSpecContent", "String"):
        raise _invalid(f"The emulator reads revisions of type AppSpecContent or String, not {kind}.")
    part = revision.get("appSpecContent" if kind == "AppSpecContent" else "string") or {}
    content = part.get("content")
    if not content:
        raise _invalid("The AppSpec file is empty.")
    checksum = part.get("sha256")
    if checksum and checksum != hashlib.sha256(content.encode()).hexdigest():
        raise _invalid("The sha256 of the AppSpec file does not match its content.")
    return content


def _parse(document: Any) -> AppSpec:
    if not isinstance(document, dict):
        raise _invalid("The AppSpec file is not an object.")
    members = {str(key).lower(): value for key, value in document.items()}
    if str(members.get("version")) not in ("0.0", "0"):
        raise _invalid("The AppSpec file must have the version 0.0.")
    properties = _properties(members.get("resources"))
    load_balancer = properties.get("LoadBalancerInfo") or {}
    if not properties.get("TaskDefinition"):
        raise _invalid("The AppSpec file must name a TaskDefinition.")
    if not load_balancer.get("ContainerName") or not load_balancer.get("ContainerPort"):
        raise _invalid("The AppSpec file's LoadBalancerInfo must have ContainerName and ContainerPort.")
    return AppSpec(
        task_definition=properties["TaskDefinition"],
        container_name=load_balancer["ContainerName"],
        container_port=int(load_balancer["ContainerPort"]),
        platform_version=properties.get("PlatformVersion"),
        network_configuration=_network(properties.get("NetworkConfiguration")),
        capacity_provider_strategy=_strategy(properties.get("CapacityProviderStrategy")),
        hooks=_hooks(members.get("hooks")),
    )


def _properties(resources: Any) -> dict[str, Any]:
    if not isinstance(resources, list) or len(resources) != 1 or not isinstance(resources[0], dict):
        raise _invalid("The AppSpec file must have exactly one resource.")
    resource = next(iter(resources[0].values()), None)
    if not isinstance(resource, dict) or resource.get("Type") != "AWS::ECS::Service":
        raise _invalid("The resource of the AppSpec file must have the type AWS::ECS::Service.")
    properties = resource.get("Properties") or {}
    unknown = set(properties) - _PROPERTIES
    if unknown:
        raise _invalid(f"The AppSpec file has unknown properties: {', '.join(sorted(unknown))}.")
    return properties


def _network(network: dict[str, Any] | None) -> dict[str, Any] | None:
    """In the form of ECS's API."""
    if not network:
        return None
    vpc = network.get("AwsvpcConfiguration") or network.get("awsvpcConfiguration") or {}
    members = {key[0].lower() + key[1:]: value for key, value in vpc.items()}
    if not members.get("subnets"):
        raise _invalid("The AppSpec file's NetworkConfiguration must have subnets.")
    return {"awsvpcConfiguration": {"securityGroups": [], "assignPublicIp": "DISABLED", **members}}


def _strategy(strategy: list[dict[str, Any]] | None) -> tuple[dict[str, Any], ...]:
    return tuple({key[0].lower() + key[1:]: value for key, value in item.items()} for item in strategy or [])


def _hooks(hooks: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for hook in hooks or []:
        for name, function in hook.items():
            if name not in HOOKS:
                raise _invalid(f"The AppSpec file has an unknown hook: {name}.")
            found[name] = function
    return found


def _invalid(problem: str) -> AwsError:
    return refuse("codedeploy-invalid-revision", problem=problem)
