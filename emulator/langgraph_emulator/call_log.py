"""Which AWS operations were called, for tests that assert on them."""

from __future__ import annotations

from collections import deque
from datetime import datetime
from typing import Any

CAPACITY = 50_000


class CallLog:
    """A ring buffer: names and outcomes only, never parameters, which may hold secrets."""

    def __init__(self) -> None:
        self._calls: deque[dict[str, Any]] = deque(maxlen=CAPACITY)

    def record(
        self, *, service: str, operation: str, region: str, status: int, error_code: str | None, time: datetime
    ) -> None:
        call = {"service": service, "operation": operation, "region": region, "status": status, "time": time}
        if error_code:
            call["errorCode"] = error_code
        self._calls.append(call)

    def all(self) -> list[dict[str, Any]]:
        return list(self._calls)

    def clear(self) -> None:
        self._calls.clear()
