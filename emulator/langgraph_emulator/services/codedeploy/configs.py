"""Deployment configurations: how traffic shifts.

https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html#deployment-configuration-ecs
"""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from langgraph_emulator.operations import Call, operation
from langgraph_emulator.refusals import refuse
from langgraph_emulator.services.codedeploy.state import CodeDeploy

_PREFIX = "CodeDeployDefault."


def _canary(minutes: int) -> dict[str, Any]:
    return {
        "type": "TimeBasedCanary",
        "timeBasedCanary": {"canaryPercentage": 10, "canaryInterval": minutes},
    }


def _linear(minutes: int) -> dict[str, Any]:
    return {
        "type": "TimeBasedLinear",
        "timeBasedLinear": {"linearPercentage": 10, "linearInterval": minutes},
    }


_ECS_ROUTING: dict[str, dict[str, Any]] = {
    f"{_PREFIX}ECSAllAtOnce": {"type": "AllAtOnce"},
    f"{_PREFIX}ECSCanary10Percent5Minutes": _canary(5),
    f"{_PREFIX}ECSCanary10Percent15Minutes": _canary(15),
    f"{_PREFIX}ECSLinear10PercentEvery1Minutes": _linear(1),
    f"{_PREFIX}ECSLinear10PercentEvery3Minutes": _linear(3),
}
_SERVER_CONFIGS = (f"{_PREFIX}AllAtOnce", f"{_PREFIX}HalfAtATime", f"{_PREFIX}OneAtATime")


def find(state: CodeDeploy, name: str) -> dict[str, Any] | None:
    """A configuration as GetDeploymentConfig describes it."""
    if name in state.custom_configs:
        return state.custom_configs[name]
    if name in _ECS_ROUTING:
        return {
            "deploymentConfigId": str(uuid5(NAMESPACE_URL, name)),
            "deploymentConfigName": name,
            "computePlatform": "ECS",
            "trafficRoutingConfig": _ECS_ROUTING[name],
        }
    if name in _SERVER_CONFIGS:
        return {
            "deploymentConfigId": str(uuid5(NAMESPACE_URL, name)),
            "deploymentConfigName": name,
            "computePlatform": "Server",
        }
    return None


def traffic_steps(config: dict[str, Any]) -> list[tuple[int, int]]:
    """(seconds after traffic begins to shift, per cent of it on the new version), the last being 100."""
    routing = config.get("trafficRoutingConfig") or {"type": "AllAtOnce"}
    if routing["type"] == "TimeBasedCanary":
        canary = routing["timeBasedCanary"]
        return [(0, int(canary["canaryPercentage"])), (int(canary["canaryInterval"]) * 60, 100)]
    if routing["type"] == "TimeBasedLinear":
        linear = routing["timeBasedLinear"]
        percentage, seconds = int(linear["linearPercentage"]), int(linear["linearInterval"]) * 60
        steps = [(index * seconds, (index + 1) * percentage) for index in range(-(-100 // percentage))]
        return [(at, min(weight, 100)) for at, weight in steps]
    return [(0, 100)]


@operation("codedeploy", "CreateDeploymentConfig")
def create_deployment_config(call: Call) -> dict[str, Any]:
    state = call.state(CodeDeploy)
    name = call.params["deploymentConfigName"]
    if find(state, name):
        raise refuse("codedeploy-config-exists", name=name)
    config = {
        "deploymentConfigId": str(uuid4()),
        "computePlatform": "Server",
        "createTime": call.world.clock.now(),
        **call.params,
    }
    state.custom_configs[name] = config
    return {"deploymentConfigId": config["deploymentConfigId"]}


@operation("codedeploy", "GetDeploymentConfig")
def get_deployment_config(call: Call) -> dict[str, Any]:
    return {"deploymentConfigInfo": require(call.state(CodeDeploy), call.params["deploymentConfigName"])}


@operation("codedeploy", "ListDeploymentConfigs")
def list_deployment_configs(call: Call) -> dict[str, Any]:
    return {"deploymentConfigsList": [*_SERVER_CONFIGS, *_ECS_ROUTING, *call.state(CodeDeploy).custom_configs]}


@operation("codedeploy", "DeleteDeploymentConfig")
def delete_deployment_config(call: Call) -> dict[str, Any]:
    state = call.state(CodeDeploy)
    name = call.params["deploymentConfigName"]
    if name.startswith(_PREFIX):
        raise refuse("codedeploy-config-predefined", name=name)
    if any(group.config_name == name for group in state.groups()):
        raise refuse("codedeploy-config-in-use", name=name)
    state.custom_configs.pop(name, None)
    return {}


def require(state: CodeDeploy, name: str) -> dict[str, Any]:
    config = find(state, name)
    if config is None:
        raise refuse("codedeploy-config-unknown", name=name)
    return config
