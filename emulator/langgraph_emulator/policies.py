"""Whether a policy document lets somebody do something: identity policies, and those of keys, buckets and topics.

Deny before allow, as https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html has it; of
conditions the operators that policies of services use. A condition of another kind counts as met, so that nothing is
refused for what is not understood here.
"""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Principal:
    """Who asks; an account's root in a policy stands for everybody of the account."""

    service: str = ""
    arn: str = ""
    account: str = ""
    # somebody of the account: whoever of it is named is meant
    anybody: bool = False

    def is_meant_by(self, principal: Any) -> bool:
        """Whether the element Principal of a statement means it."""
        if principal == "*":
            return True
        if not isinstance(principal, dict):
            return False
        if self.service:
            return self.service in _listed(principal.get("Service"))
        own = {"*", self.arn, self.account, f"arn:aws:iam::{self.account}:root"}
        names = _listed(principal.get("AWS"))
        return any(name in own or (self.anybody and f"::{self.account}:" in str(name)) for name in names)


@dataclass(frozen=True)
class Request:
    """What is asked for; context keys are written in lower case."""

    action: str
    resource: str = "*"
    context: Mapping[str, str] = field(default_factory=dict)


def allows(policy: str | dict[str, Any], request: Request, principal: Principal | None = None) -> bool:
    """Whether a policy allows a request. Without a principal it is an identity's own policy, which names none."""
    document = json.loads(policy) if isinstance(policy, str) else policy
    effects = {
        statement.get("Effect")
        for statement in _statements(document)
        if _applies(statement, request) and (principal is None or principal.is_meant_by(statement.get("Principal")))
    }
    return "Allow" in effects and "Deny" not in effects


def _statements(document: dict[str, Any]) -> list[dict[str, Any]]:
    statements = document.get("Statement") or []
    return statements if isinstance(statements, list) else [statements]


def _applies(statement: dict[str, Any], request: Request) -> bool:
    return (
        _is_named(statement, "Action", request.action, _match_action)
        and _is_named(statement, "Resource", request.resource, fnmatch.fnmatchcase)
        and all(
            _is_met(operator, key, _listed(values), request.context)
            for operator, keys in (statement.get("Condition") or {}).items()
            for key, values in keys.items()
        )
    )


def _is_named(statement: dict[str, Any], member: str, value: str, match: Callable[[str, str], bool]) -> bool:
    if f"Not{member}" in statement:
        return not any(match(value, _literal(pattern)) for pattern in _listed(statement[f"Not{member}"]))
    # a trust policy names no resource
    patterns = _listed(statement.get(member, "*"))
    return value == "*" or any(match(value, _literal(pattern)) for pattern in patterns)


def _match_action(action: str, pattern: str) -> bool:
    return fnmatch.fnmatchcase(action.lower(), pattern.lower())


def _literal(pattern: str) -> str:
    """IAM knows * and ? alone."""
    return str(pattern).replace("[", "[[]")


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _equals(value: str, pattern: str) -> bool:
    return value == str(pattern)


def _like(value: str, pattern: str) -> bool:
    return fnmatch.fnmatchcase(value, _literal(pattern))


def _bool(value: str, pattern: str) -> bool:
    return value.lower() == str(pattern).lower()


_OPERATORS: dict[str, tuple[Callable[[str, str], bool], bool]] = {
    "StringEquals": (_equals, True),
    "StringNotEquals": (_equals, False),
    "StringLike": (_like, True),
    "StringNotLike": (_like, False),
    "ArnEquals": (_like, True),
    "ArnLike": (_like, True),
    "ArnNotLike": (_like, False),
    "ArnNotEquals": (_like, False),
    "Bool": (_bool, True),
}


def _is_met(operator: str, key: str, values: list[Any], context: Mapping[str, str]) -> bool:
    given = context.get(key.lower())
    if operator == "Null":
        return any(_bool(str(given is None), value) for value in values)
    name = operator.removesuffix("IfExists")
    if name not in _OPERATORS:
        return True
    match, wanted = _OPERATORS[name]
    if given is None:
        return name != operator or not wanted
    return any(match(given, value) for value in values) == wanted
