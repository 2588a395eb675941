"""What tasks need of their two roles to start, and to be looked into."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from langgraph_emulator.operations import ACCOUNT, Call
from langgraph_emulator.policies import Principal, Request
from langgraph_emulator.rules import Values, found, keys, refuses, roles
from langgraph_emulator.rules.ecs.clusters import exec_key
from langgraph_emulator.rules.ecs.services import definition_of

_TASKS = "ecs-tasks.amazonaws.com"
_PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
_CHANNEL = (
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
)
_ECR_IMAGE = re.compile(r"(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com/([^:@]+)")


def _containers(call: Call) -> list[dict[str, Any]]:
    return definition_of(call).get("containerDefinitions") or []


def _execution_role(call: Call) -> str | None:
    return definition_of(call).get("executionRoleArn")


@refuses("ecs-tasks-role")
def _(call: Call) -> Values | None:
    definition = definition_of(call)
    source = call.arn("*")
    for role in (definition.get("executionRoleArn"), definition.get("taskRoleArn")):
        if role and not roles.is_assumable(call, role, _TASKS, source):
            return {"role": role}
    return None


def _secrets(call: Call) -> Iterator[str]:
    """ARNs of the secrets that containers read, without a key of their JSON."""
    for container in _containers(call):
        for secret in container.get("secrets") or []:
            parts = secret["valueFrom"].split(":")
            if parts[2:3] == ["secretsmanager"]:
                yield ":".join(parts[:7])


@refuses("ecs-tasks-secret-denied")
def _(call: Call) -> Values | None:
    role = _execution_role(call)
    for secret in _secrets(call) if role else ():
        if not roles.may(call, role, Request("secretsmanager:GetSecretValue", secret)):
            return {"role": role, "secret": secret}
    return None


@refuses("ecs-tasks-secret-key-denied")
def _(call: Call) -> Values | None:
    role = _execution_role(call)
    for secret in _secrets(call) if role else ():
        answer = found(call, "secretsmanager", "DescribeSecret", SecretId=secret)
        key = (answer or {}).get("KmsKeyId")
        if key and not _may_decrypt(call, role, key, "secretsmanager"):
            return {"secret": secret}
    return None


def _may_decrypt(call: Call, role: str, key: str, service: str) -> bool:
    """By the key's policy alone where it names the role, else by both policies."""
    context = {"kms:viaservice": f"{service}.{call.region}.amazonaws.com"}
    if keys.is_aws_managed(key) or keys.is_usable(call, key, Principal(arn=role), ("kms:Decrypt",), context):
        return True
    described = found(call, "kms", "DescribeKey", KeyId=key)
    if described is None:
        return False
    request = Request("kms:Decrypt", described["KeyMetadata"]["Arn"], context)
    of_account = Principal(arn=role, account=ACCOUNT)
    return keys.is_usable(call, key, of_account, ("kms:Decrypt",), context) and roles.may(call, role, request)


def _log_groups(call: Call) -> Iterator[tuple[str, dict[str, Any]]]:
    for container in _containers(call):
        logs = container.get("logConfiguration") or {}
        options = logs.get("options") or {}
        if logs.get("logDriver") == "awslogs" and options.get("awslogs-region", call.region) == call.region:
            yield options["awslogs-group"], options


@refuses("ecs-tasks-log-group-missing")
def _(call: Call) -> Values | None:
    for group, options in _log_groups(call):
        answer = call.aws("logs", "DescribeLogGroups", logGroupNamePrefix=group).get("logGroups", [])
        known = any(each["logGroupName"] == group for each in answer)
        if not known and options.get("awslogs-create-group") != "true" and _execution_role(call):
            return {"group": group}
    return None


@refuses("ecs-tasks-logs-denied")
def _(call: Call) -> Values | None:
    role = _execution_role(call)
    for group, _options in _log_groups(call) if role else ():
        stream = call.arn(f"log-group:{group}:log-stream:any", "logs")
        for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
            if not roles.may(call, role, Request(action, stream)):
                return {"role": role, "action": action, "group": group}
    return None


@refuses("ecs-tasks-image-denied")
def _(call: Call) -> Values | None:
    role = _execution_role(call)
    for container in _containers(call) if role else ():
        image = _ECR_IMAGE.match(container.get("image") or "")
        for action, resource in _pull(image) if image else ():
            if not roles.may(call, role, Request(action, resource)):
                return {"role": role, "action": action, "repository": resource}
    return None


def _pull(image: re.Match[str]) -> Iterator[tuple[str, str]]:
    account, region, repository = image.groups()
    yield "ecr:GetAuthorizationToken", "*"
    for action in _PULL:
        yield action, f"arn:aws:ecr:{region}:{account}:repository/{repository}"


@refuses("ecs-tasks-exec-denied")
def _(call: Call) -> Values | None:
    role = definition_of(call).get("taskRoleArn")
    if not call.params.get("enableExecuteCommand") or not role:
        return None
    for action in _CHANNEL:
        if not roles.may(call, role, Request(action)):
            return {"role": role, "action": action, "resource": "*"}
    key = exec_key(call)
    if key and not _may_decrypt(call, role, key, "ssm"):
        return {"role": role, "action": "kms:Decrypt", "resource": key}
    return None
