"""What CloudWatch refuses of metrics."""

from __future__ import annotations

from langgraph_emulator.refusals.checks import Within
from langgraph_emulator.refusals.model import Refusal

_CLOUDWATCH = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/"
_DATA = "[MetricData[], EntityMetricData[].MetricData[]][] | [].[[Value], Values || `[]`, StatisticValues.* || `[]`][][]"

ROWS: tuple[Refusal, ...] = (
    Refusal(
        "cloudwatch-aws-namespace",
        "cloudwatch",
        "PutMetricData",
        "the namespace begins with AWS/",
        "InvalidParameterValue",
        "The value {namespace} for parameter Namespace is invalid. Namespaces starting with AWS/ are reserved.",
        _CLOUDWATCH + "API_PutMetricData.html",
    ),
    Refusal(
        "cloudwatch-value",
        "cloudwatch",
        "PutMetricData",
        "a value is no number, infinite, or beyond 2 to the power of 360",
        "InvalidParameterValue",
        "The value {value} for parameter MetricData.member.Value is invalid.",
        _CLOUDWATCH + "API_MetricDatum.html",
        Within(_DATA, -(2.0**360), 2.0**360),
    ),
)
