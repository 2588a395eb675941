"""What ECS refuses, each tried."""

from __future__ import annotations

from typing import Any

from langgraph_emulator.refusals import CODE_DEPLOY_OWNS
from tests.refusals import create_service, provokes, stack
from tests.support import Stack, advance, client, error_of, unique


def _update_service(**change: Any) -> tuple[str, str]:
    return error_of(client("ecs").update_service, cluster=stack().name, service=stack().name, **change)


def _given(member: str) -> Any:
    return {
        "taskDefinition": lambda: stack().first_definition,
        "networkConfiguration": lambda: stack().network.configuration,
        "platformVersion": lambda: "1.4.0",
        "loadBalancers": lambda: [
            {"targetGroupArn": stack().target_groups["green"], "containerName": "app", "containerPort": 8000}
        ],
        "capacityProviderStrategy": lambda: [{"capacityProvider": "FARGATE", "weight": 1}],
        "enableExecuteCommand": lambda: True,
    }[member]()


for _member in CODE_DEPLOY_OWNS:
    provokes(f"ecs-code-deploy-owns-{_member}")(lambda member=_member: _update_service(**{member: _given(member)}))


@provokes("ecs-code-deploy-forces-no-deployment")
def _() -> tuple[str, str]:
    return _update_service(forceNewDeployment=True)


def _create_service(**change: Any) -> tuple[str, str]:
    return error_of(create_service, **change)


@provokes("ecs-target-group-without-load-balancer")
def _() -> tuple[str, str]:
    alone = stack()._target_group("alone")
    return _create_service(loadBalancers=[{"targetGroupArn": alone, "containerName": "app", "containerPort": 8000}])


@provokes("ecs-service-exists")
def _() -> tuple[str, str]:
    return _create_service(serviceName=stack().name)


@provokes("ecs-inactive-task-definition")
def _() -> tuple[str, str]:
    definition = stack().task_definition()
    client("ecs").deregister_task_definition(taskDefinition=definition)
    return _create_service(taskDefinition=definition)


@provokes("ecs-service-scaled-above-zero")
def _() -> tuple[str, str]:
    return error_of(client("ecs").delete_service, cluster=stack().name, service=stack().name)


@provokes("ecs-service-has-deployments")
def _() -> tuple[str, str]:
    own = Stack()
    own.deploy()
    advance(20)
    client("ecs").update_service(cluster=own.name, service=own.name, desiredCount=0)
    return error_of(client("ecs").delete_service, cluster=own.name, service=own.name)


@provokes("ecs-cluster-contains-services")
def _() -> tuple[str, str]:
    return error_of(client("ecs").delete_cluster, cluster=stack().name)


@provokes("ecs-cluster-contains-tasks")
def _() -> tuple[str, str]:
    name = unique("cluster")
    client("ecs").create_cluster(clusterName=name)
    network = stack().network.configuration
    client("ecs").run_task(
        cluster=name, taskDefinition=stack().first_definition, launchType="FARGATE", networkConfiguration=network
    )
    return error_of(client("ecs").delete_cluster, cluster=name)
