"""Services, task sets and tasks as AWS describes them."""

from __future__ import annotations

from typing import Any

from langgraph_emulator.services.ecs.model import CODE_DEPLOY, Service, Task, TaskSet

_SETTINGS = (
    "serviceRegistries",
    "placementConstraints",
    "placementStrategy",
    "healthCheckGracePeriodSeconds",
    "schedulingStrategy",
    "deploymentController",
    "propagateTags",
    "enableExecuteCommand",
    "availabilityZoneRebalancing",
)


def service(item: Service) -> dict[str, Any]:
    settings = item.settings
    described: dict[str, Any] = {
        "serviceArn": item.arn,
        "serviceName": item.name,
        "clusterArn": item.cluster_arn,
        "status": item.status,
        "desiredCount": item.desired_count if item.status == "ACTIVE" else 0,
        "runningCount": sum(task_set.running_count for task_set in item.task_sets),
        "pendingCount": sum(task_set.pending_count for task_set in item.task_sets),
        "deploymentConfiguration": _deployment_configuration(item),
        "schedulingStrategy": "REPLICA",
        "deploymentController": {"type": "ECS"},
        "propagateTags": "NONE",
        "enableExecuteCommand": False,
        "availabilityZoneRebalancing": "DISABLED",
        "serviceRegistries": [],
        "placementConstraints": [],
        "placementStrategy": [],
        "events": item.events,
        "createdAt": item.created_at,
        "enableECSManagedTags": bool(settings.get("enableECSManagedTags")),
        "roleArn": settings.get("role") or _service_role(item),
        **{key: settings[key] for key in _SETTINGS if key in settings},
    }
    if item.task_sets:
        described.update(_of_primary(item.primary))
    is_code_deploy = item.controller == CODE_DEPLOY
    described["deployments"] = [] if is_code_deploy else [deployment(task_set) for task_set in item.task_sets]
    if is_code_deploy:
        described["taskSets"] = [task_set(ts) for ts in item.task_sets]
    return described


def _of_primary(primary: TaskSet) -> dict[str, Any]:
    return {
        "taskDefinition": primary.definition["taskDefinitionArn"],
        "loadBalancers": primary.load_balancers,
        "networkConfiguration": primary.network_configuration,
        **_placement(primary),
    }


def _placement(item: TaskSet) -> dict[str, Any]:
    placement: dict[str, Any] = {"platformVersion": item.platform_version, "platformFamily": "Linux"}
    if item.capacity_provider_strategy:
        placement["capacityProviderStrategy"] = item.capacity_provider_strategy
    else:
        placement["launchType"] = item.launch_type
    return placement


def _deployment_configuration(item: Service) -> dict[str, Any]:
    return {
        "maximumPercent": 200,
        "minimumHealthyPercent": 100,
        "deploymentCircuitBreaker": {"enable": False, "rollback": False},
        **(item.settings.get("deploymentConfiguration") or {}),
    }


def _service_role(item: Service) -> str | None:
    if not item.settings.get("loadBalancers"):
        return None
    account = item.arn.split(":")[4]
    return f"arn:aws:iam::{account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"


def task_set(item: TaskSet) -> dict[str, Any]:
    return {
        "id": item.id,
        "taskSetArn": item.arn,
        "serviceArn": item.service.arn,
        "clusterArn": item.service.cluster_arn,
        "startedBy": "CODE_DEPLOY",
        "externalId": item.external_id,
        "status": "DRAINING" if item.is_draining else item.status,
        "taskDefinition": item.definition["taskDefinitionArn"],
        "computedDesiredCount": item.desired_count,
        "pendingCount": item.pending_count,
        "runningCount": item.running_count,
        "createdAt": item.created_at,
        "updatedAt": item.updated_at,
        "networkConfiguration": item.network_configuration,
        "loadBalancers": item.load_balancers,
        "serviceRegistries": [],
        "scale": {"value": 100.0, "unit": "PERCENT"},
        "stabilityStatus": "STEADY_STATE" if item.is_steady else "STABILIZING",
        "stabilityStatusAt": item.updated_at,
        "tags": [],
        **_placement(item),
    }


