"""Alarms that are refused, each tried."""

from __future__ import annotations

from typing import Any

from tests.refusals import given, provokes
from tests.refusals.topics import ACCOUNT, key_for, topic
from tests.support import client, error_of, unique

_STAT = {"Metric": {"Namespace": "Tests", "MetricName": "Errors"}, "Period": 60, "Stat": "Sum"}


def _put(**change: Any) -> Any:
    """An alarm that is taken, but for what is changed; None leaves a member out."""
    request = {
        "AlarmName": unique("refused"),
        "Namespace": "Tests",
        "MetricName": "Errors",
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        **change,
    }
    return client("cloudwatch").put_metric_alarm(**given(request))


def _alarm(row_id: str, **change: Any) -> None:
    provokes(f"cloudwatch-alarm-{row_id}")(lambda: error_of(_put, **change))


def alarm_to(topic_arn: str) -> Any:
    return _put(AlarmActions=[topic_arn])


def _metric(metric_id: str, **change: Any) -> dict[str, Any]:
    return {"Id": metric_id, "MetricStat": _STAT, "ReturnData": False, **change}


def _expression(expression: str, **change: Any) -> dict[str, Any]:
    return {"Id": "combined", "Expression": expression, **change}


def _metrics(*metrics: dict[str, Any], **change: Any) -> dict[str, Any]:
    """An alarm on several metrics."""
    alone = dict.fromkeys(("MetricName", "Namespace", "Statistic", "Period"))
    return {**alone, "Metrics": list(metrics), **change}


def _band(*metrics: dict[str, Any], threshold: str = "combined") -> dict[str, Any]:
    """An alarm on a metric that leaves the band of what it usually is."""
    operator = "GreaterThanUpperThreshold"
    return _metrics(*metrics, Threshold=None, ThresholdMetricId=threshold, ComparisonOperator=operator)


_SUM = _expression("FILL(m0, 0) + FILL(m1, 0)")
_USUAL = _expression("ANOMALY_DETECTION_BAND(m0, 2)")
_alarm("no-metric", MetricName=None)
_alarm("metric-and-metrics", **_metrics(_metric("m0", ReturnData=True), Statistic="Sum"))
_alarm("statistics", ExtendedStatistic="p99")
_alarm("no-statistic", Statistic=None)
_alarm("no-period", Period=None)
_alarm("no-threshold", Threshold=None)
_alarm("range-without-band", ComparisonOperator="GreaterThanUpperThreshold")
_alarm("vendor", OKActions=["arn:aws:s3:::bucket"])
_alarm("missing-data", TreatMissingData="breached")
_alarm("action", OKActions=["arn:aws:sns:topic"])
_alarm("metric-id", **_metrics(_metric("M0", ReturnData=True)))
_alarm("metric-ids", **_metrics(_metric("m0"), _metric("m0"), _expression("m0")))
_alarm("metric-and-expression", **_metrics(_metric("m0", Expression="1"), _expression("FILL(1, 0)")))
_alarm("neither-metric-nor-expression", **_metrics({"Id": "m0"}, _expression("FILL(1, 0)")))
_alarm("metric-statistic", **_metrics(_metric("m0", ReturnData=True, MetricStat={**_STAT, "Stat": "Total"})))
_alarm("expression", **_metrics(_metric("m0"), _SUM))
_alarm("returned", **_metrics(_metric("m0"), _metric("m1", ReturnData=True), _SUM))
_alarm("returned-of-band", **_band(_metric("m0"), _USUAL))
_alarm("band", **_band(_metric("m0", ReturnData=True), _USUAL, threshold="usual"))


@provokes("cloudwatch-alarm-extended-statistic")
def _() -> tuple[str, str]:
    """None of these is one."""
    wrong = ("p101", "p", "Average", "tm100.5", "TM(10%)", "p99%")
    return [error_of(_put, Statistic=None, ExtendedStatistic=each) for each in wrong][0]


_alarm("period", Period=70)
_alarm("span", Period=300, EvaluationPeriods=289)
_alarm("span-of-hours", Period=3600, EvaluationPeriods=169)
_alarm("datapoints", DatapointsToAlarm=2)
_alarm("region", AlarmActions=[f"arn:aws:sns:eu-west-1:{ACCOUNT}:topic"])
provokes("cloudwatch-alarm-policy-denied")(lambda: error_of(alarm_to, topic("events")))


@provokes("cloudwatch-alarm-key-denied")
def _() -> tuple[str, str]:
    of_sns = error_of(alarm_to, topic("cloudwatch", "alias/aws/sns"))
    of_events = error_of(alarm_to, topic("cloudwatch", key_for("events")))
    assert of_sns[0] == of_events[0]
    return of_events


def taken() -> None:
    """What most of these change; raises unless it is taken."""
    alarm_to(topic("cloudwatch", key_for("cloudwatch")))
    for account in (ACCOUNT, "111122223333"):
        alarm_to(f"arn:aws:sns:us-east-1:{account}:absent")
    _put(AlarmActions=["arn:aws:automate:us-east-1:ec2:stop", f"arn:aws:ssm:us-east-1:{ACCOUNT}:opsitem:3"])
    _put(Period=3600, EvaluationPeriods=168)
    for statistic in ("p0", "p99.95", "p100", "p100.5"):
        _put(Statistic=None, ExtendedStatistic=statistic)
    for statistic in ("tm90", "IQM", "TM(10%:90%)", "TC(:0.5)", "PR(100:2000)", "WM(:95%)"):
        read_by = {**_STAT, "Stat": statistic}
        _put(**_metrics(_metric("m0", ReturnData=True, MetricStat=read_by)))
    for missing in ("breaching", "notBreaching", "ignore", "missing"):
        _put(TreatMissingData=missing)
    _put(**_metrics(_metric("m0"), _metric("m1"), _SUM))
    _put(**_metrics(_metric("m0"), _expression("IF(m0 > 1e3 AND TIME_SERIES(2) < 3, MAX([m0, 5]), 0)")))
    _put(**_metrics(_metric("m0", ReturnData=True), _expression("'unknown' == m0", ReturnData=False)))
    _put(**_metrics(_expression("SELECT SUM(Errors) FROM Tests", Period=60)))
    _put(**_band(_metric("m0", ReturnData=True), _USUAL))
