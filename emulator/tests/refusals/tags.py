"""Tags that AWS keeps for itself, one tried of each service, and their neighbours that are taken."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.refusals import provokes
from tests.support import Network, client, create_database, error_of, unique

_TRUST = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
_DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": [_TRUST]})

Create = Callable[[str], Any]


def _tags(key: str, of_key: str = "Key", of_value: str = "Value") -> list[dict[str, str]]:
    return [{of_key: "Service", of_value: "agents"}, {of_key: key, of_value: "any"}]


def _codedeploy(key: str) -> Any:
    name = unique("application")
    return client("codedeploy").create_application(applicationName=name, computePlatform="ECS", tags=_tags(key))


def _ecs(key: str) -> Any:
    return client("ecs").create_cluster(clusterName=unique("cluster"), tags=_tags(key, "key", "value"))


def _elbv2(key: str) -> Any:
    group = {"Name": unique("group"), "Protocol": "HTTP", "Port": 80, "VpcId": Network(internet=False).vpc}
    return client("elbv2").create_target_group(**group, Tags=_tags(key))


def _iam(key: str) -> Any:
    return client("iam").create_role(RoleName=unique("tagged"), AssumeRolePolicyDocument=_DOCUMENT, Tags=_tags(key))


def _kms(key: str) -> Any:
    return client("kms").create_key(Tags=_tags(key, "TagKey", "TagValue"))


def _logs(key: str) -> Any:
    return client("logs").create_log_group(logGroupName=unique("/tagged"), tags={"Service": "agents", key: "any"})


def _rds(key: str) -> Any:
    return create_database(Tags=_tags(key))


def _secretsmanager(key: str) -> Any:
    return client("secretsmanager").create_secret(Name=unique("tagged"), SecretString="value", Tags=_tags(key))


def _sns(key: str) -> Any:
    return client("sns").create_topic(Name=unique("tagged"), Tags=_tags(key))


def _ssm(key: str) -> Any:
    return client("ssm").put_parameter(Name=unique("/tagged"), Value="value", Type="String", Tags=_tags(key))


_CREATE: dict[str, Create] = {
    "codedeploy": _codedeploy,
    "ecs": _ecs,
    "elbv2": _elbv2,
    "iam": _iam,
    "kms": _kms,
    "logs": _logs,
    "rds": _rds,
    "secretsmanager": _secretsmanager,
    "sns": _sns,
    "ssm": _ssm,
}
for _service, _create in _CREATE.items():
    provokes(f"{_service}-tag-reserved")(lambda create=_create: error_of(create, "aws:createdBy"))


def taken() -> None:
    """Keys that only look like those; raises unless they are taken."""
    for create in _CREATE.values():
        create("awsOwner:team")
