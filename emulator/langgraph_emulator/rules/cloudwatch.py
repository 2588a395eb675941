"""Alarms that could tell nobody."""

from __future__ import annotations

from collections.abc import Iterator

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, refuses, topics

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
_VENDORS = {"aiops", "automate", "autoscaling", "lambda", "sns", "ssm", "ssm-incidents", "swf"}
_ACTIONS = ("AlarmActions", "OKActions", "InsufficientDataActions")


def _actions(call: Call) -> Iterator[str]:
    for member in _ACTIONS:
        yield from call.params.get(member) or []


def _topics(call: Call) -> Iterator[str]:
    return (action for action in _actions(call) if action.startswith(f"arn:aws:sns:{call.region}:"))


def _source(call: Call) -> str:
    return topics.alarm(call, call.params["AlarmName"])


@refuses("cloudwatch-alarm-region")
def _(call: Call) -> Values | None:
    for action in _actions(call):
        parts = action.split(":")
        if parts[2:3] == ["sns"] and parts[3] != call.region:
            return {"region": parts[3], "own": call.region}
    return None


@refuses("cloudwatch-alarm-vendor")
def _(call: Call) -> Values | None:
    vendors = (action.split(":")[2] for action in _actions(call))
    other = next((vendor for vendor in vendors if vendor not in _VENDORS), None)
    return {"vendor": other} if other else None


@refuses("cloudwatch-alarm-policy-denied")
def _(call: Call) -> Values | None:
    for topic in _topics(call):
        known = topics.attributes(call, topic) or {}
        if not topics.lets_publish(known.get("Policy"), topic, topics.ALARMS, _source(call)):
            return {"service": topics.ALARMS, "topic": topic}
    return None


@refuses("cloudwatch-alarm-key-denied")
def _(call: Call) -> Values | None:
    for topic in _topics(call):
        known = topics.attributes(call, topic) or {}
        if not topics.lets_encrypt(call, known.get("KmsMasterKeyId"), topics.ALARMS, _source(call)):
            return {"service": topics.ALARMS, "topic": topic}
    return None
