"""One test for each row of the table of refusals; a row that has none fails."""

from __future__ import annotations

import base64
import json
import re
import unittest
from collections.abc import Callable
from functools import cache
from typing import Any

from langgraph_emulator.refusals import CODE_DEPLOY_OWNS, REFUSALS, Refusal
from tests.support import Stack, advance, client, error_of, unique

_provocations: dict[str, Callable[[], tuple[str, str]]] = {}


def provokes(refusal_id: str) -> Callable[[Callable[[], tuple[str, str]]], Callable[[], tuple[str, str]]]:
    """Registers what must be refused; the function returns code and message."""

    def register(function: Callable[[], tuple[str, str]]) -> Callable[[], tuple[str, str]]:
        _provocations[refusal_id] = function
        return function

    return register


@cache
def stack() -> Stack:
    """For refusals that leave it as it was."""
    return Stack()


def _update_service(**change: Any) -> tuple[str, str]:
    return error_of(client("ecs").update_service, cluster=stack().name, service=stack().name, **change)


def _given(member: str) -> Any:
    return {
        "taskDefinition": lambda: stack().first_definition,
        "networkConfiguration": lambda: stack().network.configuration,
        "platformVersion": lambda: "1.4.0",
        "loadBalancers": lambda: [
            {"targetGroupArn": stack().target_groups["green"], "containerName": "app", "containerPort": 8000}
        ],
        "capacityProviderStrategy": lambda: [{"capacityProvider": "FARGATE", "weight": 1}],
        "enableExecuteCommand": lambda: True,
    }[member]()


for _member in CODE_DEPLOY_OWNS:
    provokes(f"ecs-code-deploy-owns-{_member}")(lambda member=_member: _update_service(**{member: _given(member)}))


@provokes("ecs-code-deploy-forces-no-deployment")
def _() -> tuple[str, str]:
    return _update_service(forceNewDeployment=True)


def _create_service(**change: Any) -> tuple[str, str]:
    request = {
        "cluster": stack().name,
        "serviceName": unique("service"),
        "taskDefinition": stack().first_definition,
        "desiredCount": 0,
        "networkConfiguration": stack().network.configuration,
    }
    return error_of(client("ecs").create_service, **{**request, **change})


@provokes("ecs-target-group-without-load-balancer")
def _() -> tuple[str, str]:
    alone = stack()._target_group("alone")
    return _create_service(loadBalancers=[{"targetGroupArn": alone, "containerName": "app", "containerPort": 8000}])


@provokes("ecs-service-exists")
def _() -> tuple[str, str]:
    return _create_service(serviceName=stack().name)


@provokes("ecs-inactive-task-definition")
def _() -> tuple[str, str]:
    definition = stack().task_definition()
    client("ecs").deregister_task_definition(taskDefinition=definition)
    return _create_service(taskDefinition=definition)


@provokes("ecs-service-scaled-above-zero")
def _() -> tuple[str, str]:
    return error_of(client("ecs").delete_service, cluster=stack().name, service=stack().name)


@provokes("ecs-service-has-deployments")
def _() -> tuple[str, str]:
    own = Stack()
    own.deploy()
    advance(20)
    client("ecs").update_service(cluster=own.name, service=own.name, desiredCount=0)
    return error_of(client("ecs").delete_service, cluster=own.name, service=own.name)


@provokes("ecs-cluster-contains-services")
def _() -> tuple[str, str]:
    return error_of(client("ecs").delete_cluster, cluster=stack().name)


@provokes("ecs-cluster-contains-tasks")
def _() -> tuple[str, str]:
    name = unique("cluster")
    client("ecs").create_cluster(clusterName=name)
    network = stack().network.configuration
    client("ecs").run_task(
        cluster=name, taskDefinition=stack().first_definition, launchType="FARGATE", networkConfiguration=network
    )
    return error_of(client("ecs").delete_cluster, cluster=name)


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
    settings = {**stack().group_settings(), "deploymentGroupName": unique("group"), **change}
    return error_of(client("codedeploy").create_deployment_group, **settings)


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


