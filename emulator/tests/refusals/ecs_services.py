"""What ECS refuses of clusters and services, each tried."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.refusals import create_service, provokes, stack
from tests.support import Network, client, error_of, role, unique

_ACCOUNT = "123456789012"
_LOGS = {"awslogs-group": "/refused/tasks", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "app"}


def _service(row_id: str, **change: Any) -> None:
    provokes(f"ecs-{row_id}")(lambda: error_of(create_service, **change))


def _strategy(*items: tuple[str, int, int]) -> list[dict[str, Any]]:
    return [{"capacityProvider": name, "base": base, "weight": weight} for name, base, weight in items]


def _cluster(row_id: str, **params: Any) -> None:
    provokes(f"ecs-{row_id}")(lambda: error_of(client("ecs").create_cluster, **{"clusterName": "c", **params}))


_cluster("cluster-name", clusterName="no spaces")
_cluster("container-insights", settings=[{"name": "containerInsights", "value": "on"}])
_cluster("exec-logging", configuration={"executeCommandConfiguration": {"logging": "OVERRIDE"}})
_exec_logs = {"logging": "DEFAULT", "logConfiguration": {"cloudWatchLogGroupName": "/refused/exec"}}
_cluster("exec-logging-unused", configuration={"executeCommandConfiguration": _exec_logs})
_cluster("capacity-provider-unknown", capacityProviders=["FARGATE_ARM"])
_service("service-name", serviceName="no spaces")
_fargate = _strategy(("FARGATE", 0, 1))
_service("strategy-and-launch-type", launchType="FARGATE", capacityProviderStrategy=_fargate)
_service("strategy-bases", capacityProviderStrategy=_strategy(("FARGATE", 1, 1), ("FARGATE_SPOT", 1, 1)))
_service("strategy-weights", capacityProviderStrategy=_strategy(("FARGATE", 1, 0)))
_service("platform-version", platformVersion="1.5.0")
_service("deployment-blocked", deploymentConfiguration={"minimumHealthyPercent": 100, "maximumPercent": 100})
_service("deployment-minimum", deploymentConfiguration={"minimumHealthyPercent": 101})
_code_deploy = {"deploymentController": {"type": "CODE_DEPLOY"}}
_breaker = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}
_service("circuit-breaker", **_code_deploy, deploymentConfiguration=_breaker)
_service("load-balancers-of-code-deploy", **_code_deploy, loadBalancers=[{}, {}])
_service("grace-period-length", healthCheckGracePeriodSeconds=2_147_483_648)
_service("desired-count", desiredCount=-1)
_service("subnets", networkConfiguration={"awsvpcConfiguration": {"subnets": [f"subnet-{n}" for n in range(17)]}})
_groups = {"subnets": ["subnet-1"], "securityGroups": [f"sg-{n}" for n in range(6)]}
_service("security-groups", networkConfiguration={"awsvpcConfiguration": _groups})
_service("network-configuration", networkConfiguration=None)
_service("exec-without-role", enableExecuteCommand=True)


@provokes("ecs-strategy-provider")
def _() -> tuple[str, str]:
    bare = unique("bare")
    client("ecs").create_cluster(clusterName=bare)
    return error_of(create_service, cluster=bare, capacityProviderStrategy=_fargate)


@provokes("ecs-security-group-of-other-vpc")
def _() -> tuple[str, str]:
    network = {"subnets": stack().network.subnets, "securityGroups": [Network().group]}
    return error_of(create_service, networkConfiguration={"awsvpcConfiguration": network})


def _balanced(**change: Any) -> tuple[str, str]:
    entry = {"targetGroupArn": stack().target_groups["blue"], "containerName": "app", "containerPort": 8000, **change}
    return error_of(create_service, loadBalancers=[entry])


provokes("ecs-load-balancer-container")(lambda: _balanced(containerName="absent"))
provokes("ecs-load-balancer-port")(lambda: _balanced(containerPort=80))


@provokes("ecs-target-type")
def _() -> tuple[str, str]:
    group = {"Name": unique("instances"), "Port": 80, "Protocol": "HTTP", "VpcId": stack().network.vpc}
    created = client("elbv2").create_target_group(**group, TargetType="instance")
    return _balanced(targetGroupArn=created["TargetGroups"][0]["TargetGroupArn"])


@cache
def _key() -> str:
    return client("kms").create_key()["KeyMetadata"]["Arn"]


@cache
def _secret() -> str:
    return client("secretsmanager").create_secret(Name=unique("secret"), SecretString="value", KmsKeyId=_key())["ARN"]


@cache
def _log_group() -> str:
    client("logs").create_log_group(logGroupName=_LOGS["awslogs-group"])
    return _LOGS["awslogs-group"]


def _statements() -> dict[str, dict[str, Any]]:
    """What the roles of a task may do when it starts."""
    stream = f"arn:aws:logs:us-east-1:{_ACCOUNT}:log-group:{_log_group()}:*"
    repository = f"arn:aws:ecr:us-east-1:{_ACCOUNT}:repository/app"
    return {
        "secret": {"Action": "secretsmanager:GetSecretValue", "Resource": _secret()},
        "key": {"Action": "kms:Decrypt", "Resource": _key()},
        "logs": {"Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": stream},
        "login": {"Action": "ecr:GetAuthorizationToken", "Resource": "*"},
        "pull": {"Action": "ecr:*", "Resource": repository},
        "exec": {"Action": "ssmmessages:*", "Resource": "*"},
    }


def _role_without(*names: str) -> str:
    name = unique("tasks-without-" + "-".join(names))
    arn = role(name, "ecs-tasks.amazonaws.com")
    statements = [{"Effect": "Allow", **each} for key, each in _statements().items() if key not in names]
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    client("iam").put_role_policy(RoleName=name, PolicyName="tasks", PolicyDocument=document)
    return arn


def _start(role_arn: str, group: str = "") -> Any:
    """A service of tasks that need all of it from one role."""
    options = {**_LOGS, "awslogs-group": group or _log_group()}
    container = {
        "name": "app",
        "image": f"{_ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/app:1",
        "secrets": [{"name": "S", "valueFrom": f"{_secret()}:key::"}],
        "logConfiguration": {"logDriver": "awslogs", "options": options},
    }
    registered = client("ecs").register_task_definition(
        family=unique("tasks"),
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        executionRoleArn=role_arn,
        taskRoleArn=role_arn,
        containerDefinitions=[container],
    )
    return create_service(taskDefinition=registered["taskDefinition"]["taskDefinitionArn"], enableExecuteCommand=True)


def _tasks(row_id: str, *without: str) -> None:
    provokes(f"ecs-tasks-{row_id}")(lambda: error_of(_start, _role_without(*without)))


_tasks("secret-denied", "secret")
_tasks("secret-key-denied", "key")
_tasks("logs-denied", "logs")
_tasks("image-denied", "pull")
_tasks("exec-denied", "exec")


@provokes("ecs-tasks-role")
def _() -> tuple[str, str]:
    return error_of(_start, role("refused-lambda", "lambda.amazonaws.com"))


@provokes("ecs-tasks-log-group-missing")
def _() -> tuple[str, str]:
    return error_of(_start, _role_without(), group="/refused/absent")


def taken() -> None:
    """What most of these change; raises unless it is taken."""
    create_service(capacityProviderStrategy=_strategy(("FARGATE", 1, 1), ("FARGATE_SPOT", 0, 4)))
    _start(_role_without())
    target = {"targetGroupArn": stack().target_groups["blue"], "containerName": "app", "containerPort": 8000}
    create_service(healthCheckGracePeriodSeconds=2_147_483_647, loadBalancers=[target])
    create_service(healthCheckGracePeriodSeconds=60)
    create_service(deploymentConfiguration={"maximumPercent": 300})
