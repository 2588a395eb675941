"""What ECS refuses of task definitions, most of it on Fargate."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import AtMost, Matches, Never, Within
from langgraph_emulator.refusals.model import Refusal
from langgraph_emulator.refusals.rows import FARGATE, ON_FARGATE, on_fargate, task_definition_row

_PARAMETERS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
_SECRETS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html"
_EXECUTION_ROLE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html"
_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/"

_NAME = r"[A-Za-z0-9_-]{1,255}"

ROWS: tuple[Refusal, ...] = (
    task_definition_row(
        "family-characters",
        "the family is not 1 to 255 letters, digits, underscores and hyphens",
        "Family contains invalid characters.",
        _PARAMETERS + "#family",
        Matches("family", _NAME),
    ),
    task_definition_row(
        "task-definition-size",
        "the task definition has more than 64 KiB",
        "Actual length: '{length}'. Max allowed length is '{most}' bytes.",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
    ),
    task_definition_row(
        "no-containers",
        "there are no containers",
        "Container list cannot be empty.",
        _PARAMETERS + "#container_definitions",
        Never("length(containerDefinitions || `[]`) == `0`"),
    ),
    task_definition_row(
        "too-many-containers",
        "there are more than ten containers",
        "Too many containers. The maximum is {most}.",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
        AtMost("containerDefinitions", 10),
    ),
    task_definition_row(
        "container-name-characters",
        "a container's name is not 1 to 255 letters, digits, underscores and hyphens",
        "Container.name contains invalid characters.",
        _PARAMETERS + "#container_definition_name",
        Matches("containerDefinitions[].name", _NAME),
    ),
    task_definition_row(
        "container-image",
        "a container has no image",
        "Container.image should not be null or empty.",
        _PARAMETERS + "#container_definition_image",
        Never("length(containerDefinitions[?!image]) > `0`"),
    ),
    task_definition_row(
        "container-names-unique",
        "two containers have one name",
        "Container names must be unique within a task definition",
        _PARAMETERS + "#container_definition_name",
    ),
    task_definition_row(
        "no-essential-container",
        "every container says that it is not essential",
        "Task definition does not have any essential containers.",
        _PARAMETERS + "#container_definition_environment",
        Never("length(containerDefinitions) > `0` && length(containerDefinitions[?essential != `false`]) == `0`"),
    ),
    task_definition_row(
        "fargate-cpu-missing",
        "a task for Fargate gives no CPU",
        "Fargate requires that 'cpu' be defined at the task level.",
        FARGATE,
        Never(f"{ON_FARGATE} && !cpu"),
    ),
    task_definition_row(
        "fargate-memory-missing",
        "a task for Fargate gives no memory",
        "Fargate requires that 'memory' be defined at the task level.",
        FARGATE,
        Never(f"{ON_FARGATE} && !memory"),
    ),
    task_definition_row(
        "fargate-size",
        "CPU and memory are no pair that Fargate has",
        "No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. "
        "See the Amazon ECS documentation for the valid values.",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html",
    ),
    task_definition_row(
        "fargate-network-mode",
        "a task for Fargate has another network mode than awsvpc",
        "Fargate only supports network mode 'awsvpc'.",
        FARGATE,
        Never(f"{ON_FARGATE} && networkMode != 'awsvpc'"),
    ),
    task_definition_row(
        "awsvpc-host-port",
        "a host port differs from its container port in awsvpc mode",
        "When networkMode=awsvpc, the host ports and container ports in port mappings must match.",
        _PARAMETERS + "#container_definition_portmappings",
        Never(
            "networkMode == 'awsvpc' && "
            "(containerDefinitions[].portMappings[] | [?hostPort && hostPort != `0` && hostPort != containerPort])"
        ),
    ),
    task_definition_row(
        "port-range",
        "a container port is not from 1 to 65535",
        "Invalid 'containerPort' setting for container: {value}. Valid ports are {low} to {high}.",
        _PARAMETERS + "#container_definition_portmappings",
        Within("containerDefinitions[].portMappings[].containerPort", 1, 65535),
    ),
    task_definition_row(
        "ports-unique",
        "two containers of one task in awsvpc mode take the same port",
        "{protocol} host port '{port}' is mapped multiple times in task.",
        _PARAMETERS + "#container_definition_portmappings",
    ),
    task_definition_row(
        "awsvpc-links",
        "containers are linked in awsvpc mode",
        "Links are not supported when networkMode=awsvpc.",
        _PARAMETERS + "#container_definition_network",
        Never("networkMode == 'awsvpc' && containerDefinitions[].links[]"),
    ),
    task_definition_row(
        "execution-role-for-ecr",
        "a task for Fargate pulls from ECR and has no execution role",
        "Fargate requires task definition to have execution role ARN to support ECR images.",
        _EXECUTION_ROLE,
        Never(f"{ON_FARGATE} && !executionRoleArn && containerDefinitions[?contains(image || '', '.dkr.ecr.')]"),
    ),
    task_definition_row(
        "execution-role-for-logs",
        "a task for Fargate writes logs by awslogs and has no execution role",
        "Fargate requires task definition to have execution role ARN to support log driver awslogs.",
        _EXECUTION_ROLE,
        Never(
            f"{ON_FARGATE} && !executionRoleArn && containerDefinitions[?logConfiguration.logDriver == 'awslogs']"
        ),
    ),
    task_definition_row(
        "execution-role-for-secrets",
        "containers take secrets and the task has no execution role",
        "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
        _SECRETS,
        Never("!executionRoleArn && containerDefinitions[].secrets[]"),
    ),
    task_definition_row(
        "role-is-no-arn",
        "a role is given by another text than its ARN or its name",
        "Role is not valid",
        _PARAMETERS + "#task_role_arn",
        Matches("[executionRoleArn, taskRoleArn][]", r"(arn:aws[\w-]*:iam::\d{12}:role/)?[\w+=,.@/-]{1,512}"),
    ),
    task_definition_row(
        "ephemeral-storage",
        "ephemeral storage is not from 21 to 200 GiB",
        "EphemeralStorage size should be {limit}",
        _API + "API_EphemeralStorage.html",
        Within("ephemeralStorage.sizeInGiB", 21, 200),
    ),
    on_fargate(
        "host-volume",
        "a volume lies on the host",
        "Fargate compatible task definitions do not support sourcePath",
        "volumes[?host.sourcePath]",
    ),
    task_definition_row(
        "container-cpu-sum",
        "the containers' CPU is more than the task's",
        "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
        _PARAMETERS + "#task_size",
    ),
    task_definition_row(
        "container-memory",
        "a container's memory is more than the task's, or the reservations together are",
        "Invalid 'memory' setting for container: {sum} MiB do not fit into the task's {limit}.",
        _PARAMETERS + "#task_size",
    ),
)
