"""Log events: filters over fields of JSON, which moto lacks.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

from __future__ import annotations

import json
import re
from typing import Any

from langgraph_emulator.errors import NotImplementedByEmulator
from langgraph_emulator.operations import Call, operation

_FIELD_IS_TEXT = re.compile(r'\{\s*\$\.([\w.]+)\s*=\s*"([^"]*)"\s*\}')
_ALL = 10_000


@operation("logs", "FilterLogEvents")
def filter_log_events(call: Call) -> dict[str, Any]:
    pattern = call.params.get("filterPattern", "").strip()
    if not pattern.startswith("{"):
        return call.moto()
    match = _FIELD_IS_TEXT.fullmatch(pattern)
    if match is None:
        raise NotImplementedByEmulator("logs", "FilterLogEvents", 'of JSON filters only { $.field = "text" }')
    path, text = match[1].split("."), match[2]
    found: list[dict[str, Any]] = []
    token = None
    while True:
        answer = call.moto(filterPattern=None, limit=_ALL, nextToken=token)
        found += [event for event in answer["events"] if _field(event["message"], path) == text]
        token = answer.get("nextToken")
        if not token:
            break
    start = int(call.params.get("nextToken") or 0)
    end = start + int(call.params.get("limit") or _ALL)
    more = {"nextToken": str(end)} if end < len(found) else {}
    return {**answer, "events": found[start:end], **more}


def _field(message: str, path: list[str]) -> Any:
    """Of a message that is JSON as a whole; others match no such filter."""
    try:
        value = json.loads(message)
    except ValueError:
        return None
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