def deployment(item: TaskSet) -> dict[str, Any]:
    done = item.is_steady and not item.is_draining
    return {
        "id": item.id,
        "status": item.status,
        "taskDefinition": item.definition["taskDefinitionArn"],
        "desiredCount": item.desired_count,
        "pendingCount": item.pending_count,
        "runningCount": item.running_count,
        "failedTasks": item.failures,
        "createdAt": item.created_at,
        "updatedAt": item.updated_at,
        "networkConfiguration": item.network_configuration,
        "rolloutState": "COMPLETED" if done else "IN_PROGRESS",
        "rolloutStateReason": f"ECS deployment {item.id} {'completed' if done else 'in progress'}.",
        **_placement(item),
    }


def task(item: Task) -> dict[str, Any]:
    settings = item.settings
    revision = item.definition["taskDefinitionArn"].rsplit(":", 1)[-1]
    described = {
        "taskArn": item.arn,
        "clusterArn": item.cluster_arn,
        "group": item.group,
        "taskDefinitionArn": item.definition["taskDefinitionArn"],
        "lastStatus": item.last_status,
        "desiredStatus": item.desired_status,
        "healthStatus": item.health,
        "createdAt": item.created_at,
        "startedAt": item.started_at,
        "stoppingAt": item.stopping_at,
        "stoppedAt": item.stopped_at,
        "stopCode": item.stop_code,
        "stoppedReason": item.stopped_reason,
        "startedBy": settings.get("startedBy"),
        "availabilityZone": item.zone or None,
        "connectivity": "CONNECTED",
        "connectivityAt": item.started_at,
        "cpu": item.definition.get("cpu"),
        "memory": item.definition.get("memory"),
        "enableExecuteCommand": bool(settings.get("enableExecuteCommand")),
        "overrides": settings.get("overrides") or {"containerOverrides": []},
        "platformVersion": _platform_version(settings),
        "platformFamily": "Linux",
        "tags": settings.get("tags") or [],
        "version": int(revision) if revision.isdigit() else 1,
        "attachments": [_interface(item)] if item.subnet else [],
        "containers": [_container(item, container) for container in item.containers],
    }
    strategy = settings.get("capacityProviderStrategy")
    if strategy:
        described["capacityProviderName"] = strategy[0]["capacityProvider"]
        described["launchType"] = "FARGATE"
    else:
        described["launchType"] = settings.get("launchType")
    return described


def _platform_version(settings: dict[str, Any]) -> str:
    version = settings.get("platformVersion") or "LATEST"
    return "1.4.0" if version == "LATEST" else version


def _container(item: Task, container: dict[str, Any]) -> dict[str, Any]:
    essential = container.get("essential") is not False
    finished_early = not essential and item.started_at is not None
    described: dict[str, Any] = {
        "containerArn": f"{item.arn.replace(':task/', ':container/')}/{container['name']}",
        "taskArn": item.arn,
        "name": container["name"],
        "image": container.get("image"),
        "lastStatus": "STOPPED" if finished_early else item.last_status,
        "healthStatus": item.health if "healthCheck" in container else "UNKNOWN",
        "networkInterfaces": [{"attachmentId": f"eni-{item.id[:17]}", "privateIpv4Address": item.address}],
        "cpu": str(container.get("cpu", 0)),
    }
    if finished_early:
        described["exitCode"] = 0
    elif item.stopped_at and essential and item.exit_code is not None:
        described["exitCode"] = item.exit_code
    if item.stop_code == "TaskFailedToStart":
        described["reason"] = item.stopped_reason
    return described


def _interface(item: Task) -> dict[str, Any]:
    details = {
        "subnetId": item.subnet,
        "networkInterfaceId": f"eni-{item.id[:17]}",
        "privateIPv4Address": item.address,
    }
    return {
        "id": f"{item.id[:8]}-{item.id[8:12]}-{item.id[12:16]}-{item.id[16:20]}-{item.id[20:]}",
        "type": "ElasticNetworkInterface",
        "status": "ATTACHED" if item.is_wanted else "DELETED",
        "details": [{"name": name, "value": value} for name, value in details.items()],
    }
