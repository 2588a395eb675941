"""Log events: filters over fields of JSON, and pages of bounded size, which moto lacks."""

from __future__ import annotations

from typing import Any

from langgraph_emulator.errors import NotImplementedByEmulator
from langgraph_emulator.operations import Call, operation
from langgraph_emulator.services.log_filters import UnknownPattern, json_filter

_ALL = 10_000
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
_MOST_BYTES = 1_048_576


@operation("logs", "FilterLogEvents")
def filter_log_events(call: Call) -> dict[str, Any]:
    """As AWS answers since 2019, all streams in one order of time, whatever ``interleaved`` says."""
    pattern = call.params.get("filterPattern", "").strip()
    if not pattern.startswith("{"):
        return call.moto(interleaved=True)
    try:
        takes = json_filter(pattern)
    except UnknownPattern as unknown:
        detail = f"of JSON filters only = with text and numbers, &&, || and parentheses, not {unknown}"
        raise NotImplementedByEmulator("logs", "FilterLogEvents", detail) from None
    found: list[dict[str, Any]] = []
    token = None
    while True:
        answer = call.moto(filterPattern=None, interleaved=True, limit=_ALL, nextToken=token)
        found += [event for event in answer["events"] if takes(event["message"])]
        token = answer.get("nextToken")
        if not token:
            break
    start = int(call.params.get("nextToken") or 0)
    events = _page(found[start : start + int(call.params.get("limit") or _ALL)])
    end = start + len(events)
    more = {"nextToken": str(end)} if end < len(found) else {}
    return {**answer, "events": events, **more}


def _page(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As many as fit into one answer, at least one."""
    size = 0
    for number, event in enumerate(events):
        size += len(event["message"].encode())
        if size > _MOST_BYTES and number > 0:
            return events[:number]
    return events
