"""What ECS refuses of task definitions, each tried: a change of one definition that is taken."""

from __future__ import annotations

from typing import Any

from tests.refusals import given, provokes
from tests.support import client, error_of

_LOGS = {"awslogs-group": "group", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "app"}
_SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:name-AbCdEf"
_TASK: dict[str, Any] = {
    "family": "refused",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "1024",
    "memory": "2048",
    "executionRoleArn": "arn:aws:iam::123456789012:role/execution",
    "ephemeralStorage": {"sizeInGiB": 21},
    "volumes": [{"name": "tmp"}],
}
_APP: dict[str, Any] = {
    "name": "app",
    "image": "image:1",
    "portMappings": [{"containerPort": 8000, "hostPort": 8000}],
    "environment": [{"name": "A", "value": "1"}],
    "secrets": [{"name": "S", "valueFrom": f"{_SECRET}:key::"}],
    "mountPoints": [{"sourceVolume": "tmp", "containerPath": "/tmp"}],
    "healthCheck": {"command": ["CMD", "true"], "interval": 30, "timeout": 60},
    "ulimits": [{"name": "nofile", "softLimit": 1024, "hardLimit": 4096}],
    "stopTimeout": 120,
    "logConfiguration": {"logDriver": "awslogs", "options": {**_LOGS, "mode": "non-blocking"}},
}


def _register(task: dict[str, Any], *containers: dict[str, Any]) -> Any:
    definition = {**_TASK, **task, "containerDefinitions": list(containers)}
    return client("ecs").register_task_definition(**given(definition))


def _task(row_id: str, **change: Any) -> None:
    provokes(f"ecs-{row_id}")(lambda: error_of(_register, change, _APP))


def _app(row_id: str, **change: Any) -> None:
    provokes(f"ecs-{row_id}")(lambda: error_of(_register, {}, {**_APP, **change}))


def _containers(row_id: str, *containers: dict[str, Any], **task: Any) -> None:
    provokes(f"ecs-{row_id}")(lambda: error_of(_register, task, *containers))


def _options(row_id: str, *without: str, **change: str) -> None:
    options = {key: value for key, value in {**_LOGS, **change}.items() if key not in without}
    _app(row_id, logConfiguration={"logDriver": "awslogs", "options": options})


_side: dict[str, Any] = {"name": "side", "image": "image:1", "essential": False}


def _waits(row_id: str, condition: str, container: str = "side", **side: Any) -> None:
    app = {**_APP, "dependsOn": [{"containerName": container, "condition": condition}]}
    _containers(row_id, app, {**_side, **side})


_task("family-characters", family="no spaces")
_app("task-definition-size", environment=[{"name": "A", "value": "x" * 65_536}])
_containers("no-containers")
_containers("too-many-containers", *({"name": f"c{number}", "image": "i"} for number in range(11)))
_app("container-name-characters", name="app.1")
_app("container-image", image="")
_containers("container-names-unique", _APP, {**_side, "name": "app"})
_containers("no-essential-container", _side)
_task("fargate-cpu-missing", cpu=None)
_task("fargate-memory-missing", memory=None)
_task("fargate-size", cpu="256", memory="4096")
_task("fargate-network-mode", networkMode="bridge")
_app("awsvpc-host-port", portMappings=[{"containerPort": 8000, "hostPort": 80}])
_app("port-range", portMappings=[{"containerPort": 65536}])
_containers("ports-unique", _APP, {**_side, "portMappings": [{"containerPort": 8000}]})
_containers("awsvpc-links", {**_APP, "links": ["side"]}, _side)
_image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1"
_containers("execution-role-for-ecr", {"name": "app", "image": _image}, executionRoleArn=None)
_logging = {"name": "app", "image": "i", "logConfiguration": {"logDriver": "awslogs", "options": _LOGS}}
_containers("execution-role-for-logs", _logging, executionRoleArn=None)
_secret = {"name": "app", "image": "i", "secrets": _APP["secrets"]}
_containers("execution-role-for-secrets", _secret, executionRoleArn=None)
_task("role-is-no-arn", taskRoleArn="arn:aws:iam::123456789012:user/task")
_app("fargate-log-driver", logConfiguration={"logDriver": "json-file"})
_options("log-options-missing", "awslogs-stream-prefix")
_options("log-options-unknown", **{"awslogs-retention": "7"})
_options("log-mode", mode="sometimes")
_options("log-buffer-size", **{"max-buffer-size": "much"})
_app("secret-arn", secrets=[{"name": "S", "valueFrom": f"{_SECRET}:key"}])
_app("secret-parameter-name", secrets=[{"name": "S", "valueFrom": "no spaces"}])
_app("secret-name-unique", secrets=[{"name": "A", "valueFrom": _SECRET}])
_waits("dependency-unknown", "START", container="absent")
_waits("dependency-essential", "SUCCESS", essential=True)
_waits("dependency-without-health-check", "HEALTHY")
_waits("dependency-cycle", "START", dependsOn=[{"containerName": "app", "condition": "START"}])
_app("health-check-command", healthCheck={"command": ["true"]})
_app("health-check-interval", healthCheck={"command": ["CMD", "true"], "interval": 4})
_app("health-check-timeout", healthCheck={"command": ["CMD", "true"], "timeout": 61})
_app("health-check-retries", healthCheck={"command": ["CMD", "true"], "retries": 11})
_app("health-check-start-period", healthCheck={"command": ["CMD", "true"], "startPeriod": 301})
_task("ephemeral-storage", ephemeralStorage={"sizeInGiB": 20})
_app("fargate-ulimit", ulimits=[{"name": "nproc", "softLimit": 1, "hardLimit": 1}])
_app("ulimit-order", ulimits=[{"name": "nofile", "softLimit": 2, "hardLimit": 1}])
_app("fargate-stop-timeout", stopTimeout=121)
_app("fargate-privileged", privileged=True)
_app("fargate-capabilities", linuxParameters={"capabilities": {"add": ["NET_ADMIN"]}})
_app("fargate-devices", linuxParameters={"devices": [{"hostPath": "/dev/fuse"}]})
_app("fargate-shared-memory", linuxParameters={"sharedMemorySize": 64})
_task("fargate-host-volume", volumes=[{"name": "tmp", "host": {"sourcePath": "/tmp"}}])
_task("unknown-volume", volumes=[])
_app("container-cpu-sum", cpu=1025)
_app("container-memory", memory=2049)


def taken() -> None:
    """The definition that all of these change; raises unless it is taken."""
    _register({}, {**_APP, "dependsOn": [{"containerName": "side", "condition": "SUCCESS"}]}, _side)
    _register({}, {**_APP, "environment": [{"name": "A", "value": "x" * 60_000}]})
    _register({}, {**_APP, "secrets": [{"name": "S", "valueFrom": _SECRET.replace("name-", "rds!db-")}]})
    _register({}, {**_APP, "linuxParameters": {"tmpfs": [{"containerPath": "/run", "size": 64}]}})
