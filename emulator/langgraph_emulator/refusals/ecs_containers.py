"""What ECS refuses of the containers of task definitions, most of it on Fargate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from langgraph_emulator.refusals.checks import Matches, Never, OneOf, Within
from langgraph_emulator.refusals.model import Refusal
from langgraph_emulator.refusals.rows import on_fargate, task_definition_row

_PARAMETERS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
_SECRETS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html"
_LOGS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html"
_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/"

@dataclass(frozen=True)
class _OfContainers:
    """The same of each container; the message may also use {container}."""

    check: Within

    def broken(self, params: dict[str, Any]) -> dict[str, object] | None:
        for container in params["containerDefinitions"]:
            values = self.check.broken(container)
            if values is not None:
                return {**values, "container": container["name"]}
        return None


def _health_check(row_id: str, condition: str, member: str, low: int, high: int) -> Refusal:
    message = f"Health check {member} must be {{allowed}} for container '{{container}}'"
    check = _OfContainers(Within(f"healthCheck.{member}", low, high))
    return task_definition_row(f"health-check-{row_id}", condition, message, _API + "API_HealthCheck.html", check)


ROWS: tuple[Refusal, ...] = (
    task_definition_row(
        "fargate-log-driver",
        "a task for Fargate has another log driver than awslogs, splunk and awsfirelens",
        "{value} is not a valid log driver. Must be one of [awslogs,splunk,awsfirelens]",
        _PARAMETERS + "#container_definition_storage",
    ),
    task_definition_row(
        "log-options-missing",
        "the driver awslogs lacks an option that it needs, on Fargate a stream prefix too",
        "Log driver awslogs requires options: {options}",
        _LOGS,
    ),
    task_definition_row(
        "log-options-unknown",
        "the driver awslogs is given an option that it does not have",
        "Log driver awslogs disallows options: {options}",
        _LOGS,
    ),
    task_definition_row(
        "log-mode",
        "a log driver's mode is neither blocking nor non-blocking",
        "Invalid value '{value}' for log option 'mode'. Valid values are: {valid}.",
        _API + "API_LogConfiguration.html",
        OneOf("containerDefinitions[].logConfiguration.options.mode", ("blocking", "non-blocking")),
    ),
    task_definition_row(
        "log-buffer-size",
        "max-buffer-size is no size",
        "Invalid value '{value}' for log option 'max-buffer-size'.",
        _API + "API_LogConfiguration.html",
        Matches('containerDefinitions[].logConfiguration.options."max-buffer-size"', r"(?i)[1-9]\d*[kmg]?b?"),
    ),
    task_definition_row(
        "secret-arn",
        "an ARN in valueFrom is of no secret and of no parameter",
        "Invalid arn syntax.",
        _SECRETS,
        Matches(
            "containerDefinitions[].secrets[].valueFrom",
            r"arn:aws[\w-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@!-]+(:[^:]*:[^:]*:[^:]*)?"
            r"|arn:aws[\w-]*:ssm:[a-z0-9-]+:\d{12}:parameter/[\w./-]+|(?!arn:).*",
        ),
    ),
    task_definition_row(
        "secret-parameter-name",
        "valueFrom is neither an ARN nor the name of a parameter",
        "The Systems Manager parameter name specified for secret {name} is invalid. The parameter name can be up to 2048 "
        "characters and include the following letters and symbols: a-zA-Z0-9_.-/,",
        _SECRETS,
    ),
    task_definition_row(
        "secret-name-unique",
        "a secret has the name of another one, or of an environment variable, of its container",
        "The secret name must be unique and not shared with any new or existing environment variables set on the "
        "container, such as '{name}'.",
        _SECRETS,
    ),
    task_definition_row(
        "dependency-unknown",
        "a container depends on one that the task does not have",
        "Cannot depend on container + '{dependency}' because it does not exist",
        _PARAMETERS + "#container_definition_dependson",
    ),
    task_definition_row(
        "dependency-essential",
        "a container waits for the end of an essential one, which would end the task",
        "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container",
        _PARAMETERS + "#container_definition_dependson",
    ),
    task_definition_row(
        "dependency-without-health-check",
        "a container waits for the health of one that has no health check",
        "A dependency container with HEALTHY condition must have health check configured",
        _PARAMETERS + "#container_definition_dependson",
    ),
    task_definition_row(
        "dependency-cycle",
        "containers wait for each other",
        "Cycle in container dependencies: {cycle}.",
        _PARAMETERS + "#container_definition_dependson",
    ),
    task_definition_row(
        "health-check-command",
        "a health check's command does not begin with CMD or CMD-SHELL and go on",
        "Invalid 'command' setting for container health check: it must start with CMD or CMD-SHELL.",
        _API + "API_HealthCheck.html",
    ),
    _health_check("interval", "a health check's interval is not from 5 to 300 seconds", "interval", 5, 300),
    _health_check("timeout", "a health check's timeout is not from 2 to 60 seconds", "timeout", 2, 60),
    _health_check("retries", "a health check is not tried from 1 to 10 times", "retries", 1, 10),
    _health_check("start-period", "a health check's start period is not from 0 to 300 seconds", "startPeriod", 0, 300),
    on_fargate(
        "ulimit",
        "a container sets another ulimit than nofile",
        "Fargate compatible task definitions only support the ulimit 'nofile', not '{value}'.",
        "containerDefinitions[].ulimits[].name | [?@ != 'nofile']",
    ),
    task_definition_row(
        "ulimit-order",
        "a soft limit is greater than its hard limit",
        "Invalid ulimit: softLimit {value} is greater than hardLimit.",
        _API + "API_Ulimit.html",
        Never("containerDefinitions[].ulimits[] | [?softLimit > hardLimit].softLimit"),
    ),
    on_fargate(
        "stop-timeout",
        "a container may take more than 120 seconds to stop",
        "Invalid 'stopTimeout' setting for container: {value}. The maximum on Fargate is 120 seconds.",
        "containerDefinitions[?stopTimeout > `120`].stopTimeout",
    ),
    on_fargate(
        "privileged",
        "a container is privileged",
        "Fargate compatible task definitions do not support privileged containers.",
        "containerDefinitions[?privileged]",
    ),
    on_fargate(
        "capabilities",
        "a container adds another Linux capability than SYS_PTRACE",
        "{value} is not allowed on Fargate.",
        "containerDefinitions[].linuxParameters.capabilities.add[] | [?@ != 'SYS_PTRACE']",
    ),
    on_fargate(
        "devices",
        "a container takes devices",
        "Fargate compatible task definitions do not support devices",
        "containerDefinitions[].linuxParameters.devices[]",
    ),
    on_fargate(
        "shared-memory",
        "a container takes shared memory",
        "Fargate compatible task definitions do not support sharedMemorySize",
        "containerDefinitions[?linuxParameters.sharedMemorySize]",
    ),
    task_definition_row(
        "unknown-volume",
        "a container mounts a volume that the task does not have",
        "Unknown volume '{volume}'.",
        _PARAMETERS + "#container_definition_storage",
    ),
)
