"""All emulated state: the clock and its events, moto, and one state object per kind and region."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from moto.core import utils as moto_utils

from langgraph_emulator.clock import Clock, Timeline

clock = Clock()
# moto's modules bind this name when they are imported, which happens with the first request for a service; what
# moto stamps with a time then follows the emulated clock.
moto_utils.utcnow = clock.naive_now

from langgraph_emulator.moto_gateway import Moto
from langgraph_emulator.operations import Call, find_handler

State = TypeVar("State")


class World:
    def __init__(self) -> None:
        self.clock = clock
        self.timeline = Timeline(clock)
        self.moto = Moto()
        # Where the emulator answers, for what calls it from outside; set by who serves it.
        self.endpoint: Callable[[], str] = lambda: ""
        self._states: dict[tuple[type, str], Any] = {}

    def state(self, kind: type[State], region: str) -> State:
        """The state of a kind in a region; kinds are classes that are made from (world, region)."""
        key = (kind, region)
        if key not in self._states:
            self._states[key] = kind(self, region)  # type: ignore[call-arg]
        return self._states[key]

    def call(self, service: str, operation: str, region: str, params: dict[str, Any]) -> dict[str, Any]:
        """An AWS operation from inside, answered as if a client had called it, but not recorded."""
        handler = find_handler(service, operation)
        if handler is None:
            return self.moto.call(service, operation, region, params)
        return handler(Call(self, service, operation, region, params))
