"""What CloudWatch refuses."""

from __future__ import annotations

from langgraph_emulator.refusals.model import Refusal

_CLOUDWATCH = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/"

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
)
