"""Emulated time, and the events that happen in it.

Time moves on its own at ``scale`` times real time and jumps when it is advanced. Nothing runs in the background:
each request first brings the world up to date, one event after the other, and while an event runs ``now`` is the
moment it was due. An alarm that fires between two traffic steps therefore acts between them, however far one jump
of the clock went.

An event may start work in another process. Time then stands still at that moment until the work is done: whoever brings
the world up to date waits for it outside of the lock.
"""

from __future__ import annotations

import heapq
import itertools
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Protocol


class Clock:
    def __init__(self) -> None:
        self._emulated = datetime.now(timezone.utc)
        self._real = time.monotonic()
        self._scale = 1.0
        self._event_time: datetime | None = None

    def now(self) -> datetime:
        return self._event_time or self.live()

    def naive_now(self) -> datetime:
        """UTC without a time zone, the form in which moto keeps time."""
        return self.now().replace(tzinfo=None)

    def live(self) -> datetime:
        return self._emulated + timedelta(seconds=(time.monotonic() - self._real) * self._scale)

    @property
    def scale(self) -> float:
        return self._scale

    def set_scale(self, scale: float) -> None:
        self._rebase(self.live())
        self._scale = scale

    def advance(self, seconds: float) -> None:
        self._rebase(self.live() + timedelta(seconds=seconds))

    def during(self, moment: datetime | None) -> None:
        """Holds ``now`` at the moment of an event; None lets it run again."""
        self._event_time = moment

    def _rebase(self, emulated: datetime) -> None:
        self._emulated, self._real = emulated, time.monotonic()


@dataclass(order=True)
class Event:
    at: datetime
    order: int
    action: Callable[[], None] = field(compare=False)
    cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        self.cancelled = True


class Work(Protocol):
    """What goes on outside of the emulated world."""

    def wait(self) -> None: ...

    def finish(self) -> None:
        """What follows from it; happens at the moment at which it was started."""


class Timeline:
    """A queue of events in emulated time."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._queue: list[Event] = []
        self._order = itertools.count()
        self.work: Work | None = None

    def at(self, moment: datetime, action: Callable[[], None]) -> Event:
        event = Event(max(moment, self.clock.now()), next(self._order), action)
        heapq.heappush(self._queue, event)
        return event

    def after(self, seconds: float, action: Callable[[], None]) -> Event:
        return self.at(self.clock.now() + timedelta(seconds=seconds), action)

    def hold(self, work: Work) -> None:
        """Called by an event: nothing else happens before the work is finished."""
        self.work = work

    def finish(self, work: Work) -> None:
        """Called by everybody who waited for the work; the first one counts."""
        if self.work is work:
            self.work = None
            _run(Event(self.clock.now(), 0, work.finish))

    def catch_up(self) -> None:
        """Runs everything that is due by now, in the order of time, or until an event starts work."""
        target = self.clock.live()
        try:
            while self.work is None and self._queue and self._queue[0].at <= target:
                event = heapq.heappop(self._queue)
                if not event.cancelled:
                    self.clock.during(event.at)
                    _run(event)
        finally:
            if self.work is None:
                self.clock.during(None)


def _run(event: Event) -> None:
    """One broken event must not stop the world; the frames are logged without values, which may be secret."""
    try:
        event.action()
    except Exception as error:
        frames = "".join(traceback.format_tb(error.__traceback__))
        print(f"event failed: {type(error).__name__}\n{frames}", file=sys.stderr)
