"""Applications and deployment groups."""

from __future__ import annotations

from typing import Any

from langgraph_emulator.errors import AwsError
from langgraph_emulator.operations import Call, operation
from langgraph_emulator.refusals import refuse
from langgraph_emulator.services.codedeploy import configs
from langgraph_emulator.services.codedeploy.state import Application, CodeDeploy, Group

_NAMES = {"applicationName", "deploymentGroupName", "currentDeploymentGroupName", "newDeploymentGroupName", "tags"}


@operation("codedeploy", "CreateApplication")
def create_application(call: Call) -> dict[str, Any]:
    state = call.state(CodeDeploy)
    name = call.params["applicationName"]
    if name in state.applications:
        raise AwsError("ApplicationAlreadyExistsException", f"An application with the name {name} already exists.")
    platform = call.params.get("computePlatform", "Server")
    application = state.applications[name] = Application(name, platform, call.world.clock.now())
    _tag(call, f"application:{name}", call.params.get("tags"))
    return {"applicationId": application.id}


@operation("codedeploy", "GetApplication")
def get_application(call: Call) -> dict[str, Any]:
    return {"application": _application(call.state(CodeDeploy).application(call.params.get("applicationName")))}


@operation("codedeploy", "BatchGetApplications")
def batch_get_applications(call: Call) -> dict[str, Any]:
    state = call.state(CodeDeploy)
    return {"applicationsInfo": [_application(state.application(n)) for n in call.params["applicationNames"]]}


@operation("codedeploy", "ListApplications")
def list_applications(call: Call) -> dict[str, Any]:
    return {"applications": list(call.state(CodeDeploy).applications)}


@operation("codedeploy", "UpdateApplication")
def update_application(call: Call) -> dict[str, Any]:
    state = call.state(CodeDeploy)
    application = state.application(call.params.get("applicationName"))
    new_name = call.params.get("newApplicationName", application.name)
    del state.applications[application.name]
    application.name = new_name
    state.applications[new_name] = application
    return {}


@operation("codedeploy", "DeleteApplication")
def delete_application(call: Call) -> dict[str, Any]:
    name = call.params["applicationName"]
    call.state(CodeDeploy).applications.pop(name, None)
    call.state(CodeDeploy).tags.pop(call.arn(f"application:{name}"), None)
    return {}


@operation("codedeploy", "CreateDeploymentGroup")
def create_deployment_group(call: Call) -> dict[str, Any]:
    application = call.state(CodeDeploy).application(call.params.get("applicationName"))
    name = call.params["deploymentGroupName"]
    if name in application.groups:
        raise AwsError("DeploymentGroupAlreadyExistsException", f"Deployment group {name} already exists.")
    group = Group(application, name, _settings(call.params))
    _check(call, group)
    application.groups[name] = group
    _tag(call, f"deploymentgroup:{application.name}/{name}", call.params.get("tags"))
    return {"deploymentGroupId": group.id}


@operation("codedeploy", "GetDeploymentGroup")
def get_deployment_group(call: Call) -> dict[str, Any]:
    group = call.state(CodeDeploy).group(call.params.get("applicationName"), call.params.get("deploymentGroupName"))
    return {"deploymentGroupInfo": _describe(group)}


@operation("codedeploy", "BatchGetDeploymentGroups")
def batch_get_deployment_groups(call: Call) -> dict[str, Any]:
    state, application = call.state(CodeDeploy), call.params["applicationName"]
    names = call.params["deploymentGroupNames"]
    return {"deploymentGroupsInfo": [_describe(state.group(application, name)) for name in names]}


@operation("codedeploy", "ListDeploymentGroups")
def list_deployment_groups(call: Call) -> dict[str, Any]:
    application = call.state(CodeDeploy).application(call.params.get("applicationName"))
    return {"applicationName": application.name, "deploymentGroups": list(application.groups)}


