"""Keys of secrets."""

from __future__ import annotations

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, found, keys, refuses

_OWN_KEY = "alias/aws/secretsmanager"


@refuses("secretsmanager-key")
def _(call: Call) -> Values | None:
    key = call.params.get("KmsKeyId")
    if not key or keys.is_aws_managed(key):
        return None
    described = found(call, "kms", "DescribeKey", KeyId=key)
    return {} if described and described["KeyMetadata"]["KeyState"] != "Enabled" else None


@refuses("secretsmanager-key-denied")
def _(call: Call) -> Values | None:
    key = call.params.get("KmsKeyId")
    if not key:
        return None
    if keys.is_aws_managed(key):
        return None if key.endswith(_OWN_KEY) else {}
    context = {"kms:viaservice": f"secretsmanager.{call.region}.amazonaws.com"}
    return None if keys.is_usable(call, key, keys.SOMEBODY, keys.USE, context) else {}
