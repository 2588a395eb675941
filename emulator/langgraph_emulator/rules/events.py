"""Targets of rules: places that are filled, and topics that take what is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, refuses, topics

# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html#eb-transform-input-predefined
_PREDEFINED = re.compile(r"aws\.events\.[a-z-]+(\.[a-z-]+)*")


@refuses("events-template")
def _(call: Call) -> Values | None:
    for target in call.params["Targets"]:
        transformer = target.get("InputTransformer") or {}
        for variable in re.findall(r"<([^<>]+)>", transformer.get("InputTemplate") or ""):
            if variable not in (transformer.get("InputPathsMap") or {}) and not _PREDEFINED.fullmatch(variable):
                return {"target": target["Id"], "variable": variable}
    return None


def _topics(call: Call) -> Iterator[tuple[str, dict[str, Any]]]:
    for target in call.params["Targets"]:
        if target["Arn"].startswith("arn:aws:sns:"):
            yield target["Arn"], topics.attributes(call, target["Arn"]) or {}


@refuses("events-topic-policy-denied")
def _(call: Call) -> Values | None:
    for topic, known in _topics(call):
        if not topics.lets_publish(known.get("Policy"), topic, topics.EVENTS):
            return {"service": topics.EVENTS, "topic": topic}
    return None


@refuses("events-topic-key-denied")
def _(call: Call) -> Values | None:
    for topic, known in _topics(call):
        if not topics.lets_encrypt(call, known.get("KmsMasterKeyId"), topics.EVENTS):
            return {"service": topics.EVENTS, "topic": topic}
    return None
