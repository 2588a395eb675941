"""Dashboards, events and topics that are refused, each tried."""

from __future__ import annotations

from functools import cache
from typing import Any

from tests.refusals import provokes
from tests.refusals.cloudwatch_alarms import alarm_to
from tests.refusals.topics import key_for, policy, set_attribute, topic
from tests.support import client, error_of, unique


def _dashboard(name: str, body: str) -> Any:
    return client("cloudwatch").put_dashboard(DashboardName=name, DashboardBody=body)


provokes("cloudwatch-dashboard-body")(lambda: error_of(_dashboard, "refused", "{"))
provokes("cloudwatch-dashboard-name")(lambda: error_of(_dashboard, "no spaces", '{"widgets": []}'))


@cache
def _rule() -> str:
    name = unique("rule")
    client("events").put_rule(Name=name, EventPattern='{"source": ["aws.codedeploy"]}')
    return name


def _send_to(topic_arn: str, **target: Any) -> Any:
    answer = client("events").put_targets(Rule=_rule(), Targets=[{"Id": unique("target"), "Arn": topic_arn, **target}])
    assert not answer["FailedEntryCount"]


@provokes("events-template")
def _() -> tuple[str, str]:
    transformer = {"InputPathsMap": {"state": "$.detail.state"}, "InputTemplate": '"<state> at <time>"'}
    return error_of(_send_to, topic("events"), InputTransformer=transformer)


def _scheduled(expression: str) -> Any:
    return client("events").put_rule(Name=unique("rule"), ScheduleExpression=expression)


@provokes("events-schedule")
def _() -> tuple[str, str]:
    wrong = ("rate(0 minutes)", "rate(1 hours)", "rate(5 minute)", "rate(1.5 hours)", "rate(1 week)", "every day")
    return [error_of(_scheduled, each) for each in wrong][0]


provokes("events-topic-policy-denied")(lambda: error_of(_send_to, topic("cloudwatch")))
provokes("events-topic-key-denied")(lambda: error_of(_send_to, topic("events", key_for("cloudwatch"))))
provokes("sns-policy-is-no-json")(lambda: error_of(set_attribute, topic(), "Policy", "{"))


@provokes("sns-publisher-policy-denied")
def _() -> tuple[str, str]:
    arn = topic()
    alarm_to(arn)
    return error_of(set_attribute, arn, "Policy", policy(arn, "events"))


@provokes("sns-publisher-key-denied")
def _() -> tuple[str, str]:
    arn = topic("events")
    _send_to(arn)
    return error_of(set_attribute, arn, "KmsMasterKeyId", key_for("cloudwatch"))


def _with_attribute(name: str, value: str) -> Any:
    return client("sns").create_topic(Name=unique("topic"), Attributes={name: value})


def _subscribe(protocol: str, address: str) -> Any:
    return client("sns").subscribe(TopicArn=topic(), Protocol=protocol, Endpoint=address)


provokes("sns-topic-attribute")(lambda: error_of(_with_attribute, "Colour", "blue"))
provokes("sns-protocol")(lambda: error_of(_subscribe, "carrier-pigeon", "home"))
provokes("sns-email")(lambda: error_of(_subscribe, "email", "nobody"))


def taken() -> None:
    """What most of these change; raises unless it is taken."""
    _send_to(topic("events", key_for("events")))
    for expression in ("rate(1 minute)", "rate(10 minutes)", "rate(1 day)", "rate(12 hours)", "cron(0 10 * * ? *)"):
        _scheduled(expression)
    _with_attribute("DisplayName", "Alarms")
    _with_attribute("HTTPSuccessFeedbackSampleRate", "100")
    _subscribe("email", "somebody@example.com")
    _subscribe("https", "https://example.com/alarms")
