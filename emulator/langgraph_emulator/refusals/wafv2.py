"""What WAF refuses of web ACLs and their logs."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import Matches
from langgraph_emulator.refusals.model import Refusal

_WAF = "https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html"
_GROUPS = "https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html"
_API = "https://docs.aws.amazon.com/waf/latest/APIReference/"
_ACLS = ("UpdateWebACL",)

ROWS: tuple[Refusal, ...] = (
    Refusal(
        "wafv2-priorities",
        "wafv2",
        "CreateWebACL",
        "two rules have one priority",
        "WAFInvalidParameterException",
        "Error reason: You have a duplicate priority. Priorities must be unique., field: RULE, parameter: {priority}",
        _API + "API_Rule.html",
        also=_ACLS,
    ),
    Refusal(
        "wafv2-managed-group",
        "wafv2",
        "CreateWebACL",
        "AWS has no such group of managed rules",
        "WAFNonexistentItemException",
        "AWS WAF couldn\u2019t perform the operation because your resource doesn\u2019t exist.",
        _GROUPS,
        also=_ACLS,
    ),
    Refusal(
        "wafv2-managed-rule",
        "wafv2",
        "CreateWebACL",
        "the action of a rule is changed that the managed group does not have",
        "WAFInvalidParameterException",
        "Error reason: The rule group has no such rule., field: RULE_ACTION_OVERRIDE, parameter: {rule}",
        _GROUPS,
        also=_ACLS,
    ),
    Refusal(
        "wafv2-log-group-name",
        "wafv2",
        "PutLoggingConfiguration",
        "the name of what logs go to does not begin with aws-waf-logs-",
        "WAFInvalidParameterException",
        "Error reason: The ARN isn't valid. A valid ARN begins with arn: and includes other information separated by colons "
        "or slashes., field: LOG_DESTINATION, parameter: {value}",
        _WAF,
        Matches(
            "LoggingConfiguration.LogDestinationConfigs",
            r"arn:aws[\w-]*:(logs:[a-z0-9-]+:\d{12}:log-group:|s3:::|firehose:[a-z0-9-]+:\d{12}:deliverystream/)"
            r"aws-waf-logs-.+",
        ),
    ),
    Refusal(
        "wafv2-log-group-unknown",
        "wafv2",
        "PutLoggingConfiguration",
        "the log group does not exist",
        "WAFLogDestinationPermissionIssueException",
        "Unable to deliver logs to the configured destination. You might need to grant log delivery permissions for the "
        "destination {group}.",
        _WAF,
    ),
)
