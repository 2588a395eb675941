"""The chain each request goes through: control API, identification, events that are due, the operation, the record."""

from __future__ import annotations

import io
import socket
import sys
import threading
import time
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any, NoReturn

from moto.core.request import Request

from langgraph_emulator import faults, rules
from langgraph_emulator.call_log import CallLog
from langgraph_emulator.control import ControlApi, is_answer, moves_clock
from langgraph_emulator.errors import AwsError, EmulatorFault, NotImplementedByEmulator
from langgraph_emulator.faults import LOST_ANSWER, LOST_REQUEST, Faults
from langgraph_emulator.forks import Forks
from langgraph_emulator.operations import Call, Handler, find_handler
from langgraph_emulator.protocol import constraints, malformed, unknown_members
from langgraph_emulator.protocol.codec import HttpResponse, decode_request, encode_error, encode_result
from langgraph_emulator.protocol.identify import UNKNOWN, Target, identify
from langgraph_emulator.services.lambda_.access import ACCESS_KEY
from langgraph_emulator.sent_again import Attempt, SentAnswers
from langgraph_emulator.signatures import Signatures
from langgraph_emulator.world import World


class Emulator:
    """A WSGI application.

    One lock is held from bringing the world up to date until the answer is built: moto's backends are plain
    dictionaries, and Terraform sends ten requests at a time.
    """

    def __init__(self) -> None:
        self.world = World()
        self.calls = CallLog()
        self.faults = Faults()
        self.sent = SentAnswers()
        self.signatures = Signatures(self.world.clock)
        self.forks = Forks(self._renew_lock)
        self.world.endpoint = lambda: self.forks.server.endpoint if self.forks.server else ""
        self._control = ControlApi(self)
        self._renew_lock()

    def _renew_lock(self) -> None:
        self._lock = threading.RLock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        started = time.monotonic()
        body = _read_body(environ)
        response: HttpResponse | None
        if environ.get("PATH_INFO", "").startswith("/_emulator"):
            name = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
            response = self._answer_control(environ, body)
        else:
            name, response = self._answer_aws(environ, body)
        milliseconds = (time.monotonic() - started) * 1000
        # One write, so that lines of concurrent requests stay whole.
        sys.stderr.write(f"{response.status if response else 'lost'} {name} {milliseconds:.0f} ms\n")
        if response is None:
            _drop_connection(environ)
        return _send(response, environ["REQUEST_METHOD"], start_response)

    @contextmanager
    def _up_to_date(self, from_work: bool = False) -> Iterator[None]:
        """The lock, with nothing due and no work going on outside; work itself is let in while it goes on."""
        while True:
            with self._lock:
                timeline = self.world.timeline
                timeline.catch_up()
                work = timeline.work
                if work is None or from_work:
                    yield
                    return
            work.wait()
            with self._lock:
                timeline.finish(work)

    def _answer_control(self, environ: dict[str, Any], body: bytes) -> HttpResponse | None:
        with self._up_to_date(from_work=is_answer(environ)):
            response = self._control.answer(environ, body)
        if moves_clock(environ) and response and response.status == 200:
            with self._up_to_date():
                response = self._control.answer({**environ, "REQUEST_METHOD": "GET"}, b"")
        return response and self._dated(response)

    def _answer_aws(self, environ: dict[str, Any], body: bytes) -> tuple[str, HttpResponse | None]:
        signed = environ.get("HTTP_AUTHORIZATION", "") + environ.get("QUERY_STRING", "")
        attempt = Attempt.of(environ)
        with self._up_to_date(from_work=ACCESS_KEY in signed):
            request = Request({**environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))})
            target = identify(request)
            name = f"{target.service}.{target.operation} {target.region}{attempt}"
            sent = self.sent.get(attempt)
            if sent is not None:
                return name, sent
            response, error_code = self._respond(target, request, environ, body)
            self.calls.record(
                target,
                request,
                status=response.status if response else 0,
                error_code=error_code,
                time=self.world.clock.now(),
            )
            response = response and self._dated(response)
            self.sent.add(attempt, response)
            return name, response

    def _respond(
        self, target: Target, request: Request, environ: dict[str, Any], body: bytes
    ) -> tuple[HttpResponse | None, str | None]:
        """The response, or None where the connection is to be lost, and the error's code."""
        kind = None
        try:
            self.signatures.check(target, request)
            kind = self.faults.next(target)
            if kind == LOST_REQUEST:
                return None, kind
            if kind not in (None, LOST_ANSWER):
                raise faults.error(kind, target)
            response, code = self._perform(target, request, environ, body), None
        except AwsError as error:
            response, code = encode_error(target, error), error.code
        except Exception as error:
            fault = EmulatorFault(target.service, target.operation, error)
            _log_fault(fault, error)
            response, code = encode_error(target, fault), fault.code
        return (None, kind) if kind == LOST_ANSWER else (response, code or _error_code(response))

    def _dated(self, response: HttpResponse) -> HttpResponse:
        """With the time by which SDKs correct their clocks."""
        response.headers = {k: v for k, v in response.headers.items() if k.lower() != "date"}
        response.headers["Date"] = format_datetime(self.world.clock.now(), usegmt=True)
        return response

    def _perform(self, target: Target, request: Request, environ: dict[str, Any], body: bytes) -> HttpResponse:
        if target.model is None and (target.operation == UNKNOWN or target.service != "s3"):
            raise NotImplementedByEmulator(target.service, target.operation)
        handler: Handler | None = find_handler(target.service, target.operation)
        params: dict[str, Any] = {}
        if target.model is not None:
            malformed.check(target, request)
            params = decode_request(target, request)
            unknown_members.check(target, request, params)
            constraints.check(target.model, params)
        call = Call(self.world, target.service, target.operation, target.region, params)
        rules.check(call)
        if handler is not None:
            return encode_result(target, handler(call))
        if target.protocol == "cbor":
            result = self.world.moto.call(target.service, target.operation, target.region, params)
            return encode_result(target, result)
        return self.world.moto.forward(target.service, target.operation, environ, body)


