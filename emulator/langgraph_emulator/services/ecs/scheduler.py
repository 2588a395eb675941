"""Starts and stops tasks in emulated time, and keeps their targets' health."""

from __future__ import annotations

import ipaddress
import itertools
import math
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from langgraph_emulator.errors import AwsError
from langgraph_emulator.operations import ACCOUNT
from langgraph_emulator.services.ecs.images import Images
from langgraph_emulator.services.ecs.model import PENDING, RUNNING, STOPPED, Ecs, Task, TaskSet, short
from langgraph_emulator.services.ecs.task_logs import write_logs
from langgraph_emulator.services.elbv2.target_groups import Target, TaskTargets

if TYPE_CHECKING:
    from langgraph_emulator.world import World

PENDING_AFTER = 1
RUNNING_AFTER = 2
STOPPED_AFTER = 2
# How long ECS lets an unhealthy task be before it replaces it, and waits between failed starts (doubled each time).
REPLACED_AFTER = 30
RESTART_DELAY = 5
MAX_RESTART_DELAY = 300


@dataclass(frozen=True)
class HealthChecks:
    """How a load balancer finds out about its targets: the first check comes with the registration.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    """

    interval: float = 30
    healthy_count: int = 2
    unhealthy_count: int = 3

    @property
    def seconds_to_fail(self) -> float:
        """From the first failed check to the one that makes a target unhealthy."""
        return self.interval * (self.unhealthy_count - 1)

    def seconds_to_recover(self, answers_after: float) -> float:
        """From the first check until an unhealthy target is healthy, which answers after so many seconds."""
        first_success = math.ceil(answers_after / self.interval) * self.interval
        return first_success + self.interval * (self.healthy_count - 1)


_TIMEOUT_REASON = "Task failed ELB health checks in (target-group {target_group})"


