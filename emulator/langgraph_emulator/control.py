"""The control API under ``/_emulator``: what a test needs and AWS does not offer."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from langgraph_emulator.call_log import CallLog
from langgraph_emulator.errors import AwsError
from langgraph_emulator.protocol.codec import HttpResponse
from langgraph_emulator.world import World

Query = dict[str, str]


class ControlApi:
    def __init__(self, world: World, calls: CallLog) -> None:
        self._world = world
        self._calls = calls
        self._routes: dict[tuple[str, str], Callable[[Query, Any], Any]] = {
            ("GET", "health"): lambda query, body: {"status": "ok", "now": world.clock.now()},
            ("GET", "calls"): lambda query, body: calls.all(),
            ("DELETE", "calls"): self._clear_calls,
            ("GET", "clock"): self._clock,
            ("POST", "clock"): self._move_clock,
        }

    def answer(self, environ: dict[str, Any], body: bytes) -> HttpResponse:
        path = environ["PATH_INFO"].removeprefix("/_emulator").strip("/")
        route = self._routes.get((environ["REQUEST_METHOD"], path))
        if route is None:
            return _json(404, {"error": f"no {environ['REQUEST_METHOD']} /_emulator/{path}"})
        query = {key: values[-1] for key, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
        try:
            return _json(200, route(query, json.loads(body) if body else {}))
        except (KeyError, TypeError, ValueError, AwsError) as error:
            return _json(400, {"error": f"{type(error).__name__}: {error}"})

    def _clear_calls(self, query: Query, body: Any) -> Any:
        self._calls.clear()
        return {}

    def _clock(self, query: Query, body: Any) -> Any:
        return {"now": self._world.clock.now(), "scale": self._world.clock.scale}

    def _move_clock(self, query: Query, body: Any) -> Any:
        if "scale" in body:
            self._world.clock.set_scale(_non_negative(body, "scale"))
        if "advanceSeconds" in body:
            self._world.clock.advance(_non_negative(body, "advanceSeconds"))
        self._world.timeline.catch_up()
        return self._clock(query, body)


def _non_negative(body: Any, key: str) -> float:
    value = float(body[key])
    if value < 0:
        raise ValueError(f"{key} must not be negative, got {value}")
    return value


def _json(status: int, value: Any) -> HttpResponse:
    body = json.dumps(value, default=_plain).encode()
    return HttpResponse(status, {"Content-Type": "application/json"}, body)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    raise TypeError(f"not JSON: {type(value).__name__}")
