"""EC2: regional NAT gateways, which moto lacks, ranges of rules, which it keeps as they are given, and the descriptions of
rules that name a group, which it forgets."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from langgraph_emulator.errors import NotImplementedByEmulator
from langgraph_emulator.operations import Call, operation


class RuleDescriptions:
    """By id of the security group rule, one object per region."""

    def __init__(self, world: object, region: str) -> None:
        self.by_rule: dict[str, str] = {}


@operation("ec2", "CreateNatGateway")
def create_nat_gateway(call: Call) -> dict[str, Any]:
    if call.params.get("AvailabilityMode") == "regional":
        raise NotImplementedByEmulator(call.service, call.operation, "regional NAT gateways")
    return call.moto()


@operation("ec2", "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress")
def authorize_security_group(call: Call) -> dict[str, Any]:
    permissions = [_of_networks(permission) for permission in call.params.get("IpPermissions") or []]
    answer = call.moto(IpPermissions=permissions or None)
    described = {
        pair["GroupId"]: pair["Description"]
        for permission in call.params.get("IpPermissions") or []
        for pair in permission.get("UserIdGroupPairs") or []
        if "GroupId" in pair and pair.get("Description")
    }
    for rule in answer.get("SecurityGroupRules") or []:
        description = described.get((rule.get("ReferencedGroupInfo") or {}).get("GroupId", ""))
        if description is not None:
            call.state(RuleDescriptions).by_rule[rule["SecurityGroupRuleId"]] = description
    return _with_descriptions(call, answer)


def _of_networks(permission: dict[str, Any]) -> dict[str, Any]:
    """A permission as AWS keeps it: without the bits of a host in its ranges."""
    changed = {
        ranges: [{**each, cidr: str(ip_network(each[cidr], strict=False))} for each in permission[ranges]]
        for ranges, cidr in (("IpRanges", "CidrIp"), ("Ipv6Ranges", "CidrIpv6"))
        if permission.get(ranges)
    }
    return {**permission, **changed}


@operation("ec2", "ModifySecurityGroupRules")
def modify_security_group_rules(call: Call) -> dict[str, Any]:
    answer = call.moto()
    for change in call.params["SecurityGroupRules"]:
        description = change["SecurityGroupRule"].get("Description")
        if description is not None:
            call.state(RuleDescriptions).by_rule[change["SecurityGroupRuleId"]] = description
    return answer


@operation("ec2", "DescribeSecurityGroupRules")
def describe_security_group_rules(call: Call) -> dict[str, Any]:
    return _with_descriptions(call, call.moto())


def _with_descriptions(call: Call, answer: dict[str, Any]) -> dict[str, Any]:
    known = call.state(RuleDescriptions).by_rule
    for rule in answer.get("SecurityGroupRules") or []:
        if rule["SecurityGroupRuleId"] in known:
            rule["Description"] = known[rule["SecurityGroupRuleId"]]
    return answer
