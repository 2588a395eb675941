"""MetricDataQueries, as alarms, GetMetricData and scaling policies have them, evaluated over windows of time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langgraph_emulator.errors import AwsError
from langgraph_emulator.services.cloudwatch.expressions import Scope, Value, evaluate
from langgraph_emulator.services.cloudwatch.store import MetricKey, MetricStore

DEFAULT_PERIOD = 60


def metric_keys(queries: list[dict[str, Any]]) -> Iterator[MetricKey]:
    for query in queries:
        stat = query.get("MetricStat")
        if stat:
            yield key_of(stat["Metric"])


def key_of(metric: dict[str, Any]) -> MetricKey:
    return MetricKey.of(metric["Namespace"], metric["MetricName"], metric.get("Dimensions"))


def period_of(queries: list[dict[str, Any]]) -> int:
    periods = [(query.get("MetricStat") or {}).get("Period") or query.get("Period") for query in queries]
    return max((int(period) for period in periods if period), default=DEFAULT_PERIOD)


def windows(end: float, period: float, count: int) -> list[float]:
    """The starts of the last windows that are over at ``end``, oldest first."""
    return [end - period * index for index in range(count, 0, -1)]


def evaluate_queries(
    store: MetricStore, queries: list[dict[str, Any]], times: list[float], period: float
) -> dict[str, Value]:
    """Id -> value of each query; expressions may refer to each other in any order."""
    values: dict[str, Value] = {}
    expressions: dict[str, str] = {}
    for query in queries:
        stat = query.get("MetricStat")
        if stat:
            key = key_of(stat["Metric"])
            values[query["Id"]] = store.series(key, times, period, stat["Stat"], stat.get("Unit"))
        else:
            expressions[query["Id"]] = query.get("Expression") or ""
    metric_ids = list(values)
    while expressions:
        solved = _solve(expressions, Scope(times, period, values, metric_ids))
        if not solved:
            name, expression = next(iter(expressions.items()))
            evaluate(expression, Scope(times, period, values, metric_ids))
            raise AwsError("ValidationError", f"The expression {name} refers to itself.")
        values.update(solved)
        expressions = {name: text for name, text in expressions.items() if name not in solved}
    return values


def _solve(expressions: dict[str, str], scope: Scope) -> dict[str, Value]:
    solved = {}
    for name, expression in expressions.items():
        try:
            solved[name] = evaluate(expression, scope)
        except AwsError:
            continue
    return solved
