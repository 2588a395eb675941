"""What would leave alarms and events without a reader, and other things that CloudWatch, EventBridge and SNS refuse.

The rows whose names end in `-policy-denied` and `-key-denied` are stricter than AWS, which takes them all, and drops
each message without a word.
"""

from __future__ import annotations

from langgraph_emulator.refusals.checks import Check, Holds, Matches
from langgraph_emulator.refusals.model import Refusal

_ALARM = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"
_DASHBOARD = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html"
_TOPIC = "https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html"
_ACCESS = "https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html"
_KEYS = "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services"
_EVENTS = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html"
_DAY = 86_400
_WEEK = 7 * _DAY
_HOUR = 3_600

_SHUT_OUT = "{service} cannot publish to {topic}: "


def _alarm(row_id: str, condition: str, message: str, page: str = _ALARM, check: Check | None = None) -> Refusal:
    name = f"cloudwatch-alarm-{row_id}"
    return Refusal(name, "cloudwatch", "PutMetricAlarm", condition, "ValidationError", message, page, check)


def _span(params: dict[str, object]) -> int:
    """Seconds that an alarm looks back."""
    return int(str(params.get("Period") or 0)) * int(str(params.get("EvaluationPeriods") or 1))


def _looks_back_far_enough(params: dict[str, object]) -> bool:
    is_long = int(str(params.get("Period") or 0)) >= _HOUR
    return _span(params) <= (_WEEK if is_long else _DAY)


def _datapoints_fit(params: dict[str, object]) -> bool:
    return int(str(params.get("DatapointsToAlarm") or 1)) <= int(str(params.get("EvaluationPeriods") or 1))


ROWS: tuple[Refusal, ...] = (
    _alarm(
        "period",
        "the period is neither 10, 20 or 30 seconds nor minutes",
        "Period must be 10, 20, 30 or a multiple of 60, and is {value}",
        check=Matches("[Period, Metrics[].Period, Metrics[].MetricStat.Period][]", r"10|20|30|[1-9]\d*(?<=0)"),
    ),
    _alarm(
        "span",
        "an alarm looks further back than a day, or a week where its period is an hour or more",
        "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) for periods less "
        "than 1 hour, or a week (604800) for periods of 1 hour or more",
        check=Holds(_looks_back_far_enough),
    ),
    _alarm(
        "datapoints",
        "more datapoints must breach than are looked at",
        "DatapointsToAlarm cannot exceed EvaluationPeriods",
        check=Holds(_datapoints_fit),
    ),
    _alarm("region", "an alarm acts in another region", "Invalid region {region} specified. Only {own} is supported."),
    _alarm("topic", "an alarm's topic does not exist", "Invalid action: the SNS topic {topic} does not exist."),
    _alarm(
        "policy-denied",
        "the topic's policy does not let CloudWatch publish",
        _SHUT_OUT + "its policy does not allow sns:Publish.",
        _ACCESS,
    ),
    _alarm(
        "key-denied",
        "the topic's key does not let CloudWatch use it, as AWS's own never does",
        _SHUT_OUT + "its key does not allow kms:GenerateDataKey* and kms:Decrypt.",
        _KEYS,
    ),
    Refusal(
        "cloudwatch-dashboard-body",
        "cloudwatch",
        "PutDashboard",
        "the body is no JSON",
        "InvalidParameterInput",
        "Body is invalid JSON",
        _DASHBOARD,
    ),
    Refusal(
        "cloudwatch-dashboard-name",
        "cloudwatch",
        "PutDashboard",
        "the name has others than letters, digits, underscores and hyphens",
        "InvalidParameterValue",
        "The value {value} for parameter DashboardName is invalid. Only A-Z, a-z, 0-9, - and _ are allowed.",
        _DASHBOARD,
        Matches("DashboardName", r"[A-Za-z0-9_-]{1,255}"),
    ),
    Refusal(
        "events-template",
        "events",
        "PutTargets",
        "an input template has a place that no path of the event fills",
        "ValidationException",
        "Invalid InputTemplate for target {target} : [Template contains undefined variable <{variable}>].",
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html",
    ),
    Refusal(
        "events-topic-policy-denied",
        "events",
        "PutTargets",
        "the target is a topic whose policy does not let EventBridge publish",
        "ValidationException",
        _SHUT_OUT + "its policy does not allow sns:Publish.",
        _EVENTS,
    ),
    Refusal(
        "events-topic-key-denied",
        "events",
        "PutTargets",
        "the target is a topic whose key does not let EventBridge use it, as AWS's own never does",
        "ValidationException",
        _SHUT_OUT + "its key does not allow kms:GenerateDataKey* and kms:Decrypt.",
        _KEYS,
    ),
    Refusal(
        "sns-policy-is-no-json",
        "sns",
        "SetTopicAttributes",
        "the topic's policy is no policy document",
        "InvalidParameter",
        "Invalid parameter: Policy Error: null",
        _TOPIC,
    ),
    Refusal(
        "sns-publisher-policy-denied",
        "sns",
        "SetTopicAttributes",
        "the policy shuts out a service that publishes to the topic",
        "InvalidParameter",
        _SHUT_OUT + "its policy does not allow sns:Publish.",
        _ACCESS,
    ),
    Refusal(
        "sns-publisher-key-denied",
        "sns",
        "SetTopicAttributes",
        "the key shuts out a service that publishes to the topic",
        "InvalidParameter",
        _SHUT_OUT + "its key does not allow kms:GenerateDataKey* and kms:Decrypt.",
        _KEYS,
    ),
    Refusal(
        "sns-email",
        "sns",
        "Subscribe",
        "mail is to go to what is no address",
        "InvalidParameter",
        "Invalid parameter: Email address",
        "https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html",
    ),
)
