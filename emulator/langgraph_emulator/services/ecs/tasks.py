"""The operations on tasks, and on clusters as far as tasks and services are concerned."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from langgraph_emulator.errors import AwsError
from langgraph_emulator.operations import Call, operation
from langgraph_emulator.paging import page
from langgraph_emulator.refusals import refuse
from langgraph_emulator.services.ecs import views
from langgraph_emulator.services.ecs.model import PENDING, RUNNING, STOPPED, Ecs, Task, short
from langgraph_emulator.services.ecs.scheduler import Scheduler
from langgraph_emulator.services.ecs.services import active_definition

# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html: stopped tasks stay for an hour.
_KEPT = timedelta(hours=1)
_PAGE = 100


@operation("ecs", "RunTask")
def run_task(call: Call) -> dict[str, Any]:
    cluster = _cluster(call)
    definition = active_definition(call, call.params["taskDefinition"])
    strategy = call.params.get("capacityProviderStrategy") or []
    if strategy and call.params.get("launchType"):
        raise AwsError(
            "InvalidParameterException", "Specify either Launch Type or Capacity Provider Strategy, but not both."
        )
    started = [
        call.state(Scheduler).start(
            cluster_arn=cluster["clusterArn"],
            group=call.params.get("group") or f"family:{definition['family']}",
            definition=definition,
            network=call.params.get("networkConfiguration"),
            settings={**call.params, "launchType": call.params.get("launchType") or "FARGATE"},
        )
        for _ in range(call.params.get("count", 1))
    ]
    return {"tasks": [views.task(task) for task in started], "failures": []}


@operation("ecs", "ListTasks")
def list_tasks(call: Call) -> dict[str, Any]:
    params = call.params
    wanted_status = params.get("desiredStatus", RUNNING)
    arns = [
        task.arn
        for task in _tasks(call)
        if (STOPPED if not task.is_wanted else RUNNING) == wanted_status
        and params.get("serviceName") in (None, *_service_names(task))
        and params.get("family") in (None, task.definition["family"])
        and params.get("startedBy") in (None, task.settings.get("startedBy"))
    ]
    found, token = page(arns, params.get("nextToken"), params.get("maxResults") or _PAGE, "InvalidParameterException")
    return {"taskArns": found, "nextToken": token}


@operation("ecs", "DescribeTasks")
def describe_tasks(call: Call) -> dict[str, Any]:
    by_id = {task.id: task for task in _tasks(call)}
    found, failures = [], []
    for name in call.params["tasks"]:
        task = by_id.get(short(name))
        if task:
            found.append(views.task(task))
        else:
            failures.append({"arn": name, "reason": "MISSING"})
    return {"tasks": found, "failures": failures}


@operation("ecs", "StopTask")
def stop_task(call: Call) -> dict[str, Any]:
    task = next((t for t in _tasks(call) if t.id == short(call.params["task"])), None)
    if task is None:
        raise AwsError("InvalidParameterException", "The referenced task was not found.")
    scheduler = call.state(Scheduler)
    scheduler.stop(task, call.params.get("reason") or "Task stopped by user")
    if task.task_set:
        scheduler.reconcile(task.task_set)
    return {"task": views.task(task)}


@operation("ecs", "DescribeClusters")
def describe_clusters(call: Call) -> dict[str, Any]:
    answer = call.moto()
    state = call.state(Ecs)
    for cluster in answer.get("clusters", []):
        name = cluster["clusterName"]
        tasks = [task for task in state.tasks_of(name) if task.is_wanted]
        cluster["runningTasksCount"] = sum(task.last_status == RUNNING for task in tasks)
        cluster["pendingTasksCount"] = sum(task.last_status in ("PROVISIONING", PENDING) for task in tasks)
        cluster["activeServicesCount"] = sum(s.status == "ACTIVE" for s in state.services_of(name))
    return answer


@operation("ecs", "DeleteCluster")
def delete_cluster(call: Call) -> dict[str, Any]:
    name = short(call.params["cluster"])
    state = call.state(Ecs)
    if any(service.status != "INACTIVE" for service in state.services_of(name)):
        raise refuse("ecs-cluster-contains-services")
    if any(task.last_status != STOPPED for task in state.tasks_of(name)):
        raise refuse("ecs-cluster-contains-tasks")
    return call.moto()


def _cluster(call: Call) -> dict[str, Any]:
    name = short(call.params.get("cluster") or "default")
    clusters = call.aws("ecs", "DescribeClusters", clusters=[name]).get("clusters", [])
    active = [cluster for cluster in clusters if cluster.get("status") == "ACTIVE"]
    if not active:
        raise AwsError("ClusterNotFoundException", "Cluster not found.")
    return active[0]


def _tasks(call: Call) -> list[Task]:
    name = _cluster(call)["clusterName"]
    forgotten = call.world.clock.now() - _KEPT
    return [t for t in call.state(Ecs).tasks_of(name) if not t.stopped_at or t.stopped_at > forgotten]


def _service_names(task: Task) -> tuple[str, ...]:
    service = task.task_set.service if task.task_set else None
    return (service.name, service.arn) if service else ()