class Scheduler:
    """One object per region."""

    def __init__(self, world: World, region: str) -> None:
        self._world = world
        self._region = region
        self._ecs = world.state(Ecs, region)
        self._targets = world.state(TaskTargets, region)
        self._addresses = itertools.count(10)

    # -- task sets

    def reconcile(self, task_set: TaskSet) -> None:
        """Starts or stops tasks until there are as many as the service wants."""
        wanted = task_set.wanted_tasks
        for _ in range(task_set.desired_count - len(wanted)):
            self._start_in(task_set)
        for task in wanted[task_set.desired_count :]:
            self.stop(task, f"Scaling activity initiated by (deployment {task_set.id})", "ServiceSchedulerInitiated")

    def drain(self, task_set: TaskSet) -> None:
        task_set.is_draining = True
        self.reconcile(task_set)

    def _start_in(self, task_set: TaskSet) -> Task:
        service = task_set.service
        task = self.start(
            cluster_arn=service.cluster_arn,
            group=f"service:{service.name}",
            definition=task_set.definition,
            network=task_set.network_configuration,
            settings={
                "startedBy": task_set.id,
                "launchType": task_set.launch_type or "FARGATE",
                "capacityProviderStrategy": task_set.capacity_provider_strategy,
                "platformVersion": task_set.platform_version,
                "enableExecuteCommand": bool(service.settings.get("enableExecuteCommand")),
                "tags": service.settings.get("tags", []) if service.settings.get("propagateTags") == "SERVICE" else [],
            },
            task_set=task_set,
        )
        task_set.tasks.append(task)
        service.note(self._world.clock.now(), f"has started 1 tasks: (task {task.id}).")
        return task

    # -- tasks

    def start(
        self,
        *,
        cluster_arn: str,
        group: str,
        definition: dict[str, Any],
        network: dict[str, Any] | None,
        settings: dict[str, Any],
        task_set: TaskSet | None = None,
    ) -> Task:
        task_id = secrets.token_hex(16)
        now = self._world.clock.now()
        task = Task(
            id=task_id,
            arn=f"arn:aws:ecs:{self._region}:{ACCOUNT}:task/{short(cluster_arn)}/{task_id}",
            cluster_arn=cluster_arn,
            group=group,
            definition=definition,
            behaviour=self._world.state(Images, Images.REGION).of(definition.get("containerDefinitions", [])),
            created_at=now,
            task_set=task_set,
            settings=settings,
        )
        self._place(task, network)
        self._ecs.tasks[task.arn] = task
        self._later(task, PENDING_AFTER, self._become_pending)
        self._later(task, RUNNING_AFTER, self._become_running)
        return task

    def stop(self, task: Task, reason: str, code: str = "UserInitiated", exit_code: int | None = None) -> None:
        if not task.is_wanted:
            return
        task.desired_status = STOPPED
        task.last_status = "DEACTIVATING" if task.last_status == RUNNING else "DEPROVISIONING"
        task.stopping_at = self._world.clock.now()
        task.stop_code, task.stopped_reason = code, reason
        task.exit_code = exit_code if exit_code is not None else (143 if task.started_at else None)
        self._deregister(task)
        self._later(task, STOPPED_AFTER, self._become_stopped, from_now=True)

    def _become_pending(self, task: Task) -> None:
        if not task.is_wanted:
            return
        task.last_status = PENDING
        if task.behaviour.fails_to_start:
            self._fail(task, task.behaviour.stopped_reason or "", "TaskFailedToStart")

    def _become_running(self, task: Task) -> None:
        if not task.is_wanted:
            return
        task.last_status = RUNNING
        task.started_at = self._world.clock.now()
        for target in self._register(task):
            target.state = "initial"
        write_logs(self._world, self._region, task)
        behaviour = task.behaviour
        if behaviour.exit_code is not None and behaviour.unhealthy_after is None:
            self._exit(task)
            return
        checks = self._health_checks(task)
        fails_after = RUNNING_AFTER + checks.seconds_to_fail
        healthy_after = behaviour.healthy_after
        if behaviour.unhealthy_after is not None:
            becomes = self._become_unhealthy if behaviour.exit_code is None else self._exit
            self._later(task, behaviour.unhealthy_after, becomes)
        elif healthy_after is None:
            self._later(task, fails_after, self._become_unhealthy)
        if healthy_after is not None:
            if self._targets_of(task) and healthy_after > fails_after:
                self._later(task, fails_after, self._become_unhealthy)
                # One success makes a new target healthy, and an unhealthy one needs several in a row.
                healthy_after = RUNNING_AFTER + checks.seconds_to_recover(healthy_after - RUNNING_AFTER)
            self._later(task, healthy_after, self._become_healthy)

    def _become_healthy(self, task: Task) -> None:
        self._set_health(task, "HEALTHY", "healthy")
        if task.task_set:
            task.task_set.failures = 0

    def _become_unhealthy(self, task: Task) -> None:
        self._set_health(task, "UNHEALTHY", "unhealthy")
        if task.task_set:
            age = (self._world.clock.now() - task.created_at).total_seconds()
            after = max(age + REPLACED_AFTER, task.task_set.service.grace_seconds)
            self._later(task, after, self._replace_unhealthy)

    def _replace_unhealthy(self, task: Task) -> None:
        if task.is_wanted and task.task_set and task.health == "UNHEALTHY":
            groups = task.task_set.target_group_arns
            reason = _TIMEOUT_REASON.format(target_group=groups[0]) if groups else "Task failed container health checks"
            self._fail(task, reason, "ServiceSchedulerInitiated")

    def _exit(self, task: Task) -> None:
        reason = task.behaviour.stopped_reason or "Essential container in task exited"
        if task.is_wanted:
            self._fail(task, reason, "EssentialContainerExited", task.behaviour.exit_code)

    def _become_stopped(self, task: Task) -> None:
        task.last_status = STOPPED
        task.stopped_at = self._world.clock.now()

    def _fail(self, task: Task, reason: str, code: str, exit_code: int | None = None) -> None:
        self.stop(task, reason, code, exit_code)
        task_set = task.task_set
        if task_set:
            task_set.service.note(self._world.clock.now(), f"(task {task.id}) stopped: {reason}")
            delay = min(RESTART_DELAY * 2 ** min(task_set.failures, 10), MAX_RESTART_DELAY)
            task_set.failures += 1
            self._world.timeline.after(delay, lambda: self.reconcile(task_set))

    def _set_health(self, task: Task, health: str, state: str) -> None:
        if not task.is_wanted:
            return
        task.health = health
        for target in self._targets_of(task):
            target.state = state

    # -- targets

    def _register(self, task: Task) -> list[Target]:
        registered = []
        for entry in task.task_set.load_balancers if task.task_set else []:
            if entry.get("targetGroupArn"):
                target = Target(task.address, int(entry.get("containerPort", 80)), task.zone)
                self._targets.group(entry["targetGroupArn"])[task.address] = target
                registered.append(target)
        return registered

    def _targets_of(self, task: Task) -> list[Target]:
        groups = task.task_set.target_group_arns if task.task_set else []
        found = (self._targets.group(arn).get(task.address) for arn in groups)
        return [target for target in found if target]

    def _deregister(self, task: Task) -> None:
        for target in self._targets_of(task):
            target.state = "draining"
        for arn in task.task_set.target_group_arns if task.task_set else []:
            self._world.timeline.after(self._deregistration_delay(arn), partial(self._forget_target, arn, task.address))

    def _forget_target(self, target_group_arn: str, address: str) -> None:
        self._targets.group(target_group_arn).pop(address, None)

    def _deregistration_delay(self, target_group_arn: str) -> float:
        try:
            answer = self._elb("DescribeTargetGroupAttributes", TargetGroupArn=target_group_arn)
        except AwsError:
            # The target group was deleted before its tasks.
            return 0
        attributes = {a["Key"]: a["Value"] for a in answer.get("Attributes", [])}
        return float(attributes.get("deregistration_delay.timeout_seconds", 300))

    def _health_checks(self, task: Task) -> HealthChecks:
        groups = task.task_set.target_group_arns if task.task_set else []
        if not groups:
            return HealthChecks()
        try:
            group = self._elb("DescribeTargetGroups", TargetGroupArns=groups[:1])["TargetGroups"][0]
        except AwsError:
            # The target group was deleted before its tasks ran.
            return HealthChecks()
        return HealthChecks(
            float(group.get("HealthCheckIntervalSeconds", HealthChecks.interval)),
            int(group.get("HealthyThresholdCount", HealthChecks.healthy_count)),
            int(group.get("UnhealthyThresholdCount", HealthChecks.unhealthy_count)),
        )

    def _elb(self, operation: str, **params: Any) -> dict[str, Any]:
        return self._world.call("elbv2", operation, self._region, params)

    # -- placement and time

    def _place(self, task: Task, network: dict[str, Any] | None) -> None:
        number = next(self._addresses)
        subnets = ((network or {}).get("awsvpcConfiguration") or {}).get("subnets") or []
        if not subnets:
            task.address = str(ipaddress.ip_address("172.31.0.0") + number)
            return
        task.subnet = subnets[number % len(subnets)]
        subnet = self._world.call("ec2", "DescribeSubnets", self._region, {"SubnetIds": [task.subnet]})["Subnets"][0]
        addresses = ipaddress.ip_network(subnet["CidrBlock"])
        task.address = str(addresses.network_address + number % addresses.num_addresses)
        task.zone = subnet["AvailabilityZone"]

    def _later(self, task: Task, seconds: float, step: Any, from_now: bool = False) -> None:
        start = self._world.clock.now() if from_now else task.created_at
        self._world.timeline.at(start + timedelta(seconds=seconds), lambda: step(task))
