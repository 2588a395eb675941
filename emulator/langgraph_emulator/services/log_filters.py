"""Filter patterns of CloudWatch Logs over messages that are JSON: which of them a pattern takes.

Known are comparisons ``$.a.b[0] = "text"`` and ``= 3``, joined by ``&&`` and ``||`` and put in parentheses; the rest of the
grammar (other operators, IS, EXISTS, wildcards, regular expressions) is refused.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

Matcher = Callable[[Any], bool]
_Token = tuple[str, str]

_TOKENS = re.compile(
    r"""\s*(?:
        (?P<selector>\$(?:\.[\w-]+(?:\[\d+\])*)+)
      | (?P<text>"[^"*]*")
      | (?P<number>-?\d+(?:\.\d+)?(?![\w.*]))
      | (?P<sign>=|&&|\|\||\(|\))
    )""",
    re.VERBOSE | re.ASCII,
)
_STEP = re.compile(r"[\w-]+|\[\d+\]", re.ASCII)


class UnknownPattern(ValueError):
    """A pattern that is not of the known grammar."""


def json_filter(pattern: str) -> Callable[[str], bool]:
    """Whether a message is taken by a pattern in braces; one that is no JSON is taken by none."""
    matches = _Parser(pattern.strip()[1:-1]).parse()

    def takes(message: str) -> bool:
        try:
            value = json.loads(message)
        except ValueError:
            return False
        return matches(value)

    return takes


class _Parser:
    """``||`` binds weaker than ``&&``, and that weaker than parentheses."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))

    def parse(self) -> Matcher:
        matcher = self._either()
        if self._tokens:
            raise UnknownPattern(self._tokens[0][1])
        return matcher

    def _either(self) -> Matcher:
        matchers = self._joined("||", self._both)
        return lambda value: any(each(value) for each in matchers)

    def _both(self) -> Matcher:
        matchers = self._joined("&&", self._term)
        return lambda value: all(each(value) for each in matchers)

    def _joined(self, sign: str, part: Callable[[], Matcher]) -> list[Matcher]:
        matchers = [part()]
        while self._tokens and self._tokens[0] == ("sign", sign):
            self._tokens.pop(0)
            matchers.append(part())
        return matchers

    def _term(self) -> Matcher:
        if self._tokens and self._tokens[0] == ("sign", "("):
            self._tokens.pop(0)
            matcher = self._either()
            self._take("sign", ")")
            return matcher
        path = _STEP.findall(self._take("selector"))
        self._take("sign", "=")
        wanted = self._value()
        return lambda value: _is_equal(_member(value, path), wanted)

    def _value(self) -> Any:
        kind = self._tokens[0][0] if self._tokens else ""
        return json.loads(self._take("number" if kind == "number" else "text"))

    def _take(self, kind: str, text: str | None = None) -> str:
        if not self._tokens or self._tokens[0][0] != kind or text not in (None, self._tokens[0][1]):
            raise UnknownPattern(self._tokens[0][1] if self._tokens else "the end")
        return self._tokens.pop(0)[1]


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    text = text.rstrip()
    position = 0
    while position < len(text):
        match = _TOKENS.match(text, position)
        if match is None or match.lastgroup is None:
            raise UnknownPattern(text[position:].strip())
        found.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return found


def _member(value: Any, path: list[str]) -> Any:
    for step in path:
        if step.startswith("["):
            index = int(step[1:-1])
            value = value[index] if isinstance(value, list) and index < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def _is_equal(value: Any, wanted: str | float) -> bool:
    """Text is not taken for a number, nor ``true`` for 1."""
    if isinstance(wanted, str):
        return isinstance(value, str) and value == wanted
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == wanted
