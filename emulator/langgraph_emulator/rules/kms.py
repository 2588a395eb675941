"""Policies of keys: whom they name, and whether somebody could still change them."""

from __future__ import annotations

import json
from typing import Any

from langgraph_emulator.operations import ACCOUNT, Call
from langgraph_emulator.policies import Request, allows
from langgraph_emulator.rules import Values, found, keys, refuses


def _policy(call: Call) -> str | None:
    return call.params.get("Policy")


@refuses("kms-policy-is-no-json")
def _(call: Call) -> Values | None:
    policy = _policy(call)
    if not policy:
        return None
    try:
        return None if isinstance(json.loads(policy).get("Statement"), (list, dict)) else {}
    except (ValueError, AttributeError):
        return {}


@refuses("kms-policy-principal")
def _(call: Call) -> Values | None:
    for arn in _principals(json.loads(_policy(call) or "{}")):
        if arn.startswith(f"arn:aws:iam::{ACCOUNT}:role/"):
            if not found(call, "iam", "GetRole", RoleName=arn.rpartition("/")[2]):
                return {}
    return None


def _principals(policy: dict[str, Any]) -> list[str]:
    statements = policy.get("Statement") or []
    named: list[str] = []
    for statement in statements if isinstance(statements, list) else [statements]:
        principal = statement.get("Principal")
        arns = principal.get("AWS") if isinstance(principal, dict) else None
        named += [arns] if isinstance(arns, str) else arns or []
    return named


@refuses("kms-policy-lockout")
def _(call: Call) -> Values | None:
    policy = _policy(call)
    if not policy or call.params.get("BypassPolicyLockoutSafetyCheck"):
        return None
    return None if allows(policy, Request("kms:PutKeyPolicy"), keys.SOMEBODY) else {}
