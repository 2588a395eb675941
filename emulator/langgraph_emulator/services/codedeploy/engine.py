"""Runs ECS blue/green deployments in emulated time.

https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-steps-ecs.html

Every wait is one pending event of the deployment, so that stopping it cancels whatever would come next.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from langgraph_emulator.errors import AwsError
from langgraph_emulator.services.cloudwatch.alarms import Alarms
from langgraph_emulator.services.codedeploy import configs, rollback
from langgraph_emulator.services.codedeploy.deployment import Deployment
from langgraph_emulator.services.codedeploy.hooks import Hook
from langgraph_emulator.services.codedeploy.state import CodeDeploy
from langgraph_emulator.services.codedeploy.traffic import Traffic
from langgraph_emulator.services.ecs import task_sets
from langgraph_emulator.services.ecs.model import Ecs, TaskSet
from langgraph_emulator.services.ecs.scheduler import Scheduler

if TYPE_CHECKING:
    from langgraph_emulator.world import World

STEP = 1
STEADY_CHECK = 5
INSTALL_TIMEOUT = 60 * 60

ALARM_ACTIVE = (
    "ALARM_ACTIVE",
    "One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, "
    "and the affected deployments have been stopped. Activated alarms: <{alarms}>",
)
NOT_BEHIND_LISTENER = "Primary taskset target group must be behind listener"
INSTALL_TIMED_OUT = (
    "The deployment timed out while waiting for the replacement task set to become healthy. "
    "This time out period is 60 minutes."
)
READY_TIMED_OUT = "The deployment timed out while waiting for the traffic to be rerouted."


class Engine:
    """One object per region."""

    def __init__(self, world: World, region: str) -> None:
        self.world = world
        self.region = region
        self.traffic = Traffic(world, region)
        self._alarms = world.state(Alarms, region)
        self._alarms.subscribe(self.alarm_fired)

    def alarm_fired(self, name: str) -> None:
        for deployment in list(self.world.state(CodeDeploy, self.region).deployments.values()):
            is_running = deployment.status in ("InProgress", "Ready") and not deployment.is_rollback
            if is_running and name in deployment.alarm_names:
                self._stop_on_alarm(deployment, [name])

    def submit(self, deployment: Deployment) -> None:
        begin = rollback.run if deployment.is_rollback else Engine._start
        self.then(deployment, STEP, lambda: begin(self, deployment))

    # -- the course of a deployment

    def _start(self, deployment: Deployment) -> None:
        deployment.status = "InProgress"
        deployment.start_time = self.world.clock.now()
        active = self._alarms.in_alarm(deployment.alarm_names)
        if active:
            self._stop_on_alarm(deployment, active)
            return
        service = deployment.group.settings["ecsServices"][0]
        found = self.world.state(Ecs, self.region).find_service(service["clusterName"], service["serviceName"])
        if found is None or found.status != "ACTIVE":
            self.fail(deployment, "ECS_UPDATE_ERROR", f"The ECS service {service['serviceName']} cannot be found.")
            return
        deployment.service, deployment.blue = found, found.primary
        self._pass(deployment, "BeforeInstall", self._install)

    def _install(self, deployment: Deployment) -> None:
        self._begin(deployment, "Install")
        assert deployment.service and deployment.blue
        for left_over in [ts for ts in deployment.service.task_sets if ts is not deployment.blue]:
            task_sets.remove(self.world, self.region, left_over)
        pair = self.pair(deployment)
        blue_group = next(iter(deployment.blue.target_group_arns), None)
        listeners = deployment.listeners("prodTrafficRoute")
        if blue_group not in pair or not self.traffic.is_behind(listeners, blue_group):
            self.fail(deployment, "ECS_UPDATE_ERROR", NOT_BEHIND_LISTENER)
            return
        green_group = next(arn for arn in pair if arn != blue_group)
        deployment.green = self._create_green(deployment, deployment.blue, green_group)
        self._await_steady(deployment, INSTALL_TIMEOUT)

    def _create_green(self, deployment: Deployment, blue: TaskSet, target_group: str) -> TaskSet:
        """The replacement. A capacity provider strategy that the AppSpec omits is not taken over from blue."""
        appspec = deployment.appspec
        definition = self.world.call(
            "ecs", "DescribeTaskDefinition", self.region, {"taskDefinition": appspec.task_definition}
        )["taskDefinition"]
        if definition.get("status") != "ACTIVE":
            raise AwsError("ClientException", "TaskDefinition is inactive")
        load_balancer = {
            "targetGroupArn": target_group,
            "containerName": appspec.container_name,
            "containerPort": appspec.container_port,
        }
        green = task_sets.new_task_set(
            self.world,
            blue.service,
            definition,
            {
                "loadBalancers": [load_balancer],
                "networkConfiguration": appspec.network_configuration or blue.network_configuration,
                "platformVersion": appspec.platform_version,
                "capacityProviderStrategy": list(appspec.capacity_provider_strategy),
            },
            status="ACTIVE",
            external_id=deployment.id,
        )
        self.world.state(Scheduler, self.region).reconcile(green)
        return green

    def _await_steady(self, deployment: Deployment, seconds_left: int) -> None:
        assert deployment.green and deployment.service
        if deployment.service.status != "ACTIVE":
            raise AwsError("ServiceNotActiveException", "Service was not ACTIVE.")
        if deployment.green.is_steady:
            self.end(deployment, "Install")
            self._pass(deployment, "AfterInstall", self._allow_test_traffic)
        elif seconds_left <= 0:
            self.fail(deployment, "TIMEOUT", INSTALL_TIMED_OUT)
        else:
            self.then(deployment, STEADY_CHECK, lambda: self._await_steady(deployment, seconds_left - STEADY_CHECK))

    def _allow_test_traffic(self, deployment: Deployment) -> None:
        listeners = deployment.listeners("testTrafficRoute")
        if listeners:
            self.route(deployment, listeners, 100)
        self._pass(
            deployment,
            "AllowTestTraffic",
            lambda d: self._pass(d, "AfterAllowTestTraffic", self._await_ready),
            skipped=not listeners,
        )

    def _await_ready(self, deployment: Deployment) -> None:
        ready = deployment.blue_green.get("deploymentReadyOption") or {}
        if ready.get("actionOnTimeout") != "STOP_DEPLOYMENT":
            self.shift_traffic(deployment)
            return
        deployment.status, deployment.waits_for = "Ready", "READY_WAIT"
        wait = int(ready.get("waitTimeInMinutes") or 0) * 60
        self.then(deployment, wait, lambda: self._abandon(deployment, "Stopped", "TIMEOUT", READY_TIMED_OUT))

    def shift_traffic(self, deployment: Deployment) -> None:
        deployment.status, deployment.waits_for = "InProgress", None
        self._pass(deployment, "BeforeAllowTraffic", self._allow_traffic)

    def _allow_traffic(self, deployment: Deployment) -> None:
        self._begin(deployment, "AllowTraffic")
        self._next_step(deployment, configs.traffic_steps(deployment.config))

    def _next_step(self, deployment: Deployment, steps: list[tuple[int, int]]) -> None:
        (at, weight), rest = steps[0], steps[1:]
        self.route(deployment, deployment.listeners("prodTrafficRoute"), weight)
        deployment.green_weight = weight
        if rest:
            self.then(deployment, rest[0][0] - at, lambda: self._next_step(deployment, rest))
            return
        assert deployment.green
        task_sets.make_primary(self.world, deployment.green)
        self.end(deployment, "AllowTraffic")
        self._pass(deployment, "AfterAllowTraffic", self._await_termination)

    def _await_termination(self, deployment: Deployment) -> None:
        terminate = deployment.blue_green.get("terminateBlueInstancesOnDeploymentSuccess") or {}
        if terminate.get("action", "TERMINATE") != "TERMINATE":
            self.finish(deployment, "Succeeded")
            return
        deployment.waits_for = "TERMINATION_WAIT"
        deployment.termination_wait_started = True
        wait = int(terminate.get("terminationWaitTimeInMinutes") or 0) * 60
        self.then(deployment, wait, lambda: self.terminate_blue(deployment))

    def terminate_blue(self, deployment: Deployment) -> None:
        deployment.waits_for = None
        assert deployment.blue
        task_sets.remove(self.world, self.region, deployment.blue)
        self.finish(deployment, "Succeeded")

    # -- the ways to end

    def stop(self, deployment: Deployment, roll_back: bool) -> None:
        """StopDeployment. Without ``roll_back`` traffic and green stay as they are until the next deployment."""
        message = "The deployment was stopped by a user."
        self._abandon(deployment, "Stopped", "MANUAL_STOP", message)
        if roll_back:
            rollback.begin(self, deployment, message)

    def fail(self, deployment: Deployment, code: str, message: str) -> None:
        self._abandon(deployment, "Failed", code, message)
        if "DEPLOYMENT_FAILURE" in deployment.rollback_events:
            rollback.begin(self, deployment, message)

    def _stop_on_alarm(self, deployment: Deployment, alarms: list[str]) -> None:
        code, message = ALARM_ACTIVE
        message = message.format(alarms=", ".join(alarms))
        self._abandon(deployment, "Stopped", code, message)
        if "DEPLOYMENT_STOP_ON_ALARM" in deployment.rollback_events:
            rollback.begin(self, deployment, message)

    def _abandon(self, deployment: Deployment, status: str, code: str, message: str) -> None:
        deployment.error = {"code": code, "message": message}
        for event in deployment.lifecycle:
            if event.status == "InProgress":
                event.status, event.end_time = "Failed", self.world.clock.now()
        self.finish(deployment, status)

    def finish(self, deployment: Deployment, status: str) -> None:
        if deployment.pending:
            deployment.pending.cancel()
        deployment.waits_for = deployment.hook = None
        deployment.status = status
        deployment.complete_time = self.world.clock.now()
        for event in deployment.lifecycle:
            if event.status == "Pending":
                event.status = "Skipped"

    # -- the parts of these

    def pair(self, deployment: Deployment) -> list[str]:
        return self.traffic.target_group_arns([group["name"] for group in deployment.pair["targetGroups"]])

    def route(self, deployment: Deployment, listeners: list[str], green_weight: int) -> None:
        assert deployment.blue and deployment.green
        blue, green = deployment.blue.target_group_arns[0], deployment.green.target_group_arns[0]
        self.traffic.route(listeners, [blue, green], {blue: 100 - green_weight, green: green_weight})

    def _begin(self, deployment: Deployment, name: str) -> None:
        event = deployment.event(name)
        event.status, event.start_time = "InProgress", self.world.clock.now()

    def end(self, deployment: Deployment, name: str, status: str = "Succeeded") -> None:
        event = deployment.event(name)
        event.status, event.end_time = status, self.world.clock.now()

    def _pass(
        self, deployment: Deployment, name: str, then: Callable[[Deployment], Any], skipped: bool = False
    ) -> None:
        """An event that takes one step, and a hook's as long as its function; one without a function is skipped."""
        is_hook = name != "AllowTestTraffic"
        function = deployment.appspec.hooks.get(name)
        skipped = skipped or (is_hook and function is None)
        self._begin(deployment, name)
        if function is not None and not skipped:
            deployment.hook = Hook(self, deployment, name, function, then)
            self.then(deployment, STEP, deployment.hook.start)
            return

        def proceed() -> None:
            self.end(deployment, name, "Skipped" if skipped else "Succeeded")
            then(deployment)

        self.then(deployment, STEP, proceed)

    def then(self, deployment: Deployment, seconds: float, action: Callable[[], Any]) -> None:
        def guarded() -> None:
            try:
                action()
            except AwsError as error:
                # Something that the deployment needs has been deleted under it.
                self.fail(deployment, "ECS_UPDATE_ERROR", f"{error.message} ({error.code})")

        deployment.pending = self.world.timeline.after(seconds, guarded)
