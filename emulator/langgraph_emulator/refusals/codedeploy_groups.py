"""What CodeDeploy refuses of applications, configurations and deployment groups for ECS."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import AtMost, Check, Never, Within
from langgraph_emulator.refusals.model import Refusal
from langgraph_emulator.refusals.rows import CREATE_GROUP, codedeploy_row

_API = "https://docs.aws.amazon.com/codedeploy/latest/APIReference/"
_LIMITS = "https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html"
_GROUPS = ("CreateDeploymentGroup", "UpdateDeploymentGroup")
_PAIR = "loadBalancerInfo.targetGroupPairInfoList[]"
_BLUE_GREEN = "blueGreenDeploymentConfiguration"
_READY = f"{_BLUE_GREEN}.deploymentReadyOption"


def _load_balancer(row_id: str, condition: str, message: str, check: Check | None = None) -> Refusal:
    error = ("InvalidLoadBalancerInfoException", f"For ECS deployment group, {message}")
    return codedeploy_row(row_id, _GROUPS, condition, error, _API + "API_LoadBalancerInfo.html", check)

ROWS: tuple[Refusal, ...] = (
    codedeploy_row(
        "config-platform",
        _GROUPS,
        "a group for ECS has a configuration for servers",
        (
            "InvalidDeploymentConfigNameException",
            "Compute platform of deployment config {name} does not match expected compute platform, correct compute platform "
            "should be ECS.",
        ),
        CREATE_GROUP,
    ),
    codedeploy_row(
        "role",
        _GROUPS,
        "CodeDeploy may not assume the role, or it does not exist",
        ("InvalidRoleException", "Cannot assume role provided."),
        "https://docs.aws.amazon.com/codedeploy/latest/userguide/getting-started-create-service-role.html",
    ),
    codedeploy_row(
        "style",
        _GROUPS,
        "a group for ECS deploys in place, or without traffic control",
        (
            "InvalidDeploymentStyleException",
            "For ECS deployment group, deployment type can only be BLUE_GREEN and deployment option can only be "
            "WITH_TRAFFIC_CONTROL",
        ),
        _API + "API_DeploymentStyle.html",
    ),
    codedeploy_row(
        "blue-green-missing",
        ("CreateDeploymentGroup",),
        "a group for ECS does not say when traffic shifts, or what becomes of blue",
        (
            "InvalidBlueGreenDeploymentConfigurationException",
            "For ECS deployment group, deploymentReadyOption and terminateBlueInstancesOnDeploymentSuccess must "
            "be specified",
        ),
        _API + "API_BlueGreenDeploymentConfiguration.html",
    ),
    codedeploy_row(
        "blue-green-fleet",
        _GROUPS,
        "a group for ECS says how servers are found",
        (
            "InvalidBlueGreenDeploymentConfigurationException",
            "For ECS deployment group, greenFleetProvisioningOption must not be specified",
        ),
        _API + "API_GreenFleetProvisioningOption.html",
        Never(f"ecsServices && {_BLUE_GREEN}.greenFleetProvisioningOption"),
    ),
    codedeploy_row(
        "termination-wait",
        _GROUPS,
        "blue stays longer than two days",
        (
            "InvalidBlueGreenDeploymentConfigurationException",
            "Timeout for instance termination cannot be more than 2 days",
        ),
        _API + "API_BlueInstanceTerminationOption.html",
        Within(f"{_BLUE_GREEN}.terminateBlueInstancesOnDeploymentSuccess.terminationWaitTimeInMinutes", 0, 2880),
    ),
    codedeploy_row(
        "ready-wait",
        _GROUPS,
        "a deployment that does not stop to wait has a time to wait",
        (
            "InvalidBlueGreenDeploymentConfigurationException",
            "Deployment ready action cannot be set to 'CONTINUE_DEPLOYMENT' when timeout is specified",
        ),
        _API + "API_DeploymentReadyOption.html",
        Never(f"{_READY}.actionOnTimeout == 'CONTINUE_DEPLOYMENT' && {_READY}.waitTimeInMinutes > `0`"),
    ),
    codedeploy_row(
        "ready-without-wait",
        _GROUPS,
        "a deployment that stops after a time to wait has none",
        (
            "InvalidBlueGreenDeploymentConfigurationException",
            "Deployment ready action cannot be set to STOP_DEPLOYMENT when timeout is set to 0 minutes.",
        ),
        _API + "API_DeploymentReadyOption.html",
        Never(f"{_READY}.actionOnTimeout == 'STOP_DEPLOYMENT' && ({_READY}.waitTimeInMinutes || `0`) == `0`"),
    ),
    _load_balancer("load-balancer-missing", "a group for ECS has no load balancer", "loadBalancerInfo must be specified"),
    _load_balancer(
        "classic-load-balancer",
        "a group for ECS names a classic load balancer",
        "loadBalancerInfo must not contain elbInfo list",
        Never("ecsServices && loadBalancerInfo.elbInfoList"),
    ),
    _load_balancer(
        "target-groups-missing",
        "a group for ECS has no pair of target groups",
        "loadBalancerInfo must contain exactly one target group pair",
        Never(f"ecsServices && loadBalancerInfo && length({_PAIR} || `[]`) != `1`"),
    ),
    _load_balancer(
        "target-group-pair",
        "the pair is not two target groups",
        "each target group pair must contain exactly two target groups",
        Never(f"{_PAIR} | [?length(targetGroups || `[]`) != `2`]"),
    ),
    _load_balancer(
        "target-groups-same",
        "both target groups are one",
        "the two target groups of a pair must be different",
        Never(f"{_PAIR} | [?targetGroups[0].name == targetGroups[1].name]"),
    ),
    _load_balancer(
        "target-group-unknown",
        "a target group does not exist",
        "the target group {name} does not exist",
    ),
    _load_balancer(
        "production-listeners",
        "production traffic does not come through exactly one listener",
        "prodTrafficRoute must contain exactly one listener ARN",
        Never(f"{_PAIR} | [?length(prodTrafficRoute.listenerArns || `[]`) != `1`]"),
    ),
    _load_balancer(
        "test-listeners",
        "test traffic comes through more than one listener",
        "testTrafficRoute must contain at most one listener ARN",
        Never(f"{_PAIR} | [?length(testTrafficRoute.listenerArns || `[]`) > `1`]"),
    ),
    _load_balancer(
        "listeners-same",
        "test and production traffic come through one listener",
        "the production and the test listener must be different",
        Never(f"{_PAIR} | [?prodTrafficRoute.listenerArns[0] == testTrafficRoute.listenerArns[0]]"),
    ),
    _load_balancer(
        "listener-unknown",
        "a listener does not exist",
        "the listener {listener} does not exist",
    ),
    codedeploy_row(
        "services",
        ("CreateDeploymentGroup",),
        "a group for ECS has not exactly one service",
        ("InvalidECSServiceException", "For ECS deployment group, exactly one ECS service must be specified"),
        _API + "API_ECSService.html",
    ),
    codedeploy_row(
        "alarms-empty",
        _GROUPS,
        "alarms are switched on and there are none",
        (
            "InvalidAlarmConfigException",
            "Deployment Groups need to have at least one alarms attached if they are monitored.",
        ),
        _API + "API_AlarmConfiguration.html",
        Never("alarmConfiguration.enabled && length(alarmConfiguration.alarms || `[]`) == `0`"),
    ),
    codedeploy_row(
        "alarms-twice",
        _GROUPS,
        "an alarm is named twice",
        ("InvalidAlarmConfigException", "The alarm {name} is specified more than once."),
        _API + "API_AlarmConfiguration.html",
    ),
    codedeploy_row(
        "rollback-without-events",
        _GROUPS,
        "deployments are rolled back on no event",
        (
            "InvalidAutoRollbackConfigException",
            "Deployment Groups need to have at least one event specified when auto rollback is enabled",
        ),
        _API + "API_AutoRollbackConfiguration.html",
        Never("autoRollbackConfiguration.enabled && length(autoRollbackConfiguration.events || `[]`) == `0`"),
    ),
    codedeploy_row(
        "triggers",
        _GROUPS,
        "a group has more than ten triggers",
        ("TriggerTargetsLimitExceededException", "Deployment Groups cannot contain more than {most} TriggerTargets."),
        _LIMITS,
        AtMost("triggerConfigurations", 10),
    ),
    codedeploy_row(
        "trigger-target",
        _GROUPS,
        "a trigger's target is no SNS topic of this region",
        ("InvalidTriggerConfigException", "Topic ARN {value} is not valid"),
        _API + "API_TriggerConfig.html",
    ),
    codedeploy_row(
        "trigger-events",
        _GROUPS,
        "a trigger has no events",
        ("InvalidTriggerConfigException", "The trigger {value} has no events."),
        _API + "API_TriggerConfig.html",
        Never("triggerConfigurations[?length(triggerEvents || `[]`) == `0`].triggerName"),
    ),
    codedeploy_row(
        "service-of-two-groups",
        ("CreateDeploymentGroup",),
        "another group deploys the service",
        (
            "ECSServiceMappingLimitExceededException",
            "The Amazon ECS service {service} is already associated with the deployment group {group}.",
        ),
        CREATE_GROUP,
    ),
)
