"""Addresses, NAT gateways, routes, and what goes before them."""

from __future__ import annotations

from typing import Any

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, found, refuses

# Quotas of new accounts. https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
_ADDRESSES = 5
_NAT_GATEWAYS_IN_ZONE = 5
_GONE = ("deleted", "deleting", "failed")


def filtered(name: str, *values: str) -> dict[str, Any]:
    return {"Filters": [{"Name": name, "Values": list(values)}]}


def nat_gateways(call: Call) -> list[dict[str, Any]]:
    """Those that have not gone."""
    return [gateway for gateway in call.aws("ec2", "DescribeNatGateways")["NatGateways"] if gateway["State"] not in _GONE]


def subnet(call: Call, subnet_id: str) -> dict[str, Any] | None:
    answer = found(call, "ec2", "DescribeSubnets", SubnetIds=[subnet_id])
    return answer["Subnets"][0] if answer else None


@refuses("ec2-subnet-range")
def _(call: Call) -> Values | None:
    cidr = call.params.get("CidrBlock") or ""
    length = cidr.rpartition("/")[2]
    return None if not length.isdigit() or 16 <= int(length) <= 28 else {"cidr": cidr}


@refuses("ec2-address-limit")
def _(call: Call) -> Values | None:
    return {} if len(call.aws("ec2", "DescribeAddresses").get("Addresses", [])) >= _ADDRESSES else None


@refuses("ec2-nat-limit")
def _(call: Call) -> Values | None:
    given = call.params.get("SubnetId")
    own = given and subnet(call, given)
    zones = (subnet(call, gateway["SubnetId"]) or {} for gateway in nat_gateways(call))
    count = sum(1 for other in zones if own and other.get("AvailabilityZone") == own["AvailabilityZone"])
    return {"most": _NAT_GATEWAYS_IN_ZONE} if count >= _NAT_GATEWAYS_IN_ZONE else None


@refuses("ec2-route-nat-gateway")
def _(call: Call) -> Values | None:
    gateway = call.params.get("NatGatewayId")
    known = gateway is None or any(known["NatGatewayId"] == gateway for known in nat_gateways(call))
    return None if known else {"gateway": gateway}


def _internet_gateway(call: Call) -> tuple[str | None, dict[str, Any] | None]:
    gateway = call.params.get("GatewayId")
    if gateway is None or not gateway.startswith("igw-"):
        return None, None
    answer = found(call, "ec2", "DescribeInternetGateways", InternetGatewayIds=[gateway])
    return gateway, (answer or {"InternetGateways": [None]})["InternetGateways"][0]


@refuses("ec2-route-internet-gateway")
def _(call: Call) -> Values | None:
    gateway, known = _internet_gateway(call)
    return {"gateway": gateway} if gateway and not known else None


@refuses("ec2-route-of-other-network")
def _(call: Call) -> Values | None:
    gateway, known = _internet_gateway(call)
    if not known:
        return None
    table = call.params["RouteTableId"]
    tables = found(call, "ec2", "DescribeRouteTables", RouteTableIds=[table])
    if not tables:
        return None
    vpcs = {attachment["VpcId"] for attachment in known.get("Attachments", [])}
    return None if tables["RouteTables"][0]["VpcId"] in vpcs else {"table": table, "gateway": gateway}


@refuses("ec2-subnet-has-route-table")
def _(call: Call) -> Values | None:
    subnet_id, table = call.params.get("SubnetId"), call.params["RouteTableId"]
    if subnet_id is None:
        return None
    others = call.aws("ec2", "DescribeRouteTables", **filtered("association.subnet-id", subnet_id))["RouteTables"]
    return {"table": table} if any(other["RouteTableId"] != table for other in others) else None


@refuses("ec2-internet-gateway-of-vpc")
def _(call: Call) -> Values | None:
    vpc = call.params["VpcId"]
    attached = call.aws("ec2", "DescribeInternetGateways", **filtered("attachment.vpc-id", vpc))["InternetGateways"]
    return {"vpc": vpc} if attached else None


@refuses("ec2-internet-gateway-in-use")
def _(call: Call) -> Values | None:
    vpc = call.params["VpcId"]
    return {"vpc": vpc} if any(gateway["VpcId"] == vpc for gateway in nat_gateways(call)) else None


@refuses("ec2-subnet-in-use")
def _(call: Call) -> Values | None:
    subnet_id = call.params["SubnetId"]
    used = {gateway["SubnetId"] for gateway in nat_gateways(call)}
    for load_balancer in call.aws("elbv2", "DescribeLoadBalancers").get("LoadBalancers", []):
        used |= {zone["SubnetId"] for zone in load_balancer.get("AvailabilityZones", [])}
    return {"subnet": subnet_id} if subnet_id in used else None
