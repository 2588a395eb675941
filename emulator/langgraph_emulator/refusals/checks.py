"""Checks that a row can hold itself: what is looked at is a JMESPath over the request, and each value of a list counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import jmespath

from langgraph_emulator.refusals.model import Check

__all__ = ["AtMost", "Check", "Holds", "Matches", "Never", "OneOf", "Within"]


def values_at(path: str, params: dict[str, Any]) -> Iterator[Any]:
    """What the path leads to, without what is not there."""
    found = jmespath.search(path, params)
    for value in found if isinstance(found, list) else [found]:
        if value is not None:
            yield value


def to_number(value: object) -> float | None:
    """Some services send numbers as text; None for what is none."""
    try:
        return float(str(value))
    except ValueError:
        return None


@dataclass(frozen=True)
class Within:
    """Each number lies from ``low`` to ``high``.

    The message may use {value}, {low}, {high}, and of the limit that is passed {limit} (`at most 4`), {beyond} (`greater
    than 4`) and {allowed} (`less than or equal to the maximum allowed value 4`).
    """

    path: str
    low: float
    high: float

    def broken(self, params: dict[str, Any]) -> dict[str, object] | None:
        for value in values_at(self.path, params):
            number = to_number(value)
            if number is None or not self.low <= number <= self.high:
                return {"value": value, "low": self.low, "high": self.high, **self._passed(number)}
        return None

    def _passed(self, number: float | None) -> dict[str, str]:
        if number is not None and number < self.low:
            return {
                "limit": f"at least {self.low}",
                "beyond": f"less than {self.low}",
                "allowed": f"greater than or equal to the minimum allowed value {self.low}",
            }
        return {
            "limit": f"at most {self.high}",
            "beyond": f"greater than {self.high}",
            "allowed": f"less than or equal to the maximum allowed value {self.high}",
        }


@dataclass(frozen=True)
class Matches:
    """Each text matches the whole expression; the message may use {value}, which a secret's must not."""

    path: str
    expression: str

    def broken(self, params: dict[str, Any]) -> dict[str, object] | None:
        for value in values_at(self.path, params):
            if not re.fullmatch(self.expression, str(value), re.DOTALL):
                return {"value": value}
        return None


@dataclass(frozen=True)
class OneOf:
    """Each value is one of a set; the message may use {value} and {valid}."""

    path: str
    valid: tuple[object, ...]

    def broken(self, params: dict[str, Any]) -> dict[str, object] | None:
        for value in values_at(self.path, params):
            if value not in self.valid:
                return {"value": value, "valid": ", ".join(map(str, self.valid))}
        return None


@dataclass(frozen=True)
class AtMost:
    """A list, or a map, has no more than so many members; the message may use {count} and {most}."""

    path: str
    most: int

    def broken(self, params: dict[str, Any]) -> dict[str, object] | None:
        found = jmespath.search(self.path, params)
        count = len(found or ())
        return {"count": count, "most": self.most} if count > self.most else None


@dataclass(frozen=True)
class Never:
    """The path, which is a condition, leads to nothing: null, false or an empty list."""

    path: str

    def broken(self, params: dict[str, Any]) -> dict[str, object] | None:
        found = jmespath.search(self.path, params)
        if found in (None, False, [], ""):
            return None
        return {"value": found[0] if isinstance(found, list) else found}


@dataclass(frozen=True)
class Holds:
    """A condition over the parameters that no path can say."""

    passes: Callable[[dict[str, Any]], bool]

    def broken(self, params: dict[str, Any]) -> dict[str, object] | None:
        return None if self.passes(params) else {}
