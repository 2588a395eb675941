"""Policies, ACLs and logs of buckets."""

from __future__ import annotations

import json
from typing import Any

from langgraph_emulator.operations import ACCOUNT, Call
from langgraph_emulator.rules import Values, found, refuses


def _statements(call: Call) -> list[dict[str, Any]]:
    statements = json.loads(call.params["Policy"])["Statement"]
    return statements if isinstance(statements, list) else [statements]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@refuses("s3-policy-is-no-json")
def _(call: Call) -> Values | None:
    try:
        return None if isinstance(json.loads(call.params["Policy"]), dict) else {}
    except ValueError:
        return {}


@refuses("s3-policy-without-statement")
def _(call: Call) -> Values | None:
    return None if json.loads(call.params["Policy"]).get("Statement") else {}


@refuses("s3-policy-resource")
def _(call: Call) -> Values | None:
    own = f"arn:aws:s3:::{call.params['Bucket']}"
    resources = (resource for statement in _statements(call) for resource in _listed(statement.get("Resource", own)))
    return {} if any(resource != own and not str(resource).startswith(f"{own}/") for resource in resources) else None


@refuses("s3-policy-public")
def _(call: Call) -> Values | None:
    bucket = call.params["Bucket"]
    block = found(call, "s3", "GetPublicAccessBlock", Bucket=bucket) or {}
    if not (block.get("PublicAccessBlockConfiguration") or {}).get("BlockPublicPolicy"):
        return None
    is_public = any(
        statement.get("Effect") == "Allow"
        and statement.get("Principal") in ("*", {"AWS": "*"}, {"AWS": ["*"]})
        and not statement.get("Condition")
        for statement in _statements(call)
    )
    return {"account": ACCOUNT, "bucket": bucket} if is_public else None


def _region(call: Call, bucket: str) -> str | None:
    return (found(call, "s3", "HeadBucket", Bucket=bucket) or {}).get("BucketRegion")


def _log_target(call: Call) -> str | None:
    return (call.params["BucketLoggingStatus"].get("LoggingEnabled") or {}).get("TargetBucket")


@refuses("s3-log-target")
def _(call: Call) -> Values | None:
    target = _log_target(call)
    return {} if target and _region(call, target) is None else None


@refuses("s3-log-target-region")
def _(call: Call) -> Values | None:
    target = _log_target(call)
    return {} if target and _region(call, target) != _region(call, call.params["Bucket"]) else None


@refuses("s3-acl")
def _(call: Call) -> Values | None:
    answer = found(call, "s3", "GetBucketOwnershipControls", Bucket=call.params["Bucket"]) or {}
    rules = (answer.get("OwnershipControls") or {}).get("Rules") or []
    return {} if any(rule.get("ObjectOwnership") == "BucketOwnerEnforced" for rule in rules) else None
