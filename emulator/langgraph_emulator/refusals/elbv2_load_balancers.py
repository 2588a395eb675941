"""What load balancers refuse of themselves and their listeners."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import Matches, Never, Within
from langgraph_emulator.refusals.model import Refusal
from langgraph_emulator.refusals.rows import elbv2_row

_API = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/"
_CREATE = _API + "API_CreateLoadBalancer.html"
_ATTRIBUTES = _API + "API_LoadBalancerAttribute.html"
_LOGS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html"


def _name(row_id: str, condition: str, message: str, expression: str) -> Refusal:
    check = Matches("Name", expression)
    return elbv2_row(f"name-{row_id}", ("CreateLoadBalancer",), condition, ("ValidationError", message), _CREATE, check)


def attribute(key: str) -> str:
    """The value of an attribute, as a path."""
    return f"Attributes[?Key == '{key}'].Value"


def _attribute(row_id: str, condition: str, words: str, check: Within) -> Refusal:
    operations = ("ModifyLoadBalancerAttributes",)
    return elbv2_row(row_id, operations, condition, ("ValidationError", words), _ATTRIBUTES, check)


ROWS: tuple[Refusal, ...] = (
    _name(
        "length",
        "the load balancer's name is longer than 32 characters",
        "The load balancer name '{value}' cannot be longer than '32' characters",
        r".{0,32}",
    ),
    _name(
        "characters",
        "the load balancer's name has others than letters, digits and hyphens",
        "The load balancer name '{value}' can only contain characters that are alphanumeric characters and hyphens(-)",
        r"[A-Za-z0-9-]+",
    ),
    _name(
        "hyphen",
        "the load balancer's name begins or ends with a hyphen",
        "The load balancer name '{value}' cannot begin or end with a hyphen(-)",
        r"(?!-).*(?<!-)",
    ),
    _name(
        "internal",
        "the load balancer's name begins as AWS's own names of internal ones do",
        "The load balancer name '{value}' cannot begin with 'internal-'",
        r"(?!internal-).*",
    ),
    elbv2_row(
        "load-balancer-exists",
        ("CreateLoadBalancer",),
        "a load balancer has the name; AWS would take the very same settings twice",
        ("DuplicateLoadBalancerName", "A load balancer with the same name '{name}' exists, but with different settings"),
        _CREATE,
    ),
    elbv2_row(
        "one-zone",
        ("CreateLoadBalancer", "SetSubnets"),
        "the subnets of an application load balancer are all in one availability zone",
        ("ValidationError", "At least two subnets in two different Availability Zones must be specified"),
        _CREATE,
    ),
    elbv2_row(
        "zone-twice",
        ("CreateLoadBalancer", "SetSubnets"),
        "two subnets are in one availability zone",
        (
            "InvalidConfigurationRequest",
            "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
        ),
        _CREATE,
    ),
    elbv2_row(
        "no-internet-gateway",
        ("CreateLoadBalancer",),
        "an internet-facing load balancer is put into a VPC without an internet gateway",
        ("InvalidSubnet", "VPC {vpc} has no internet gateway"),
        _CREATE,
    ),
    elbv2_row(
        "security-group-unknown",
        ("CreateLoadBalancer", "SetSecurityGroups"),
        "a security group does not exist",
        ("InvalidSecurityGroup", "One or more security groups are invalid"),
        _CREATE,
    ),
    elbv2_row(
        "security-group-of-other-vpc",
        ("CreateLoadBalancer", "SetSecurityGroups"),
        "a security group belongs to another VPC",
        ("InvalidConfigurationRequest", "One or more security groups are invalid"),
        _CREATE,
    ),
    _attribute(
        "idle-timeout",
        "the idle timeout is not from 1 to 4000 seconds",
        "The value of 'idle_timeout.timeout_seconds' cannot be {beyond} characters",
        Within(attribute("idle_timeout.timeout_seconds"), 1, 4000),
    ),
    _attribute(
        "keep-alive",
        "clients are kept for less than a minute or more than a week",
        "The value of 'client_keep_alive.seconds' must be an integer between {low} and {high}",
        Within(attribute("client_keep_alive.seconds"), 60, 604800),
    ),
    elbv2_row(
        "access-logs-without-bucket",
        ("ModifyLoadBalancerAttributes",),
        "access logs are switched on and no bucket is given",
        (
            "InvalidConfigurationRequest",
            "The key 'access_logs.s3.bucket' must set in order to enable access logs",
        ),
        _LOGS,
        Never(
            f"({attribute('access_logs.s3.enabled')} | [0]) == 'true' && !({attribute('access_logs.s3.bucket')} | [0])"
        ),
    ),
    elbv2_row(
        "access-logs-denied",
        ("ModifyLoadBalancerAttributes",),
        "the bucket of the access logs does not exist, its policy does not let the load balancer write, "
        "or a KMS key encrypts it",
        ("InvalidConfigurationRequest", "Access Denied for bucket: {bucket}. Please check S3bucket permission"),
        _LOGS,
    ),
)
