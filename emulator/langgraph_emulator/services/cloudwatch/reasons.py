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


def explain(alarm: Alarm, new_state: str, points: list[tuple[float, float]], now: datetime) -> tuple[str, str]:
    """Reason and reason data; ``points`` are the newest datapoints, newest first."""
    periods, threshold = alarm.evaluation_periods, float(alarm.settings["Threshold"])
    statistic = alarm.settings.get("Statistic") or alarm.settings.get("ExtendedStatistic")
    data = {
        "version": "1.0",
        "queryDate": _stamp(now),
        **({"startDate": _stamp(_moment(points[-1][0]))} if points else {}),
        **({"statistic": statistic} if statistic else {}),
        "period": alarm.period,
        "recentDatapoints": [value for _, value in reversed(points)],
        "threshold": threshold,
        "evaluatedDatapoints": [{"timestamp": _stamp(_moment(time)), "value": value} for time, value in points],
    }
    if new_state == "INSUFFICIENT_DATA":
        reason = f"Insufficient Data: {_count(periods, 'datapoint')} {'was' if periods == 1 else 'were'} unknown."
    elif not points:
        reason = (
            f"Threshold Crossed: no datapoints were received for {_count(periods, 'period')} and "
            f"{_count(periods, 'missing datapoint')} {'was' if periods == 1 else 'were'} treated as "
            f"[{_TREATED_AS[alarm.missing]}]."
        )
    else:
        reason = _threshold_crossed(alarm, new_state, points, threshold)
    return reason, json.dumps(data)


def _threshold_crossed(alarm: Alarm, new_state: str, points: list[tuple[float, float]], threshold: float) -> str:
    in_alarm = new_state == "ALARM"
    telling = [(time, value) for time, value in points if alarm.breaches(value) == in_alarm] or points
    listed = ", ".join(f"{value} ({_moment(time):%d/%m/%y %H:%M:%S})" for time, value in telling)
    verb = "was" if len(telling) == 1 else "were"
    needed = alarm.datapoints_to_alarm if in_alarm else alarm.evaluation_periods - alarm.datapoints_to_alarm + 1
    return (
        f"Threshold Crossed: {len(telling)} out of the last {alarm.evaluation_periods} datapoints "
        f"[{listed}] {verb} {'' if in_alarm else 'not '}{_COMPARISONS[alarm.settings['ComparisonOperator']]} "
        f"the threshold ({threshold}) (minimum {_count(needed, 'datapoint')} for "
        f"{'OK -> ALARM' if in_alarm else 'ALARM -> OK'} transition)."
    )


def state(alarm: Alarm) -> dict[str, Any]:
    """An alarm's state as its history has it."""
    told: dict[str, Any] = {"stateValue": alarm.state, "stateReason": alarm.reason}
    if alarm.reason_data:
        told["stateReasonData"] = json.loads(alarm.reason_data)
    return told


def state_update(alarm: Alarm, before: dict[str, Any], now: datetime) -> dict[str, Any]:
    data = {"version": "1.0", "oldState": before, "newState": state(alarm)}
    summary = f"Alarm updated from {before['stateValue']} to {alarm.state}"
    return history_item(alarm, "StateUpdate", summary, data, now)


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
