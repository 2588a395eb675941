"""The operations on deployments."""

from __future__ import annotations

from typing import Any

from langgraph_emulator.errors import AwsError
from langgraph_emulator.operations import Call, operation
from langgraph_emulator.paging import page
from langgraph_emulator.refusals import refuse
from langgraph_emulator.services.codedeploy import appspec, configs, views
from langgraph_emulator.services.codedeploy.deployment import Deployment, new_id
from langgraph_emulator.services.codedeploy.engine import Engine
from langgraph_emulator.services.codedeploy.state import CodeDeploy, Group

_PAGE = 100
_BATCH = 25


@operation("codedeploy", "CreateDeployment")
def create_deployment(call: Call) -> dict[str, Any]:
    state = call.state(CodeDeploy)
    params = call.params
    group = state.group(params.get("applicationName"), params.get("deploymentGroupName"))
    if not group.is_ecs:
        raise AwsError("UnsupportedActionForDeploymentTypeException", "The emulator deploys to ECS only.")
    revision: dict[str, Any] = params.get("revision") or _last_revision(group) or {}
    spec = appspec.read(revision)
    active = group.active_deployment
    if active:
        raise refuse("codedeploy-second-active-deployment", group=group.name, deployment=active.id)
    config = configs.require(state, params.get("deploymentConfigName") or group.config_name)
    deployment = Deployment(
        id=new_id(),
        group=group,
        revision=revision,
        appspec=spec,
        settings=params,
        config=config,
        create_time=call.world.clock.now(),
        previous_revision=_last_revision(group),
    )
    state.deployments[deployment.id] = deployment
    group.deployments.append(deployment)
    call.state(Engine).submit(deployment)
    return {"deploymentId": deployment.id}


@operation("codedeploy", "GetDeployment")
def get_deployment(call: Call) -> dict[str, Any]:
    return {"deploymentInfo": views.deployment(_deployment(call))}


@operation("codedeploy", "BatchGetDeployments")
def batch_get_deployments(call: Call) -> dict[str, Any]:
    if len(call.params["deploymentIds"]) > _BATCH:
        raise refuse("codedeploy-batch-limit", most=_BATCH)
    deployments = call.state(CodeDeploy).deployments
    found = [deployments[i] for i in call.params["deploymentIds"] if i in deployments]
    return {"deploymentsInfo": [views.deployment(deployment) for deployment in found]}


@operation("codedeploy", "ListDeployments")
def list_deployments(call: Call) -> dict[str, Any]:
    state, params = call.state(CodeDeploy), call.params
    deployments = list(state.deployments.values())
    if params.get("deploymentGroupName"):
        group = state.group(params.get("applicationName"), params["deploymentGroupName"])
        deployments = group.deployments
    elif params.get("applicationName"):
        application = state.application(params["applicationName"])
        deployments = [d for d in deployments if d.group.application is application]
    statuses = params.get("includeOnlyStatuses")
    if statuses:
        deployments = [d for d in deployments if d.status in statuses]
    start, end = ((params.get("createTimeRange") or {}).get(key) for key in ("start", "end"))
    inside = [d for d in deployments if (not start or d.create_time >= start) and (not end or d.create_time <= end)]
    newest_first = sorted(reversed(inside), key=lambda d: d.create_time, reverse=True)
    found, token = page(newest_first, params.get("nextToken"), _PAGE, "InvalidNextTokenException")
    return {"deployments": [d.id for d in found], "nextToken": token}


@operation("codedeploy", "StopDeployment")
def stop_deployment(call: Call) -> dict[str, Any]:
    deployment = _deployment(call)
    if deployment.is_over:
        raise refuse("codedeploy-already-completed", deployment=deployment.id)
    asked = call.params.get("autoRollbackEnabled")
    configured = "DEPLOYMENT_STOP_ON_REQUEST" in deployment.rollback_events
    call.state(Engine).stop(deployment, configured if asked is None else asked)
    return {"status": "Succeeded", "statusMessage": "No more commands will be scheduled for execution."}


@operation("codedeploy", "ContinueDeployment")
def continue_deployment(call: Call) -> dict[str, Any]:
    deployment = _deployment(call)
    wait = call.params.get("deploymentWaitType", "READY_WAIT")
    if deployment.is_over:
        raise refuse("codedeploy-already-completed", deployment=deployment.id)
    if deployment.waits_for != wait:
        raise refuse("codedeploy-not-waiting", deployment=deployment.id, wait=wait)
    if deployment.pending:
        deployment.pending.cancel()
    engine = call.state(Engine)
    proceed = engine.shift_traffic if wait == "READY_WAIT" else engine.terminate_blue
    proceed(deployment)
    return {}


@operation("codedeploy", "GetDeploymentTarget")
def get_deployment_target(call: Call) -> dict[str, Any]:
    deployment = _started(call, "codedeploy-target-of-deployment-not-started")
    _require_targets(deployment, [call.params["targetId"]])
    return {"deploymentTarget": views.target(deployment)}


@operation("codedeploy", "ListDeploymentTargets")
def list_deployment_targets(call: Call) -> dict[str, Any]:
    return {"targetIds": [views.target_id(_started(call, "codedeploy-targets-of-deployment-not-started"))]}


@operation("codedeploy", "BatchGetDeploymentTargets")
def batch_get_deployment_targets(call: Call) -> dict[str, Any]:
    deployment = _started(call, "codedeploy-batch-of-deployment-not-started")
    _require_targets(deployment, call.params["targetIds"])
    return {"deploymentTargets": [views.target(deployment)]}


def _deployment(call: Call) -> Deployment:
    return call.state(CodeDeploy).deployment(call.params.get("deploymentId"))


def _started(call: Call, otherwise: str) -> Deployment:
    deployment = _deployment(call)
    if deployment.status == "Created":
        raise refuse(otherwise)
    return deployment


def _require_targets(deployment: Deployment, target_ids: list[str]) -> None:
    for target_id in target_ids:
        if target_id != views.target_id(deployment):
            raise AwsError(
                "DeploymentTargetDoesNotExistException",
                f"The deployment target {target_id} does not belong to the deployment {deployment.id}.",
            )


def _last_revision(group: Group) -> dict[str, Any] | None:
    succeeded = [d for d in group.deployments if d.status == "Succeeded" and not d.is_rollback]
    return succeeded[-1].revision if succeeded else None