@provokes("elbv2-target-group-in-use")
def _() -> tuple[str, str]:
    return error_of(client("elbv2").delete_target_group, TargetGroupArn=stack().target_groups["blue"])


@provokes("elbv2-duplicate-listener")
def _() -> tuple[str, str]:
    return error_of(stack().listen, 80, "blue")


@provokes("elbv2-deletion-protection")
def _() -> tuple[str, str]:
    elb = client("elbv2")
    created = elb.create_load_balancer(Name=unique("protected"), Subnets=stack().network.subnets)
    arn = created["LoadBalancers"][0]["LoadBalancerArn"]
    protected = [{"Key": "deletion_protection.enabled", "Value": "true"}]
    elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=protected)
    return error_of(elb.delete_load_balancer, LoadBalancerArn=arn)


@provokes("secretsmanager-name-pending-deletion")
def _() -> tuple[str, str]:
    secrets, name = client("secretsmanager"), unique("secret")
    secrets.create_secret(Name=name, SecretString="value")
    secrets.delete_secret(SecretId=name, RecoveryWindowInDays=7)
    return error_of(secrets.create_secret, Name=name, SecretString="value")


@provokes("s3-bucket-not-empty")
def _() -> tuple[str, str]:
    s3, name = client("s3"), unique("bucket")
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="key", Body=b"body")
    return error_of(s3.delete_bucket, Bucket=name)


def _create_instance(**change: Any) -> str:
    request = {
        "DBInstanceIdentifier": unique("db"),
        "Engine": "postgres",
        "EngineVersion": "15",
        "DBInstanceClass": "db.t4g.medium",
        "AllocatedStorage": 20,
        "MasterUsername": "someone",
        "MasterUserPassword": "not-a-secret",
    }
    created = client("rds").create_db_instance(**{**request, **change})
    return created["DBInstance"]["DBInstanceIdentifier"]


@provokes("rds-deletion-protection")
def _() -> tuple[str, str]:
    name = _create_instance(DeletionProtection=True)
    return error_of(client("rds").delete_db_instance, DBInstanceIdentifier=name, SkipFinalSnapshot=True)


@provokes("rds-final-snapshot-exists")
def _() -> tuple[str, str]:
    rds, name, snapshot = client("rds"), _create_instance(), unique("final")
    rds.create_db_snapshot(DBInstanceIdentifier=name, DBSnapshotIdentifier=snapshot)
    return error_of(rds.delete_db_instance, DBInstanceIdentifier=name, FinalDBSnapshotIdentifier=snapshot)


@provokes("rds-version-retired")
def _() -> tuple[str, str]:
    return error_of(_create_instance, EngineVersion="15.4")


@provokes("rds-downgrade")
def _() -> tuple[str, str]:
    name = _create_instance(EngineVersion="15.14")
    return error_of(client("rds").modify_db_instance, DBInstanceIdentifier=name, EngineVersion="15.13")


@provokes("cloudwatch-aws-namespace")
def _() -> tuple[str, str]:
    data = [{"MetricName": "RequestCount", "Value": 1}]
    return error_of(client("cloudwatch").put_metric_data, Namespace="AWS/ApplicationELB", MetricData=data)


def _repository() -> str:
    return client("ecr").create_repository(repositoryName=unique("refused"))["repository"]["repositoryName"]


def _put_image(repository: str = "", **change: Any) -> tuple[str, str]:
    request = {"imageManifest": _MANIFEST, "imageTag": "1", **change}
    request = {key: value for key, value in request.items() if value is not None}
    return error_of(client("ecr").put_image, repositoryName=repository or _repository(), **request)


_MANIFEST = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "layers": []})
_NO_DIGEST = "sha256:" + "0" * 64


