"""Ports and address ranges of rules, and who still names a group."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, refuses
from langgraph_emulator.rules.ec2.networks import filtered

_PORTS = ("tcp", "udp", "6", "17")
_ICMP = ("icmp", "icmpv6", "1", "58")


def _permissions(call: Call, *protocols: str) -> Iterator[tuple[int, int]]:
    """First and last port, or type and code, of the permissions for these protocols."""
    for permission in call.params.get("IpPermissions") or []:
        numbers = (permission.get("FromPort"), permission.get("ToPort"))
        if str(permission.get("IpProtocol")).lower() in protocols and None not in numbers:
            yield numbers


@refuses("ec2-rule-port")
def _(call: Call) -> Values | None:
    for permission in _permissions(call, *_PORTS):
        for which, port in zip(("from", "to"), permission, strict=True):
            if not 0 <= port <= 65535:
                return {"which": which, "port": port}
    return None


@refuses("ec2-rule-port-order")
def _(call: Call) -> Values | None:
    for first, last in _permissions(call, *_PORTS):
        if first > last:
            return {"first": first, "last": last}
    return None


@refuses("ec2-rule-icmp")
def _(call: Call) -> Values | None:
    for permission in _permissions(call, *_ICMP):
        for which, number in zip(("type", "code"), permission, strict=True):
            if not -1 <= number <= 255:
                return {"which": which, "value": number}
    return None


@refuses("ec2-rule-cidr")
def _(call: Call) -> Values | None:
    for permission in call.params.get("IpPermissions") or []:
        for cidr in _ranges(permission):
            if not _is_range(cidr):
                return {"cidr": cidr}
    return None


def _ranges(permission: dict[str, Any]) -> Iterator[str]:
    yield from (found["CidrIp"] for found in permission.get("IpRanges") or [])
    yield from (found["CidrIpv6"] for found in permission.get("Ipv6Ranges") or [])


def _is_range(cidr: str) -> bool:
    try:
        ipaddress.ip_network(cidr, strict=False)
    except ValueError:
        return False
    return "/" in cidr


@refuses("ec2-group-in-use")
def _(call: Call) -> Values | None:
    group = call.params.get("GroupId")
    if group is None:
        return None
    users = call.aws("ec2", "DescribeSecurityGroups", **filtered("ip-permission.group-id", group))["SecurityGroups"]
    users += call.aws("ec2", "DescribeSecurityGroups", **filtered("egress.ip-permission.group-id", group))["SecurityGroups"]
    named = {user["GroupId"] for user in users} - {group}
    return {"group": group} if named or group in _attached(call) else None


def _attached(call: Call) -> set[str]:
    attached: set[str] = set()
    for load_balancer in call.aws("elbv2", "DescribeLoadBalancers").get("LoadBalancers", []):
        attached |= set(load_balancer.get("SecurityGroups") or [])
    for instance in call.aws("rds", "DescribeDBInstances").get("DBInstances", []):
        attached |= {group["VpcSecurityGroupId"] for group in instance.get("VpcSecurityGroups") or []}
    return attached
