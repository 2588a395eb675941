"""What would leave events without a reader, and other things that CloudWatch, EventBridge and SNS refuse.

The rows whose names end in `-policy-denied` and `-key-denied` are stricter than AWS, which takes them all, and drops
each message without a word.
"""

from __future__ import annotations

from langgraph_emulator.refusals.checks import Matches, OneOf
from langgraph_emulator.refusals.model import Refusal
from langgraph_emulator.refusals.rows import KEY_DENIED, POLICY_DENIED, TOPIC_KEYS, TOPIC_POLICIES

_DASHBOARD = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html"
_TOPIC = "https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html"
_EVENTS = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html"
_SCHEDULE = r"|cron\(.+\)|rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)"
_TOPIC_ATTRIBUTE = (
    r"ArchivePolicy|BeginningArchiveTime|ContentBasedDeduplication|DeliveryPolicy|DisplayName|FifoThroughputScope|FifoTopic|"
    r"KmsMasterKeyId|Policy|SignatureVersion|TracingConfig|"
    r"(HTTP|Firehose|Lambda|Application|SQS)((Success|Failure)FeedbackRoleArn|SuccessFeedbackSampleRate)"
)
_PROTOCOLS = ("http", "https", "email", "email-json", "sms", "sqs", "application", "lambda", "firehose")

ROWS: tuple[Refusal, ...] = (
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
        "The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and "
        "underscore (_).",
        _DASHBOARD,
        Matches("DashboardName", r"[A-Za-z0-9_-]{1,255}"),
    ),
    Refusal(
        "events-schedule",
        "events",
        "PutRule",
        "a schedule is neither cron(…) nor a rate of at least one whole minute, hour or day, singular for one alone",
        "ValidationException",
        "Parameter ScheduleExpression is not valid.",
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html",
        Matches("ScheduleExpression", _SCHEDULE),
    ),
    Refusal(
        "events-template",
        "events",
        "PutTargets",
        "an input template has a place that no path of the event fills",
        "ValidationException",
        "InputTemplate for target {target} contains invalid placeholder {variable}.",
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html",
    ),
    Refusal(
        "events-topic-policy-denied",
        "events",
        "PutTargets",
        "the target is a topic whose policy does not let EventBridge publish",
        "ValidationException",
        POLICY_DENIED,
        _EVENTS,
    ),
    Refusal(
        "events-topic-key-denied",
        "events",
        "PutTargets",
        "the target is a topic whose key does not let EventBridge use it, as AWS's own never does",
        "ValidationException",
        KEY_DENIED,
        TOPIC_KEYS,
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
        POLICY_DENIED,
        TOPIC_POLICIES,
    ),
    Refusal(
        "sns-publisher-key-denied",
        "sns",
        "SetTopicAttributes",
        "the key shuts out a service that publishes to the topic",
        "InvalidParameter",
        KEY_DENIED,
        TOPIC_KEYS,
    ),
    Refusal(
        "sns-topic-attribute",
        "sns",
        "CreateTopic",
        "topics have no such attribute",
        "InvalidParameter",
        "Invalid parameter: Attributes Reason: Unknown attribute {value}",
        "https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html",
        Matches("keys(Attributes || `{}`)", _TOPIC_ATTRIBUTE),
    ),
    Refusal(
        "sns-protocol",
        "sns",
        "Subscribe",
        "SNS has no such protocol",
        "InvalidParameter",
        "Invalid parameter: Amazon SNS does not support this protocol string: {value}",
        "https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html",
        OneOf("Protocol", _PROTOCOLS),
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
