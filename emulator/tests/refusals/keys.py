"""What KMS, and those who need its keys, refuse, each tried."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.refusals import provokes
from tests.support import client, error_of, unique

_ACCOUNT = "123456789012"
_OWN = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{_ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
_STRANGER = {**_OWN, "Principal": {"AWS": "arn:aws:iam::210987654321:root"}}
_LOGS_USE = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]


def for_logs(region: str = "us-east-1", groups: str = "*") -> dict[str, Any]:
    """The statement of a key's policy that lets CloudWatch Logs use it."""
    arn = f"arn:aws:logs:{region}:{_ACCOUNT}:log-group:{groups}"
    return {
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{region}.amazonaws.com"},
        "Action": _LOGS_USE,
        "Resource": "*",
        "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": arn}},
    }


def key(*statements: dict[str, Any], **params: Any) -> str:
    """The ARN of a key with a policy of the account's own statement and these."""
    policy = json.dumps({"Version": "2012-10-17", "Statement": [_OWN, *statements]})
    return client("kms").create_key(**{"Policy": policy, **params})["KeyMetadata"]["Arn"]


@cache
def _own() -> str:
    return key()


def _strangers() -> str:
    policy = json.dumps({"Version": "2012-10-17", "Statement": [_STRANGER]})
    return key(Policy=policy, BypassPolicyLockoutSafetyCheck=True)


def _log_group(key_arn: str) -> Any:
    return client("logs").create_log_group(logGroupName=unique("/refused/keys"), kmsKeyId=key_arn)


def _secret(key_arn: str) -> Any:
    return client("secretsmanager").create_secret(Name=unique("refused"), SecretString="value", KmsKeyId=key_arn)


_nobody = {**_OWN, "Principal": {"AWS": f"arn:aws:iam::{_ACCOUNT}:role/absent"}}
provokes("kms-policy-is-no-json")(lambda: error_of(key, Policy="{"))
provokes("kms-policy-principal")(lambda: error_of(key, _nobody))
_shut = json.dumps({"Version": "2012-10-17", "Statement": [for_logs()]})
provokes("kms-policy-lockout")(lambda: error_of(key, Policy=_shut))
_alias = {"AliasName": "alias/aws/mine"}
provokes("kms-alias-reserved")(lambda: error_of(client("kms").create_alias, **_alias, TargetKeyId=_own()))
_window = {"PendingWindowInDays": 6}
provokes("kms-deletion-window")(lambda: error_of(client("kms").schedule_key_deletion, KeyId=_own(), **_window))
_absent = f"arn:aws:kms:us-east-1:{_ACCOUNT}:key/00000000-0000-0000-0000-000000000000"
_spaced = {"Name": "no spaces", "SecretString": "value"}
provokes("secretsmanager-name")(lambda: error_of(client("secretsmanager").create_secret, **_spaced))


@provokes("secretsmanager-key")
def _() -> tuple[str, str]:
    disabled = key()
    client("kms").disable_key(KeyId=disabled.rpartition("/")[2])
    return error_of(_secret, disabled)


@provokes("secretsmanager-key-denied")
def _() -> tuple[str, str]:
    return [error_of(_secret, each) for each in (_strangers(), _absent, "alias/aws/s3")][0]


@provokes("logs-key-denied")
def _() -> tuple[str, str]:
    """By a key that names nobody, another region, another group, or that is to be deleted."""
    deleted = key(for_logs())
    client("kms").schedule_key_deletion(KeyId=deleted.rpartition("/")[2], PendingWindowInDays=7)
    shut = [_own(), key(for_logs("eu-west-1")), key(for_logs(groups="/other/*")), deleted, _absent]
    errors = [error_of(_log_group, each) for each in shut]
    assert len({code for code, _message in errors}) == 1
    group = unique("/refused/later")
    client("logs").create_log_group(logGroupName=group)
    return error_of(client("logs").associate_kms_key, logGroupName=group, kmsKeyId=_own())


@provokes("logs-retention")
def _() -> tuple[str, str]:
    group = unique("/refused/retention")
    client("logs").create_log_group(logGroupName=group)
    return error_of(client("logs").put_retention_policy, logGroupName=group, retentionInDays=8)


@provokes("logs-group-exists")
def _() -> tuple[str, str]:
    group = unique("/refused/twice")
    client("logs").create_log_group(logGroupName=group)
    return error_of(client("logs").create_log_group, logGroupName=group)


def taken() -> None:
    """A key that lets those in who are shut out above."""
    _log_group(key(for_logs()))
    _secret(_own())
    _secret("alias/aws/secretsmanager")
