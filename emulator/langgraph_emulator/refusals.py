"""What AWS refuses, as data.

Handlers decide when; code and words come from here, so that one can hold this table against AWS's pages. Each row has
a test that is looked up by its id.
"""

from __future__ import annotations

from dataclasses import dataclass

from langgraph_emulator.errors import AwsError

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/"
_CODEDEPLOY = "https://docs.aws.amazon.com/codedeploy/latest/"
_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/"
_RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/"
_SECRETS = "https://docs.aws.amazon.com/secretsmanager/latest/apireference/"
_ECR = "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/"
_S3 = "https://docs.aws.amazon.com/AmazonS3/latest/API/"
_CLOUDWATCH = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/"


@dataclass(frozen=True)
class Refusal:
    id: str
    service: str
    operation: str
    condition: str
    code: str
    message: str
    docs: str


_CODE_DEPLOY_OWNS = (
    "Unable to update {what} on services with a CODE_DEPLOY deployment controller. "
    "Use AWS CodeDeploy to trigger a new deployment."
)


def _code_deploy_owns(member: str, what: str) -> Refusal:
    return Refusal(
        f"ecs-code-deploy-owns-{member}",
        "ecs",
        "UpdateService",
        f"{member} is given and the service's deployment controller is CODE_DEPLOY",
        "InvalidParameterException",
        _CODE_DEPLOY_OWNS.format(what=what),
        _ECS + "API_UpdateService.html",
    )


# The members of UpdateService that only CodeDeploy may change, and how AWS names them in its message.
CODE_DEPLOY_OWNS = {
    "taskDefinition": "task definition",
    "networkConfiguration": "network parameters",
    "platformVersion": "platform version",
    "loadBalancers": "load balancers",
    "capacityProviderStrategy": "capacity provider strategy",
    "enableExecuteCommand": "enable execute command",
}

