"""What ECS refuses of task definitions, most of it on Fargate."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import AtMost, Check, Matches, Never, Within
from langgraph_emulator.refusals.model import Refusal

_PARAMETERS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
_FARGATE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html"
_SECRETS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html"
_EXECUTION_ROLE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html"
_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/"

_NAME = r"[A-Za-z0-9_-]{1,255}"
_ON_FARGATE = "contains(requiresCompatibilities || `[]`, 'FARGATE')"


def _row(row_id: str, condition: str, message: str, page: str, check: Check | None = None) -> Refusal:
    name = f"ecs-{row_id}"
    return Refusal(name, "ecs", "RegisterTaskDefinition", condition, "ClientException", message, page, check)


def _on_fargate(row_id: str, condition: str, message: str, path: str) -> Refusal:
    """Refused where the path leads to something and the task is for Fargate."""
    check = Never(f"{_ON_FARGATE} && ({path})")
    return _row(f"fargate-{row_id}", f"{condition}, and the task is for Fargate", message, _FARGATE, check)


ROWS: tuple[Refusal, ...] = (
    _row(
        "family-characters",
        "the family is not 1 to 255 letters, digits, underscores and hyphens",
        "Family contains invalid characters.",
        _PARAMETERS + "#family",
        Matches("family", _NAME),
    ),
    _row(
        "no-containers",
        "there are no containers",
        "Container list cannot be empty.",
        _PARAMETERS + "#container_definitions",
        Never("length(containerDefinitions || `[]`) == `0`"),
    ),
    _row(
        "too-many-containers",
        "there are more than ten containers",
        "Too many containers. The maximum is {most}.",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
        AtMost("containerDefinitions", 10),
    ),
    _row(
        "container-name-characters",
        "a container's name is not 1 to 255 letters, digits, underscores and hyphens",
        "Container.name contains invalid characters.",
        _PARAMETERS + "#container_definition_name",
        Matches("containerDefinitions[].name", _NAME),
    ),
    _row(
        "container-image",
        "a container has no image",
        "Container.image should not be null or empty.",
        _PARAMETERS + "#container_definition_image",
        Never("length(containerDefinitions[?!image]) > `0`"),
    ),
    _row(
        "container-names-unique",
        "two containers have one name",
        "Container.name '{name}' is not unique.",
        _PARAMETERS + "#container_definition_name",
    ),
    _row(
        "no-essential-container",
        "every container says that it is not essential",
        "Task definition does not have any essential containers.",
        _PARAMETERS + "#container_definition_environment",
        Never("length(containerDefinitions) > `0` && length(containerDefinitions[?essential != `false`]) == `0`"),
    ),
    _row(
        "fargate-cpu-missing",
        "a task for Fargate gives no CPU",
        "Fargate requires that 'cpu' be defined at the task level.",
        _FARGATE,
        Never(f"{_ON_FARGATE} && !cpu"),
    ),
    _row(
        "fargate-memory-missing",
        "a task for Fargate gives no memory",
        "Fargate requires that 'memory' be defined at the task level.",
        _FARGATE,
        Never(f"{_ON_FARGATE} && !memory"),
    ),
    _row(
        "fargate-size",
        "CPU and memory are no pair that Fargate has",
        "No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. "
        "See the Amazon ECS documentation for the valid values.",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html",
    ),
    _row(
        "fargate-network-mode",
        "a task for Fargate has another network mode than awsvpc",
        "Fargate only supports network mode 'awsvpc'.",
        _FARGATE,
        Never(f"{_ON_FARGATE} && networkMode != 'awsvpc'"),
    ),
    _row(
        "awsvpc-host-port",
        "a host port differs from its container port in awsvpc mode",
        "When networkMode=awsvpc, the host ports and container ports in port mappings must match.",
        _PARAMETERS + "#container_definition_portmappings",
        Never(
            "networkMode == 'awsvpc' && "
            "(containerDefinitions[].portMappings[] | [?hostPort && hostPort != `0` && hostPort != containerPort])"
        ),
    ),
    _row(
        "port-range",
        "a container port is not from 1 to 65535",
        "Invalid 'containerPort' setting for container: {value}. Valid ports are {low} to {high}.",
        _PARAMETERS + "#container_definition_portmappings",
        Within("containerDefinitions[].portMappings[].containerPort", 1, 65535),
    ),
    _row(
        "ports-unique",
        "two containers of one task in awsvpc mode take the same port",
        "Containers in a task definition with networkMode=awsvpc cannot share the port {port}.",
        _PARAMETERS + "#container_definition_portmappings",
    ),
    _row(
        "awsvpc-links",
        "containers are linked in awsvpc mode",
        "Links are not supported when networkMode=awsvpc.",
        _PARAMETERS + "#container_definition_network",
        Never("networkMode == 'awsvpc' && containerDefinitions[].links[]"),
    ),
    _row(
        "execution-role-for-ecr",
        "a task for Fargate pulls from ECR and has no execution role",
        "Fargate requires task definition to have execution role ARN to support ECR images.",
        _EXECUTION_ROLE,
        Never(f"{_ON_FARGATE} && !executionRoleArn && containerDefinitions[?contains(image || '', '.dkr.ecr.')]"),
    ),
    _row(
        "execution-role-for-logs",
        "a task for Fargate writes logs by awslogs and has no execution role",
        "Fargate requires task definition to have execution role ARN to support log driver awslogs.",
        _EXECUTION_ROLE,
        Never(
            f"{_ON_FARGATE} && !executionRoleArn && containerDefinitions[?logConfiguration.logDriver == 'awslogs']"
        ),
    ),
    _row(
        "execution-role-for-secrets",
        "containers take secrets and the task has no execution role",
        "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
        _SECRETS,
        Never("!executionRoleArn && containerDefinitions[].secrets[]"),
    ),
    _row(
        "role-is-no-arn",
        "a role is given by another text than its ARN or its name",
        "Role is not valid",
        _PARAMETERS + "#task_role_arn",
        Matches("[executionRoleArn, taskRoleArn][]", r"(arn:aws[\w-]*:iam::\d{12}:role/)?[\w+=,.@/-]{1,512}"),
    ),
    _row(
        "ephemeral-storage",
        "ephemeral storage is not from 21 to 200 GiB",
        "Invalid value for ephemeralStorage: {value} GiB. The supported values are between {low} and {high} GiB.",
        _API + "API_EphemeralStorage.html",
        Within("ephemeralStorage.sizeInGiB", 21, 200),
    ),
    _on_fargate(
        "host-volume",
        "a volume lies on the host",
        "Fargate compatible task definitions do not support host sourcePath for volume '{value}'.",
        "volumes[?host.sourcePath].name",
    ),
    _row(
        "container-cpu-sum",
        "the containers' CPU is more than the task's",
        "Invalid 'cpu' setting for task: the containers need {sum} CPU units and the task has {limit}.",
        _PARAMETERS + "#task_size",
    ),
    _row(
        "container-memory",
        "a container's memory is more than the task's, or the reservations together are",
        "Invalid 'memory' setting for container: {sum} MiB do not fit into the task's {limit}.",
        _PARAMETERS + "#task_size",
    ),
)
