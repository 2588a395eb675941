"""Faults of AWS and of the way there, set through ``POST /_emulator/faults``."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from moto.core.utils import get_service_model

from langgraph_emulator.errors import AwsError
from langgraph_emulator.protocol.identify import Target, known_services
from langgraph_emulator.protocol.wire import Wire, wire_of

ANY = "*"
LOST_REQUEST, LOST_ANSWER, SIGNAL = "lost-request", "lost-answer", "signal"
_MEMBERS = {"service", "operation", "kind", "times", "after", "rate", "seed", "signal", "pid"}
_SIGNALS = ("SIGINT", "SIGTERM", "SIGKILL")

# Code and status by wire: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html,
# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, CommonErrors of the other services.
_ERRORS: dict[str, dict[Wire, tuple[str, int]]] = {
    "throttle": {
        "json": ("ThrottlingException", 400),
        "rest-json": ("ThrottlingException", 429),
        "query": ("Throttling", 400),
        "ec2": ("RequestLimitExceeded", 503),
        "s3": ("SlowDown", 503),
    },
    "error500": {
        "json": ("InternalFailure", 500),
        "rest-json": ("InternalFailure", 500),
        "query": ("InternalFailure", 500),
        "ec2": ("InternalError", 500),
        "s3": ("InternalError", 500),
    },
    "unavailable": {
        "json": ("ServiceUnavailable", 503),
        "rest-json": ("ServiceUnavailable", 503),
        "query": ("ServiceUnavailable", 503),
        "ec2": ("Unavailable", 503),
        "s3": ("ServiceUnavailable", 503),
    },
    "expired-token": {
        "json": ("ExpiredTokenException", 400),
        "rest-json": ("ExpiredTokenException", 403),
        "query": ("ExpiredToken", 403),
        "ec2": ("RequestExpired", 400),
        "s3": ("ExpiredToken", 400),
    },
    "denied": {
        "json": ("AccessDeniedException", 400),
        "rest-json": ("AccessDeniedException", 403),
        "query": ("AccessDenied", 403),
        "ec2": ("UnauthorizedOperation", 403),
        "s3": ("AccessDenied", 403),
    },
}
_MESSAGES = {
    "throttle": "Rate exceeded",
    "error500": "The request processing has failed because of an unknown error, exception or failure.",
    "unavailable": "The request has failed due to a temporary failure of the server.",
    "expired-token": "The security token included in the request is expired",
    "denied": (
        "User: arn:aws:sts::123456789012:assumed-role/deployer/session is not authorized to perform: {action} "
        "on resource: * because no identity-based policy allows the {action} action"
    ),
}
KINDS = (*_ERRORS, LOST_REQUEST, LOST_ANSWER, SIGNAL)

# https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
# where the prefix is not the service's signing name.
_IAM_PREFIX = {"cloudwatch": "cloudwatch", "resourcegroupstaggingapi": "tag"}
# The model's name of an operation that IAM knows by another.
_IAM_ACTION = {"s3": {"ListObjectsV2": "ListBucket", "ListObjects": "ListBucket", "HeadObject": "GetObject"}}


@dataclass
class Fault:
    """``after`` matching calls are let through first; ``times`` None never wears out.

    With a ``rate`` below 1 only that share of the calls is struck. Which ones is decided by ``seed``, and for each operation on its
    own, so that the order in which clients send their calls side by side changes little.
    """

    service: str
    operation: str
    kind: str
    times: int | None = 1
    after: int = 0
    rate: float = 1
    seed: int = 0
    signal: str | None = None
    """Of the kind ``signal``: what is sent to the process ``pid`` (a negative one is a group); the call goes on as if nothing were."""
    pid: int | None = None

    def matches(self, target: Target) -> bool:
        return self.service in (ANY, target.service) and self.operation in (ANY, target.operation)

    def as_json(self) -> dict[str, Any]:
        members = asdict(self)
        if self.rate == 1:
            del members["rate"], members["seed"]
        if self.kind != SIGNAL:
            del members["signal"], members["pid"]
        return members

    def strikes(self, target: Target, number: int) -> bool:
        """Whether the ``number``th call of an operation is among those that are struck."""
        if self.rate == 1:
            return True
        return random.Random(f"{self.seed} {target.service}.{target.operation} {number}").random() < self.rate


class Faults:
    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._numbers: Counter[tuple[str, str]] = Counter()

    def add(self, wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Puts them behind those that are left."""
        if not isinstance(wanted, list):
            raise TypeError("a list of faults is expected")
        self._faults += [_parse(item) for item in wanted]
        return self.left()

    def left(self) -> list[dict[str, Any]]:
        return [fault.as_json() for fault in self._faults]

    def clear(self) -> None:
        self._faults = []
        self._numbers.clear()

    def next(self, target: Target) -> str | None:
        """The kind of fault that this call meets. The first one that is due strikes; the others still count calls."""
        struck = None
        due = [fault for fault in self._faults if fault.matches(target)]
        if due:
            self._numbers[target.service, target.operation] += 1
        for fault in due:
            if fault.after > 0:
                fault.after -= 1
            elif struck is None and fault.strikes(target, self._numbers[target.service, target.operation]):
                struck = fault
        if struck is None:
            return None
        if struck.times is not None:
            struck.times -= 1
            if struck.times == 0:
                self._faults.remove(struck)
        if struck.signal is not None and struck.pid is not None:
            _send(struck.signal, struck.pid)
            return None
        return struck.kind


