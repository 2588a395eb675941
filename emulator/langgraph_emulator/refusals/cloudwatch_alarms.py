"""What CloudWatch refuses of alarms, and what would leave them without a reader.

The rows whose names end in `-policy-denied` and `-key-denied` are stricter than AWS, which takes them all, and drops
each message without a word.
"""

from __future__ import annotations

import re
from typing import Any

from langgraph_emulator.refusals.checks import Check, Holds, Matches, Never, OneOf
from langgraph_emulator.refusals.model import Refusal
from langgraph_emulator.refusals.rows import KEY_DENIED, POLICY_DENIED, TOPIC_KEYS, TOPIC_POLICIES

_API = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/"
_ALARM = _API + "API_PutMetricAlarm.html"
_QUERY = _API + "API_MetricDataQuery.html"
_STATISTICS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html"
_DAY = 86_400
_WEEK = 7 * _DAY
_HOUR = 3_600

_INVALID_LIST = "Invalid metrics list"
# What an alarm says of its only metric, where Metrics says it of several.
_OF_ONE = ("MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Dimensions", "Period", "Unit")
_GIVEN = ", ".join(f"{member} && '{member}'" for member in _OF_ONE)
_STATIC = "(ends_with(ComparisonOperator || '', 'ThanThreshold') || ends_with(ComparisonOperator || '', 'ToThreshold'))"
_RANGES = "['LessThanLowerOrGreaterThanUpperThreshold', 'LessThanLowerThreshold', 'GreaterThanUpperThreshold']"
# AWS looks at the whole number alone.
_PERCENTILE = r"(100|\d{1,2})(\.\d+)?"
_PERCENT = r"(100(\.0+)?|\d{1,2}(\.\d+)?)"
_BOUND = r"(\d+(\.\d+)?%?)?"
_EXTENDED = (
    rf"(?i:p{_PERCENTILE}|(tm|wm|tc|ts){_PERCENT}|iqm|(tm|wm|tc|ts)\({_BOUND}:{_BOUND}\)"
    r"|pr\((-?\d+(\.\d+)?)?:(-?\d+(\.\d+)?)?\))"
)
_STATISTIC = "SampleCount|Average|Sum|Minimum|Maximum"
_ACTION = r"arn:[^:]+:[^:]+:[^:]*:[^:]*:.+"
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
# A name that is no function, as ids begin with a small letter.
_ID_USED = re.compile(r"(?<![\w.$])[a-z]\w*(?!\w|\s*\()")
_WORDS = {"and", "or", "not", "asc", "desc", "repeat", "linear"}


def _number_that_return(count: int) -> str:
    return f"Metrics && length(Metrics[?ReturnData != `false`]) != `{count}`"


def _alarm(
    row_id: str,
    condition: str,
    message: str,
    page: str = _ALARM,
    check: Check | None = None,
    code: str = "ValidationError",
) -> Refusal:
    name = f"cloudwatch-alarm-{row_id}"
    return Refusal(name, "cloudwatch", "PutMetricAlarm", condition, code, message, page, check)


def _span(params: dict[str, Any]) -> int:
    """Seconds that an alarm looks back."""
    return int(str(params.get("Period") or 0)) * int(str(params.get("EvaluationPeriods") or 1))


def _has_hours(params: dict[str, Any]) -> bool:
    return int(str(params.get("Period") or 0)) >= _HOUR


def _datapoints_fit(params: dict[str, Any]) -> bool:
    return int(str(params.get("DatapointsToAlarm") or 1)) <= int(str(params.get("EvaluationPeriods") or 1))


def _ids(params: dict[str, Any]) -> list[str]:
    return [query["Id"] for query in params.get("Metrics") or []]


def _used(expression: str) -> set[str]:
    """The ids that an expression of metric math refers to; a query of Metrics Insights has none."""
    if re.match(r"\s*SELECT\b", expression, re.IGNORECASE):
        return set()
    return set(_ID_USED.findall(_QUOTED.sub("", expression))) - _WORDS


def _ids_used(params: dict[str, Any]) -> set[str]:
    return {name for query in params.get("Metrics") or [] for name in _used(query.get("Expression") or "")}


