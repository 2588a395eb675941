"""Application Auto Scaling: tags, and what is suspended."""

from __future__ import annotations

from typing import Any

from langgraph_emulator.errors import AwsError
from langgraph_emulator.operations import Call, operation

_SERVICE = "application-autoscaling"
_FLAGS = ("DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended")


class TargetTags:
    """By ARN of the scalable target, one object per region."""

    def __init__(self, world: object, region: str) -> None:
        self.by_arn: dict[str, dict[str, str]] = {}


@operation(_SERVICE, "RegisterScalableTarget")
def register_scalable_target(call: Call) -> dict[str, Any]:
    answer = call.moto(Tags=None, SuspendedState=_suspended(call))
    tags = call.state(TargetTags).by_arn.setdefault(answer["ScalableTargetARN"], {})
    tags.update(call.params.get("Tags") or {})
    return answer


@operation(_SERVICE, "DeregisterScalableTarget")
def deregister_scalable_target(call: Call) -> dict[str, Any]:
    found = _targets(call)
    answer = call.moto()
    for target in found:
        call.state(TargetTags).by_arn.pop(target.get("ScalableTargetARN", ""), None)
    return answer


@operation(_SERVICE, "ListTagsForResource")
def list_tags_for_resource(call: Call) -> dict[str, Any]:
    return {"Tags": dict(_tags(call))}


@operation(_SERVICE, "TagResource")
def tag_resource(call: Call) -> dict[str, Any]:
    _tags(call).update(call.params["Tags"])
    return {}


@operation(_SERVICE, "UntagResource")
def untag_resource(call: Call) -> dict[str, Any]:
    for key in call.params["TagKeys"]:
        _tags(call).pop(key, None)
    return {}


def _suspended(call: Call) -> dict[str, bool]:
    """All three flags; what is not given stays as it is."""
    present = next((target.get("SuspendedState") for target in _targets(call)), None)
    return {**dict.fromkeys(_FLAGS, False), **(present or {}), **(call.params.get("SuspendedState") or {})}


def _targets(call: Call) -> list[dict[str, Any]]:
    found = call.aws(
        _SERVICE,
        "DescribeScalableTargets",
        ServiceNamespace=call.params["ServiceNamespace"],
        ResourceIds=[call.params["ResourceId"]],
        ScalableDimension=call.params["ScalableDimension"],
    )
    return found.get("ScalableTargets", [])


def _tags(call: Call) -> dict[str, str]:
    arn = call.params["ResourceARN"]
    try:
        return call.state(TargetTags).by_arn[arn]
    except KeyError:
        raise AwsError("ResourceNotFoundException", f"The specified resource doesn't exist: {arn}") from None
