"""The operations on metrics, and the way in for the metrics that only AWS's services may publish."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from langgraph_emulator.errors import AwsError
from langgraph_emulator.operations import Call, operation
from langgraph_emulator.refusals import refuse
from langgraph_emulator.services.cloudwatch.alarms import Alarms
from langgraph_emulator.services.cloudwatch.queries import evaluate_queries, period_of
from langgraph_emulator.services.cloudwatch.store import MetricKey, MetricStore, Sample, statistic

if TYPE_CHECKING:
    from langgraph_emulator.world import World


def publish(world: World, region: str, key: MetricKey, samples: list[Sample]) -> None:
    for sample in samples:
        world.state(MetricStore, region).add(key, sample)
    world.state(Alarms, region).wake_for(key)


@operation("cloudwatch", "PutMetricData")
def put_metric_data(call: Call) -> dict[str, Any]:
    namespace = call.params["Namespace"]
    if namespace.startswith("AWS/"):
        raise refuse("cloudwatch-aws-namespace", namespace=namespace)
    data = list(call.params.get("MetricData") or [])
    for entity in call.params.get("EntityMetricData") or []:
        data += entity.get("MetricData") or []
    for datum in data:
        key = MetricKey.of(namespace, datum["MetricName"], datum.get("Dimensions"))
        publish(call.world, call.region, key, _samples(call, datum))
    return {}


@operation("cloudwatch", "ListMetrics")
def list_metrics(call: Call) -> dict[str, Any]:
    params = call.params
    wanted = {(d["Name"], d.get("Value")) for d in params.get("Dimensions") or []}
    found = [
        key
        for key in call.state(MetricStore).keys()
        if params.get("Namespace") in (None, key.namespace)
        and params.get("MetricName") in (None, key.name)
        and all(any(n == name and value in (None, v) for n, v in key.dimensions) for name, value in wanted)
    ]
    return {
        "Metrics": [
            {"Namespace": key.namespace, "MetricName": key.name, "Dimensions": _dimensions(key)} for key in found
        ]
    }


@operation("cloudwatch", "GetMetricData")
def get_metric_data(call: Call) -> dict[str, Any]:
    queries = call.params["MetricDataQueries"]
    for index, query in enumerate(queries, 1):
        if not query.get("MetricStat") and not query.get("Expression"):
            raise AwsError(
                "ValidationError", f"The parameter MetricDataQueries.member.{index}.MetricStat is required.\n"
            )
    period = period_of(queries)
    times = _times(call.params["StartTime"], call.params["EndTime"], period)
    values = evaluate_queries(call.state(MetricStore), queries, times, period)
    ascending = call.params.get("ScanBy") == "TimestampAscending"
    results = []
    for query in queries:
        if query.get("ReturnData", True) is False:
            continue
        value = values[query["Id"]]
        series = value if isinstance(value, list) else [value]
        results += [_result(query, item, ascending) for item in series if isinstance(item, dict)]
    return {"MetricDataResults": results, "Messages": []}


@operation("cloudwatch", "GetMetricStatistics")
def get_metric_statistics(call: Call) -> dict[str, Any]:
    params = call.params
    statistics, extended = params.get("Statistics") or [], params.get("ExtendedStatistics") or []
    if not statistics and not extended:
        raise AwsError("InvalidParameterCombination", "Must specify either Statistics or ExtendedStatistics")
    key = MetricKey.of(params["Namespace"], params["MetricName"], params.get("Dimensions"))
    store, period = call.state(MetricStore), params["Period"]
    datapoints = []
    for start in _times(params["StartTime"], params["EndTime"], period):
        samples = store.between(key, start, start + period)
        samples = [sample for sample in samples if params.get("Unit") in (None, sample.unit)]
        if samples:
            point: dict[str, Any] = {"Timestamp": _moment(start), "Unit": samples[0].unit}
            point.update({name: statistic(samples, name) for name in statistics})
            if extended:
                point["ExtendedStatistics"] = {name: statistic(samples, name) for name in extended}
            datapoints.append(point)
    return {"Label": params["MetricName"], "Datapoints": datapoints}


def _samples(call: Call, datum: dict[str, Any]) -> list[Sample]:
    stamp = datum.get("Timestamp") or call.world.clock.now()
    time = _aware(stamp).timestamp()
    unit = datum.get("Unit") or "None"
    summary = datum.get("StatisticValues")
    if summary:
        total, count = float(summary["Sum"]), float(summary["SampleCount"])
        return [Sample(time, count, total, float(summary["Minimum"]), float(summary["Maximum"]), unit)]
    values = datum.get("Values") or [datum["Value"]]
    counts = datum.get("Counts") or [1] * len(values)
    return [Sample.of_value(time, float(value), float(count), unit) for value, count in zip(values, counts)]


def _times(start: datetime, end: datetime, period: int) -> list[float]:
    first = int(_aware(start).timestamp() // period * period)
    return [float(time) for time in range(first, int(_aware(end).timestamp()), int(period))]


def _result(query: dict[str, Any], series: dict[float, float], ascending: bool) -> dict[str, Any]:
    times = sorted(series, reverse=not ascending)
    metric = (query.get("MetricStat") or {}).get("Metric") or {}
    return {
        "Id": query["Id"],
        "Label": query.get("Label") or metric.get("MetricName") or query["Id"],
        "Timestamps": [_moment(time) for time in times],
        "Values": [series[time] for time in times],
        "StatusCode": "Complete",
    }


def _dimensions(key: MetricKey) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in sorted(key.dimensions)]


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _moment(time: float) -> datetime:
    return datetime.fromtimestamp(time, timezone.utc)
