"""What the containers of a task write, where the awslogs driver puts it.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from langgraph_emulator.errors import AwsError
from langgraph_emulator.services.ecs.images import Images
from langgraph_emulator.services.ecs.model import Task

if TYPE_CHECKING:
    from langgraph_emulator.world import World


def write_logs(world: World, region: str, task: Task) -> None:
    images = world.state(Images, Images.REGION)
    for container in task.containers:
        lines = images.logs_of(container)
        configuration = container.get("logConfiguration") or {}
        if lines and configuration.get("logDriver") == "awslogs":
            _write(world, region, task, container["name"], configuration.get("options") or {}, lines)


def _write(world: World, region: str, task: Task, name: str, options: dict[str, str], lines: tuple[str, ...]) -> None:
    where = {
        "logGroupName": options.get("awslogs-group", ""),
        "logStreamName": f"{options.get('awslogs-stream-prefix', '')}/{name}/{task.id}",
    }
    now = int(world.clock.now().timestamp() * 1000)
    events = [{"timestamp": now, "message": line} for line in lines]

    def logs(operation: str, **params: Any) -> None:
        world.call("logs", operation, options.get("awslogs-region") or region, params)

    if options.get("awslogs-create-group") == "true":
        with suppress(AwsError):
            logs("CreateLogGroup", logGroupName=where["logGroupName"])
    # In AWS a task without its log group does not start; here it runs and its lines are lost.
    with suppress(AwsError):
        logs("CreateLogStream", **where)
        logs("PutLogEvents", **where, logEvents=events)
