"""Deployment groups for ECS: what they must have, and what of it must exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, found, refuses, roles
from langgraph_emulator.rules.ecs.containers import first_twice
from langgraph_emulator.services.codedeploy import configs
from langgraph_emulator.services.codedeploy.state import CodeDeploy
from langgraph_emulator.services.ecs.model import short


def _is_for_ecs(call: Call) -> bool:
    application = call.state(CodeDeploy).applications.get(call.params.get("applicationName", ""))
    return application is not None and application.compute_platform == "ECS"


def _is_new(call: Call) -> bool:
    return call.operation == "CreateDeploymentGroup"


@refuses("codedeploy-config-platform")
def _(call: Call) -> Values | None:
    name = call.params.get("deploymentConfigName")
    config = configs.find(call.state(CodeDeploy), name) if name else None
    return {"name": name} if config and _is_for_ecs(call) and config["computePlatform"] != "ECS" else None


@refuses("codedeploy-role")
def _(call: Call) -> Values | None:
    role = call.params.get("serviceRoleArn")
    if role is None:
        return None
    name = call.params.get("deploymentGroupName") or call.params.get("currentDeploymentGroupName")
    source = call.arn(f"deploymentgroup:{call.params['applicationName']}/{name}")
    return None if roles.is_assumable(call, role, "codedeploy.amazonaws.com", source) else {}


@refuses("codedeploy-style")
def _(call: Call) -> Values | None:
    style = call.params.get("deploymentStyle")
    if not _is_for_ecs(call) or (style is None and not _is_new(call)):
        return None
    given = ((style or {}).get("deploymentType"), (style or {}).get("deploymentOption"))
    return None if given == ("BLUE_GREEN", "WITH_TRAFFIC_CONTROL") else {}


@refuses("codedeploy-blue-green-missing")
def _(call: Call) -> Values | None:
    blue_green = call.params.get("blueGreenDeploymentConfiguration") or {}
    needed = ("deploymentReadyOption", "terminateBlueInstancesOnDeploymentSuccess")
    return None if not _is_for_ecs(call) or all(blue_green.get(member) for member in needed) else {}


@refuses("codedeploy-load-balancer-missing")
def _(call: Call) -> Values | None:
    return {} if _is_for_ecs(call) and _is_new(call) and not call.params.get("loadBalancerInfo") else None


def _pairs(call: Call) -> list[dict[str, Any]]:
    return (call.params.get("loadBalancerInfo") or {}).get("targetGroupPairInfoList") or []


@refuses("codedeploy-target-group-unknown")
def _(call: Call) -> Values | None:
    for pair in _pairs(call):
        for group in pair.get("targetGroups") or []:
            if not found(call, "elbv2", "DescribeTargetGroups", Names=[group["name"]]):
                return {"name": group["name"]}
    return None


@refuses("codedeploy-listener-unknown")
def _(call: Call) -> Values | None:
    for listener in _listeners(call):
        answer = found(call, "elbv2", "DescribeListeners", ListenerArns=[listener])
        if not answer or not answer["Listeners"]:
            return {"listener": listener}
    return None


def _listeners(call: Call) -> Iterator[str]:
    for pair in _pairs(call):
        for route in ("prodTrafficRoute", "testTrafficRoute"):
            yield from (pair.get(route) or {}).get("listenerArns") or []


@refuses("codedeploy-services")
def _(call: Call) -> Values | None:
    return {} if _is_for_ecs(call) and len(call.params.get("ecsServices") or []) != 1 else None


@refuses("codedeploy-service-of-two-groups")
def _(call: Call) -> Values | None:
    for service in call.params.get("ecsServices") or []:
        for group in call.state(CodeDeploy).groups():
            if _name(service) in map(_name, group.settings.get("ecsServices") or []):
                return {"service": service["serviceName"], "group": group.name}
    return None


def _name(service: dict[str, str]) -> tuple[str, str]:
    return short(service["clusterName"]), short(service["serviceName"])


@refuses("codedeploy-alarms-twice")
def _(call: Call) -> Values | None:
    alarms = (call.params.get("alarmConfiguration") or {}).get("alarms") or []
    name = first_twice(alarm.get("name") for alarm in alarms)
    return {"name": name} if name else None


@refuses("codedeploy-trigger-target")
def _(call: Call) -> Values | None:
    for trigger in call.params.get("triggerConfigurations") or []:
        target = trigger.get("triggerTargetArn") or ""
        if not target.startswith(f"arn:aws:sns:{call.region}:"):
            return {"value": target}
    return None
