"""How far the clock of a client may be off, set through ``POST /_emulator/signatures``. Nothing else is checked."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from moto.core.request import Request

from langgraph_emulator.clock import Clock
from langgraph_emulator.errors import AwsError
from langgraph_emulator.protocol.identify import Target
from langgraph_emulator.protocol.wire import Wire, wire_of

_FORMAT = "%Y%m%dT%H%M%SZ"
_CODES: dict[Wire, str] = {
    "json": "InvalidSignatureException",
    "rest-json": "InvalidSignatureException",
    "query": "SignatureDoesNotMatch",
    "ec2": "RequestExpired",
    "s3": "RequestTimeTooSkewed",
}


class Signatures:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.max_skew_seconds: float | None = None

    def allow(self, max_skew_seconds: float | None) -> None:
        """None, the default, allows any."""
        if max_skew_seconds is not None and not max_skew_seconds > 0:
            raise ValueError(f"maxSkewSeconds must be positive or null, got {max_skew_seconds}")
        self.max_skew_seconds = max_skew_seconds

    def check(self, target: Target, request: Request) -> None:
        stamp = request.headers.get("X-Amz-Date")
        if self.max_skew_seconds is None or stamp is None:
            return
        signed = _moment(stamp)
        now, allowed = self._clock.now(), timedelta(seconds=self.max_skew_seconds)
        if abs(now - signed) <= allowed:
            return
        wire = wire_of(target)
        raise AwsError(_CODES[wire], self._message(wire, signed, now, allowed), 403)

    @staticmethod
    def _message(wire: Wire, signed: datetime, now: datetime, allowed: timedelta) -> str:
        if wire == "s3":
            return "The difference between the request time and the current time is too large."
        if wire == "ec2":
            return "Request has expired."
        minutes = f"{allowed.total_seconds() / 60:g} min."
        if signed < now:
            return (
                f"Signature expired: {signed:{_FORMAT}} is now earlier than {now - allowed:{_FORMAT}} "
                f"({now:{_FORMAT}} - {minutes})"
            )
        return (
            f"Signature not yet current: {signed:{_FORMAT}} is still later than {now + allowed:{_FORMAT}} "
            f"({now:{_FORMAT}} + {minutes})"
        )


def _moment(stamp: str) -> datetime:
    try:
        return datetime.strptime(stamp, _FORMAT).replace(tzinfo=timezone.utc)
    except ValueError:
        raise AwsError("IncompleteSignature", f"Date must be in ISO-8601 'basic format'. Got '{stamp}'.", 400) from None
