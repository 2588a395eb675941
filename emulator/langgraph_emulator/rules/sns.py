"""Topics whose publishers are there already."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, found, refuses, topics

_ACTIONS = ("AlarmActions", "OKActions", "InsufficientDataActions")


def _value(call: Call, attribute: str) -> str | None:
    is_it = call.params.get("AttributeName") == attribute
    return call.params.get("AttributeValue") or None if is_it else None


def _publishers(call: Call) -> Iterator[tuple[str, str | None]]:
    """Each service, with the source that it tells."""
    topic = call.params["TopicArn"]
    alarms = call.aws("cloudwatch", "DescribeAlarms").get("MetricAlarms", [])
    for alarm in alarms:
        if any(topic in (alarm.get(member) or []) for member in _ACTIONS):
            yield topics.ALARMS, topics.alarm(call, alarm["AlarmName"])
    answer = found(call, "events", "ListRuleNamesByTarget", TargetArn=topic)
    if answer and answer.get("RuleNames"):
        yield topics.EVENTS, None


@refuses("sns-policy-is-no-json")
def _(call: Call) -> Values | None:
    policy = _value(call, "Policy")
    try:
        return None if policy is None or json.loads(policy)["Statement"] else {}
    except (ValueError, KeyError, TypeError):
        return {}


@refuses("sns-publisher-policy-denied")
def _(call: Call) -> Values | None:
    policy, topic = _value(call, "Policy"), call.params["TopicArn"]
    for service, source in _publishers(call) if policy else ():
        if not topics.lets_publish(policy, topic, service, source):
            return {"service": service, "topic": topic}
    return None


@refuses("sns-publisher-key-denied")
def _(call: Call) -> Values | None:
    key, topic = _value(call, "KmsMasterKeyId"), call.params["TopicArn"]
    for service, source in _publishers(call) if key else ():
        if not topics.lets_encrypt(call, key, service, source):
            return {"service": service, "topic": topic}
    return None


@refuses("sns-email")
def _(call: Call) -> Values | None:
    is_mail = call.params.get("Protocol") in ("email", "email-json")
    return {} if is_mail and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", call.params.get("Endpoint") or "") else None
