"""Subnets, security groups, and the bucket that access logs go to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langgraph_emulator.operations import ACCOUNT, Call
from langgraph_emulator.policies import Principal, Request, allows
from langgraph_emulator.rules import Values, found, refuses

_LOG_DELIVERY = Principal(service="logdelivery.elasticloadbalancing.amazonaws.com")
# Who writes logs in regions from before August 2022, where a policy may name the account instead.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
_ACCOUNTS = {
    "us-east-1": "127311923021",
    "us-east-2": "033677994240",
    "us-west-1": "027434742980",
    "us-west-2": "797873946194",
    "ca-central-1": "985666609251",
    "eu-central-1": "054676820928",
    "eu-west-1": "156460612806",
    "eu-west-2": "652711504416",
    "eu-west-3": "009996457667",
    "eu-north-1": "897822967062",
    "ap-northeast-1": "582318560864",
    "ap-south-1": "718504428378",
    "ap-southeast-1": "114774131450",
    "ap-southeast-2": "783225319266",
    "sa-east-1": "507241528517",
}


def _is_application(call: Call) -> bool:
    return call.params.get("Type", "application") == "application"


def _subnets(call: Call) -> list[dict[str, Any]]:
    """Those that exist; a missing one is moto's to refuse."""
    mapped = [mapping["SubnetId"] for mapping in call.params.get("SubnetMappings") or []]
    answers = (
        found(call, "ec2", "DescribeSubnets", SubnetIds=[subnet])
        for subnet in [*(call.params.get("Subnets") or []), *mapped]
    )
    return [answer["Subnets"][0] for answer in answers if answer]


@refuses("elbv2-load-balancer-exists")
def _(call: Call) -> Values | None:
    name = call.params["Name"]
    return {"name": name} if found(call, "elbv2", "DescribeLoadBalancers", Names=[name]) else None


@refuses("elbv2-one-zone")
def _(call: Call) -> Values | None:
    zones = {subnet["AvailabilityZone"] for subnet in _subnets(call)}
    return {} if _is_application(call) and len(zones) == 1 else None


@refuses("elbv2-zone-twice")
def _(call: Call) -> Values | None:
    subnets = _subnets(call)
    return {} if len({subnet["AvailabilityZone"] for subnet in subnets}) < len(subnets) else None


@refuses("elbv2-no-internet-gateway")
def _(call: Call) -> Values | None:
    subnets = _subnets(call)
    if call.params.get("Scheme") == "internal" or not subnets:
        return None
    vpc = subnets[0]["VpcId"]
    attached = {"Filters": [{"Name": "attachment.vpc-id", "Values": [vpc]}]}
    return None if call.aws("ec2", "DescribeInternetGateways", **attached)["InternetGateways"] else {"vpc": vpc}


@refuses("elbv2-security-group-unknown")
def _(call: Call) -> Values | None:
    return {} if None in _vpcs_of_groups(call) else None


@refuses("elbv2-security-group-of-other-vpc")
def _(call: Call) -> Values | None:
    own = _vpcs(call)
    return {} if own and set(_vpcs_of_groups(call)) - own else None


def _vpcs_of_groups(call: Call) -> Iterator[str | None]:
    """Of each security group; None for one that does not exist."""
    for group in call.params.get("SecurityGroups") or []:
        answer = found(call, "ec2", "DescribeSecurityGroups", GroupIds=[group])
        yield answer["SecurityGroups"][0]["VpcId"] if answer else None


def _vpcs(call: Call) -> set[str]:
    """Where the load balancer is, or will be."""
    if "LoadBalancerArn" not in call.params:
        return {subnet["VpcId"] for subnet in _subnets(call)}
    answer = found(call, "elbv2", "DescribeLoadBalancers", LoadBalancerArns=[call.params["LoadBalancerArn"]])
    return {load_balancer["VpcId"] for load_balancer in (answer or {}).get("LoadBalancers", [])}


@refuses("elbv2-access-logs-denied")
def _(call: Call) -> Values | None:
    attributes = {entry["Key"]: entry.get("Value", "") for entry in call.params["Attributes"]}
    bucket = attributes.get("access_logs.s3.bucket")
    if attributes.get("access_logs.s3.enabled") != "true" or not bucket:
        return None
    prefix = attributes.get("access_logs.s3.prefix")
    is_writable = _may_write(call, bucket, f"{prefix}/" if prefix else "") and not _has_key(call, bucket)
    return None if is_writable else {"bucket": bucket}


def _may_write(call: Call, bucket: str, prefix: str) -> bool:
    answer = found(call, "s3", "GetBucketPolicy", Bucket=bucket)
    if answer is None:
        return False
    # the load balancer writes such a file when logs are switched on
    resource = f"arn:aws:s3:::{bucket}/{prefix}AWSLogs/{ACCOUNT}/ELBAccessLogTestFile"
    context = {
        "aws:securetransport": "true",
        "aws:sourceaccount": ACCOUNT,
        "aws:sourcearn": call.params["LoadBalancerArn"],
        "s3:x-amz-acl": "bucket-owner-full-control",
    }
    account = _ACCOUNTS.get(call.region, "none")
    elder = Principal(arn=f"arn:aws:iam::{account}:root", account=account)
    request = Request("s3:PutObject", resource, context)
    return any(allows(answer["Policy"], request, principal) for principal in (_LOG_DELIVERY, elder))


def _has_key(call: Call, bucket: str) -> bool:
    answer = found(call, "s3", "GetBucketEncryption", Bucket=bucket)
    rules = ((answer or {}).get("ServerSideEncryptionConfiguration") or {}).get("Rules") or []
    return any(
        (rule.get("ApplyServerSideEncryptionByDefault") or {}).get("SSEAlgorithm", "").startswith("aws:kms")
        for rule in rules
    )
