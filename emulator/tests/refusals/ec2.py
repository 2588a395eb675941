"""What EC2 refuses of networks, each tried."""

from __future__ import annotations

from functools import cache
from typing import Any

from tests.refusals import provokes
from tests.support import Network, client, error_of

# The addresses of the limit are taken where nothing else needs one.
_ELSEWHERE = "eu-west-3"


@cache
def _network() -> Network:
    return Network()


def _ec2(row_id: str, method: str, **params: Any) -> None:
    """Parameters that are functions are called when the network is there."""

    def provoke() -> tuple[str, str]:
        given = {name: value() if callable(value) else value for name, value in params.items()}
        return error_of(getattr(client("ec2"), method), **given)

    provokes(f"ec2-{row_id}")(provoke)


def _vpc() -> str:
    return _network().vpc


def _subnet(number: int = 0) -> str:
    return _network().subnets[number]


@cache
def _table() -> str:
    return client("ec2").create_route_table(VpcId=_vpc())["RouteTable"]["RouteTableId"]


def _internet_gateway() -> str:
    return _network().gateway


@cache
def _nat_address() -> str:
    """Of a NAT gateway in the first subnet."""
    address = client("ec2").allocate_address(Domain="vpc")["AllocationId"]
    client("ec2").create_nat_gateway(AllocationId=address, SubnetId=_subnet())
    return address


def _nat_network() -> str:
    assert _nat_address()
    return _vpc()


def _nat_subnet() -> str:
    assert _nat_address()
    return _subnet()


_anywhere = {"DestinationCidrBlock": "0.0.0.0/0"}

_ec2("vpc-range", "create_vpc", CidrBlock="10.0.0.0/15")
_ec2("vpc-cidr-malformed", "create_vpc", CidrBlock="10.0.0.300/16")
_ec2("subnet-range", "create_subnet", VpcId=_vpc, CidrBlock="10.0.9.0/29")
_ec2("subnet-outside-vpc", "create_subnet", VpcId=_vpc, CidrBlock="10.1.0.0/24")
_ec2("subnet-conflict", "create_subnet", VpcId=_vpc, CidrBlock="10.0.0.0/25")
_ec2("subnet-zone", "create_subnet", VpcId=_vpc, CidrBlock="10.0.9.0/24", AvailabilityZone="us-east-1z")
_ec2("nat-address-missing", "create_nat_gateway", SubnetId=_subnet)
_ec2("nat-address-unknown", "create_nat_gateway", SubnetId=_subnet, AllocationId="eipalloc-0123456789abcdef0")
_ec2("nat-address-taken", "create_nat_gateway", SubnetId=_subnet, AllocationId=_nat_address)
_ec2("route-without-target", "create_route", RouteTableId=_table, **_anywhere)
_ec2("route-nat-gateway", "create_route", RouteTableId=_table, NatGatewayId="nat-0123456789abcdef0", **_anywhere)
_ec2("route-internet-gateway", "create_route", RouteTableId=_table, GatewayId="igw-0123456789abcdef0", **_anywhere)
_ec2("endpoint-service", "create_vpc_endpoint", VpcId=_vpc, ServiceName="com.amazonaws.us-east-1.ec3")
_ec2("internet-gateway-in-use", "detach_internet_gateway", InternetGatewayId=_internet_gateway, VpcId=_nat_network)
_ec2("subnet-in-use", "delete_subnet", SubnetId=_nat_subnet)
_ec2("tag-reserved", "create_tags", Resources=["vpc-1"], Tags=[{"Key": "aws:stack", "Value": "x"}])
_ec2(
    "flow-log-interval",
    "create_flow_logs",
    ResourceIds=lambda: [_vpc()],
    ResourceType="VPC",
    TrafficType="ALL",
    LogGroupName="flow",
    DeliverLogsPermissionArn="arn:aws:iam::123456789012:role/flow",
    MaxAggregationInterval=90,
)


@provokes("ec2-address-limit")
def _() -> tuple[str, str]:
    elsewhere = client("ec2", _ELSEWHERE)
    for _number in range(5):
        elsewhere.allocate_address(Domain="vpc")
    return error_of(elsewhere.allocate_address, Domain="vpc")


@provokes("ec2-nat-limit")
def _() -> tuple[str, str]:
    ec2, subnet = client("ec2", "eu-west-2"), None
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24", AvailabilityZone="eu-west-2a")["Subnet"]["SubnetId"]
    for _number in range(5):
        ec2.create_nat_gateway(SubnetId=subnet, ConnectivityType="private")
    return error_of(ec2.create_nat_gateway, SubnetId=subnet, ConnectivityType="private")


def taken() -> None:
    """What AWS takes and nothing implements; raises unless it is told from what AWS refuses."""
    code, message = error_of(client("ec2").create_nat_gateway, VpcId=_vpc(), AvailabilityMode="regional")
    assert (code, "regional" in message) == ("NotImplementedByEmulator", True)


@provokes("ec2-route-of-other-network")
def _() -> tuple[str, str]:
    ec2 = client("ec2")
    loose = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    return error_of(ec2.create_route, RouteTableId=_table(), GatewayId=loose, **_anywhere)


@provokes("ec2-route-exists")
def _() -> tuple[str, str]:
    route = {"RouteTableId": _table(), "GatewayId": _internet_gateway(), "DestinationCidrBlock": "192.0.2.0/24"}
    client("ec2").create_route(**route)
    return error_of(client("ec2").create_route, **route)


@provokes("ec2-subnet-has-route-table")
def _() -> tuple[str, str]:
    ec2 = client("ec2")
    ec2.associate_route_table(RouteTableId=_table(), SubnetId=_subnet(1))
    second = ec2.create_route_table(VpcId=_vpc())["RouteTable"]["RouteTableId"]
    return error_of(ec2.associate_route_table, RouteTableId=second, SubnetId=_subnet(1))


@provokes("ec2-internet-gateway-of-vpc")
def _() -> tuple[str, str]:
    ec2 = client("ec2")
    second = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    return error_of(ec2.attach_internet_gateway, InternetGatewayId=second, VpcId=_vpc())


def _endpoint(service: str, vpc: str, **params: Any) -> Any:
    return client("ec2").create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.us-east-1.{service}", **params)


@provokes("ec2-endpoint-route-table")
def _() -> tuple[str, str]:
    return error_of(_endpoint, "s3", _vpc(), RouteTableIds=["rtb-0123456789abcdef0"])


@provokes("ec2-endpoint-route-exists")
def _() -> tuple[str, str]:
    _endpoint("s3", _vpc(), RouteTableIds=[_table()])
    return error_of(_endpoint, "s3", _vpc(), RouteTableIds=[_table()])


def _interface() -> dict[str, Any]:
    return {"VpcEndpointType": "Interface", "PrivateDnsEnabled": True}


@provokes("ec2-endpoint-private-dns")
def _() -> tuple[str, str]:
    return error_of(_endpoint, "ecr.api", Network().vpc, **_interface())


@provokes("ec2-endpoint-dns-conflict")
def _() -> tuple[str, str]:
    network = Network()
    client("ec2").modify_vpc_attribute(VpcId=network.vpc, EnableDnsHostnames={"Value": True})
    request = {**_interface(), "SubnetIds": network.subnets}
    _endpoint("logs", network.vpc, **request)
    return error_of(_endpoint, "logs", network.vpc, **request)
