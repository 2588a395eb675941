"""Which AWS operations were called, for tests that assert on them."""

from __future__ import annotations

import re
from collections import deque
from datetime import datetime
from typing import Any

from moto.core.request import Request

from langgraph_emulator.protocol.codec import decode_request
from langgraph_emulator.protocol.identify import Target

CAPACITY = 50_000
_NAMES = re.compile(
    r"(Arns?|ARN|Ids?|ID|Identifiers?|Names?|[rR]ole|[cC]lusters?|[sS]ervices?|[fF]amily|[tT]askDefinition|Scope"
    r"|[tT]ags?|TagSet|TagSpecifications|TagKeys|ServiceNamespace|ScalableDimension|ResourceType|Resources|Topic|Rule"
    r"|Subnets|SecurityGroups|Bucket|^Key)$"
)


class CallLog:
    """A ring buffer: names and outcomes, never any other parameters, which may hold secrets."""

    def __init__(self) -> None:
        self._calls: deque[dict[str, Any]] = deque(maxlen=CAPACITY)
        self.with_names = False
        """Whether each call is recorded with the parameters that name resources and their tags."""

    def record(
        self, target: Target, request: Request, *, status: int, error_code: str | None, time: datetime
    ) -> None:
        call: dict[str, Any] = {
            "service": target.service,
            "operation": target.operation,
            "region": target.region,
            "status": status,
            "time": time,
        }
        if error_code:
            call["errorCode"] = error_code
        if self.with_names and target.model is not None:
            call["names"] = names(decode_request(target, request), target.model.input_shape)
        self._calls.append(call)

    def all(self) -> list[dict[str, Any]]:
        return list(self._calls)

    def clear(self) -> None:
        self._calls.clear()


def names(params: dict[str, Any], shape: Any) -> dict[str, Any]:
    """What names resources among the members of a structure and of those in it; nothing sensitive."""
    found: dict[str, Any] = {}
    for name, value in params.items():
        member = shape.members.get(name) if shape is not None else None
        if member is None or member.metadata.get("sensitive"):
            continue
        if member.type_name == "structure":
            value = names(value, member)
        elif not _NAMES.search(name):
            continue
        if value not in (None, "", [], {}):
            found[name] = value
    return found
