"""Web ACLs and where WAF writes its logs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, refuses
from langgraph_emulator.rules.ecs.containers import first_twice

_PARTS = ("BODY", "COOKIE", "QUERYARGUMENTS", "URIPATH")
_REQUEST = ("BODY", "HEADER", "QUERYSTRING", "URIPATH")
# Groups and the rules of those that the platform uses; of the others any rule may be named.
# https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
_RULES: dict[str, frozenset[str]] = {
    "AWSManagedRulesCommonRuleSet": frozenset(
        {
            *("NoUserAgent_HEADER", "UserAgent_BadBots_HEADER", "SizeRestrictions_QUERYSTRING", "SizeRestrictions_BODY"),
            *("SizeRestrictions_Cookie_HEADER", "SizeRestrictions_URIPATH", "RestrictedExtensions_URIPATH"),
            "RestrictedExtensions_QUERYARGUMENTS",
            *(f"EC2MetaDataSSRF_{part}" for part in _PARTS),
            *(f"CrossSiteScripting_{part}" for part in _PARTS),
            *(f"{kind}_{part}" for kind in ("GenericLFI", "GenericRFI") for part in _PARTS if part != "COOKIE"),
        }
    ),
    "AWSManagedRulesKnownBadInputsRuleSet": frozenset(
        {
            *("Host_localhost_HEADER", "PROPFIND_METHOD", "ExploitablePaths_URIPATH", "ReactJSRCE_BODY"),
            *(f"{kind}_{part}" for kind in ("JavaDeserializationRCE", "Log4JRCE") for part in _REQUEST),
        }
    ),
    "AWSManagedRulesSQLiRuleSet": frozenset(
        {
            *(f"SQLi_{part}" for part in _PARTS),
            *("SQLiExtendedPatterns_QUERYARGUMENTS", "SQLiExtendedPatterns_BODY", "SQLiExtendedPatterns_HEADER"),
        }
    ),
    "AWSManagedRulesAmazonIpReputationList": frozenset(
        {"AWSManagedIPReputationList", "AWSManagedReconnaissanceList", "AWSManagedIPDDoSList"}
    ),
}
_OTHER_GROUPS = {
    *("AWSManagedRulesAdminProtectionRuleSet", "AWSManagedRulesLinuxRuleSet", "AWSManagedRulesUnixRuleSet"),
    *("AWSManagedRulesWindowsRuleSet", "AWSManagedRulesPHPRuleSet", "AWSManagedRulesWordPressRuleSet"),
    *("AWSManagedRulesAnonymousIpList", "AWSManagedRulesBotControlRuleSet", "AWSManagedRulesATPRuleSet"),
    *("AWSManagedRulesACFPRuleSet", "AWSManagedRulesAntiDDoSRuleSet"),
}


@refuses("wafv2-priorities")
def _(call: Call) -> Values | None:
    priorities = [rule["Priority"] for rule in call.params.get("Rules") or []]
    twice = first_twice(priorities)
    return None if twice is None else {"priority": twice}


def _managed(call: Call) -> Iterator[dict[str, Any]]:
    for rule in call.params.get("Rules") or []:
        statement = (rule.get("Statement") or {}).get("ManagedRuleGroupStatement")
        if statement and statement.get("VendorName") == "AWS":
            yield statement


@refuses("wafv2-managed-group")
def _(call: Call) -> Values | None:
    return {} if any(group["Name"] not in {*_RULES, *_OTHER_GROUPS} for group in _managed(call)) else None


@refuses("wafv2-managed-rule")
def _(call: Call) -> Values | None:
    for group in _managed(call):
        named = [*(group.get("RuleActionOverrides") or []), *(group.get("ExcludedRules") or [])]
        known = _RULES.get(group["Name"])
        unknown = next((rule["Name"] for rule in named if known is not None and rule["Name"] not in known), None)
        if unknown:
            return {"rule": unknown}
    return None


@refuses("wafv2-log-group-unknown")
def _(call: Call) -> Values | None:
    for arn in call.params["LoggingConfiguration"]["LogDestinationConfigs"]:
        _head, found, name = arn.partition(":log-group:")
        name = name.removesuffix(":*")
        groups = call.aws("logs", "DescribeLogGroups", logGroupNamePrefix=name)["logGroups"] if found else []
        if found and not any(group["logGroupName"] == name for group in groups):
            return {"group": arn}
    return None
