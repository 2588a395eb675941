"""Topics, and the policies and keys that let services publish to them or do not."""

from __future__ import annotations

import json
from typing import Any

from tests.refusals.keys import key
from tests.support import client, unique

ACCOUNT = "123456789012"


def _of(service: str) -> dict[str, Any]:
    return {"Principal": {"Service": f"{service}.amazonaws.com"}, "Effect": "Allow"}


def key_for(*services: str) -> str:
    use = {"Action": ["kms:Decrypt", "kms:GenerateDataKey*"], "Resource": "*"}
    return key(*({**_of(service), **use} for service in services))


def topic(publisher: str = "", key_arn: str = "") -> str:
    """A topic whose policy names one publisher; none leaves it with the policy that it has at first."""
    arn = client("sns").create_topic(Name=unique("topic"))["TopicArn"]
    if publisher:
        set_attribute(arn, "Policy", policy(arn, publisher))
    if key_arn:
        set_attribute(arn, "KmsMasterKeyId", key_arn)
    return arn


def policy(topic_arn: str, publisher: str) -> str:
    own = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    statement = {**_of(publisher), "Action": "sns:Publish", "Resource": topic_arn}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**statement, "Principal": own}, statement]})


def set_attribute(topic_arn: str, name: str, value: str) -> Any:
    return client("sns").set_topic_attributes(TopicArn=topic_arn, AttributeName=name, AttributeValue=value)
