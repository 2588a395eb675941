"""Services whose tasks could never start.

AWS takes such a service, and stops one task after the other with the words that stand here.
"""

from __future__ import annotations

from langgraph_emulator.refusals.model import Refusal

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
_STOPPED = _GUIDE + "resource-initialization-error.html"
_UNABLE = (
    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
    "unable to retrieve secret from asm: "
)


def _never_start(row_id: str, condition: str, message: str, page: str = _STOPPED) -> Refusal:
    name, code = f"ecs-tasks-{row_id}", "InvalidParameterException"
    return Refusal(name, "ecs", "CreateService", condition, code, message, page)


ROWS: tuple[Refusal, ...] = (
    _never_start(
        "role",
        "a role of the task definition does not exist, or ECS's tasks may not assume it",
        "ECS was unable to assume the role '{role}' that was provided for this task. Please verify that the role being "
        "passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.",
        _GUIDE + "task_execution_IAM_role.html",
    ),
    _never_start(
        "secret-denied",
        "the execution role may not read a secret",
        _UNABLE + "AccessDeniedException: User: {role} is not authorized to perform: secretsmanager:GetSecretValue on "
        "resource: {secret} because no identity-based policy allows the secretsmanager:GetSecretValue action",
    ),
    _never_start(
        "secret-key-denied",
        "the execution role may not use the key of a secret",
        _UNABLE + "AccessDeniedException: Access to KMS is not allowed: {secret}",
        "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
    ),
    _never_start(
        "log-group-missing",
        "a container's log group does not exist and is not to be created",
        "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to "
        "create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.: {group}",
    ),
    _never_start(
        "logs-denied",
        "the execution role may not write to a container's log group",
        "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to "
        "create Cloudwatch log stream: AccessDeniedException: User: {role} is not authorized to perform: {action} on "
        "resource: {group}",
    ),
    _never_start(
        "image-denied",
        "the execution role may not pull a container's image from ECR",
        "CannotPullContainerError: AccessDeniedException: User: {role} is not authorized to perform: {action} on resource: "
        "{repository}",
        _GUIDE + "task_cannot_pull_image.html",
    ),
    _never_start(
        "exec-denied",
        "commands may be run in tasks, and the task role may not open the channel or use the cluster's key",
        "The task role {role} is not authorized to perform: {action} on resource: {resource}",
        _GUIDE + "ecs-exec.html",
    ),
)
