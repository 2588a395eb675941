"""Alarms, events and topics that are refused, each tried."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.refusals import provokes
from tests.refusals.keys import key
from tests.support import client, error_of, unique

_ACCOUNT = "123456789012"


def _of(service: str) -> dict[str, Any]:
    return {"Principal": {"Service": f"{service}.amazonaws.com"}, "Effect": "Allow"}


def _key_for(*services: str) -> str:
    use = {"Action": ["kms:Decrypt", "kms:GenerateDataKey*"], "Resource": "*"}
    return key(*({**_of(service), **use} for service in services))


def _topic(publisher: str = "", key_arn: str = "") -> str:
    """A topic whose policy names one publisher; none leaves it with the policy that it has at first."""
    topic = client("sns").create_topic(Name=unique("topic"))["TopicArn"]
    if publisher:
        _set(topic, "Policy", _policy(topic, publisher))
    if key_arn:
        _set(topic, "KmsMasterKeyId", key_arn)
    return topic


def _policy(topic: str, publisher: str) -> str:
    own = {"AWS": f"arn:aws:iam::{_ACCOUNT}:root"}
    statement = {**_of(publisher), "Action": "sns:Publish", "Resource": topic}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**statement, "Principal": own}, statement]})


def _set(topic: str, name: str, value: str) -> Any:
    return client("sns").set_topic_attributes(TopicArn=topic, AttributeName=name, AttributeValue=value)


def _put(**change: Any) -> Any:
    request = {
        "AlarmName": unique("refused"),
        "Namespace": "Tests",
        "MetricName": "Errors",
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        **change,
    }
    return client("cloudwatch").put_metric_alarm(**request)


def _alarm(row_id: str, **change: Any) -> None:
    provokes(f"cloudwatch-alarm-{row_id}")(lambda: error_of(_put, **change))


def _alarm_to(topic: str) -> Any:
    return _put(AlarmActions=[topic])


_alarm("period", Period=45)
_alarm("span", Period=300, EvaluationPeriods=289)
_alarm("datapoints", DatapointsToAlarm=2)
_alarm("region", AlarmActions=[f"arn:aws:sns:eu-west-1:{_ACCOUNT}:topic"])
_alarm("topic", AlarmActions=[f"arn:aws:sns:us-east-1:{_ACCOUNT}:absent"])
provokes("cloudwatch-alarm-policy-denied")(lambda: error_of(_alarm_to, _topic("events")))


@provokes("cloudwatch-alarm-key-denied")
def _() -> tuple[str, str]:
    of_sns = error_of(_alarm_to, _topic("cloudwatch", "alias/aws/sns"))
    of_events = error_of(_alarm_to, _topic("cloudwatch", _key_for("events")))
    assert of_sns[0] == of_events[0]
    return of_events


def _dashboard(name: str, body: str) -> Any:
    return client("cloudwatch").put_dashboard(DashboardName=name, DashboardBody=body)


provokes("cloudwatch-dashboard-body")(lambda: error_of(_dashboard, "refused", "{"))
provokes("cloudwatch-dashboard-name")(lambda: error_of(_dashboard, "no spaces", '{"widgets": []}'))


@cache
def _rule() -> str:
    name = unique("rule")
    client("events").put_rule(Name=name, EventPattern='{"source": ["aws.codedeploy"]}')
    return name


def _send_to(topic: str, **target: Any) -> Any:
    answer = client("events").put_targets(Rule=_rule(), Targets=[{"Id": unique("target"), "Arn": topic, **target}])
    assert not answer["FailedEntryCount"]


@provokes("events-template")
def _() -> tuple[str, str]:
    transformer = {"InputPathsMap": {"state": "$.detail.state"}, "InputTemplate": '"<state> at <time>"'}
    return error_of(_send_to, _topic("events"), InputTransformer=transformer)


provokes("events-topic-policy-denied")(lambda: error_of(_send_to, _topic("cloudwatch")))
provokes("events-topic-key-denied")(lambda: error_of(_send_to, _topic("events", _key_for("cloudwatch"))))
provokes("sns-policy-is-no-json")(lambda: error_of(_set, _topic(), "Policy", "{"))


@provokes("sns-publisher-policy-denied")
def _() -> tuple[str, str]:
    topic = _topic()
    _alarm_to(topic)
    return error_of(_set, topic, "Policy", _policy(topic, "events"))


@provokes("sns-publisher-key-denied")
def _() -> tuple[str, str]:
    topic = _topic("events")
    _send_to(topic)
    return error_of(_set, topic, "KmsMasterKeyId", _key_for("cloudwatch"))


@provokes("sns-email")
def _() -> tuple[str, str]:
    return error_of(client("sns").subscribe, TopicArn=_topic(), Protocol="email", Endpoint="nobody")


def taken() -> None:
    """What most of these change; raises unless it is taken."""
    _alarm_to(_topic("cloudwatch", _key_for("cloudwatch")))
    _send_to(_topic("events", _key_for("events")))
    _put(Period=3600, EvaluationPeriods=168)
