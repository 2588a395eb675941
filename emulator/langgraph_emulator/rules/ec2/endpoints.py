"""VPC endpoints: of services that exist, each once to a route table and once to a private DNS name."""

from __future__ import annotations

from typing import Any

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, found, refuses
from langgraph_emulator.rules.ec2.networks import filtered

# Of com.amazonaws.<region>: the gateway services, and the interface services that the platform's settings may name.
# https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
_GATEWAY = {"s3", "dynamodb"}
_INTERFACE = {
    *("s3", "dynamodb", "ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "ssmmessages", "ec2messages", "ec2"),
    *("ecs", "ecs-agent", "ecs-telemetry", "kms", "sts", "monitoring", "events", "sns", "sqs", "lambda", "rds", "xray"),
    *("elasticloadbalancing", "application-autoscaling", "autoscaling", "codedeploy", "codedeploy-commands-secure"),
    *("bedrock", "bedrock-runtime", "bedrock-agent", "bedrock-agent-runtime", "execute-api", "states", "rds-data"),
}


def _kind(call: Call) -> str:
    return str(call.params.get("VpcEndpointType") or "Gateway")


def _of_vpc(call: Call) -> list[dict[str, Any]]:
    """The VPC's endpoints of the same service."""
    endpoints = call.aws("ec2", "DescribeVpcEndpoints", **filtered("vpc-id", call.params["VpcId"]))["VpcEndpoints"]
    return [endpoint for endpoint in endpoints if endpoint["ServiceName"] == call.params["ServiceName"]]


@refuses("ec2-endpoint-service")
def _(call: Call) -> Values | None:
    service = call.params.get("ServiceName") or ""
    head = f"com.amazonaws.{call.region}."
    known = _GATEWAY if _kind(call) == "Gateway" else _INTERFACE
    # services of others than AWS have names of their own
    if not service.startswith("com.amazonaws.") or service.startswith("com.amazonaws.vpce."):
        return None
    return None if service.removeprefix(head) in known else {"service": service}


@refuses("ec2-endpoint-route-table")
def _(call: Call) -> Values | None:
    for table in call.params.get("RouteTableIds") or []:
        if not found(call, "ec2", "DescribeRouteTables", RouteTableIds=[table]):
            return {"table": table}
    return None


@refuses("ec2-endpoint-route-exists")
def _(call: Call) -> Values | None:
    taken = {table for endpoint in _of_vpc(call) for table in endpoint.get("RouteTableIds") or []}
    twice = next((table for table in call.params.get("RouteTableIds") or [] if table in taken), None)
    return {"table": twice, "list": call.params["ServiceName"]} if twice else None


@refuses("ec2-endpoint-private-dns")
def _(call: Call) -> Values | None:
    vpc = call.params["VpcId"]
    if not call.params.get("PrivateDnsEnabled") or _kind(call) != "Interface":
        return None
    for member, attribute in (("EnableDnsSupport", "enableDnsSupport"), ("EnableDnsHostnames", "enableDnsHostnames")):
        answer = found(call, "ec2", "DescribeVpcAttribute", VpcId=vpc, Attribute=attribute)
        if answer and not answer[member].get("Value"):
            return {"vpc": vpc}
    return None


@refuses("ec2-endpoint-dns-conflict")
def _(call: Call) -> Values | None:
    if not call.params.get("PrivateDnsEnabled") or _kind(call) != "Interface":
        return None
    others = [endpoint for endpoint in _of_vpc(call) if endpoint.get("PrivateDnsEnabled")]
    return {"service": call.params["ServiceName"], "vpc": call.params["VpcId"]} if others else None
