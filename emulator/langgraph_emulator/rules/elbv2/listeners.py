"""Certificates, security policies and actions of listeners and rules."""

from __future__ import annotations

import re
from typing import Any

from moto.elbv2.models import elbv2_backends

from langgraph_emulator.operations import ACCOUNT, Call
from langgraph_emulator.rules import Values, refuses
from langgraph_emulator.services.elbv2.listeners import load_balancer_of
from langgraph_emulator.services.elbv2.routing import Owners, weights

# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html, and the oldest one, which
# https://docs.aws.amazon.com/elasticloadbalancing/latest/network/describe-ssl-policies.html alone has.
_SSL_POLICIES = {
    f"ELBSecurityPolicy-{name}"
    for name in (
        *("2015-05", "2016-08", "TLS-1-1-2017-01", "TLS-1-2-2017-01", "TLS-1-2-Ext-2018-06", "FS-2018-06"),
        *("FS-1-1-2019-08", "FS-1-2-2019-08", "FS-1-2-Res-2019-08", "FS-1-2-Res-2020-10"),
        *(f"TLS13-1-{minor}-2021-06" for minor in ("0", "1", "2", "2-Ext1", "2-Ext2", "2-Res", "3")),
        *(f"TLS13-1-{minor}-PQ-2025-09" for minor in ("0", "2", "2-Ext1", "2-Ext2", "2-Res", "3")),
        *(f"TLS13-1-{minor}-FIPS-2023-04" for minor in ("0", "1", "2", "2-Ext0", "2-Ext1", "2-Ext2", "2-Res", "3")),
        *(f"TLS13-1-{minor}-FIPS-PQ-2025-09" for minor in ("0", "2", "2-Ext0", "2-Ext1", "2-Ext2", "2-Res", "3")),
        *(f"TLS13-1-{minor}-RFC9151-FIPS-2023-07" for minor in ("2", "2-Ext0", "3")),
        *(f"TLS13-1-2-RFC9151-INTEROP{number}-FIPS-2023-07" for number in range(1, 5)),
    )
}
_UNCHANGED = {"Protocol": "#{protocol}", "Port": "#{port}", "Host": "#{host}", "Path": "/#{path}"}


def _certificates(call: Call) -> list[str]:
    return [certificate.get("CertificateArn") or "" for certificate in call.params.get("Certificates") or []]


@refuses("elbv2-listener-certificate-region")
def _(call: Call) -> Values | None:
    elsewhere = re.compile(rf"arn:aws[\w-]*:acm:(?!{call.region}:)[a-z0-9-]+:.+")
    other = next(filter(elsewhere.fullmatch, _certificates(call)), None)
    return {"certificate": other} if other else None


@refuses("elbv2-listener-certificate")
def _(call: Call) -> Values | None:
    one = re.compile(r"arn:aws[\w-]*:(acm:[a-z0-9-]+:\d{12}:certificate/.+|iam::\d{12}:server-certificate/.+)")
    unknown = next((arn for arn in _certificates(call) if not one.fullmatch(arn)), None)
    return None if unknown is None else {"certificate": unknown}


@refuses("elbv2-ssl-policy")
def _(call: Call) -> Values | None:
    policy = call.params.get("SslPolicy")
    return {"policy": policy} if policy and policy not in _SSL_POLICIES else None


def _actions(call: Call) -> list[dict[str, Any]]:
    return [*(call.params.get("DefaultActions") or []), *(call.params.get("Actions") or [])]


def _load_balancer(call: Call) -> str:
    if "LoadBalancerArn" in call.params:
        return str(call.params["LoadBalancerArn"])
    of_rule = call.params.get("RuleArn", "").replace(":listener-rule/", ":listener/").rpartition("/")[0]
    return load_balancer_of(call.params.get("ListenerArn") or of_rule)


@refuses("elbv2-target-group-of-two")
def _(call: Call) -> Values | None:
    own = _load_balancer(call)
    groups = elbv2_backends[ACCOUNT][call.region].target_groups
    for arn in weights(_actions(call)):
        # moto's list never shrinks, but is at hand
        known = groups[arn].load_balancer_arns if arn in groups else []
        if set(known) - {own} and set(call.state(Owners).of(arn)) - {own}:
            return {"target_group": arn}
    return None


@refuses("elbv2-redirect-loop")
def _(call: Call) -> Values | None:
    for action in _actions(call):
        redirect = action.get("RedirectConfig")
        if redirect and all(redirect.get(member) in (None, same) for member, same in _UNCHANGED.items()):
            return {}
    return None


@refuses("elbv2-rule-priority-in-use")
def _(call: Call) -> Values | None:
    priority = str(call.params["Priority"])
    rules = call.aws("elbv2", "DescribeRules", ListenerArn=call.params["ListenerArn"])["Rules"]
    return {"priority": priority} if any(rule["Priority"] == priority for rule in rules) else None