def error(kind: str, target: Target) -> AwsError:
    code, status = _ERRORS[kind][wire_of(target)]
    return AwsError(code, _MESSAGES[kind].format(action=_action(target)), status)


def _send(name: str, pid: int) -> None:
    try:
        os.kill(pid, signal.Signals[name])
    except ProcessLookupError:
        # It has ended by itself.
        pass


def _action(target: Target) -> str:
    model = get_service_model(target.service)
    prefix = _IAM_PREFIX.get(target.service) or model.signing_name
    operation = _IAM_ACTION.get(target.service, {}).get(target.operation, target.operation)
    return f"{prefix}:{operation}"


def _parse(item: dict[str, Any]) -> Fault:
    unknown = set(item) - _MEMBERS
    if unknown:
        raise ValueError(f"unknown members of a fault: {', '.join(sorted(unknown))}")
    fault = Fault(**{"service": ANY, "operation": ANY, **item})
    if fault.kind not in KINDS:
        raise ValueError(f"unknown kind {fault.kind}, one of {', '.join(KINDS)} is expected")
    if fault.times is not None and (type(fault.times) is not int or fault.times < 1):
        raise ValueError(f"times must be a positive integer or null, got {fault.times}")
    if type(fault.after) is not int or fault.after < 0:
        raise ValueError(f"after must be an integer from 0, got {fault.after}")
    if type(fault.rate) not in (int, float) or not 0 < fault.rate <= 1:
        raise ValueError(f"rate must be above 0 and at most 1, got {fault.rate}")
    if type(fault.seed) is not int:
        raise ValueError(f"seed must be an integer, got {fault.seed}")
    _check_signal(fault)
    _check_names(fault)
    return fault


def _check_signal(fault: Fault) -> None:
    if fault.kind != SIGNAL:
        if fault.signal is not None or fault.pid is not None:
            raise ValueError(f"signal and pid are of the kind {SIGNAL}, not of {fault.kind}")
        return
    if fault.signal not in _SIGNALS:
        raise ValueError(f"signal must be one of {', '.join(_SIGNALS)}, got {fault.signal}")
    # Neither everybody, nor the emulator and whoever started it, nor the first process.
    if type(fault.pid) is not int or fault.pid in (-1, 0, 1, os.getpid(), -os.getpgrp()):
        raise ValueError(f"pid must be that of a process, or of a group with a minus, got {fault.pid}")


def _check_names(fault: Fault) -> None:
    """A name that is misspelt would never match, and a test of a fault would pass without it."""
    if fault.service == ANY:
        return
    if fault.service not in known_services():
        raise ValueError(f"unknown service {fault.service}")
    if fault.operation != ANY and fault.operation not in get_service_model(fault.service).operation_names:
        raise ValueError(f"{fault.service} has no operation {fault.operation}")
