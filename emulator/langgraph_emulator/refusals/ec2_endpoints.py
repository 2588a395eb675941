"""What EC2 refuses of VPC endpoints."""

from __future__ import annotations

from langgraph_emulator.refusals.model import Refusal
from langgraph_emulator.refusals.rows import ec2_row

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/"
_ERRORS = _API + "errors-overview.html"

ROWS: tuple[Refusal, ...] = (
    ec2_row(
        "endpoint-service",
        "CreateVpcEndpoint",
        "the region has no such service",
        ("InvalidServiceName", "The Vpc Endpoint Service '{service}' does not exist"),
        _ERRORS,
    ),
    ec2_row(
        "endpoint-route-table",
        "CreateVpcEndpoint",
        "a gateway endpoint's route table does not exist",
        ("InvalidRouteTableId.NotFound", "The routeTable ID '{table}' does not exist"),
        _ERRORS,
    ),
    ec2_row(
        "endpoint-route-exists",
        "CreateVpcEndpoint",
        "a route table leads to the service through another endpoint",
        (
            "RouteAlreadyExists",
            "route table {table} already has a route with destination-prefix-list-id {list}",
        ),
        "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
    ),
    ec2_row(
        "endpoint-private-dns",
        "CreateVpcEndpoint",
        "private DNS is asked for in a VPC without DNS support and host names",
        (
            "InvalidParameter",
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true "
            "for {vpc}",
        ),
        _API + "API_CreateVpcEndpoint.html",
    ),
    ec2_row(
        "endpoint-dns-conflict",
        "CreateVpcEndpoint",
        "another endpoint of the VPC has the private DNS name of the service",
        (
            "InvalidParameter",
            "private-dns-enabled cannot be set because there is already a conflicting DNS domain for {service} "
            "in the VPC {vpc}",
        ),
        "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
    ),
)
