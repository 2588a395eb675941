"""Metric math.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html

Values are numbers, time series (start of window -> value) or lists of series. A time at which a member of an
expression has no datapoint has none in the result either, unless FILL gives it one.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Union

from langgraph_emulator.errors import AwsError
from langgraph_emulator.services.cloudwatch.store import Series

Value = Union[float, Series, list]

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<string>\"[^\"]*\"|'[^']*')"
    r"|(?P<symbol>==|!=|<=|>=|&&|\|\||[-+*/^()\[\],<>!]))"
)
_BINARY: tuple[dict[str, Callable[[float, float], float]], ...] = (
    {"OR": lambda a, b: float(bool(a or b)), "||": lambda a, b: float(bool(a or b))},
    {"AND": lambda a, b: float(bool(a and b)), "&&": lambda a, b: float(bool(a and b))},
    {
        "==": lambda a, b: float(a == b),
        "!=": lambda a, b: float(a != b),
        "<": lambda a, b: float(a < b),
        "<=": lambda a, b: float(a <= b),
        ">": lambda a, b: float(a > b),
        ">=": lambda a, b: float(a >= b),
    },
    {"+": operator.add, "-": operator.sub},
    {"*": operator.mul, "/": lambda a, b: a / b if b else math.nan},
    {"^": operator.pow},
)
_AGGREGATES: dict[str, Callable[[list[float]], float]] = {
    "SUM": sum,
    "MIN": min,
    "MAX": max,
    "AVG": lambda values: sum(values) / len(values),
}
_UNARY: dict[str, Callable[[float], float]] = {"ABS": abs, "CEIL": math.ceil, "FLOOR": math.floor}


@dataclass(frozen=True)
class Scope:
    """What an expression can refer to."""

    times: list[float]
    period: float
    values: dict[str, Value]
    metric_ids: list[str]


def evaluate(expression: str, scope: Scope) -> Value:
    return _Parser(expression, scope).parse()


def invalid(expression: str, problem: str) -> AwsError:
    return AwsError("ValidationError", f"Error in expression '{expression}': {problem}")


class _Parser:
    """Recursive descent, evaluating as it goes."""

    def __init__(self, expression: str, scope: Scope) -> None:
        self._expression = expression
        self._scope = scope
        self._tokens = _tokens(expression)
        self._at = 0

    def parse(self) -> Value:
        value = self._binary(0)
        if self._at != len(self._tokens):
            raise invalid(self._expression, f"unexpected {self._tokens[self._at]}")
        return value

    def _binary(self, level: int) -> Value:
        if level == len(_BINARY):
            return self._unary()
        value = self._binary(level + 1)
        while self._peek() in _BINARY[level]:
            function = _BINARY[level][self._next()]
            value = self._pointwise(function, value, self._binary(level + 1))
        return value

    def _unary(self) -> Value:
        if self._peek() == "-":
            self._next()
            return self._pointwise(operator.neg, self._unary())
        if self._peek() == "!":
            self._next()
            return self._pointwise(lambda a: float(not a), self._unary())
        return self._primary()

    def _primary(self) -> Value:
        token = self._next()
        if token == "(":
            value = self._binary(0)
            self._expect(")")
            return value
        if token == "[":
            return self._arguments("]")
        if token[0].isdigit():
            return float(token)
        if token[0] in "\"'":
            return token[1:-1]  # type: ignore[return-value]
        if self._peek() == "(" and token.isupper():
            self._next()
            return self._function(token, self._arguments(")"))
        if token == "REPEAT" or token == "LINEAR":
            return token  # type: ignore[return-value]
        if token not in self._scope.values:
            raise invalid(self._expression, f"unknown id {token}")
        return self._scope.values[token]

    def _arguments(self, closing: str) -> list[Any]:
        found = []
        while self._peek() != closing:
            found.append(self._binary(0))
            if self._peek() == ",":
                self._next()
        self._expect(closing)
        return found

    def _function(self, name: str, arguments: list[Any]) -> Value:
        if name in _AGGREGATES:
            return self._aggregate(_AGGREGATES[name], arguments)
        if name in _UNARY:
            return self._pointwise(_UNARY[name], *arguments)
        handler = getattr(self, f"_fn_{name.lower()}", None)
        if handler is None:
            raise invalid(self._expression, f"the emulator does not know the function {name}")
        return handler(*arguments)

    def _aggregate(self, function: Callable[[list[float]], float], arguments: list[Any]) -> Value:
        """Of a list, one series over its members; of one series, one number over its datapoints."""
        subject = arguments[0] if len(arguments) == 1 else arguments
        if isinstance(subject, dict):
            return float(function(list(subject.values()))) if subject else {}
        if isinstance(subject, list):
            return self._pointwise(lambda *values: float(function(list(values))), *subject)
        return subject

    def _fn_fill(self, subject: Value, filling: Any) -> Value:
        if isinstance(subject, list):
            return [self._fn_fill(item, filling) for item in subject]
        if not isinstance(subject, dict):
            return subject
        if filling == "REPEAT":
            return self._repeat(subject)
        if filling == "LINEAR":
            return self._interpolate(subject)
        filled = {}
        for time in self._scope.times:
            value = subject.get(time, filling.get(time) if isinstance(filling, dict) else filling)
            if value is not None:
                filled[time] = value
        return filled

    def _repeat(self, subject: Series) -> Series:
        filled, last = {}, None
        for time in self._scope.times:
            last = subject.get(time, last)
            if last is not None:
                filled[time] = last
        return filled

    def _interpolate(self, subject: Series) -> Series:
        known = sorted(subject)
        filled = dict(subject)
        for before, after in zip(known, known[1:]):
            slope = (subject[after] - subject[before]) / (after - before)
            for time in self._scope.times:
                if before < time < after:
                    filled[time] = subject[before] + slope * (time - before)
        return filled

    def _fn_if(self, condition: Value, then: Value, otherwise: Value | None = None) -> Value:
        if not isinstance(condition, dict):
            chosen = then if condition else otherwise
            return {} if chosen is None else chosen
        result = {}
        for time, truth in condition.items():
            value = _at(then if truth else otherwise, time)
            if value is not None:
                result[time] = value
        return result

    def _fn_metrics(self, part: str = "") -> list[Value]:
        return [self._scope.values[i] for i in self._scope.metric_ids if part in i]

    def _fn_period(self, subject: Value) -> float:
        return self._scope.period

    def _fn_time_series(self, number: float) -> Series:
        return {time: float(number) for time in self._scope.times}

    def _fn_rate(self, subject: Series) -> Series:
        return {time: value / self._scope.period for time, value in self._fn_diff(subject).items()}

    def _fn_diff(self, subject: Series) -> Series:
        known = sorted(subject)
        return {after: subject[after] - subject[before] for before, after in zip(known, known[1:])}

    def _pointwise(self, function: Callable[..., float], *operands: Any) -> Value:
        if any(isinstance(operand, list) for operand in operands):
            length = next(len(operand) for operand in operands if isinstance(operand, list))
            columns = [operand if isinstance(operand, list) else [operand] * length for operand in operands]
            return [self._pointwise(function, *row) for row in zip(*columns)]
        series = [operand for operand in operands if isinstance(operand, dict)]
        if not series:
            return float(function(*operands))
        times = set(series[0]).intersection(*series[1:])
        result = {time: float(function(*(_at(operand, time) for operand in operands))) for time in sorted(times)}
        return {time: value for time, value in result.items() if not math.isnan(value)}

    def _peek(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self) -> str:
        token = self._peek()
        if token is None:
            raise invalid(self._expression, "unexpected end")
        self._at += 1
        return token

    def _expect(self, token: str) -> None:
        if self._next() != token:
            raise invalid(self._expression, f"expected {token}")


def _at(operand: Any, time: float) -> Any:
    return operand.get(time) if isinstance(operand, dict) else operand


def _tokens(expression: str) -> list[str]:
    tokens, at, text = [], 0, expression.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise invalid(expression, f"unexpected {text[at:].strip()[:1]}")
        tokens.append(match[match.lastgroup or 0])
        at = match.end()
    return tokens
