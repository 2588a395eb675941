"""Policy documents of roles, and how much a role may have of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, found, refuses
from langgraph_emulator.rules.ecs.containers import first_twice

_ATTACHED = 20
_INLINE_SIZE = 10_240
_MANAGED_SIZE = 6_144
_TRUST_SIZE = 2_048
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservicests.html
_TRUST_ACTIONS = {
    *("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"),
    *("sts:SetContext", "sts:SetSourceIdentity", "sts:TagSession"),
}
_SERVICE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com(\.cn)?|aws\.internal|aws)")


def statements(document: str | None) -> list[dict[str, Any]]:
    """Of a document; none where it is no JSON, which moto refuses."""
    try:
        found_ones = json.loads(document or "{}").get("Statement") or []
    except ValueError:
        return []
    return found_ones if isinstance(found_ones, list) else [found_ones]


def _size(document: str) -> int:
    return len(re.sub(r"\s", "", document))


def _trust(call: Call) -> list[dict[str, Any]]:
    return statements(_trust_document(call))


def _trust_document(call: Call) -> str:
    return str(call.params.get("AssumeRolePolicyDocument") or call.params.get("PolicyDocument"))


@refuses("iam-managed-policy-unknown")
def _(call: Call) -> Values | None:
    arn = call.params["PolicyArn"]
    return None if found(call, "iam", "GetPolicy", PolicyArn=arn) else {"policy": arn}


@refuses("iam-managed-policies-limit")
def _(call: Call) -> Values | None:
    answer = found(call, "iam", "ListAttachedRolePolicies", RoleName=call.params["RoleName"]) or {}
    attached = {policy["PolicyArn"] for policy in answer.get("AttachedPolicies", [])} | {call.params["PolicyArn"]}
    return {"most": _ATTACHED} if len(attached) > _ATTACHED else None


@refuses("iam-inline-policies-size")
def _(call: Call) -> Values | None:
    role = call.params["RoleName"]
    size = _size(call.params["PolicyDocument"])
    for name in (found(call, "iam", "ListRolePolicies", RoleName=role) or {}).get("PolicyNames", []):
        if name != call.params["PolicyName"]:
            policy = call.aws("iam", "GetRolePolicy", RoleName=role, PolicyName=name)
            size += _size(unquote(policy["PolicyDocument"]))
    return {"most": _INLINE_SIZE, "role": role} if size > _INLINE_SIZE else None


@refuses("iam-managed-policy-size")
def _(call: Call) -> Values | None:
    return {"most": _MANAGED_SIZE} if _size(call.params["PolicyDocument"]) > _MANAGED_SIZE else None


@refuses("iam-trust-policy-size")
def _(call: Call) -> Values | None:
    return {"most": _TRUST_SIZE} if _size(_trust_document(call)) > _TRUST_SIZE else None


@refuses("iam-trust-empty")
def _(call: Call) -> Values | None:
    try:
        document = json.loads(_trust_document(call))
    except ValueError:
        return None
    return {} if isinstance(document, dict) and not document.get("Statement") else None


@refuses("iam-trust-without-principal")
def _(call: Call) -> Values | None:
    return {} if any(not ({"Principal", "NotPrincipal"} & set(statement)) for statement in _trust(call)) else None


@refuses("iam-trust-principal")
def _(call: Call) -> Values | None:
    for service in _services(_trust(call)):
        if not _SERVICE.fullmatch(service):
            return {"service": service}
    return None


def _services(documents: list[dict[str, Any]]) -> Iterator[str]:
    for statement in documents:
        principal = statement.get("Principal")
        services = principal.get("Service") if isinstance(principal, dict) else None
        yield from [services] if isinstance(services, str) else services or []


@refuses("iam-trust-resource")
def _(call: Call) -> Values | None:
    return {} if any("Resource" in statement for statement in _trust(call)) else None


@refuses("iam-trust-action")
def _(call: Call) -> Values | None:
    actions = (statement.get("Action") or [] for statement in _trust(call))
    named = [each for action in actions for each in ([action] if isinstance(action, str) else action)]
    return None if set(named) <= _TRUST_ACTIONS else {}


@refuses("iam-policy-with-principal")
def _(call: Call) -> Values | None:
    return {} if any("Principal" in statement for statement in statements(call.params["PolicyDocument"])) else None


def _sids(call: Call) -> list[str]:
    return [each["Sid"] for each in statements(call.params["PolicyDocument"]) if each.get("Sid")]


@refuses("iam-policy-sid")
def _(call: Call) -> Values | None:
    return {} if any(not re.fullmatch(r"[0-9A-Za-z]*", sid) for sid in _sids(call)) else None


@refuses("iam-policy-sid-twice")
def _(call: Call) -> Values | None:
    return {} if first_twice(_sids(call)) else None
