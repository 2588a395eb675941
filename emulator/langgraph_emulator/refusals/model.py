"""The shape of a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class Check(Protocol):
    """Decides from a request's parameters alone."""

    def broken(self, params: dict[str, Any]) -> Mapping[str, object] | None:
        """What fills the places in the message if the request must be refused, None if it may pass."""


@dataclass(frozen=True)
class Refusal:
    """What AWS refuses, with which code and words, and where it says so.

    Who decides: ``check`` where the parameters alone tell; a function of ``langgraph_emulator.rules`` where other
    resources count as well; the operation's handler, or moto, where neither is there.
    """

    id: str
    service: str
    operation: str
    condition: str
    code: str
    message: str
    docs: str
    check: Check | None = None
    # Other operations that are held against the same row.
    also: tuple[str, ...] = ()

    @property
    def operations(self) -> tuple[str, ...]:
        return (self.operation, *self.also)
