"""Log groups and their keys."""

from __future__ import annotations

from langgraph_emulator.operations import ACCOUNT, Call
from langgraph_emulator.policies import Principal
from langgraph_emulator.rules import Values, keys, refuses

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
_ACTIONS = ("kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:DescribeKey")


@refuses("logs-key-denied")
def _(call: Call) -> Values | None:
    key = call.params.get("kmsKeyId")
    if not key:
        return None
    group = call.arn(f"log-group:{call.params.get('logGroupName')}")
    context = {"kms:encryptioncontext:aws:logs:arn": group, "aws:sourcearn": group, "aws:sourceaccount": ACCOUNT}
    principal = Principal(service=f"logs.{call.region}.amazonaws.com")
    return None if keys.is_usable(call, key, principal, _ACTIONS, context) else {"group": group}
