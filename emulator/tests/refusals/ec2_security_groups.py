"""What EC2 refuses of security groups and their rules, each tried."""

from __future__ import annotations

from functools import cache
from typing import Any

from tests.refusals import given, provokes
from tests.support import Network, client, error_of, unique

_RANGE = {"IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "Inside (a-z) & more"}]}


@cache
def _network() -> Network:
    return Network()


def _create(**change: Any) -> Any:
    request = {"VpcId": _network().vpc, "GroupName": unique("group"), "Description": "tests", **change}
    return client("ec2").create_security_group(**request)


def _authorize(**permission: Any) -> Any:
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, **_RANGE, **permission}
    return client("ec2").authorize_security_group_ingress(GroupId=_network().group, IpPermissions=[given(rule)])


def _group(row_id: str, **change: Any) -> None:
    provokes(f"ec2-group-{row_id}")(lambda: error_of(_create, **change))


def _rule(row_id: str, **permission: Any) -> None:
    provokes(f"ec2-rule-{row_id}")(lambda: error_of(_authorize, **permission))


_group("name-reserved", GroupName="sg-app")
_group("name-characters", GroupName="x" * 256)
_group("description-characters", Description="the agent's")
_rule("description", IpRanges=[{"CidrIp": "10.0.0.0/8", "Description": "the agent's"}])
_rule("protocol", IpProtocol="tpc")
_rule("ports-missing", FromPort=None, ToPort=None)
_rule("port", ToPort=65536)
_rule("port-order", FromPort=444)
_rule("icmp", IpProtocol="icmp", FromPort=256, ToPort=0)
_rule("cidr", IpRanges=[{"CidrIp": "10.0.0.0/33"}])
_rule("without-peer", IpRanges=[])
_rule("group-unknown", UserIdGroupPairs=[{"GroupId": "sg-0123456789abcdef0"}])


@provokes("ec2-group-duplicate")
def _() -> tuple[str, str]:
    name = unique("group")
    _create(GroupName=name)
    return error_of(_create, GroupName=name)


@provokes("ec2-group-in-use")
def _() -> tuple[str, str]:
    used, user = (_create()["GroupId"] for _number in range(2))
    rule = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "UserIdGroupPairs": [{"GroupId": used}]}
    client("ec2").authorize_security_group_egress(GroupId=user, IpPermissions=[rule])
    return error_of(client("ec2").delete_security_group, GroupId=used)


@provokes("ec2-rule-duplicate")
def _() -> tuple[str, str]:
    _authorize(FromPort=5432, ToPort=5432)
    return error_of(_authorize, FromPort=5432, ToPort=5432)


@provokes("ec2-rule-limit")
def _() -> tuple[str, str]:
    group = _create()["GroupId"]
    ranges = [{"CidrIp": f"10.{number}.0.0/16"} for number in range(61)]
    permissions = [{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "IpRanges": ranges}]
    return error_of(client("ec2").authorize_security_group_ingress, GroupId=group, IpPermissions=permissions)


def taken() -> None:
    """The rule that most of these change; raises unless it is taken."""
    _authorize()
    kept = _authorize(FromPort=444, ToPort=444, IpRanges=[{"CidrIp": "10.0.0.1/8"}])["SecurityGroupRules"]
    assert [rule["CidrIpv4"] for rule in kept] == ["10.0.0.0/8"]