REFUSALS: tuple[Refusal, ...] = (
    *(_code_deploy_owns(member, what) for member, what in CODE_DEPLOY_OWNS.items()),
    Refusal(
        "ecs-code-deploy-forces-no-deployment",
        "ecs",
        "UpdateService",
        "forceNewDeployment is true and the service's deployment controller is CODE_DEPLOY",
        "InvalidParameterException",
        "Cannot force a new deployment on services with a CODE_DEPLOY deployment controller. "
        "Use AWS CodeDeploy to trigger a new deployment.",
        _ECS + "API_UpdateService.html",
    ),
    Refusal(
        "ecs-target-group-without-load-balancer",
        "ecs",
        "CreateService",
        "no listener or rule forwards to the service's target group",
        "InvalidParameterException",
        "The target group with targetGroupArn {target_group} does not have an associated load balancer.",
        _ECS + "API_CreateService.html",
    ),
    Refusal(
        "ecs-service-exists",
        "ecs",
        "CreateService",
        "the cluster has an active service of that name",
        "InvalidParameterException",
        "Creation of service was not idempotent.",
        _ECS + "API_CreateService.html",
    ),
    Refusal(
        "ecs-inactive-task-definition",
        "ecs",
        "CreateService",
        "the task definition was deregistered",
        "ClientException",
        "TaskDefinition is inactive",
        _ECS + "API_DeregisterTaskDefinition.html",
    ),
    Refusal(
        "ecs-service-scaled-above-zero",
        "ecs",
        "DeleteService",
        "desired count or running tasks remain and force is not given",
        "InvalidParameterException",
        "The service cannot be stopped while it is scaled above 0.",
        _ECS + "API_DeleteService.html",
    ),
    Refusal(
        "ecs-service-has-deployments",
        "ecs",
        "DeleteService",
        "CodeDeploy's green task set still exists beside the primary one and force is not given",
        "InvalidParameterException",
        "The service cannot be stopped while deployments are active.",
        _ECS + "API_DeleteService.html",
    ),
    Refusal(
        "ecs-cluster-contains-services",
        "ecs",
        "DeleteCluster",
        "the cluster has active or draining services",
        "ClusterContainsServicesException",
        "The Cluster cannot be deleted while Services are active.",
        _ECS + "API_DeleteCluster.html",
    ),
    Refusal(
        "ecs-cluster-contains-tasks",
        "ecs",
        "DeleteCluster",
        "the cluster has tasks that are not stopped",
        "ClusterContainsTasksException",
        "The Cluster cannot be deleted while Tasks are active.",
        _ECS + "API_DeleteCluster.html",
    ),
    Refusal(
        "codedeploy-revision-required",
        "codedeploy",
        "CreateDeployment",
        "an ECS deployment without a revision",
        "RevisionRequiredException",
        "Revision is required, but was not specified.",
        _CODEDEPLOY + "APIReference/API_CreateDeployment.html",
    ),
    Refusal(
        "codedeploy-invalid-revision",
        "codedeploy",
        "CreateDeployment",
        "the AppSpec's content does not match its sha256, or it is neither JSON nor YAML of the ECS form",
        "InvalidRevisionException",
        "{problem}",
        _CODEDEPLOY + "userguide/reference-appspec-file-structure-resources.html",
    ),
    Refusal(
        "codedeploy-second-active-deployment",
        "codedeploy",
        "CreateDeployment",
        "the deployment group has a deployment that is not over",
        "DeploymentLimitExceededException",
        "The Deployment Group '{group}' already has an active Deployment '{deployment}'",
        _CODEDEPLOY + "userguide/limits.html",
    ),
    Refusal(
        "codedeploy-config-exists",
        "codedeploy",
        "CreateDeploymentConfig",
        "the name is taken; configurations cannot be changed",
        "DeploymentConfigAlreadyExistsException",
        "A deployment configuration named {name} already exists.",
        _CODEDEPLOY + "APIReference/API_CreateDeploymentConfig.html",
    ),
    Refusal(
        "codedeploy-config-in-use",
        "codedeploy",
        "DeleteDeploymentConfig",
        "a deployment group uses the configuration",
        "DeploymentConfigInUseException",
        "The deployment configuration {name} is in use by one or more deployment groups.",
        _CODEDEPLOY + "APIReference/API_DeleteDeploymentConfig.html",
    ),
    Refusal(
        "codedeploy-config-predefined",
        "codedeploy",
        "DeleteDeploymentConfig",
        "the configuration is one of AWS's own",
        "InvalidOperationException",
        "Deployment configuration {name} is predefined and cannot be deleted.",
        _CODEDEPLOY + "APIReference/API_DeleteDeploymentConfig.html",
    ),
    Refusal(
        "codedeploy-config-unknown",
        "codedeploy",
        "CreateDeploymentGroup",
        "no configuration has the given name",
        "DeploymentConfigDoesNotExistException",
        "No Deployment Configuration found for name: {name}",
        _CODEDEPLOY + "APIReference/API_CreateDeploymentGroup.html",
    ),
    Refusal(
        "codedeploy-too-many-alarms",
        "codedeploy",
        "CreateDeploymentGroup",
        "more than ten alarms",
        "AlarmsLimitExceededException",
        "The maximum number of alarms for a deployment group (10) was exceeded.",
        _CODEDEPLOY + "userguide/limits.html",
    ),
    Refusal(
        "codedeploy-service-without-code-deploy-controller",
        "codedeploy",
        "CreateDeploymentGroup",
        "the ECS service does not have the deployment controller CODE_DEPLOY",
        "InvalidECSServiceException",
        "Deployment group's ECS service must be configured for a CODE_DEPLOY deployment controller.",
        _CODEDEPLOY + "APIReference/API_CreateDeploymentGroup.html",
    ),
    Refusal(
        "codedeploy-already-completed",
        "codedeploy",
        "StopDeployment",
        "the deployment is over",
        "DeploymentAlreadyCompletedException",
        "The deployment {deployment} has already completed.",
        _CODEDEPLOY + "APIReference/API_StopDeployment.html",
    ),
    Refusal(
        "codedeploy-target-of-deployment-not-started",
        "codedeploy",
        "GetDeploymentTarget",
        "the deployment is still Created",
        "DeploymentNotStartedException",
        "The specified deployment has not started.",
        _CODEDEPLOY + "APIReference/API_GetDeploymentTarget.html",
    ),
    Refusal(
        "codedeploy-targets-of-deployment-not-started",
        "codedeploy",
        "ListDeploymentTargets",
        "the deployment is still Created",
        "DeploymentNotStartedException",
        "The specified deployment has not started.",
        _CODEDEPLOY + "APIReference/API_ListDeploymentTargets.html",
    ),
    Refusal(
        "codedeploy-batch-of-deployment-not-started",
        "codedeploy",
        "BatchGetDeploymentTargets",
        "the deployment is still Created",
        "DeploymentNotStartedException",
        "The specified deployment has not started.",
        _CODEDEPLOY + "APIReference/API_BatchGetDeploymentTargets.html",
    ),
    Refusal(
        "codedeploy-batch-limit",
        "codedeploy",
        "BatchGetDeployments",
        "more than 25 ids",
        "BatchLimitExceededException",
        "The maximum number of names or IDs allowed for this request ({most}) was exceeded.",
        _CODEDEPLOY + "APIReference/API_BatchGetDeployments.html",
    ),
    Refusal(
        "codedeploy-revision-unknown",
        "codedeploy",
        "GetApplicationRevision",
        "no deployment of the application was made from a revision of that checksum",
        "RevisionDoesNotExistException",
        "The revision does not exist for the application {application}.",
        _CODEDEPLOY + "APIReference/API_GetApplicationRevision.html",
    ),
    Refusal(
        "codedeploy-not-waiting",
        "codedeploy",
        "ContinueDeployment",
        "the deployment does not wait for what is given as deploymentWaitType",
        "InvalidDeploymentStatusException",
        "The deployment {deployment} is not waiting for {wait}.",
        _CODEDEPLOY + "APIReference/API_ContinueDeployment.html",
    ),
    Refusal(
        "codedeploy-hook-status",
        "codedeploy",
        "PutLifecycleEventHookExecutionStatus",
        "the status is another one than Succeeded or Failed",
        "InvalidLifecycleEventHookExecutionStatusException",
        "The lifecycle event hook execution status {status} is not valid. Use Succeeded or Failed.",
        _CODEDEPLOY + "APIReference/API_PutLifecycleEventHookExecutionStatus.html",
    ),
    Refusal(
        "codedeploy-hook-execution-id",
        "codedeploy",
        "PutLifecycleEventHookExecutionStatus",
        "the execution is none of the deployment's",
        "InvalidLifecycleEventHookExecutionIdException",
        "The lifecycle event hook execution ID {execution} is not valid.",
        _CODEDEPLOY + "APIReference/API_PutLifecycleEventHookExecutionStatus.html",
    ),
    Refusal(
        "codedeploy-hook-completed",
        "codedeploy",
        "PutLifecycleEventHookExecutionStatus",
        "the execution has been reported on, or the deployment is over",
        "LifecycleEventAlreadyCompletedException",
        "The lifecycle event hook execution {execution} is completed already.",
        _CODEDEPLOY + "APIReference/API_PutLifecycleEventHookExecutionStatus.html",
    ),
    Refusal(
        "elbv2-target-group-in-use",
        "elbv2",
        "DeleteTargetGroup",
        "a listener or rule forwards to the target group",
        "ResourceInUse",
        "Target group '{target_group}' is currently in use by a listener or a rule",
        _ELB + "API_DeleteTargetGroup.html",
    ),
    Refusal(
        "elbv2-duplicate-listener",
        "elbv2",
        "CreateListener",
        "the load balancer has a listener on that port",
        "DuplicateListener",
        "A listener already exists on this port for this load balancer '{load_balancer}'",
        _ELB + "API_CreateListener.html",
    ),
    Refusal(
        "elbv2-deletion-protection",
        "elbv2",
        "DeleteLoadBalancer",
        "deletion protection is on",
        "OperationNotPermitted",
        "Load balancer '{load_balancer}' cannot be deleted because deletion protection is enabled",
        _ELB + "API_DeleteLoadBalancer.html",
    ),
    Refusal(
        "secretsmanager-name-pending-deletion",
        "secretsmanager",
        "CreateSecret",
        "a secret of that name waits for its deletion",
        "InvalidRequestException",
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
        _SECRETS + "API_CreateSecret.html",
    ),
    Refusal(
        "ecr-no-repository",
        "ecr",
        "BatchGetImage",
        "the registry has no repository of that name in this region",
        "RepositoryNotFoundException",
        "The repository with name '{repository}' does not exist in the registry with id '{registry}'",
        _ECR + "API_BatchGetImage.html",
    ),
    Refusal(
        "ecr-registry-of-another-account",
        "ecr",
        "BatchGetImage",
        "the registry is another account's, whose repositories allow nothing to this one, or do not exist",
        "AccessDeniedException",
        "User: arn:aws:iam::{account}:user/any is not authorized to perform: ecr:{operation} on resource: {arn} "
        "because no resource-based policy allows the ecr:{operation} action",
        "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
    ),
    Refusal(
        "ecr-digest-does-not-match",
        "ecr",
        "PutImage",
        "imageDigest is not the digest of imageManifest",
        "ImageDigestDoesNotMatchException",
        "The specified image digest '{given}' does not match the digest '{digest}' that was calculated for the image",
        _ECR + "API_PutImage.html",
    ),
    Refusal(
        "ecr-manifest-is-no-json",
        "ecr",
        "PutImage",
        "imageManifest is no JSON object",
        "InvalidParameterException",
        "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'",
        _ECR + "API_PutImage.html",
    ),
    Refusal(
        "ecr-media-type-missing",
        "ecr",
        "PutImage",
        "neither the manifest nor imageManifestMediaType gives a media type",
        "InvalidParameterException",
        "Invalid parameter at 'ImageManifestMediaType' failed to satisfy constraint: 'Media type is missing'",
        _ECR + "API_PutImage.html",
    ),
    Refusal(
        "ecr-image-exists",
        "ecr",
        "PutImage",
        "the repository has the manifest under the same tag, or has it and no tag is given",
        "ImageAlreadyExistsException",
        "Image with digest '{digest}' and tag '{tag}' already exists in the repository with name '{repository}' "
        "in registry with id '{registry}'",
        _ECR + "API_PutImage.html",
    ),
    Refusal(
        "ecr-index-before-its-images",
        "ecr",
        "PutImage",
        "the manifest is an index of images that the repository does not have",
        "ReferencedImagesNotFoundException",
        "The images with digests '[{digests}]' required for pushing image into repository with name '{repository}' "
        "in the registry with id '{registry}' do not exist",
        _ECR + "API_PutImage.html",
    ),
    Refusal(
        "ecr-no-image",
        "ecr",
        "DescribeImageScanFindings",
        "the repository has no such image",
        "ImageNotFoundException",
        "The image with imageId {image} does not exist within the repository with name '{repository}' "
        "in the registry with id '{registry}'",
        _ECR + "API_DescribeImageScanFindings.html",
    ),
    Refusal(
        "ecr-no-scan",
        "ecr",
        "DescribeImageScanFindings",
        "the image was never scanned",
        "ScanNotFoundException",
        "Image scan does not exist for the image with '{image}' in the repository with name '{repository}' "
        "in the registry with id '{registry}'",
        _ECR + "API_DescribeImageScanFindings.html",
    ),
    Refusal(
        "s3-bucket-not-empty",
        "s3",
        "DeleteBucket",
        "the bucket holds objects or versions",
        "BucketNotEmpty",
        "The bucket you tried to delete is not empty",
        _S3 + "API_DeleteBucket.html",
    ),
    Refusal(
        "rds-deletion-protection",
        "rds",
        "DeleteDBInstance",
        "deletion protection is on",
        "InvalidParameterCombination",
        "Cannot delete protected DB Instance, please disable deletion protection and try again.",
        _RDS + "APIReference/API_DeleteDBInstance.html",
    ),
    Refusal(
        "rds-final-snapshot-exists",
        "rds",
        "DeleteDBInstance",
        "a snapshot has the identifier of the final snapshot",
        "DBSnapshotAlreadyExists",
        "Cannot create the snapshot because a snapshot with the identifier {snapshot} already exists.",
        _RDS + "APIReference/API_DeleteDBInstance.html",
    ),
    Refusal(
        "rds-version-retired",
        "rds",
        "CreateDBInstance",
        "AWS does not offer the engine version (any more)",
        "InvalidParameterCombination",
        "Cannot find version {version} for {engine}",
        _RDS + "PostgreSQLReleaseNotes/postgresql-release-calendar.html",
    ),
    Refusal(
        "rds-downgrade",
        "rds",
        "ModifyDBInstance",
        "the engine version is older than the instance's",
        "InvalidParameterCombination",
        "Cannot upgrade {engine} from {current} to {version}",
        _RDS + "APIReference/API_ModifyDBInstance.html",
    ),
    Refusal(
        "cloudwatch-aws-namespace",
        "cloudwatch",
        "PutMetricData",
        "the namespace begins with AWS/",
        "InvalidParameterValue",
        "The value {namespace} for parameter Namespace is invalid. Namespaces starting with AWS/ are reserved.",
        _CLOUDWATCH + "API_PutMetricData.html",
    ),
)

_BY_ID = {refusal.id: refusal for refusal in REFUSALS}


def refuse(refusal_id: str, **values: object) -> AwsError:
    """The error of a row, to be raised; ``values`` fill the places in its message."""
    refusal = _BY_ID[refusal_id]
    return AwsError(refusal.code, refusal.message.format(**values))
