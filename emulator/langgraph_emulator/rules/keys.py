"""KMS keys as those see them who need one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from langgraph_emulator.operations import ACCOUNT, Call
from langgraph_emulator.policies import Principal, Request, allows
from langgraph_emulator.rules import found

USE = ("kms:GenerateDataKey", "kms:Decrypt")
# Of this account, whoever: requests to the emulator do not say who makes them.
SOMEBODY = Principal(account=ACCOUNT, anybody=True)


def is_aws_managed(key: str) -> bool:
    """Keys of AWS's own services let these services in."""
    return key.startswith("alias/aws/") or ":alias/aws/" in key


def is_usable(
    call: Call, key: str, principal: Principal, actions: Iterable[str], context: Mapping[str, str] | None = None
) -> bool:
    """Whether a key exists, is enabled, and its policy lets somebody do all of this with it."""
    if is_aws_managed(key):
        return True
    described = found(call, "kms", "DescribeKey", KeyId=key)
    if described is None or described["KeyMetadata"]["KeyState"] != "Enabled":
        return False
    arn = described["KeyMetadata"]["Arn"]
    policy = call.aws("kms", "GetKeyPolicy", KeyId=arn, PolicyName="default")["Policy"]
    return all(allows(policy, Request(action, arn, context or {}), principal) for action in actions)
