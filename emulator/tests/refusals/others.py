"""What S3, SSM, Lambda, Application Auto Scaling and the Tagging API refuse, each tried."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from tests.refusals import provokes, stack
from tests.support import client, error_of, role, unique


def _bucket() -> str:
    bucket = unique("refused-bucket")
    client("s3").create_bucket(Bucket=bucket)
    return bucket


def _put_policy(bucket: str, policy: str) -> Any:
    return client("s3").put_bucket_policy(Bucket=bucket, Policy=policy)


def _everybody(bucket: str) -> str:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": f"arn:aws:s3:::{bucket}/*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


provokes("s3-bucket-prefix")(lambda: error_of(client("s3").create_bucket, Bucket="amzn-s3-demo-refused"))
provokes("s3-bucket-name")(lambda: error_of(client("s3").create_bucket, Bucket="Refused"))
provokes("s3-policy-is-no-json")(lambda: error_of(_put_policy, _bucket(), "{"))
provokes("s3-policy-without-statement")(lambda: error_of(_put_policy, _bucket(), '{"Version": "2012-10-17"}'))
provokes("s3-policy-resource")(lambda: error_of(_put_policy, _bucket(), _everybody("another")))


@provokes("s3-policy-public")
def _() -> tuple[str, str]:
    bucket = _bucket()
    block = {"BlockPublicPolicy": True}
    client("s3").put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=block)
    return error_of(_put_policy, bucket, _everybody(bucket))


@provokes("s3-acl")
def _() -> tuple[str, str]:
    bucket = _bucket()
    controls = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    client("s3").put_bucket_ownership_controls(Bucket=bucket, OwnershipControls=controls)
    return error_of(client("s3").put_bucket_acl, Bucket=bucket, ACL="private")


def _parameter(name: str, value: str = "value", **change: Any) -> Any:
    return client("ssm").put_parameter(Name=name, Value=value, Type="String", **change)


provokes("ssm-value-size")(lambda: error_of(_parameter, unique("/size"), "x" * 4097))
provokes("ssm-name")(lambda: error_of(_parameter, "/no spaces"))
provokes("ssm-name-slash")(lambda: error_of(_parameter, "langgraph/release"))


def _function(role_arn: str, **change: Any) -> Any:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("index.mjs", "export const handler = () => {};")
    return client("lambda").create_function(
        FunctionName=unique("refused"),
        Runtime="nodejs22.x",
        Handler="index.handler",
        Role=role_arn,
        Code={"ZipFile": code.getvalue()},
        **change,
    )


@provokes("lambda-role")
def _() -> tuple[str, str]:
    return error_of(_function, role("refused-of-tasks", "ecs-tasks.amazonaws.com"))


@provokes("lambda-network-interfaces")
def _() -> tuple[str, str]:
    network = stack().network
    vpc = {"SubnetIds": network.subnets, "SecurityGroupIds": [network.group]}
    return error_of(_function, role("refused-in-vpc", "lambda.amazonaws.com"), VpcConfig=vpc)


def _scale(smallest: int, greatest: int) -> Any:
    return client("application-autoscaling").register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId=f"service/{stack().name}/{stack().name}",
        ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=smallest,
        MaxCapacity=greatest,
    )


provokes("scaling-order")(lambda: error_of(_scale, 3, 2))
provokes("scaling-negative")(lambda: error_of(_scale, -1, 2))


def _page(size: int) -> Any:
    return client("resourcegroupstaggingapi").get_resources(ResourcesPerPage=size)


provokes("tagging-page")(lambda: [error_of(_page, size) for size in (0, 101)][0])


def taken() -> None:
    """What most of these change; raises unless it is taken."""
    bucket = _bucket()
    _put_policy(bucket, _everybody(bucket))
    _parameter(unique("/size"), "x" * 4097, Tier="Advanced")
    _function(role("refused-alone", "lambda.amazonaws.com"))
    _page(1)
    _page(100)
