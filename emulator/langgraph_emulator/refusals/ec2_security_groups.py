"""What EC2 refuses of security groups and their rules."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import Check, Matches, Never
from langgraph_emulator.refusals.model import Refusal

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/"
_CREATE = _API + "API_CreateSecurityGroup.html"
_AUTHORIZE = _API + "API_AuthorizeSecurityGroupIngress.html"
_PERMISSION = _API + "API_IpPermission.html"
_QUOTAS = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups"

_TEXT = r"[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{0,255}"
_ALLOWED = "strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{{}}!$*"


def _of_group(row_id: str, condition: str, message: str, check: Check | None = None) -> Refusal:
    name = f"ec2-group-{row_id}"
    code = "InvalidParameterValue"
    return Refusal(name, "ec2", "CreateSecurityGroup", condition, code, message, _CREATE, check)


def _of_rule(
    row_id: str, condition: str, error: tuple[str, str], page: str = _PERMISSION, check: Check | None = None
) -> Refusal:
    operations = ("AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress")
    return Refusal(f"ec2-rule-{row_id}", "ec2", operations[0], condition, *error, page, check, operations[1:])


ROWS: tuple[Refusal, ...] = (
    _of_group(
        "name-reserved",
        "the name begins as AWS's ids do",
        "Value ({value}) for parameter GroupName is invalid. Group names may not be in the format sg-*.",
        Matches("GroupName", r"(?!sg-).*"),
    ),
    _of_group(
        "name-characters",
        "the name is longer than 255 characters or has others than EC2 takes",
        "Invalid security group name. Valid names are " + _ALLOWED,
        Matches("GroupName", _TEXT),
    ),
    _of_group(
        "description-characters",
        "the description is longer than 255 characters or has others than EC2 takes",
        "Invalid security group description. Valid descriptions are " + _ALLOWED,
        Matches("Description", _TEXT),
    ),
    Refusal(
        "ec2-group-duplicate",
        "ec2",
        "CreateSecurityGroup",
        "the VPC has a group of that name",
        "InvalidGroup.Duplicate",
        "The security group '{name}' already exists",
        _API + "errors-overview.html",
    ),
    Refusal(
        "ec2-group-in-use",
        "ec2",
        "DeleteSecurityGroup",
        "a rule of another group, a load balancer or a database names the group",
        "DependencyViolation",
        "resource {group} has a dependent object",
        _API + "API_DeleteSecurityGroup.html",
    ),
    _of_rule(
        "description",
        "a rule's description is longer than 255 characters or has others than EC2 takes",
        ("InvalidParameterValue", "Invalid rule description. Valid descriptions are " + _ALLOWED),
        _API + "API_IpRange.html",
        Matches("IpPermissions[].[IpRanges[], Ipv6Ranges[], UserIdGroupPairs[], PrefixListIds[]][][].Description", _TEXT),
    ),
    _of_rule(
        "protocol",
        "a rule's protocol has no such name or number",
        ("InvalidParameterValue", "Invalid value '{value}' for IP protocol. Unknown protocol."),
        check=Matches("IpPermissions[].IpProtocol", r"(?i)tcp|udp|icmp|icmpv6|-1|\d|\d\d|1\d\d|2[0-4]\d|25[0-5]"),
    ),
    _of_rule(
        "ports-missing",
        "a rule for TCP or UDP has no ports",
        ("InvalidParameterValue", "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange."),
        check=Never(
            "IpPermissions[?(IpProtocol == 'tcp' || IpProtocol == 'udp') && (FromPort == `null` || ToPort == `null`)]"
        ),
    ),
    _of_rule(
        "port",
        "a port is not from 0 to 65535",
        ("InvalidParameterValue", "TCP/UDP ({which}) port ({port}) out of range"),
    ),
    _of_rule(
        "port-order",
        "the first port is greater than the last",
        ("InvalidParameterValue", "Invalid TCP/UDP port range ({first}:{last})"),
    ),
    _of_rule(
        "icmp",
        "an ICMP type or code is not from -1 to 255",
        ("InvalidParameterValue", "ICMP {which} ({value}) out of range"),
    ),
    _of_rule(
        "cidr",
        "a rule's source or destination is no CIDR block",
        ("InvalidParameterValue", "CIDR block {cidr} is malformed"),
        _AUTHORIZE,
    ),
    _of_rule(
        "without-peer",
        "a rule names nobody",
        (
            "InvalidParameterValue",
            "The permission must specify one of CIDR blocks, prefix list ids or referenced security groups.",
        ),
        _AUTHORIZE,
        Never(
            "IpPermissions[?length(IpRanges || `[]`) == `0` && length(Ipv6Ranges || `[]`) == `0` "
            "&& length(UserIdGroupPairs || `[]`) == `0` && length(PrefixListIds || `[]`) == `0`]"
        ),
    ),
    _of_rule(
        "group-unknown",
        "a rule names a security group that does not exist",
        ("InvalidGroup.NotFound", "The security group '{group}' does not exist"),
        _AUTHORIZE,
    ),
    _of_rule(
        "duplicate",
        "the group has the rule",
        ("InvalidPermission.Duplicate", "The specified rule already exists"),
        _AUTHORIZE,
    ),
    _of_rule(
        "limit",
        "the group has sixty rules of that direction",
        ("RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached."),
        _QUOTAS,
    ),
)
