"""What CodeDeploy refuses of applications, configurations and deployment groups, each tried."""

from __future__ import annotations

from functools import cache
from typing import Any

from tests.refusals import given, provokes, stack
from tests.support import client, error_of, role, unique

_TWO = {"timeBasedCanary": {"canaryPercentage": 10, "canaryInterval": 5}}


def _config(row_id: str, **change: Any) -> None:
    request = {"deploymentConfigName": "refused", "computePlatform": "ECS", **change}
    provokes(f"codedeploy-{row_id}")(lambda: error_of(client("codedeploy").create_deployment_config, **given(request)))


def _linear(percentage: int, interval: int) -> dict[str, Any]:
    return {
        "type": "TimeBasedLinear",
        "timeBasedLinear": {"linearPercentage": percentage, "linearInterval": interval},
    }


def _canary(interval: int) -> dict[str, Any]:
    return {"type": "TimeBasedCanary", "timeBasedCanary": {"canaryPercentage": 10, "canaryInterval": interval}}


_config("config-name-reserved", deploymentConfigName="CodeDeployDefault.Mine", trafficRoutingConfig=_linear(10, 5))
_config("config-without-traffic")
_hosts = {"type": "HOST_COUNT", "value": 1}
_config("config-with-hosts", trafficRoutingConfig=_linear(10, 5), minimumHealthyHosts=_hosts)
_config("config-type", trafficRoutingConfig={"type": "AllAtOnce", **_TWO})
_config("config-percentage", trafficRoutingConfig=_linear(100, 5))
_config("config-interval", trafficRoutingConfig=_linear(50, 1441))
_config("config-canary-interval", trafficRoutingConfig=_canary(2881))


def taken() -> None:
    """Shifts that take two days; raises unless they are taken."""
    for routing in (_linear(99, 2880), _linear(50, 1440), _linear(33, 960), _canary(2880)):
        request = {"deploymentConfigName": unique("config"), "computePlatform": "ECS"}
        client("codedeploy").create_deployment_config(**request, trafficRoutingConfig=routing)


@cache
def _application() -> str:
    """Its service is deployed by no group yet."""
    name = unique("application")
    client("codedeploy").create_application(applicationName=name, computePlatform="ECS")
    service = {"cluster": stack().name, "serviceName": name, "taskDefinition": stack().first_definition}
    client("ecs").create_service(
        **service,
        desiredCount=0,
        deploymentController={"type": "CODE_DEPLOY"},
        networkConfiguration=stack().network.configuration,
    )
    return name


def _settings() -> dict[str, Any]:
    name = _application()
    return {
        **stack().group_settings(),
        "applicationName": name,
        "deploymentGroupName": unique("group"),
        "ecsServices": [{"clusterName": stack().name, "serviceName": name}],
    }


def create_group(change: dict[str, Any]) -> Any:
    """A group that would be right, were it not for the change."""
    return client("codedeploy").create_deployment_group(**given({**_settings(), **change}))


def _group(row_id: str, **change: Any) -> None:
    provokes(f"codedeploy-{row_id}")(lambda: error_of(create_group, change))


def _pair(row_id: str, **change: Any) -> None:
    """Values that are functions are called with the pair that is right."""

    def provoke() -> tuple[str, str]:
        right = _settings()["loadBalancerInfo"]["targetGroupPairInfoList"][0]
        pair = {**right, **{key: value(right) if callable(value) else value for key, value in change.items()}}
        return error_of(create_group, {"loadBalancerInfo": {"targetGroupPairInfoList": [pair]}})

    provokes(f"codedeploy-{row_id}")(provoke)


def _blue_green(row_id: str, **change: Any) -> None:
    right = {
        "deploymentReadyOption": {"actionOnTimeout": "CONTINUE_DEPLOYMENT"},
        "terminateBlueInstancesOnDeploymentSuccess": {"action": "TERMINATE", "terminationWaitTimeInMinutes": 10},
    }
    _group(row_id, blueGreenDeploymentConfiguration={**right, **change})


def _topic(number: int) -> dict[str, Any]:
    target = f"arn:aws:sns:us-east-1:123456789012:topic-{number}"
    return {"triggerName": f"t{number}", "triggerTargetArn": target, "triggerEvents": ["DeploymentFailure"]}


_group("config-platform", deploymentConfigName="CodeDeployDefault.OneAtATime")
_in_place = {"deploymentType": "IN_PLACE", "deploymentOption": "WITH_TRAFFIC_CONTROL"}
_group("style", deploymentStyle=_in_place)
_group("blue-green-missing", blueGreenDeploymentConfiguration=None)
_blue_green("blue-green-fleet", greenFleetProvisioningOption={"action": "DISCOVER_EXISTING"})
_wait = {"action": "TERMINATE", "terminationWaitTimeInMinutes": 2881}
_blue_green("termination-wait", terminateBlueInstancesOnDeploymentSuccess=_wait)
_ready = {"actionOnTimeout": "CONTINUE_DEPLOYMENT", "waitTimeInMinutes": 5}
_blue_green("ready-wait", deploymentReadyOption=_ready)
_blue_green("ready-without-wait", deploymentReadyOption={"actionOnTimeout": "STOP_DEPLOYMENT"})
_group("load-balancer-missing", loadBalancerInfo=None)
_group("classic-load-balancer", loadBalancerInfo={"elbInfoList": [{"name": "classic"}]})
_group("target-groups-missing", loadBalancerInfo={"targetGroupInfoList": [{"name": "one"}]})
_pair("target-group-pair", targetGroups=lambda right: right["targetGroups"][:1])
_pair("target-groups-same", targetGroups=lambda right: right["targetGroups"][:1] * 2)
_pair("target-group-unknown", targetGroups=lambda right: [right["targetGroups"][0], {"name": "absent"}])
_pair("production-listeners", prodTrafficRoute={"listenerArns": []})
_pair("test-listeners", testTrafficRoute={"listenerArns": ["arn:1", "arn:2"]})
_pair("listeners-same", testTrafficRoute=lambda right: right["prodTrafficRoute"])
_pair("listener-unknown", testTrafficRoute=lambda right: {"listenerArns": [f"{stack().test_listener}0"]})
_group("services", ecsServices=[])
_group("alarms-empty", alarmConfiguration={"enabled": True, "alarms": []})
_group("alarms-twice", alarmConfiguration={"enabled": True, "alarms": [{"name": "a"}, {"name": "a"}]})
_group("rollback-without-events", autoRollbackConfiguration={"enabled": True})
_group("triggers", triggerConfigurations=[_topic(number) for number in range(11)])
_group("trigger-target", triggerConfigurations=[{**_topic(1), "triggerTargetArn": "arn:aws:sqs:us-east-1:1:q"}])
_group("trigger-events", triggerConfigurations=[{**_topic(1), "triggerEvents": []}])


@provokes("codedeploy-role")
def _() -> tuple[str, str]:
    return error_of(create_group, {"serviceRoleArn": role("refused-deploys", "ecs.amazonaws.com")})


@provokes("codedeploy-service-of-two-groups")
def _() -> tuple[str, str]:
    create_group({"alarmConfiguration": {"enabled": True, "alarms": [{"name": "a"}]}, "triggerConfigurations": [_topic(1)]})
    return error_of(create_group, {})
