"""Hooks of an AppSpec: a function is run, and reports how it went.

https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from langgraph_emulator.operations import Call, operation
from langgraph_emulator.refusals import refuse
from langgraph_emulator.services.codedeploy.deployment import Deployment
from langgraph_emulator.services.codedeploy.state import CodeDeploy
from langgraph_emulator.services.lambda_ import functions
from langgraph_emulator.services.lambda_.invocation import Invocation

if TYPE_CHECKING:
    from langgraph_emulator.services.codedeploy.engine import Engine

TIMEOUT = 60 * 60
CODE = "HOOK_EXECUTION_FAILURE"
FAILED = "The overall deployment failed because one or more of the lifecycle event validation functions failed."


@dataclass
class Hook:
    """One execution: it is over with the report, or when there can be none."""

    engine: Engine
    deployment: Deployment
    event: str
    function: str
    then: Callable[[Deployment], Any]
    id: str = ""
    status: str | None = None
    is_running: bool = False

    def start(self) -> None:
        """Called by an event of the deployment's timeline."""
        world, region = self.engine.world, self.engine.region
        self.id = base64.b64encode(f"{self.deployment.id} {self.event} {uuid4()}".encode()).decode()
        function = functions.find(world, region, self.function)
        if function is None:
            self._fail(f"The function {self.function} does not exist.")
            return
        event = {"DeploymentId": self.deployment.id, "LifecycleEventHookExecutionId": self.id}
        self.is_running = True
        world.timeline.hold(Invocation(world, region, function, event, self._returned))

    def report(self, status: str) -> None:
        self.status = status
        if not self.is_running:
            # The report ends the wait for it.
            if self.deployment.pending:
                self.deployment.pending.cancel()
            self._settle_soon()

    def _returned(self, error: str | None) -> None:
        self.is_running = False
        if self.status is not None:
            self._settle_soon()
        elif error is not None:
            self.engine.then(self.deployment, 0, lambda: self._fail(error))
        else:
            self.engine.then(self.deployment, TIMEOUT, lambda: self._fail("No report came within 60 minutes."))

    def _settle_soon(self) -> None:
        self.engine.then(self.deployment, 0, self._settle)

    def _settle(self) -> None:
        if self.status == "Failed":
            self._fail("The function reported Failed.")
            return
        self.deployment.hook = None
        self.engine.end(self.deployment, self.event)
        self.then(self.deployment)

    def _fail(self, why: str) -> None:
        self.deployment.hook = None
        self.deployment.event(self.event).diagnostics = {
            "errorCode": "UnknownError",
            "scriptName": self.function,
            "message": why,
            "logTail": "",
        }
        self.engine.fail(self.deployment, CODE, FAILED)


@operation("codedeploy", "PutLifecycleEventHookExecutionStatus")
def put_lifecycle_event_hook_execution_status(call: Call) -> dict[str, Any]:
    params = call.params
    deployment = call.state(CodeDeploy).deployment(params.get("deploymentId"))
    execution = params.get("lifecycleEventHookExecutionId") or ""
    if params.get("status") not in ("Succeeded", "Failed"):
        raise refuse("codedeploy-hook-status", status=params.get("status"))
    if not _is_of(execution, deployment):
        raise refuse("codedeploy-hook-execution-id", execution=execution)
    hook = deployment.hook
    if deployment.is_over or hook is None or hook.id != execution or hook.status is not None:
        raise refuse("codedeploy-hook-completed", execution=execution)
    hook.report(params["status"])
    return {"lifecycleEventHookExecutionId": execution}


def _is_of(execution: str, deployment: Deployment) -> bool:
    try:
        return base64.b64decode(execution, validate=True).decode().startswith(f"{deployment.id} ")
    except ValueError:
        return False