@provokes("ecr-no-repository")
def _() -> tuple[str, str]:
    return error_of(client("ecr").batch_get_image, repositoryName="absent", imageIds=[{"imageTag": "1"}])


@provokes("ecr-registry-of-another-account")
def _() -> tuple[str, str]:
    request = {"registryId": "210987654321", "repositoryName": _repository(), "imageIds": [{"imageTag": "1"}]}
    return error_of(client("ecr").batch_get_image, **request)


@provokes("ecr-digest-does-not-match")
def _() -> tuple[str, str]:
    return _put_image(imageDigest=_NO_DIGEST)


@provokes("ecr-manifest-is-no-json")
def _() -> tuple[str, str]:
    return _put_image(imageManifest="schemaVersion: 2")


@provokes("ecr-media-type-missing")
def _() -> tuple[str, str]:
    return _put_image(imageManifest=json.dumps({"schemaVersion": 2}))


@provokes("ecr-image-exists")
def _() -> tuple[str, str]:
    repository = _repository()
    client("ecr").put_image(repositoryName=repository, imageManifest=_MANIFEST, imageTag="1")
    again = _put_image(repository)
    assert _put_image(repository, imageTag=None)[0] == again[0]
    return again


@provokes("ecr-index-before-its-images")
def _() -> tuple[str, str]:
    index = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json"}
    return _put_image(imageManifest=json.dumps({**index, "manifests": [{"digest": _NO_DIGEST}]}))


def _findings(repository: str, digest: str) -> tuple[str, str]:
    request = {"repositoryName": repository, "imageId": {"imageDigest": digest}}
    return error_of(client("ecr").describe_image_scan_findings, **request)


@provokes("ecr-no-image")
def _() -> tuple[str, str]:
    return _findings(_repository(), _NO_DIGEST)


@provokes("ecr-no-scan")
def _() -> tuple[str, str]:
    repository = _repository()
    pushed = client("ecr").put_image(repositoryName=repository, imageManifest=_MANIFEST, imageTag="1")
    return _findings(repository, pushed["image"]["imageId"]["imageDigest"])


# Codes that AWS answers with and its service models do not list.
_NOT_MODELLED = {"AccessDeniedException", "BucketNotEmpty", "InvalidParameterCombination"}


def _modelled_codes(service: str) -> set[str]:
    shapes = client(service).meta.service_model.error_shapes
    return {shape.name for shape in shapes} | {shape.error_code for shape in shapes}


class Refusals(unittest.TestCase):
    """Its methods are made from the table below."""

    def test_every_code_is_one_of_its_service(self) -> None:
        for refusal in REFUSALS:
            with self.subTest(refusal.id):
                self.assertIn(refusal.code, _modelled_codes(refusal.service) | _NOT_MODELLED)

    def test_every_operation_is_one_of_its_service(self) -> None:
        for refusal in REFUSALS:
            with self.subTest(refusal.id):
                self.assertIn(refusal.operation, client(refusal.service).meta.service_model.operation_names)

    def test_every_provocation_has_a_row(self) -> None:
        self.assertEqual(set(_provocations) - {refusal.id for refusal in REFUSALS}, set())

    def test_ids_are_unique(self) -> None:
        self.assertEqual(len({refusal.id for refusal in REFUSALS}), len(REFUSALS))


def _test_of(refusal: Refusal) -> Callable[[Refusals], None]:
    def test(self: Refusals) -> None:
        self.assertIn(refusal.id, _provocations, "the row has no test")
        code, message = _provocations[refusal.id]()
        self.assertEqual(code, refusal.code)
        self.assertRegex(message, "^" + re.sub(r"\\{\w+\\}", ".+", re.escape(refusal.message)) + "$")

    test.__doc__ = f"{refusal.service}.{refusal.operation} is refused when {refusal.condition}"
    return test


for _refusal in REFUSALS:
    setattr(Refusals, f"test_{_refusal.id.replace('-', '_')}", _test_of(_refusal))


if __name__ == "__main__":
    unittest.main()
