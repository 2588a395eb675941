"""Why an alarm is in its state, in CloudWatch's words, and the entries of its history."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langgraph_emulator.services.cloudwatch.alarms import Alarm

_COMPARISONS = {
    "GreaterThanThreshold": "greater than",
    "GreaterThanOrEqualToThreshold": "greater than or equal to",
    "LessThanThreshold": "less than",
    "LessThanOrEqualToThreshold": "less than or equal to",
}
_TREATED_AS = {"notBreaching": "NonBreaching", "breaching": "Breaching", "missing": "Missing", "ignore": "Ignored"}


def explain(alarm: Alarm, state: str, points: list[tuple[float, float]], now: datetime) -> tuple[str, str]:
    """Reason and reason data; ``points`` are the newest datapoints, newest first."""
    periods, threshold = alarm.evaluation_periods, float(alarm.settings["Threshold"])
    data = {
        "version": "1.0",
        "queryDate": _stamp(now),
        "period": alarm.period,
        "recentDatapoints": [value for _, value in points],
        "threshold": threshold,
        "evaluatedDatapoints": [{"timestamp": _stamp(_moment(time)), "value": value} for time, value in points],
    }
    if state == "INSUFFICIENT_DATA":
        reason = f"Insufficient Data: {_count(periods, 'datapoint')} {'was' if periods == 1 else 'were'} unknown."
    elif not points:
        reason = (
            f"Threshold Crossed: no datapoints were received for {_count(periods, 'period')} and "
            f"{_count(periods, 'missing datapoint')} {'was' if periods == 1 else 'were'} treated as "
            f"[{_TREATED_AS[alarm.missing]}]."
        )
    else:
        reason = _threshold_crossed(alarm, state, points, threshold)
    return reason, json.dumps(data)


def _threshold_crossed(alarm: Alarm, state: str, points: list[tuple[float, float]], threshold: float) -> str:
    in_alarm = state == "ALARM"
    telling = [(time, value) for time, value in points if alarm.breaches(value) == in_alarm] or points
    listed = ", ".join(f"{value} ({_moment(time):%d/%m/%y %H:%M:%S})" for time, value in telling)
    verb = "was" if len(telling) == 1 else "were"
    needed = alarm.datapoints_to_alarm if in_alarm else alarm.evaluation_periods - alarm.datapoints_to_alarm + 1
    return (
        f"Threshold Crossed: {len(telling)} out of the last {_count(alarm.evaluation_periods, 'datapoint')} "
        f"[{listed}] {verb} {'' if in_alarm else 'not '}{_COMPARISONS[alarm.settings['ComparisonOperator']]} "
        f"the threshold ({threshold}) (minimum {_count(needed, 'datapoint')} for "
        f"{'OK -> ALARM' if in_alarm else 'ALARM -> OK'} transition)."
    )


def state_update(alarm: Alarm, before: str, now: datetime) -> dict[str, Any]:
    old, new = {"stateValue": before}, {"stateValue": alarm.state, "stateReason": alarm.reason}
    if alarm.reason_data:
        new["stateReasonData"] = json.loads(alarm.reason_data)
    data = {"version": "1.0", "oldState": old, "newState": new}
    return history_item(alarm, "StateUpdate", f"Alarm updated from {before} to {alarm.state}", data, now)


def history_item(alarm: Alarm, kind: str, summary: str, data: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "AlarmName": alarm.name,
        "AlarmType": "MetricAlarm",
        "Timestamp": now,
        "HistoryItemType": kind,
        "HistorySummary": summary,
        "HistoryData": json.dumps(data, default=str),
    }


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _moment(time: float) -> datetime:
    return datetime.fromtimestamp(time, timezone.utc)


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
