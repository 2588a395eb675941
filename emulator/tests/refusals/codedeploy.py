"""What CodeDeploy refuses, each tried."""

from __future__ import annotations

import base64
from typing import Any

from tests.refusals import provokes, stack
from tests.refusals.codedeploy_groups import create_group
from tests.support import Stack, client, error_of, unique


@provokes("codedeploy-revision-required")
def _() -> tuple[str, str]:
    return error_of(stack().create_deployment)


@provokes("codedeploy-invalid-revision")
def _() -> tuple[str, str]:
    revision = stack().revision(stack().first_definition)
    revision["appSpecContent"]["sha256"] = "0" * 64
    return error_of(stack().create_deployment, revision=revision)


@provokes("codedeploy-second-active-deployment")
def _() -> tuple[str, str]:
    own = Stack()
    own.deploy()
    return error_of(own.deploy)


def _create_config(name: str) -> dict[str, Any]:
    return client("codedeploy").create_deployment_config(
        deploymentConfigName=name, computePlatform="ECS", trafficRoutingConfig={"type": "AllAtOnce"}
    )


@provokes("codedeploy-config-exists")
def _() -> tuple[str, str]:
    name = unique("config")
    _create_config(name)
    return error_of(_create_config, name)


@provokes("codedeploy-config-in-use")
def _() -> tuple[str, str]:
    name = unique("config")
    _create_config(name)
    Stack(deploymentConfigName=name)
    return error_of(client("codedeploy").delete_deployment_config, deploymentConfigName=name)


@provokes("codedeploy-config-predefined")
def _() -> tuple[str, str]:
    name = "CodeDeployDefault.ECSAllAtOnce"
    return error_of(client("codedeploy").delete_deployment_config, deploymentConfigName=name)


def _create_group(**change: Any) -> tuple[str, str]:
    return error_of(create_group, change)


@provokes("codedeploy-config-unknown")
def _() -> tuple[str, str]:
    return _create_group(deploymentConfigName="absent")


@provokes("codedeploy-too-many-alarms")
def _() -> tuple[str, str]:
    alarms = [{"name": f"alarm-{number}"} for number in range(11)]
    return _create_group(alarmConfiguration={"enabled": True, "alarms": alarms})


@provokes("codedeploy-service-without-code-deploy-controller")
def _() -> tuple[str, str]:
    name = unique("rolling")
    client("ecs").create_service(
        cluster=stack().name,
        serviceName=name,
        taskDefinition=stack().first_definition,
        desiredCount=0,
        networkConfiguration=stack().network.configuration,
    )
    return _create_group(ecsServices=[{"clusterName": stack().name, "serviceName": name}])


@provokes("codedeploy-already-completed")
def _() -> tuple[str, str]:
    own = Stack()
    deployment = own.deploy()
    client("codedeploy").stop_deployment(deploymentId=deployment)
    return error_of(client("codedeploy").stop_deployment, deploymentId=deployment)


def _id_and_target(own: Stack) -> tuple[str, str]:
    return own.deploy(), f"{own.name}:{own.name}"


@provokes("codedeploy-target-of-deployment-not-started")
def _() -> tuple[str, str]:
    deployment, target = _id_and_target(Stack())
    return error_of(client("codedeploy").get_deployment_target, deploymentId=deployment, targetId=target)


@provokes("codedeploy-targets-of-deployment-not-started")
def _() -> tuple[str, str]:
    deployment, _ = _id_and_target(Stack())
    return error_of(client("codedeploy").list_deployment_targets, deploymentId=deployment)


@provokes("codedeploy-batch-of-deployment-not-started")
def _() -> tuple[str, str]:
    deployment, target = _id_and_target(Stack())
    return error_of(client("codedeploy").batch_get_deployment_targets, deploymentId=deployment, targetIds=[target])


@provokes("codedeploy-batch-limit")
def _() -> tuple[str, str]:
    ids = [f"d-{number:09}" for number in range(26)]
    return error_of(client("codedeploy").batch_get_deployments, deploymentIds=ids)


@provokes("codedeploy-revision-unknown")
def _() -> tuple[str, str]:
    revision = {"revisionType": "AppSpecContent", "appSpecContent": {"sha256": "0" * 64}}
    return error_of(client("codedeploy").get_application_revision, applicationName=stack().name, revision=revision)


@provokes("codedeploy-not-waiting")
def _() -> tuple[str, str]:
    deployment = Stack().deploy()
    return error_of(
        client("codedeploy").continue_deployment, deploymentId=deployment, deploymentWaitType="TERMINATION_WAIT"
    )


def report(execution: str, status: str) -> tuple[str, str]:
    return error_of(
        client("codedeploy").put_lifecycle_event_hook_execution_status,
        deploymentId=Stack().deploy(),
        lifecycleEventHookExecutionId=execution,
        status=status,
    )


@provokes("codedeploy-hook-status")
def _() -> tuple[str, str]:
    return report("any", "Skipped")


@provokes("codedeploy-hook-execution-id")
def _() -> tuple[str, str]:
    return report("any", "Succeeded")


@provokes("codedeploy-hook-completed")
def _() -> tuple[str, str]:
    deployment = Stack().deploy()
    execution = base64.b64encode(f"{deployment} BeforeInstall".encode()).decode()
    return error_of(
        client("codedeploy").put_lifecycle_event_hook_execution_status,
        deploymentId=deployment,
        lifecycleEventHookExecutionId=execution,
        status="Succeeded",
    )
