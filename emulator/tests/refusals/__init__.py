"""One refused request for each row of the tables of refusals, registered under the row's id."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from tests.support import Stack, client, error_of, unique

Provocation = Callable[[], tuple[str, str]]
provocations: dict[str, Provocation] = {}


def provokes(refusal_id: str) -> Callable[[Provocation], Provocation]:
    """Registers what must be refused; the function returns code and message."""

    def register(function: Provocation) -> Provocation:
        assert refusal_id not in provocations, f"{refusal_id} has two"
        provocations[refusal_id] = function
        return function

    return register


def refused(refusal_id: str, method: Callable[..., Any], **params: Any) -> None:
    """Registers a method that refuses these parameters."""
    provokes(refusal_id)(lambda: error_of(method, **params))


def given(members: dict[str, Any]) -> dict[str, Any]:
    """What is there: None leaves a member out."""
    return {name: value for name, value in members.items() if value is not None}


@cache
def stack() -> Stack:
    """For refusals that leave it as it was."""
    return Stack()


def create_service(**change: Any) -> Any:
    """A service of the stack's cluster that is taken, but for what is changed; None leaves a member out."""
    request = {
        "cluster": stack().name,
        "serviceName": unique("service"),
        "taskDefinition": stack().first_definition,
        "desiredCount": 0,
        "networkConfiguration": stack().network.configuration,
        **change,
    }
    return client("ecs").create_service(**given(request))
