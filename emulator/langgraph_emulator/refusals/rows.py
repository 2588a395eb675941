"""How rows of one service are made, where several modules hold them."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import Check, Never
from langgraph_emulator.refusals.model import Refusal

FARGATE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html"
ON_FARGATE = "contains(requiresCompatibilities || `[]`, 'FARGATE')"
CREATE_INSTANCE = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html"
TOPIC_POLICIES = "https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html"
TOPIC_KEYS = "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services"
POLICY_DENIED = "{service} cannot publish to {topic}: its policy does not allow sns:Publish."
KEY_DENIED = "{service} cannot publish to {topic}: its key does not allow kms:GenerateDataKey* and kms:Decrypt."
CREATE_GROUP = "https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeploymentGroup.html"


def codedeploy_row(
    row_id: str,
    operations: tuple[str, ...],
    condition: str,
    error: tuple[str, str],
    page: str = CREATE_GROUP,
    check: Check | None = None,
) -> Refusal:
    name = f"codedeploy-{row_id}"
    return Refusal(name, "codedeploy", operations[0], condition, *error, page, check, operations[1:])


def ec2_row(
    row_id: str,
    operation: str,
    condition: str,
    error: tuple[str, str],
    page: str,
    check: Check | None = None,
    also: tuple[str, ...] = (),
) -> Refusal:
    return Refusal(f"ec2-{row_id}", "ec2", operation, condition, *error, page, check, also)


def elbv2_row(
    row_id: str,
    operations: tuple[str, ...],
    condition: str,
    error: tuple[str, str],
    page: str,
    check: Check | None = None,
) -> Refusal:
    return Refusal(f"elbv2-{row_id}", "elbv2", operations[0], condition, *error, page, check, operations[1:])


def instance_row(
    row_id: str,
    condition: str,
    code: str,
    message: str,
    page: str = CREATE_INSTANCE,
    check: Check | None = None,
    modify: bool = True,
) -> Refusal:
    """Of new instances of RDS and, unless ``modify`` is false, of changed ones too."""
    also = ("ModifyDBInstance",) if modify else ()
    return Refusal(f"rds-{row_id}", "rds", "CreateDBInstance", condition, code, message, page, check, also)


def task_definition_row(row_id: str, condition: str, message: str, page: str, check: Check | None = None) -> Refusal:
    name = f"ecs-{row_id}"
    return Refusal(name, "ecs", "RegisterTaskDefinition", condition, "ClientException", message, page, check)


def on_fargate(row_id: str, condition: str, message: str, path: str) -> Refusal:
    """Refused where the path leads to something and the task is for Fargate."""
    check = Never(f"{ON_FARGATE} && ({path})")
    return task_definition_row(f"fargate-{row_id}", f"{condition}, and the task is for Fargate", message, FARGATE, check)
