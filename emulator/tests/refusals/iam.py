"""What IAM refuses, each tried."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.refusals import provokes
from tests.support import client, error_of, role, unique

_READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
_TRUST = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
_MANAGED = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"


@cache
def _role() -> str:
    name = unique("refused-iam")
    role(name, "ecs-tasks.amazonaws.com")
    return name


def _document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def _put(*statements: dict[str, Any], name: str = "policy") -> Any:
    return client("iam").put_role_policy(RoleName=_role(), PolicyName=name, PolicyDocument=_document(*statements))


def _create(*statements: dict[str, Any]) -> Any:
    return _create_by(_document(*statements))


def _create_by(document: str) -> Any:
    return client("iam").create_role(RoleName=unique("refused"), AssumeRolePolicyDocument=document)


def _manage(size: int) -> Any:
    """A managed policy of so many characters, and white space."""
    head, tail = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::', '"}}'
    document = f"  {head}{'x' * (size - len(head) - len(tail))}{tail}\n"
    return client("iam").create_policy(PolicyName=unique("refused"), PolicyDocument=document)


def _attach(arn: str) -> Any:
    return client("iam").attach_role_policy(RoleName=_role(), PolicyArn=arn)


def _trust(row_id: str, statement: dict[str, Any]) -> None:
    provokes(f"iam-trust-{row_id}")(lambda: error_of(_create, statement))


_many = {**_TRUST, "Principal": {"AWS": [f"arn:aws:iam::123456789012:role/r{number}" for number in range(60)]}}
_trust("policy-size", _many)
provokes("iam-trust-empty")(lambda: error_of(_create_by, '{"Version":"2012-10-17","Statement":[]}'))
_trust("without-principal", {key: value for key, value in _TRUST.items() if key != "Principal"})
_trust("principal", {**_TRUST, "Principal": {"Service": "ecs-tasks"}})
_trust("resource", {**_TRUST, "Resource": "*"})
provokes("iam-managed-policy-size")(lambda: error_of(_manage, 6_145))
provokes("iam-policy-with-principal")(lambda: error_of(_put, {**_READ, "Principal": "*"}))
provokes("iam-policy-sid")(lambda: error_of(_put, {**_READ, "Sid": "no spaces"}))
provokes("iam-policy-sid-twice")(lambda: error_of(_put, {**_READ, "Sid": "Read"}, {**_READ, "Sid": "Read"}))
_unknown = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskRolePolicy"
provokes("iam-managed-policy-unknown")(lambda: error_of(_attach, _unknown))


@provokes("iam-inline-policies-size")
def _() -> tuple[str, str]:
    half = {**_READ, "Resource": [f"arn:aws:s3:::bucket-{number}/*" for number in range(200)]}
    _put(half, name="first")
    return error_of(_put, half, name="second")


@provokes("iam-managed-policies-limit")
def _() -> tuple[str, str]:
    listed = client("iam").list_policies(Scope="AWS", MaxItems=21)["Policies"]
    for policy in listed[:20]:
        _attach(policy["Arn"])
    return error_of(_attach, listed[20]["Arn"])


@provokes("iam-trust-action")
def _() -> tuple[str, str]:
    """By another service's, by any of STS's, by one that assumes nothing, and by a wrong letter."""
    wrong = ("ecs:RunTask", "sts:*", "sts:GetCallerIdentity", "sts:assumerole")
    return [error_of(_create, {**_TRUST, "Action": each}) for each in wrong][0]


@provokes("iam-role-in-use")
def _() -> tuple[str, str]:
    name = unique("refused-iam")
    role(name, "ecs-tasks.amazonaws.com")
    client("iam").attach_role_policy(RoleName=name, PolicyArn=_MANAGED)
    return error_of(client("iam").delete_role, RoleName=name)


def taken() -> None:
    """What most of these change; raises unless it is taken."""
    _create(_TRUST)
    _create({**_TRUST, "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"]})
    _create_by(json.dumps({"Version": "2012-10-17", "Statement": _TRUST}))
    _manage(6_144)
    _put({**_READ, "Sid": "Read"})
