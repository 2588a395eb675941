"""Alarms, evaluated from datapoints as emulated time passes.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html

An alarm looks once a minute at the periods that end then. One without any datapoint in reach sleeps once its state is
settled, so that days can be skipped quickly; datapoints wake it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from langgraph_emulator.services.cloudwatch import reasons
from langgraph_emulator.services.cloudwatch.queries import evaluate_queries, metric_keys, period_of, windows
from langgraph_emulator.services.cloudwatch.store import MetricKey, MetricStore, Series

if TYPE_CHECKING:
    from langgraph_emulator.clock import Event
    from langgraph_emulator.world import World

OK, ALARM, INSUFFICIENT_DATA = "OK", "ALARM", "INSUFFICIENT_DATA"
_MINUTE = 60
# CloudWatch looks at more datapoints than the evaluation periods; its page on missing data shows 5 for 3.
_EXTRA_PERIODS = 2
_BREACHES: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}


@dataclass
class Alarm:
    """``settings`` are the members of PutMetricAlarm as they were given."""

    name: str
    arn: str
    settings: dict[str, Any]
    configured_at: datetime
    state: str = INSUFFICIENT_DATA
    reason: str = "Unchecked: Initial alarm creation"
    reason_data: str | None = None
    state_updated_at: datetime | None = None
    pending: Event | None = None

    @property
    def queries(self) -> list[dict[str, Any]]:
        """A plain alarm is one query."""
        settings = self.settings
        if settings.get("Metrics"):
            return settings["Metrics"]
        metric = {key: settings.get(key) for key in ("Namespace", "MetricName", "Dimensions")}
        stat = {
            "Metric": metric,
            "Period": settings.get("Period", _MINUTE),
            "Stat": settings.get("Statistic") or settings.get("ExtendedStatistic"),
            "Unit": settings.get("Unit"),
        }
        return [{"Id": "m1", "MetricStat": stat, "ReturnData": True}]

    @property
    def watched_id(self) -> str:
        returning = [query["Id"] for query in self.queries if query.get("ReturnData", True) is not False]
        with_expression = [q["Id"] for q in self.queries if q.get("Expression") and q["Id"] in returning]
        return (with_expression or returning)[0]

    @property
    def period(self) -> int:
        return period_of(self.queries)

    @property
    def evaluation_periods(self) -> int:
        return int(self.settings["EvaluationPeriods"])

    @property
    def datapoints_to_alarm(self) -> int:
        return int(self.settings.get("DatapointsToAlarm") or self.evaluation_periods)

    @property
    def missing(self) -> str:
        return self.settings.get("TreatMissingData") or "missing"

    def breaches(self, value: float) -> bool:
        return _BREACHES[self.settings["ComparisonOperator"]](value, float(self.settings["Threshold"]))


class Alarms:
    """One object per region."""

    def __init__(self, world: World, region: str) -> None:
        self._world = world
        self._store = world.state(MetricStore, region)
        self.by_name: dict[str, Alarm] = {}
        # Of all alarms, also of those that are deleted; the oldest comes first.
        self.history: list[dict[str, Any]] = []
        self._listeners: list[Callable[[str], None]] = []

    def subscribe(self, listener: Callable[[str], None]) -> None:
        """Calls the listener with the name of each alarm that goes into ALARM."""
        self._listeners.append(listener)

    def in_alarm(self, names: list[str]) -> list[str]:
        return [name for name in names if name in self.by_name and self.by_name[name].state == ALARM]

    def wake(self, alarm: Alarm) -> None:
        if alarm.pending is None:
            step = min(_MINUTE, alarm.period)
            now = self._world.clock.now().timestamp()
            moment = datetime.fromtimestamp((now // step + 1) * step, timezone.utc)
            alarm.pending = self._world.timeline.at(moment, lambda: self._look(alarm))

    def wake_for(self, key: MetricKey) -> None:
        for alarm in self.by_name.values():
            if key in metric_keys(alarm.queries):
                self.wake(alarm)

    def remove(self, name: str) -> None:
        alarm = self.by_name.pop(name, None)
        if alarm and alarm.pending:
            alarm.pending.cancel()

    def set_state(self, alarm: Alarm, state: str, reason: str, reason_data: str | None) -> None:
        before, now = reasons.state(alarm), self._world.clock.now()
        alarm.state, alarm.reason, alarm.reason_data = state, reason, reason_data
        if before["stateValue"] == state:
            return
        alarm.state_updated_at = now
        self.history.append(reasons.state_update(alarm, before, now))
        if state == ALARM:
            for listener in self._listeners:
                listener(alarm.name)

    def _look(self, alarm: Alarm) -> None:
        alarm.pending = None
        before = alarm.state
        now = self._world.clock.now().timestamp()
        count = alarm.evaluation_periods + _EXTRA_PERIODS
        times = windows(now, alarm.period, count)
        series = evaluate_queries(self._store, alarm.queries, times, alarm.period).get(alarm.watched_id)
        self._judge(alarm, series if isinstance(series, dict) else {}, times)
        reach = times[0]
        if alarm.state != before or any(self._store.has_since(key, reach) for key in metric_keys(alarm.queries)):
            self.wake(alarm)

    def _judge(self, alarm: Alarm, series: Series, times: list[float]) -> None:
        newest_first = sorted(series, reverse=True)[: alarm.evaluation_periods]
        points = [(time, series[time]) for time in newest_first]
        state = decide(alarm, points, times)
        # The reason stays that of the last change, whatever the datapoints since.
        if state is not None and state != alarm.state:
            reason, data = reasons.explain(alarm, state, points, self._world.clock.now())
            self.set_state(alarm, state, reason, data)


def decide(alarm: Alarm, points: list[tuple[float, float]], times: list[float]) -> str | None:
    """The state that the datapoints call for; None keeps the present one.

    ``points`` are the newest real datapoints, at most as many as there are evaluation periods.
    """
    needed, wanted = alarm.datapoints_to_alarm, alarm.evaluation_periods
    breaching = sum(alarm.breaches(value) for _, value in points)
    absent = wanted - len(points)
    if breaching >= needed:
        return ALARM
    if absent == 0 or alarm.missing == "notBreaching":
        return OK
    if alarm.missing == "breaching":
        return ALARM if breaching + absent >= needed else OK
    if breaching < len(points):
        return OK
    if alarm.missing == "ignore":
        return None
    if not points:
        return INSUFFICIENT_DATA
    # Every datapoint there is breaches, but they are too few: CloudWatch waits until the oldest has come of age.
    oldest = points[-1][0]
    return ALARM if oldest <= times[-needed] else None