@operation("codedeploy", "UpdateDeploymentGroup")
def update_deployment_group(call: Call) -> dict[str, Any]:
    group = call.state(CodeDeploy).group(
        call.params.get("applicationName"), call.params.get("currentDeploymentGroupName")
    )
    changed = Group(group.application, group.name, {**group.settings, **_settings(call.params)})
    _check(call, changed)
    group.settings = changed.settings
    new_name = call.params.get("newDeploymentGroupName")
    if new_name and new_name != group.name:
        del group.application.groups[group.name]
        group.name = new_name
        group.application.groups[new_name] = group
    return {}


@operation("codedeploy", "DeleteDeploymentGroup")
def delete_deployment_group(call: Call) -> dict[str, Any]:
    application = call.state(CodeDeploy).application(call.params.get("applicationName"))
    name = call.params["deploymentGroupName"]
    application.groups.pop(name, None)
    call.state(CodeDeploy).tags.pop(call.arn(f"deploymentgroup:{application.name}/{name}"), None)
    return {}


@operation("codedeploy", "ListTagsForResource")
def list_tags_for_resource(call: Call) -> dict[str, Any]:
    tags = call.state(CodeDeploy).tags.get(call.params["ResourceArn"], {})
    return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


@operation("codedeploy", "TagResource")
def tag_resource(call: Call) -> dict[str, Any]:
    tags = call.state(CodeDeploy).tags.setdefault(call.params["ResourceArn"], {})
    tags.update({tag["Key"]: tag.get("Value", "") for tag in call.params["Tags"]})
    return {}


@operation("codedeploy", "UntagResource")
def untag_resource(call: Call) -> dict[str, Any]:
    tags = call.state(CodeDeploy).tags.setdefault(call.params["ResourceArn"], {})
    for key in call.params["TagKeys"]:
        tags.pop(key, None)
    return {}


def _settings(params: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in params.items() if key not in _NAMES}


def _tag(call: Call, resource: str, tags: list[dict[str, str]] | None) -> None:
    call.state(CodeDeploy).tags[call.arn(resource)] = {tag["Key"]: tag.get("Value", "") for tag in tags or []}


def _check(call: Call, group: Group) -> None:
    configs.require(call.state(CodeDeploy), group.config_name)
    for service in group.settings.get("ecsServices") or []:
        described = call.aws(
            "ecs", "DescribeServices", cluster=service["clusterName"], services=[service["serviceName"]]
        )
        found = described.get("services", [])
        if not found or (found[0].get("deploymentController") or {}).get("type") != "CODE_DEPLOY":
            raise refuse("codedeploy-service-without-code-deploy-controller")


def _application(application: Application) -> dict[str, Any]:
    return {
        "applicationId": application.id,
        "applicationName": application.name,
        "createTime": application.create_time,
        "linkedToGitHub": False,
        "computePlatform": application.compute_platform,
    }


def _describe(group: Group) -> dict[str, Any]:
    described = {
        "autoRollbackConfiguration": {"enabled": False},
        "alarmConfiguration": {"enabled": False, "ignorePollAlarmFailure": False, "alarms": []},
        "deploymentStyle": {"deploymentType": "IN_PLACE", "deploymentOption": "WITHOUT_TRAFFIC_CONTROL"},
        "outdatedInstancesStrategy": "UPDATE",
        "triggerConfigurations": [],
        "terminationHookEnabled": False,
        **group.settings,
        "applicationName": group.application.name,
        "deploymentGroupId": group.id,
        "deploymentGroupName": group.name,
        "deploymentConfigName": group.config_name,
        "computePlatform": group.application.compute_platform,
    }
    for key, wanted in (("lastSuccessfulDeployment", "Succeeded"), ("lastAttemptedDeployment", None)):
        matching = [d for d in group.deployments if wanted in (None, d.status)]
        if matching:
            last = matching[-1]
            described[key] = {
                "deploymentId": last.id,
                "status": last.status,
                "createTime": last.create_time,
                "endTime": last.complete_time,
            }
            if wanted:
                described["targetRevision"] = last.revision
    return described
