"""Secrets Manager: a deleted secret keeps its name until its recovery window is over, and is gone then.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html
"""

from __future__ import annotations

from datetime import timezone
from typing import Any

from langgraph_emulator.errors import AwsError
from langgraph_emulator.operations import Call, operation
from langgraph_emulator.refusals import refuse


@operation("secretsmanager", "CreateSecret")
def create_secret(call: Call) -> dict[str, Any]:
    if _is_pending_deletion(call, call.params["Name"]):
        raise refuse("secretsmanager-name-pending-deletion")
    return call.moto()


@operation("secretsmanager", "DeleteSecret")
def delete_secret(call: Call) -> dict[str, Any]:
    answer = call.moto()
    if not call.params.get("ForceDeleteWithoutRecovery"):
        arn = answer["ARN"]
        due = answer["DeletionDate"].astimezone(timezone.utc)
        call.world.timeline.at(due, lambda: _delete_for_good(call, arn))
    return answer


def _delete_for_good(call: Call, arn: str) -> None:
    """Unless it was restored, or restored and deleted again with a later date."""
    described = _describe(call, arn)
    deleted = described and described.get("DeletedDate")
    if deleted and deleted.astimezone(timezone.utc) <= call.world.clock.now():
        force = {"SecretId": arn, "ForceDeleteWithoutRecovery": True}
        call.world.moto.call("secretsmanager", "DeleteSecret", call.region, force)


def _is_pending_deletion(call: Call, name: str) -> bool:
    described = _describe(call, name)
    return bool(described and described.get("DeletedDate"))


def _describe(call: Call, secret_id: str) -> dict[str, Any] | None:
    try:
        return call.aws("secretsmanager", "DescribeSecret", SecretId=secret_id)
    except AwsError:
        return None
