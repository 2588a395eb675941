"""What WAF refuses of web ACLs and their logs, each tried."""

from __future__ import annotations

from typing import Any

from tests.refusals import provokes
from tests.support import client, error_of, unique

_ACCOUNT = "123456789012"
_SEEN = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": "refused"}


def _group(name: str, counted: str = "", priority: int = 1) -> dict[str, Any]:
    overrides = [{"Name": counted, "ActionToUse": {"Count": {}}}] if counted else []
    statement = {"VendorName": "AWS", "Name": name, "RuleActionOverrides": overrides}
    given = {key: value for key, value in statement.items() if value}
    return {
        "Name": unique("rule"),
        "Priority": priority,
        "OverrideAction": {"None": {}},
        "Statement": {"ManagedRuleGroupStatement": given},
        "VisibilityConfig": _SEEN,
    }


def _create(*rules: dict[str, Any]) -> Any:
    return client("wafv2").create_web_acl(
        Name=unique("refused"),
        Scope="REGIONAL",
        DefaultAction={"Allow": {}},
        Rules=list(rules),
        VisibilityConfig=_SEEN,
    )


_common = "AWSManagedRulesCommonRuleSet"
provokes("wafv2-priorities")(lambda: error_of(_create, _group(_common), _group("AWSManagedRulesSQLiRuleSet")))
provokes("wafv2-managed-group")(lambda: error_of(_create, _group("AWSManagedRulesCoreRuleSet")))
provokes("wafv2-managed-rule")(lambda: error_of(_create, _group(_common, "SizeRestrictions_HEADER")))


def _log_to(group: str) -> Any:
    configuration = {
        "ResourceArn": f"arn:aws:wafv2:us-east-1:{_ACCOUNT}:regional/webacl/refused/1",
        "LogDestinationConfigs": [f"arn:aws:logs:us-east-1:{_ACCOUNT}:log-group:{group}"],
    }
    return client("wafv2").put_logging_configuration(LoggingConfiguration=configuration)


provokes("wafv2-log-group-name")(lambda: error_of(_log_to, "waf-logs"))
provokes("wafv2-log-group-unknown")(lambda: error_of(_log_to, "aws-waf-logs-absent"))


def taken() -> None:
    """What most of these change; raises unless it is taken."""
    _create(_group(_common, "SizeRestrictions_BODY"), _group("AWSManagedRulesSQLiRuleSet", "SQLi_BODY", priority=2))
