"""The operations on services. moto keeps a shadow of each, for its tags and its checks of subnets and groups."""

from __future__ import annotations

from typing import Any

from langgraph_emulator.errors import AwsError
from langgraph_emulator.operations import Call, operation
from langgraph_emulator.refusals import CODE_DEPLOY_OWNS, refuse
from langgraph_emulator.services.ecs import views
from langgraph_emulator.services.ecs.model import CODE_DEPLOY, Ecs, Service, TaskSet, short
from langgraph_emulator.services.ecs.scheduler import Scheduler
from langgraph_emulator.services.ecs.task_sets import new_task_set, roll
from langgraph_emulator.services.elbv2.routing import Owners

_INACTIVE_AFTER = 3
# Members of UpdateService that describe tasks: ECS's own controller starts new ones when they change.
_VERSIONED = ("taskDefinition", "networkConfiguration", "platformVersion", "loadBalancers", "capacityProviderStrategy")
_NOT_SETTINGS = {"cluster", "service", "desiredCount", "forceNewDeployment", "clientToken"}
_MOTO_KNOWS = ("cluster", "serviceName", "taskDefinition", "desiredCount", "tags", "deploymentController")


@operation("ecs", "CreateService")
def create_service(call: Call) -> dict[str, Any]:
    state = call.state(Ecs)
    params = call.params
    known = state.find_service(params.get("cluster"), params["serviceName"])
    if known and known.status != "INACTIVE":
        raise refuse("ecs-service-exists")
    definition = active_definition(call, params["taskDefinition"])
    _require_load_balancers(call, params.get("loadBalancers") or [])
    shadow = call.moto(**{**{key: None for key in params if key not in _MOTO_KNOWS}, **_network(params)})["service"]
    service = Service(
        name=params["serviceName"],
        arn=shadow["serviceArn"],
        cluster_name=short(shadow["clusterArn"]),
        cluster_arn=shadow["clusterArn"],
        settings={key: value for key, value in params.items() if key not in _NOT_SETTINGS},
        desired_count=params.get("desiredCount", 1),
        created_at=call.world.clock.now(),
    )
    state.services[service.cluster_name, service.name] = service
    first = new_task_set(call.world, service, definition, params)
    call.state(Scheduler).reconcile(first)
    return {"service": _describe(call, service)}


@operation("ecs", "UpdateService")
def update_service(call: Call) -> dict[str, Any]:
    service = _require(call)
    params = call.params
    if service.controller == CODE_DEPLOY:
        _refuse_what_code_deploy_owns(params)
    definition = active_definition(call, params["taskDefinition"]) if params.get("taskDefinition") else None
    service.settings.update({key: value for key, value in params.items() if key not in _NOT_SETTINGS})
    if params.get("desiredCount") is not None:
        service.desired_count = params["desiredCount"]
    if params.get("forceNewDeployment") or any(key in params for key in _VERSIONED):
        roll(call.world, call.region, service, definition or service.primary.definition, service.settings)
    for task_set in service.task_sets:
        call.state(Scheduler).reconcile(task_set)
    return {"service": _describe(call, service)}


@operation("ecs", "DescribeServices")
def describe_services(call: Call) -> dict[str, Any]:
    _require_cluster(call)
    state = call.state(Ecs)
    found, failures = [], []
    for name in call.params["services"]:
        service = state.find_service(call.params.get("cluster"), name)
        if service:
            found.append(_describe(call, service, "TAGS" in call.params.get("include", [])))
        else:
            arn = name if name.startswith("arn:") else call.arn(f"service/{_cluster(call)}/{name}")
            failures.append({"arn": arn, "reason": "MISSING"})
    return {"services": found, "failures": failures}


@operation("ecs", "ListServices")
def list_services(call: Call) -> dict[str, Any]:
    _require_cluster(call)
    services = call.state(Ecs).services_of(_cluster(call))
    return {"serviceArns": [service.arn for service in services if service.status != "INACTIVE"]}


@operation("ecs", "DeleteService")
def delete_service(call: Call) -> dict[str, Any]:
    service = _require(call)
    if not call.params.get("force"):
        if service.desired_count > 0:
            raise refuse("ecs-service-scaled-above-zero")
        if len(service.task_sets) > 1:
            raise refuse("ecs-service-has-deployments")
    call.moto(force=True)
    service.status = "DRAINING"
    service.desired_count = 0
    for task_set in service.task_sets:
        call.state(Scheduler).drain(task_set)
    call.world.timeline.after(_INACTIVE_AFTER, lambda: setattr(service, "status", "INACTIVE"))
    return {"service": _describe(call, service)}


@operation("ecs", "DescribeTaskSets")
def describe_task_sets(call: Call) -> dict[str, Any]:
    service = _require(call)
    wanted = {short(name) for name in call.params.get("taskSets", [])}
    task_sets: list[TaskSet] = [ts for ts in service.task_sets if not wanted or short(ts.id) in wanted]
    return {"taskSets": [views.task_set(task_set) for task_set in task_sets], "failures": []}


def active_definition(call: Call, name: str) -> dict[str, Any]:
    """The task definition, which must not have been deregistered."""
    definition = call.aws("ecs", "DescribeTaskDefinition", taskDefinition=name)["taskDefinition"]
    if definition.get("status") != "ACTIVE":
        raise refuse("ecs-inactive-task-definition")
    return definition


def _require(call: Call) -> Service:
    _require_cluster(call)
    service = call.state(Ecs).find_service(call.params.get("cluster"), call.params["service"])
    if service is None:
        raise AwsError("ServiceNotFoundException", "Service not found.")
    if service.status != "ACTIVE":
        raise AwsError("ServiceNotActiveException", "Service was not ACTIVE.")
    return service


def _require_cluster(call: Call) -> None:
    described = call.aws("ecs", "DescribeClusters", clusters=[_cluster(call)])
    if not any(cluster.get("status") == "ACTIVE" for cluster in described.get("clusters", [])):
        raise AwsError("ClusterNotFoundException", "Cluster not found.")


def _cluster(call: Call) -> str:
    return short(call.params.get("cluster") or "default")


def _network(params: dict[str, Any]) -> dict[str, Any]:
    """The network configuration for moto, which stumbles when no security groups are given."""
    configuration = (params.get("networkConfiguration") or {}).get("awsvpcConfiguration")
    if not configuration:
        return {}
    groups = configuration.get("securityGroups", [])
    return {"networkConfiguration": {"awsvpcConfiguration": {**configuration, "securityGroups": groups}}}


def _require_load_balancers(call: Call, entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        arn = entry.get("targetGroupArn")
        if arn and not call.state(Owners).of(arn):
            raise refuse("ecs-target-group-without-load-balancer", target_group=arn)


def _refuse_what_code_deploy_owns(params: dict[str, Any]) -> None:
    for member in CODE_DEPLOY_OWNS:
        if member in params:
            raise refuse(f"ecs-code-deploy-owns-{member}")
    if params.get("forceNewDeployment"):
        raise refuse("ecs-code-deploy-forces-no-deployment")


def _describe(call: Call, service: Service, with_tags: bool = True) -> dict[str, Any]:
    described = views.service(service)
    if with_tags and service.status != "INACTIVE":
        described["tags"] = call.aws("ecs", "ListTagsForResource", resourceArn=service.arn).get("tags", [])
    return described