def _read_body(environ: dict[str, Any]) -> bytes:
    """The whole body, before any lock is taken: a slow client must not hold up the others."""
    length = environ.get("CONTENT_LENGTH")
    if length:
        return environ["wsgi.input"].read(int(length))
    return environ["wsgi.input"].read() if environ.get("wsgi.input_terminated") else b""


def _drop_connection(environ: dict[str, Any]) -> NoReturn:
    environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    # The server takes this for a client that has gone, and writes nothing.
    raise ConnectionAbortedError


def _send(response: HttpResponse, method: str, start_response: Any) -> Iterable[bytes]:
    headers = {k: v for k, v in response.headers.items() if k.lower() != "content-length"}
    announced = next((v for k, v in response.headers.items() if k.lower() == "content-length"), None)
    # The answer to HEAD announces the length of what GET would send.
    headers["Content-Length"] = announced if method == "HEAD" and announced else str(len(response.body))
    start_response(_status_line(response.status), [(k, str(v)) for k, v in headers.items()])
    return [] if method == "HEAD" else [response.body]


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def _error_code(response: HttpResponse) -> str | None:
    """The error code of an answer that moto wrote, in whichever protocol."""
    if response.status < 400:
        return None
    header = next((v for k, v in response.headers.items() if k.lower() == "x-amzn-errortype"), None)
    if header:
        return header.split("#")[-1]
    for opening, closing in ((b"<Code>", b"</Code>"), (b'"__type": "', b'"'), (b'"__type":"', b'"')):
        _, found, rest = response.body.partition(opening)
        if found:
            return rest.partition(closing)[0].decode("utf-8", "replace").split("#")[-1]
    return str(response.status)


def _log_fault(fault: EmulatorFault, error: BaseException) -> None:
    frames = "".join(traceback.format_tb(error.__traceback__)[-6:])
    print(f"{fault.message}\n{frames}", file=sys.stderr)
