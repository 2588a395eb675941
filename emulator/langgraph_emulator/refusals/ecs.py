"""What ECS refuses."""

from __future__ import annotations

from langgraph_emulator.refusals.model import Refusal

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/"

_CODE_DEPLOY_OWNS = (
    "Unable to update {what} on services with a CODE_DEPLOY deployment controller. "
    "Use AWS CodeDeploy to trigger a new deployment."
)


def _code_deploy_owns(member: str, what: str) -> Refusal:
    return Refusal(
        f"ecs-code-deploy-owns-{member}",
        "ecs",
        "UpdateService",
        f"{member} is given and the service's deployment controller is CODE_DEPLOY",
        "InvalidParameterException",
        _CODE_DEPLOY_OWNS.format(what=what),
        _ECS + "API_UpdateService.html",
    )


# The members of UpdateService that only CodeDeploy may change, and how AWS names them in its message.
CODE_DEPLOY_OWNS = {
    "taskDefinition": "task definition",
    "networkConfiguration": "network parameters",
    "platformVersion": "platform version",
    "loadBalancers": "load balancers",
    "capacityProviderStrategy": "capacity provider strategy",
    "enableExecuteCommand": "enable execute command",
}

ROWS: tuple[Refusal, ...] = (
    *(_code_deploy_owns(member, what) for member, what in CODE_DEPLOY_OWNS.items()),
    Refusal(
        "ecs-code-deploy-forces-no-deployment",
        "ecs",
        "UpdateService",
        "forceNewDeployment is true and the service's deployment controller is CODE_DEPLOY",
        "InvalidParameterException",
        "Cannot force a new deployment on services with a CODE_DEPLOY deployment controller. "
        "Use AWS CodeDeploy to trigger a new deployment.",
        _ECS + "API_UpdateService.html",
    ),
    Refusal(
        "ecs-target-group-without-load-balancer",
        "ecs",
        "CreateService",
        "no listener or rule forwards to the service's target group",
        "InvalidParameterException",
        "The target group with targetGroupArn {target_group} does not have an associated load balancer.",
        _ECS + "API_CreateService.html",
    ),
    Refusal(
        "ecs-service-exists",
        "ecs",
        "CreateService",
        "the cluster has an active service of that name",
        "InvalidParameterException",
        "Creation of service was not idempotent.",
        _ECS + "API_CreateService.html",
    ),
    Refusal(
        "ecs-inactive-task-definition",
        "ecs",
        "CreateService",
        "the task definition was deregistered",
        "ClientException",
        "TaskDefinition is inactive",
        _ECS + "API_DeregisterTaskDefinition.html",
    ),
    Refusal(
        "ecs-service-scaled-above-zero",
        "ecs",
        "DeleteService",
        "desired count or running tasks remain and force is not given",
        "InvalidParameterException",
        "The service cannot be stopped while it is scaled above 0.",
        _ECS + "API_DeleteService.html",
    ),
    Refusal(
        "ecs-service-has-deployments",
        "ecs",
        "DeleteService",
        "CodeDeploy's green task set still exists beside the primary one and force is not given",
        "InvalidParameterException",
        "The service cannot be stopped while deployments are active.",
        _ECS + "API_DeleteService.html",
    ),
    Refusal(
        "ecs-cluster-contains-services",
        "ecs",
        "DeleteCluster",
        "the cluster has active or draining services",
        "ClusterContainsServicesException",
        "The Cluster cannot be deleted while Services are active.",
        _ECS + "API_DeleteCluster.html",
    ),
    Refusal(
        "ecs-cluster-contains-tasks",
        "ecs",
        "DeleteCluster",
        "the cluster has tasks that are not stopped",
        "ClusterContainsTasksException",
        "The Cluster cannot be deleted while Tasks are active.",
        _ECS + "API_DeleteCluster.html",
    ),
)
