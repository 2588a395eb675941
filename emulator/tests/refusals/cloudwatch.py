"""What CloudWatch refuses, each tried."""

from __future__ import annotations

from tests.refusals import provokes
from tests.support import client, error_of


@provokes("cloudwatch-aws-namespace")
def _() -> tuple[str, str]:
    data = [{"MetricName": "RequestCount", "Value": 1}]
    return error_of(client("cloudwatch").put_metric_data, Namespace="AWS/ApplicationELB", MetricData=data)
