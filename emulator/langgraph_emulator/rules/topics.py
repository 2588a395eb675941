"""Whether a service can publish to a topic: by the topic's policy, and by the policy of its key."""

from __future__ import annotations

import json
from typing import Any

from langgraph_emulator.operations import ACCOUNT, Call
from langgraph_emulator.policies import Principal, Request, allows
from langgraph_emulator.rules import found, keys

ALARMS = "cloudwatch.amazonaws.com"
EVENTS = "events.amazonaws.com"


def attributes(call: Call, topic: str) -> dict[str, str] | None:
    answer = found(call, "sns", "GetTopicAttributes", TopicArn=topic)
    return answer["Attributes"] if answer else None


def alarm(call: Call, name: str) -> str:
    """Its ARN, which CloudWatch gives as the source."""
    return call.arn(f"alarm:{name}", "cloudwatch")


def _context(source: str | None) -> dict[str, str]:
    """EventBridge does not say for whom it publishes."""
    return {"aws:sourceaccount": ACCOUNT, "aws:sourcearn": source} if source else {}


def lets_publish(policy: str | None, topic: str, service: str, source: str | None = None) -> bool:
    """The policy that a topic has at first is taken for right: one that names the publishers may follow."""
    document: dict[str, Any] = json.loads(policy or "{}")
    if not document or document.get("Id") == "__default_policy_ID":
        return True
    return allows(document, Request("sns:Publish", topic, _context(source)), Principal(service=service))


def lets_encrypt(call: Call, key: str | None, service: str, source: str | None = None) -> bool:
    if not key:
        return True
    principal = Principal(service=service)
    return not keys.is_aws_managed(key) and keys.is_usable(call, key, principal, keys.USE, _context(source))
