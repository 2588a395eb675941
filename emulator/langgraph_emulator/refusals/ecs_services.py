"""What ECS refuses of clusters and services."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import AtMost, Check, Matches, Never, OneOf, Within
from langgraph_emulator.refusals.model import Refusal

_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/"
_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
_SERVICE = _API + "API_CreateService.html"
_STRATEGY = _API + "API_CapacityProviderStrategyItem.html"
_STRATEGIES = "[capacityProviderStrategy[], defaultCapacityProviderStrategy[]][][]"
_EXEC = "configuration.executeCommandConfiguration"
_BOTH = ("CreateService", "UpdateService")
_WITH_STRATEGY = ("CreateService", "UpdateService", "RunTask", "PutClusterCapacityProviders")


def _row(
    row_id: str,
    operations: tuple[str, ...],
    condition: str,
    message: str,
    page: str = _SERVICE,
    check: Check | None = None,
    code: str = "InvalidParameterException",
) -> Refusal:
    return Refusal(f"ecs-{row_id}", "ecs", operations[0], condition, code, message, page, check, operations[1:])


ROWS: tuple[Refusal, ...] = (
    _row(
        "cluster-name",
        ("CreateCluster",),
        "the name is not 1 to 255 letters, digits, underscores and hyphens",
        "Invalid cluster name: it can have up to 255 letters, numbers, underscores, and hyphens.",
        _API + "API_CreateCluster.html",
        Matches("clusterName", r"[A-Za-z0-9_-]{1,255}"),
    ),
    _row(
        "container-insights",
        ("CreateCluster", "UpdateCluster", "UpdateClusterSettings"),
        "Container Insights are neither enhanced, enabled nor disabled",
        "Invalid value '{value}' for setting containerInsights. Valid values: {valid}.",
        _API + "API_ClusterSetting.html",
        OneOf("settings[?name == 'containerInsights'].value", ("enhanced", "enabled", "disabled")),
    ),
    _row(
        "exec-logging",
        ("CreateCluster", "UpdateCluster"),
        "commands are logged by a configuration of the cluster's own, which is missing",
        "A CloudWatch log group name or S3 bucket name must be specified when overriding the default log configuration.",
        _API + "API_ExecuteCommandConfiguration.html",
        Never(f"{_EXEC}.logging == 'OVERRIDE' && !({_EXEC}.logConfiguration)"),
    ),
    _row(
        "exec-logging-unused",
        ("CreateCluster", "UpdateCluster"),
        "commands are not logged by a configuration of the cluster's own, which is there",
        "You must set logging to 'OVERRIDE' when you supply a log configuration.",
        _API + "API_ExecuteCommandConfiguration.html",
        Never(f"{_EXEC}.logConfiguration && {_EXEC}.logging && {_EXEC}.logging != 'OVERRIDE'"),
    ),
    _row(
        "capacity-provider-unknown",
        ("CreateCluster", "PutClusterCapacityProviders"),
        "a capacity provider is neither Fargate's nor one of the account's",
        "The specified capacity provider '{value}' was not found. Specify a valid name or ARN and try again.",
        _API + "API_PutClusterCapacityProviders.html",
    ),
    _row(
        "service-name",
        ("CreateService",),
        "the name is not 1 to 255 letters, digits, underscores and hyphens",
        "Invalid service name: it can have up to 255 letters, numbers, underscores, and hyphens.",
        check=Matches("serviceName", r"[A-Za-z0-9_-]{1,255}"),
    ),
    _row(
        "strategy-and-launch-type",
        ("CreateService", "RunTask"),
        "both a launch type and a capacity provider strategy are given",
        "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.",
        check=Never("launchType && capacityProviderStrategy"),
    ),
    _row(
        "strategy-bases",
        _WITH_STRATEGY,
        "two capacity providers of a strategy have a base",
        "The specified capacity provider strategy cannot contain more than one capacity provider with a base value defined.",
        _STRATEGY,
        Never(f"length({_STRATEGIES} | [?base > `0`]) > `1`"),
    ),
    _row(
        "strategy-weights",
        _WITH_STRATEGY,
        "no capacity provider of a strategy has a weight",
        "There are no capacity providers in the capacity provider strategy with a weight value greater than zero. Specify a "
        "weight value greater than zero for at least one capacity provider and try again.",
        _STRATEGY,
        Never(f"length({_STRATEGIES}) > `0` && length({_STRATEGIES} | [?weight > `0`]) == `0`"),
    ),
    _row(
        "strategy-provider",
        _WITH_STRATEGY,
        "the cluster does not have a capacity provider of the strategy",
        "The specified capacity provider strategy cannot contain a capacity provider that is not associated with the "
        "cluster. Associate the capacity provider with the cluster and try again.",
        _API + "API_PutClusterCapacityProviders.html",
    ),
    _row(
        "platform-version",
        ("CreateService", "UpdateService", "RunTask"),
        "Fargate has no such platform version for Linux",
        "The specified platform does not exist.",
        _GUIDE + "platform-fargate.html",
        OneOf("platformVersion", ("LATEST", "1.4.0", "1.3.0")),
        "PlatformUnknownException",
    ),
    _row(
        "deployment-blocked",
        _BOTH,
        "no task may be added and none taken away",
        "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
        _API + "API_DeploymentConfiguration.html",
        Never("deploymentConfiguration.minimumHealthyPercent == `100` && deploymentConfiguration.maximumPercent == `100`"),
    ),
    _row(
        "deployment-minimum",
        _BOTH,
        "more than all tasks must stay",
        "minimumHealthyPercent must be {limit}",
        _API + "API_DeploymentConfiguration.html",
        Within("deploymentConfiguration.minimumHealthyPercent", 0, 100),
    ),
    _row(
        "circuit-breaker",
        ("CreateService",),
        "CodeDeploy deploys, and ECS's circuit breaker is switched on",
        "Deployment circuit breaker feature can only be enabled with ECS deployment controller.",
        _API + "API_DeploymentCircuitBreaker.html",
        Never(
            "deploymentController.type == 'CODE_DEPLOY' "
            "&& deploymentConfiguration.deploymentCircuitBreaker.enable && deploymentController"
        ),
    ),
    _row(
        "load-balancers-of-code-deploy",
        ("CreateService",),
        "CodeDeploy deploys, and the service has two target groups",
        "load balancers can have at most 1 items.",
        _SERVICE,
        Never("deploymentController.type == 'CODE_DEPLOY' && length(loadBalancers || `[]`) > `1`"),
    ),
    _row(
        "grace-period-length",
        _BOTH,
        "the grace period of health checks is negative, or more seconds than 31 bits count",
        "healthCheckGracePeriodSeconds must be between {low} and {high}.",
        _SERVICE,
        Within("healthCheckGracePeriodSeconds", 0, 2_147_483_647),
    ),
    _row(
        "desired-count",
        _BOTH,
        "fewer tasks than none are to run",
        "desiredCount must be greater than or equal to 0.",
        _SERVICE,
        Never("desiredCount < `0`"),
    ),
    _row(
        "subnets",
        _BOTH,
        "a service has more than 16 subnets",
        "subnets can have at most {most} items.",
        _API + "API_AwsVpcConfiguration.html",
        AtMost("networkConfiguration.awsvpcConfiguration.subnets", 16),
    ),
    _row(
        "security-groups",
        _BOTH,
        "a service has more than 5 security groups",
        "securityGroups can have at most {most} items.",
        _API + "API_AwsVpcConfiguration.html",
        AtMost("networkConfiguration.awsvpcConfiguration.securityGroups", 5),
    ),
    _row(
        "network-configuration",
        ("CreateService", "RunTask"),
        "the task definition's network mode is awsvpc and no network is given",
        "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    ),
    _row(
        "security-group-of-other-vpc",
        ("CreateService", "RunTask"),
        "a security group is in another VPC than the subnets",
        "Security Group {group} does not appear to belong to the same VPC ({vpc}) as the input subnets.",
        _API + "API_AwsVpcConfiguration.html",
    ),
    _row(
        "load-balancer-container",
        ("CreateService",),
        "the load balancer's container is none of the task definition's",
        "The container {container} does not exist in the task definition.",
        _API + "API_LoadBalancer.html",
    ),
    _row(
        "load-balancer-port",
        ("CreateService",),
        "the load balancer's container does not have the port",
        "The container {container} did not have a container port {port} defined.",
        _API + "API_LoadBalancer.html",
    ),
    _row(
        "target-type",
        ("CreateService",),
        "the network mode is awsvpc and the target group's targets are instances",
        "The provided target group {target_group} has target type {type}, which is incompatible with the awsvpc network "
        "mode specified in the task definition.",
        _API + "API_LoadBalancer.html",
    ),
    _row(
        "exec-without-role",
        ("CreateService", "RunTask"),
        "commands may be run in tasks that have no task role",
        "The service couldn't be created because a valid taskRoleArn is not being used. Specify a valid task role in your "
        "task definition and try again.",
        _GUIDE + "ecs-exec.html",
    ),
)