ROWS: tuple[Refusal, ...] = (
    _alarm(
        "no-metric",
        "an alarm is on no metric",
        "MetricName must not be null",
        check=Never("!MetricName && !Metrics && !EvaluationCriteria"),
    ),
    _alarm(
        "metric-and-metrics",
        "an alarm names a metric, or says how one is read, beside the list of metrics",
        "{value} should not be set if list of Metrics is set.",
        check=Never(f"Metrics && [{_GIVEN}][?@]"),
    ),
    _alarm(
        "statistics",
        "an alarm has both a statistic and an extended one",
        "Statistic and ExtendedStatistic cannot both be set.",
        check=Never("Statistic && ExtendedStatistic"),
    ),
    _alarm(
        "no-statistic",
        "an alarm names a metric and no statistic",
        "Either Statistic or ExtendedStatistic must be set.",
        check=Never("MetricName && !Statistic && !ExtendedStatistic"),
    ),
    _alarm(
        "no-period",
        "an alarm names a metric and no period",
        "Period must not be null",
        check=Never("MetricName && !Period"),
    ),
    _alarm(
        "no-threshold",
        "an alarm compares with a threshold, and has none",
        "PutMetricAlarm request should have valid Threshold parameter",
        check=Never(f"!Threshold && !ThresholdMetricId && !EvaluationCriteria && {_STATIC}"),
    ),
    _alarm(
        "range-without-band",
        "an alarm compares with a range, and has no band",
        "ComparisonOperators for ranges require ThresholdMetricId to be set",
        check=Never(f"!ThresholdMetricId && contains({_RANGES}, ComparisonOperator || '')"),
    ),
    _alarm(
        "extended-statistic",
        "there is no such percentile or trimmed statistic",
        "The value {value} for parameter ExtendedStatistic is not supported.",
        _STATISTICS,
        Matches("ExtendedStatistic", _EXTENDED),
        "InvalidParameterValue",
    ),
    _alarm(
        "missing-data",
        "missing data are neither breaching, notBreaching, ignore nor missing",
        "The value {value} for parameter TreatMissingData is not supported. Valid values: {valid}.",
        check=OneOf("TreatMissingData", ("breaching", "notBreaching", "ignore", "missing")),
    ),
    _alarm(
        "action",
        "an action is no ARN",
        "Invalid arn syntax: {value}",
        check=Matches("[AlarmActions, OKActions, InsufficientDataActions][]", _ACTION),
    ),
    _alarm("vendor", "an action is none of a service that alarms know", "Unsupported AWS vendor {vendor}"),
    _alarm(
        "metric-id",
        "a metric's id is not letters, digits and underscores, a small letter first",
        "The value {value} for parameter Metrics.member.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.",
        _QUERY,
        Matches("Metrics[].Id", r"[a-z][a-zA-Z0-9_]*"),
    ),
    _alarm(
        "metric-ids",
        "two metrics have one id",
        "The values for parameter id in Metrics are not unique.",
        _QUERY,
        Holds(lambda params: len(set(_ids(params))) == len(_ids(params))),
    ),
    _alarm(
        "metric-and-expression",
        "one of the metrics is both a metric and an expression",
        "The parameters MetricDataQuery Expression and MetricStat are mutually exclusive and you have specified both.",
        _QUERY,
        Never("Metrics[?Expression && MetricStat]"),
        "InvalidParameterCombination",
    ),
    _alarm(
        "neither-metric-nor-expression",
        "one of the metrics is neither a metric nor an expression",
        "Period must not be null",
        _QUERY,
        Never("Metrics[?!Expression && !MetricStat]"),
    ),
    _alarm(
        "metric-statistic",
        "there is no such statistic to read one of the metrics by",
        _INVALID_LIST,
        _STATISTICS,
        Matches("Metrics[].MetricStat.Stat", f"{_STATISTIC}|{_EXTENDED}"),
    ),
    _alarm(
        "expression",
        "an expression refers to an id that no metric has",
        _INVALID_LIST,
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html",
        Holds(lambda params: _ids_used(params) <= set(_ids(params))),
    ),
    _alarm(
        "returned",
        "not exactly one of the metrics returns the data that are compared with the threshold",
        "Exactly one element of the metrics list should return data.",
        check=Never(f"!ThresholdMetricId && {_number_that_return(1)}"),
    ),
    _alarm(
        "returned-of-band",
        "not exactly two of the metrics return data, where one is compared with the band of the other",
        "Exactly two elements of the metrics list should return data.",
        _QUERY,
        Never(f"ThresholdMetricId && {_number_that_return(2)}"),
    ),
    _alarm(
        "band",
        "none of the metrics has the id of the band that is compared with",
        "Metrics list must contain exactly one metric matching the ThresholdMetricId parameter",
        check=Holds(lambda params: params.get("ThresholdMetricId") in (None, *_ids(params))),
    ),
    _alarm(
        "period",
        "the period is neither 10, 20 or 30 seconds nor minutes",
        "Period must be 10, 20, 30 or a multiple of 60",
        check=OneOf("[Period, Metrics[].Period, Metrics[].MetricStat.Period][]", (10, 20, 30, *range(60, _WEEK + 1, 60))),
    ),
    _alarm(
        "span",
        "an alarm looks further back than a day, and its period is less than an hour",
        "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400)",
        check=Holds(lambda params: _span(params) <= _DAY or _has_hours(params)),
    ),
    _alarm(
        "span-of-hours",
        "an alarm looks further back than a week",
        "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) for alarms using "
        "period >= 3600",
        check=Holds(lambda params: _span(params) <= _WEEK),
    ),
    _alarm(
        "datapoints",
        "more datapoints must breach than are looked at",
        "DatapointsToAlarm must be less than or equal to EvaluationPeriods",
        check=Holds(_datapoints_fit),
    ),
    _alarm("region", "an alarm acts in another region", "Invalid region {region} specified. Only {own} is supported."),
    _alarm(
        "policy-denied",
        "the topic's policy does not let CloudWatch publish",
        POLICY_DENIED,
        TOPIC_POLICIES,
    ),
    _alarm(
        "key-denied",
        "the topic's key does not let CloudWatch use it, as AWS's own never does",
        KEY_DENIED,
        TOPIC_KEYS,
    ),
)
