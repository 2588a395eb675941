"""What load balancers refuse of listeners, rules and their actions."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import AtMost, Never, Within
from langgraph_emulator.refusals.model import Refusal
from langgraph_emulator.refusals.rows import elbv2_row

_API = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/"
_LISTENER = _API + "API_CreateListener.html"
_RULES = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html"
_CERTIFICATES = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html"
_WITH_CERTIFICATES = ("CreateListener", "ModifyListener", "AddListenerCertificates")
_LISTENERS = ("CreateListener", "ModifyListener")
_RULE_OPERATIONS = ("CreateRule", "ModifyRule")
_ACTIONS = ("CreateListener", "ModifyListener", "CreateRule", "ModifyRule")


def _actions(path: str) -> str:
    return f"[DefaultActions[], Actions[]][][].{path}"

ROWS: tuple[Refusal, ...] = (
    elbv2_row(
        "listener-certificate-missing",
        ("CreateListener",),
        "an HTTPS listener has no certificate",
        ("ValidationError", "A certificate must be specified for HTTPS listeners"),
        _LISTENER,
        Never("Protocol == 'HTTPS' && !Certificates"),
    ),
    elbv2_row(
        "listener-certificate-of-http",
        ("CreateListener",),
        "a listener without TLS has a certificate",
        ("ValidationError", "A certificate cannot be specified for {value} listeners"),
        _LISTENER,
        Never("Protocol == 'HTTP' && Certificates && Protocol"),
    ),
    elbv2_row(
        "listener-certificate-region",
        _WITH_CERTIFICATES,
        "a certificate is of another region",
        ("ValidationError", "Certificate ARN '{certificate}' is not valid"),
        _CERTIFICATES,
    ),
    elbv2_row(
        "listener-certificate",
        _WITH_CERTIFICATES,
        "a certificate's ARN is of no certificate",
        ("CertificateNotFound", "Certificate '{certificate}' not found"),
        _CERTIFICATES,
    ),
    elbv2_row(
        "ssl-policy",
        _LISTENERS,
        "there is no such security policy",
        ("SSLPolicyNotFound", "SSL policy '{policy}' not found"),
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
    ),
    elbv2_row(
        "weight",
        _ACTIONS,
        "a weight is not from 0 to 999",
        # AWS says so, and takes 0
        ("ValidationError", "The weight for the target group must be between 1 and {high}, inclusive"),
        _API + "API_TargetGroupTuple.html",
        Within(_actions("ForwardConfig.TargetGroups[].Weight"), 0, 999),
    ),
    elbv2_row(
        "too-many-target-groups",
        _ACTIONS,
        "an action forwards to more than five target groups",
        ("TooManyUniqueTargetGroupsPerLoadBalancer", "You cannot specify more than {most} target groups per action"),
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html",
        AtMost(_actions("ForwardConfig.TargetGroups[]"), 5),
    ),
    elbv2_row(
        "stickiness-duration",
        _ACTIONS,
        "target groups are sticky for no time, or more than a week",
        ("ValidationError", "Target group stickiness duration must be between {low} and {high} seconds"),
        _API + "API_TargetGroupStickinessConfig.html",
        Within(_actions("ForwardConfig.TargetGroupStickinessConfig.DurationSeconds"), 1, 604800),
    ),
    elbv2_row(
        "target-group-of-two",
        _ACTIONS,
        "another load balancer forwards to the target group",
        (
            "TargetGroupAssociationLimit",
            "The following target groups cannot be associated with more than one load balancer: {target_group}",
        ),
        _API + "API_CreateListener.html",
    ),
    elbv2_row(
        "redirect-loop",
        _ACTIONS,
        "a redirect changes neither protocol, port, host nor path",
        ("InvalidLoadBalancerAction", "The redirect configuration is not valid because it creates a loop."),
        _API + "API_RedirectActionConfig.html",
    ),
    elbv2_row(
        "rule-priority-in-use",
        ("CreateRule",),
        "another rule of the listener has the priority",
        ("PriorityInUse", "Priority '{priority}' is currently in use"),
        _RULES,
    ),
    elbv2_row(
        "rule-values",
        _RULE_OPERATIONS,
        "the conditions of a rule have more than five values",
        ("TooManyRules", "A rule can only have '{most}' condition values and regex values"),
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html",
        AtMost(
            "Conditions[].[@, PathPatternConfig, HostHeaderConfig, HttpHeaderConfig, SourceIpConfig][] "
            "| [].[Values, RegexValues][] | []",
            5,
        ),
    ),
)
