"""What load balancers refuse of themselves and their listeners."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import AtMost, Check, Matches, Never, Within
from langgraph_emulator.refusals.model import Refusal

_API = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/"
_CREATE = _API + "API_CreateLoadBalancer.html"
_LISTENER = _API + "API_CreateListener.html"
_ATTRIBUTES = _API + "API_LoadBalancerAttribute.html"
_LOGS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html"
_RULES = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html"
_LISTENERS = ("CreateListener", "ModifyListener")
_RULE_OPERATIONS = ("CreateRule", "ModifyRule")
_ACTIONS = ("CreateListener", "ModifyListener", "CreateRule", "ModifyRule")


def _row(
    row_id: str,
    operations: tuple[str, ...],
    condition: str,
    error: tuple[str, str],
    page: str,
    check: Check | None = None,
) -> Refusal:
    return Refusal(f"elbv2-{row_id}", "elbv2", operations[0], condition, *error, page, check, operations[1:])


def _name(row_id: str, condition: str, message: str, expression: str) -> Refusal:
    check = Matches("Name", expression)
    return _row(f"name-{row_id}", ("CreateLoadBalancer",), condition, ("ValidationError", message), _CREATE, check)


def _actions(path: str) -> str:
    return f"[DefaultActions[], Actions[]][][].{path}"


def attribute(key: str) -> str:
    """The value of an attribute, as a path."""
    return f"Attributes[?Key == '{key}'].Value"


def _attribute(row_id: str, condition: str, key: str, low: int, high: int) -> Refusal:
    message = f"'{key}' value '{{value}}' must be between '{{low}}-{{high}}' inclusive"
    check = Within(attribute(key), low, high)
    operations = ("ModifyLoadBalancerAttributes",)
    return _row(row_id, operations, condition, ("ValidationError", message), _ATTRIBUTES, check)


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
    _row(
        "load-balancer-exists",
        ("CreateLoadBalancer",),
        "a load balancer has the name",
        ("DuplicateLoadBalancerName", "A load balancer with the same name '{name}' exists, but with different settings"),
        _CREATE,
    ),
    _row(
        "one-zone",
        ("CreateLoadBalancer", "SetSubnets"),
        "the subnets of an application load balancer are all in one availability zone",
        ("ValidationError", "At least two subnets in two different Availability Zones must be specified"),
        _CREATE,
    ),
    _row(
        "zone-twice",
        ("CreateLoadBalancer", "SetSubnets"),
        "two subnets are in one availability zone",
        (
            "InvalidConfigurationRequest",
            "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
        ),
        _CREATE,
    ),
    _row(
        "no-internet-gateway",
        ("CreateLoadBalancer",),
        "an internet-facing load balancer is put into a VPC without an internet gateway",
        ("InvalidSubnet", "VPC {vpc} has no internet gateway"),
        _CREATE,
    ),
    _row(
        "security-group-unknown",
        ("CreateLoadBalancer", "SetSecurityGroups"),
        "a security group does not exist, or belongs to another VPC",
        ("InvalidSecurityGroup", "One or more security groups are invalid"),
        _CREATE,
    ),
    _attribute("idle-timeout", "the idle timeout is not from 1 to 4000 seconds", "idle_timeout.timeout_seconds", 1, 4000),
    _attribute(
        "keep-alive", "clients are kept for less than a minute or more than a week", "client_keep_alive.seconds", 60, 604800
    ),
    _row(
        "access-logs-without-bucket",
        ("ModifyLoadBalancerAttributes",),
        "access logs are switched on and no bucket is given",
        (
            "InvalidConfigurationRequest",
            "The value of 'access_logs.s3.bucket' must be specified if 'access_logs.s3.enabled' is true",
        ),
        _LOGS,
        Never(
            f"({attribute('access_logs.s3.enabled')} | [0]) == 'true' && !({attribute('access_logs.s3.bucket')} | [0])"
        ),
    ),
    _row(
        "access-logs-denied",
        ("ModifyLoadBalancerAttributes",),
        "the bucket of the access logs does not exist, its policy does not let the load balancer write, "
        "or a KMS key encrypts it",
        ("InvalidConfigurationRequest", "Access Denied for bucket: {bucket}. Please check S3bucket permission"),
        _LOGS,
    ),
    _row(
        "listener-certificate-missing",
        ("CreateListener",),
        "an HTTPS listener has no certificate",
        ("ValidationError", "A certificate must be specified for HTTPS listeners"),
        _LISTENER,
        Never("Protocol == 'HTTPS' && !Certificates"),
    ),
    _row(
        "listener-certificate-of-http",
        ("CreateListener",),
        "a listener without TLS has a certificate",
        ("ValidationError", "Certificates cannot be specified for {value} listeners"),
        _LISTENER,
        Never("Protocol == 'HTTP' && Certificates && Protocol"),
    ),
    _row(
        "listener-certificate",
        ("CreateListener", "ModifyListener", "AddListenerCertificates"),
        "a certificate's ARN is of another region, or of no certificate",
        ("CertificateNotFound", "Certificate '{certificate}' not found"),
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html",
    ),
    _row(
        "ssl-policy",
        _LISTENERS,
        "there is no such security policy",
        ("SSLPolicyNotFound", "SSL policy '{policy}' not found"),
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
    ),
    _row(
        "weight",
        _ACTIONS,
        "a weight is not from 0 to 999",
        ("ValidationError", "Target group weight '{value}' must be between '{low}-{high}' inclusive"),
        _API + "API_TargetGroupTuple.html",
        Within(_actions("ForwardConfig.TargetGroups[].Weight"), 0, 999),
    ),
    _row(
        "too-many-target-groups",
        _ACTIONS,
        "an action forwards to more than five target groups",
        ("TooManyUniqueTargetGroupsPerLoadBalancer", "The maximum number of target groups for an action is '{most}'"),
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html",
        AtMost(_actions("ForwardConfig.TargetGroups[]"), 5),
    ),
    _row(
        "stickiness-duration",
        _ACTIONS,
        "target groups are sticky for no time, or more than a week",
        ("ValidationError", "Stickiness duration '{value}' must be between '{low}-{high}' inclusive"),
        _API + "API_TargetGroupStickinessConfig.html",
        Within(_actions("ForwardConfig.TargetGroupStickinessConfig.DurationSeconds"), 1, 604800),
    ),
    _row(
        "target-group-of-two",
        _ACTIONS,
        "another load balancer forwards to the target group",
        (
            "TargetGroupAssociationLimit",
            "The following target groups cannot be associated with more than one load balancer: {target_group}",
        ),
        _API + "API_CreateListener.html",
    ),
    _row(
        "redirect-loop",
        _ACTIONS,
        "a redirect changes neither protocol, port, host nor path",
        ("InvalidLoadBalancerAction", "The redirect configuration is not valid because it creates a loop."),
        _API + "API_RedirectActionConfig.html",
    ),
    _row(
        "rule-priority-in-use",
        ("CreateRule",),
        "another rule of the listener has the priority",
        ("PriorityInUse", "Priority '{priority}' is currently in use"),
        _RULES,
    ),
    _row(
        "rule-values",
        _RULE_OPERATIONS,
        "the conditions of a rule have more than five values",
        ("TooManyRules", "The maximum number of condition values per rule is '{most}'"),
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html",
        AtMost(
            "Conditions[].[Values[], PathPatternConfig.Values[], HostHeaderConfig.Values[], "
            "HttpHeaderConfig.Values[], SourceIpConfig.Values[]][][]",
            5,
        ),
    ),
)
