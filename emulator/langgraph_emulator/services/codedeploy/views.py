"""Deployments and their targets as AWS describes them."""

from __future__ import annotations

from typing import Any

from langgraph_emulator.services.codedeploy.deployment import Deployment
from langgraph_emulator.services.codedeploy.revisions import without_content
from langgraph_emulator.services.ecs.model import TaskSet

_OVERVIEW = ("Pending", "InProgress", "Succeeded", "Failed", "Skipped", "Ready")
_OVERVIEW_OF = {"Created": "Pending", "Stopped": "Failed"}


def deployment(item: Deployment) -> dict[str, Any]:
    group = item.group
    counted = _OVERVIEW_OF.get(item.status, item.status)
    override = item.settings.get("overrideAlarmConfiguration")
    return {
        "applicationName": group.application.name,
        "deploymentGroupName": group.name,
        "deploymentConfigName": item.config["deploymentConfigName"],
        "deploymentId": item.id,
        "previousRevision": without_content(item.previous_revision),
        "revision": without_content(item.revision),
        "status": item.status,
        "errorInformation": item.error,
        "createTime": item.create_time,
        "startTime": item.start_time,
        "completeTime": item.complete_time,
        "deploymentOverview": {name: int(name == counted) for name in _OVERVIEW},
        "description": item.settings.get("description"),
        "creator": item.creator,
        "ignoreApplicationStopFailures": False,
        "autoRollbackConfiguration": item.settings.get("autoRollbackConfiguration")
        or group.settings.get("autoRollbackConfiguration"),
        "updateOutdatedInstancesOnly": False,
        "rollbackInfo": item.rollback_info or None,
        "deploymentStyle": group.settings.get("deploymentStyle"),
        "instanceTerminationWaitTimeStarted": item.termination_wait_started,
        "blueGreenDeploymentConfiguration": item.blue_green,
        "loadBalancerInfo": group.settings.get("loadBalancerInfo"),
        "fileExistsBehavior": "DISALLOW",
        "deploymentStatusMessages": [],
        "computePlatform": group.application.compute_platform,
        **({"overrideAlarmConfiguration": override} if override else {}),
    }


def target_id(item: Deployment) -> str:
    service = item.group.settings["ecsServices"][0]
    return f"{service['clusterName']}:{service['serviceName']}"


def target(item: Deployment) -> dict[str, Any]:
    status = _OVERVIEW_OF.get(item.status, item.status)
    times = [time for event in item.lifecycle for time in (event.start_time, event.end_time) if time]
    return {
        "deploymentTargetType": "ECSTarget",
        "ecsTarget": {
            "deploymentId": item.id,
            "targetId": target_id(item),
            "targetArn": item.service.arn if item.service else None,
            "lastUpdatedAt": max(times, default=item.create_time),
            "lifecycleEvents": [
                {
                    "lifecycleEventName": event.name,
                    "status": event.status,
                    **({"diagnostics": event.diagnostics} if event.diagnostics else {}),
                    "startTime": event.start_time,
                    "endTime": event.end_time,
                }
                for event in item.lifecycle
            ],
            "status": status,
            "taskSetsInfo": _task_sets(item),
        },
    }


def _task_sets(item: Deployment) -> list[dict[str, Any]]:
    sides = (("Blue", item.blue, 100 - item.green_weight), ("Green", item.green, item.green_weight))
    return [_task_set(label, task_set, weight) for label, task_set, weight in sides if task_set]


def _task_set(label: str, item: TaskSet, weight: int) -> dict[str, Any]:
    groups = item.target_group_arns
    return {
        # The member is spelled like this in CodeDeploy's API.
        "identifer": item.id,
        "desiredCount": item.desired_count,
        "pendingCount": item.pending_count,
        "runningCount": item.running_count,
        "status": "DRAINING" if item.is_draining else item.status,
        "trafficWeight": float(weight),
        "targetGroup": {"name": groups[0].split("/")[1]} if groups else None,
        "taskSetLabel": label,
    }
