"""Decides whether AWS would refuse a request, before a handler or moto sees it.

A row's ``check`` needs the request alone. What has to look at other resources is a function here, under the row's id:

    @refuses("ec2-subnet-outside-vpc")
    def _(call: Call) -> Values | None:
        return None if ... else {"cidr": ...}

It returns what fills the places in the row's message, or None where the request may pass.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from langgraph_emulator.errors import AwsError
from langgraph_emulator.operations import Call
from langgraph_emulator.refusals import REFUSALS, Refusal, refuse

Values = Mapping[str, object]
Rule = Callable[[Call], Values | None]

# Modules are loaded with the first request for their service.
_MODULES: dict[str, tuple[str, ...]] = {
    "cloudwatch": ("cloudwatch",),
    "codedeploy": ("codedeploy.configs", "codedeploy.groups"),
    "ec2": ("ec2.networks", "ec2.endpoints", "ec2.security_groups"),
    "ecs": (
        "ecs.sizes",
        "ecs.containers",
        "ecs.logs_and_secrets",
        "ecs.clusters",
        "ecs.services",
        "ecs.roles_of_tasks",
    ),
    "elbv2": ("elbv2.load_balancers", "elbv2.listeners", "elbv2.target_groups"),
    "events": ("events",),
    "iam": ("iam",),
    "kms": ("kms",),
    "lambda": ("lambda_",),
    "logs": ("logs",),
    "rds": ("rds.windows", "rds.instances", "rds.groups"),
    "s3": ("s3",),
    "secretsmanager": ("secretsmanager",),
    "sns": ("sns",),
    "wafv2": ("wafv2",),
}
_rules: dict[str, Rule] = {}


def refuses(refusal_id: str) -> Callable[[Rule], Rule]:
    """Registers who decides a row."""

    def register(rule: Rule) -> Rule:
        _rules[refusal_id] = rule
        return rule

    return register


def check(call: Call) -> None:
    """Raises the first refusal, in the order of the rows, that the request deserves."""
    for refusal in _rows(call.service, call.operation):
        values = _broken(refusal, call)
        if values is not None:
            raise refuse(refusal.id, **values)


def _broken(refusal: Refusal, call: Call) -> Values | None:
    if refusal.check is not None:
        return refusal.check.broken(call.params)
    return _rules[refusal.id](call)


@cache
def _rows(service: str, operation: str) -> tuple[Refusal, ...]:
    """The rows of an operation that are decided here."""
    for module in _MODULES.get(service, ()):
        importlib.import_module(f"langgraph_emulator.rules.{module}")
    rows = (row for row in REFUSALS if row.service == service and operation in row.operations)
    return tuple(row for row in rows if row.check is not None or row.id in _rules)


def found(call: Call, service: str, operation: str, **params: Any) -> dict[str, Any] | None:
    """The answer of a read, None where what is asked for does not exist."""
    try:
        return call.aws(service, operation, **params)
    except AwsError:
        return None
