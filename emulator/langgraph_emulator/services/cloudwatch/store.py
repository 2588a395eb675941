"""Raw datapoints, and their statistics over a window of time."""

from __future__ import annotations

import bisect
import math
import re
from dataclasses import dataclass
from typing import Any

from langgraph_emulator.errors import AwsError

_PERCENTILE = re.compile(r"^p(?P<percent>\d{1,2}(\.\d+)?|100)$")
_TRIMMED_MEAN = re.compile(r"^tm(?P<percent>\d{1,2}(\.\d+)?)$")

Series = dict[float, float]


@dataclass(frozen=True)
class MetricKey:
    namespace: str
    name: str
    dimensions: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, namespace: str, name: str, dimensions: list[dict[str, str]] | dict[str, str] | None) -> MetricKey:
        if isinstance(dimensions, dict):
            return cls(namespace, name, frozenset(dimensions.items()))
        return cls(namespace, name, frozenset((d["Name"], d["Value"]) for d in dimensions or []))


@dataclass(frozen=True)
class Sample:
    """One value seen ``count`` times, or the summary of a StatisticSet."""

    time: float
    count: float
    total: float
    low: float
    high: float
    unit: str = "None"

    @classmethod
    def of_value(cls, time: float, value: float, count: float = 1, unit: str = "None") -> Sample:
        return cls(time, count, value * count, value, value, unit)


class MetricStore:
    """One object per region."""

    def __init__(self, world: object, region: str) -> None:
        self._samples: dict[MetricKey, list[Sample]] = {}

    def add(self, key: MetricKey, sample: Sample) -> None:
        bisect.insort(self._samples.setdefault(key, []), sample, key=lambda item: item.time)

    def keys(self) -> list[MetricKey]:
        return list(self._samples)

    def between(self, key: MetricKey, start: float, end: float) -> list[Sample]:
        samples = self._samples.get(key, [])
        first = bisect.bisect_left(samples, start, key=lambda item: item.time)
        last = bisect.bisect_left(samples, end, key=lambda item: item.time)
        return samples[first:last]

    def has_since(self, key: MetricKey, start: float) -> bool:
        samples = self._samples.get(key, [])
        return bool(samples) and samples[-1].time >= start

    def series(self, key: MetricKey, starts: list[float], period: float, stat: str, unit: str | None = None) -> Series:
        """Start of window -> statistic, without the windows that have no datapoint."""
        found = {}
        for start in starts:
            samples = self.between(key, start, start + period)
            if unit:
                samples = [sample for sample in samples if sample.unit == unit]
            if samples:
                found[start] = statistic(samples, stat)
        return found


def statistic(samples: list[Sample], stat: str) -> float:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html"""
    simple: dict[str, Any] = {
        "Sum": lambda: sum(sample.total for sample in samples),
        "SampleCount": lambda: sum(sample.count for sample in samples),
        "Average": lambda: sum(sample.total for sample in samples) / sum(sample.count for sample in samples),
        "Minimum": lambda: min(sample.low for sample in samples),
        "Maximum": lambda: max(sample.high for sample in samples),
    }
    if stat in simple:
        return float(simple[stat]())
    percentile = _PERCENTILE.match(stat)
    if percentile:
        return _percentile(samples, float(percentile["percent"]))
    trimmed = _TRIMMED_MEAN.match(stat)
    if trimmed:
        limit = _percentile(samples, float(trimmed["percent"]))
        kept = [sample for sample in samples if sample.high <= limit]
        return sum(sample.total for sample in kept) / sum(sample.count for sample in kept)
    raise AwsError("InvalidParameterValue", f"The emulator does not know the statistic {stat}.")


def _percentile(samples: list[Sample], percent: float) -> float:
    """The smallest value that at least that many per cent of the values do not exceed."""
    ordered = sorted(samples, key=lambda sample: sample.high)
    rank = math.ceil(sum(sample.count for sample in ordered) * percent / 100)
    seen = 0.0
    for sample in ordered:
        seen += sample.count
        if seen >= rank:
            return sample.high
    return ordered[-1].high
