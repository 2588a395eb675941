"""Requests that an SDK sends a second time, since the answer did not reach it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from langgraph_emulator.protocol.codec import HttpResponse

_KEPT = 200


@dataclass(frozen=True)
class Attempt:
    """Which call of an SDK a request belongs to, and the how manieth request of it this is; as text, for the log."""

    invocation: str
    number: int

    @staticmethod
    def of(environ: Mapping[str, Any]) -> Attempt:
        number = environ.get("HTTP_AMZ_SDK_REQUEST", "").partition(";")[0].removeprefix("attempt=")
        return Attempt(environ.get("HTTP_AMZ_SDK_INVOCATION_ID", ""), int(number) if number.isdecimal() else 1)

    def __str__(self) -> str:
        return f" attempt {self.number}" if self.number > 1 else ""


class SentAnswers:
    """The last good answers, by the call of the SDK.

    smithy-go closes the body of a request as soon as it has the head of the answer. Where its writer has not yet returned,
    since the machine is busy and the answer took a millisecond, Go then closes the connection under the answer, and the
    SDK sends the request again. As on AWS that would make a thing twice, or be told that it exists; on loopback it happens
    to one apply in ten on a loaded machine, and no test is about it but for those that lose an answer on purpose, which
    is not kept.
    """

    def __init__(self) -> None:
        self._answers: OrderedDict[str, HttpResponse] = OrderedDict()

    def add(self, attempt: Attempt, response: HttpResponse | None) -> None:
        if attempt.invocation and response is not None and response.status < 400:
            self._answers[attempt.invocation] = response
            if len(self._answers) > _KEPT:
                self._answers.popitem(last=False)

    def get(self, attempt: Attempt) -> HttpResponse | None:
        return self._answers.get(attempt.invocation) if attempt.number > 1 else None
