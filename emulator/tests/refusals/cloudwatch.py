"""What CloudWatch refuses, each tried."""

from __future__ import annotations

from typing import Any

from tests.refusals import provokes
from tests.support import client, error_of


@provokes("cloudwatch-aws-namespace")
def _() -> tuple[str, str]:
    data = [{"MetricName": "RequestCount", "Value": 1}]
    return error_of(client("cloudwatch").put_metric_data, Namespace="AWS/ApplicationELB", MetricData=data)


def _data(**datum: Any) -> Any:
    data = [{"MetricName": "Errors", "Value": 1.0}, {"MetricName": "Errors", **datum}]
    return client("cloudwatch").put_metric_data(Namespace="Tests/Values", MetricData=data)


@provokes("cloudwatch-value")
def _() -> tuple[str, str]:
    """Alone, one of several, or a sum of many."""
    infinite = float("inf")
    error_of(_data, Values=[1.0, -infinite])
    error_of(_data, StatisticValues={"SampleCount": 1.0, "Sum": infinite, "Minimum": 0.0, "Maximum": 1.0})
    return error_of(_data, Value=float("nan"))


def taken() -> None:
    """What these change; raises unless it is taken."""
    _data(Value=-1e100)
    _data(Values=[0.0, 2.5], Counts=[1.0, 2.0])
