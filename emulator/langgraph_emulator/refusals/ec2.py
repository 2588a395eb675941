"""What EC2 refuses of networks. Its model has members and types, and no limits."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import Never, OneOf
from langgraph_emulator.refusals.model import Refusal
from langgraph_emulator.refusals.rows import ec2_row

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/"
_ERRORS = _API + "errors-overview.html"
_VPC = "https://docs.aws.amazon.com/vpc/latest/userguide/"
_QUOTAS = _VPC + "amazon-vpc-limits.html"

ROWS: tuple[Refusal, ...] = (
    ec2_row(
        "vpc-range",
        "CreateVpc",
        "the VPC's range is greater than /16 or smaller than /28",
        ("InvalidVpc.Range", "The CIDR '{cidr}' is invalid."),
        _VPC + "vpc-cidr-blocks.html",
    ),
    ec2_row(
        "vpc-cidr-malformed",
        "CreateVpc",
        "the VPC's range is no CIDR block",
        ("InvalidParameterValue", "Value ({cidr}) for parameter cidrBlock is invalid. This is not a valid CIDR block."),
        _API + "API_CreateVpc.html",
    ),
    ec2_row(
        "subnet-range",
        "CreateSubnet",
        "the subnet's range is greater than /16 or smaller than /28",
        ("InvalidSubnet.Range", "The CIDR '{cidr}' is invalid."),
        _VPC + "subnet-sizing.html",
    ),
    ec2_row(
        "subnet-outside-vpc",
        "CreateSubnet",
        "the subnet's range does not lie in its VPC's",
        ("InvalidSubnet.Range", "The CIDR '{cidr}' is invalid."),
        _VPC + "subnet-sizing.html",
    ),
    ec2_row(
        "subnet-conflict",
        "CreateSubnet",
        "the subnet's range overlaps with another subnet's",
        ("InvalidSubnet.Conflict", "The CIDR '{cidr}' conflicts with another subnet"),
        _VPC + "subnet-sizing.html",
    ),
    ec2_row(
        "subnet-zone",
        "CreateSubnet",
        "the region has no such availability zone",
        (
            "InvalidParameterValue",
            "Value ({zone}) for parameter availabilityZone is invalid. "
            "Subnets can currently only be created in the following availability zones: {zones}.",
        ),
        _API + "API_CreateSubnet.html",
    ),
    ec2_row(
        "address-limit",
        "AllocateAddress",
        "the account has five Elastic IP addresses in the region, which is the quota of new accounts",
        ("AddressLimitExceeded", "The maximum number of addresses has been reached."),
        _QUOTAS + "#vpc-limits-eips",
    ),
    ec2_row(
        "nat-address-missing",
        "CreateNatGateway",
        "a public NAT gateway is given no address",
        ("MissingParameter", "The request must include the AllocationId parameter. Add the required parameter and retry."),
        _API + "API_CreateNatGateway.html",
        Never("ConnectivityType != 'private' && AvailabilityMode != 'regional' && !AllocationId"),
    ),
    # These two are told at once: AWS makes a gateway that goes to the state failed, with the code as its FailureCode.
    ec2_row(
        "nat-address-unknown",
        "CreateNatGateway",
        "the NAT gateway's address does not exist",
        ("InvalidAllocationID.NotFound", "Allocation ID '{address}' not found."),
        _ERRORS,
    ),
    ec2_row(
        "nat-address-taken",
        "CreateNatGateway",
        "the NAT gateway's address belongs to something else",
        ("Resource.AlreadyAssociated", "Resource {address} is already associated."),
        _VPC + "nat-gateway-troubleshooting.html",
    ),
    ec2_row(
        "nat-limit",
        "CreateNatGateway",
        "the availability zone has five NAT gateways",
        (
            "NatGatewayLimitExceeded",
            "Performing this operation would exceed the limit of {most} NAT gateways",
        ),
        _QUOTAS + "#vpc-limits-gateways",
    ),
    ec2_row(
        "route-without-target",
        "CreateRoute",
        "a route leads nowhere",
        (
            "MissingParameter",
            "The request must contain exactly one of gatewayId, localGatewayId, carrierGatewayId, natGatewayId, "
            "networkInterfaceId, vpcPeeringConnectionId, egressOnlyInternetGatewayId, transitGatewayId, vpcEndpointId, "
            "coreNetworkArn or instanceId",
        ),
        _API + "API_CreateRoute.html",
        Never(
            "length(not_null([GatewayId, NatGatewayId, NetworkInterfaceId, InstanceId, VpcPeeringConnectionId, "
            "TransitGatewayId, VpcEndpointId, EgressOnlyInternetGatewayId, LocalGatewayId, CarrierGatewayId, "
            "CoreNetworkArn, OdbNetworkArn][?@], `[]`)) != `1`"
        ),
    ),
    ec2_row(
        "route-nat-gateway",
        "CreateRoute",
        "the route's NAT gateway does not exist",
        ("InvalidNatGatewayID.NotFound", "The natGateway ID '{gateway}' does not exist"),
        _ERRORS,
        also=("ReplaceRoute",),
    ),
    ec2_row(
        "route-internet-gateway",
        "CreateRoute",
        "the route's internet gateway does not exist",
        ("InvalidGatewayID.NotFound", "The gateway ID '{gateway}' does not exist"),
        _ERRORS,
        also=("ReplaceRoute",),
    ),
    ec2_row(
        "route-of-other-network",
        "CreateRoute",
        "the route's internet gateway is not attached to the route table's VPC",
        ("InvalidParameterValue", "route table {table} and network gateway {gateway} belong to different networks"),
        _VPC + "VPC_Internet_Gateway.html",
        also=("ReplaceRoute",),
    ),
    ec2_row(
        "route-exists",
        "CreateRoute",
        "the table has a route to that destination",
        ("RouteAlreadyExists", "The route identified by {destination} already exists"),
        _ERRORS,
    ),
    ec2_row(
        "subnet-has-route-table",
        "AssociateRouteTable",
        "the subnet has another route table of its own",
        (
            "Resource.AlreadyAssociated",
            "the specified association for route table {table} conflicts with an existing association",
        ),
        _ERRORS,
    ),
    ec2_row(
        "internet-gateway-of-vpc",
        "AttachInternetGateway",
        "the VPC has an internet gateway",
        (
            "InvalidParameterValue",
            "Network {vpc} already has an internet gateway attached",
        ),
        _API + "API_AttachInternetGateway.html",
    ),
    ec2_row(
        "internet-gateway-in-use",
        "DetachInternetGateway",
        "NAT gateways of the VPC have public addresses",
        (
            "DependencyViolation",
            "Network {vpc} has some mapped public address(es). "
            "Please unmap those public address(es) before detaching the gateway.",
        ),
        _API + "API_DetachInternetGateway.html",
    ),
    ec2_row(
        "subnet-in-use",
        "DeleteSubnet",
        "a NAT gateway or load balancer is in the subnet",
        ("DependencyViolation", "The subnet '{subnet}' has dependencies and cannot be deleted."),
        _API + "API_DeleteSubnet.html",
    ),
    ec2_row(
        "flow-log-interval",
        "CreateFlowLogs",
        "flow logs are aggregated over another time than 60 or 600 seconds",
        ("InvalidParameter", "Invalid Flow Log Max Aggregation Interval"),
        _API + "API_CreateFlowLogs.html",
        OneOf("MaxAggregationInterval", (60, 600)),
    ),
    ec2_row(
        "tag-reserved",
        "CreateTags",
        "a tag's key begins with aws:",
        ("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use"),
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions",
        Never("Tags[?starts_with(Key, 'aws:')]"),
    ),
)
