"""What a listener answers, by the behaviour of the image that runs behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from langgraph_emulator.services.ecs.model import Ecs
from langgraph_emulator.services.elbv2.routing import HEALTHY, every, listeners_of, matches, rules_of, weights
from langgraph_emulator.services.elbv2.target_groups import TaskTargets

if TYPE_CHECKING:
    from langgraph_emulator.world import World


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


_UNAVAILABLE = Answer(503, b"503 Service Temporarily Unavailable")
_NOT_TLS = Answer(400, b"The plain HTTP request was sent to HTTPS port")


class Turns:
    """Shares requests out by weight: how many each group has had, by its listener; one object per region."""

    def __init__(self, world: object, region: str) -> None:
        self._given: dict[tuple[str, str], int] = {}

    def next(self, listener: str, weights: dict[str, int]) -> str | None:
        """The group that is furthest behind its share."""
        shares = {arn: weight for arn, weight in weights.items() if weight > 0}
        if not shares:
            return None
        chosen = min(shares, key=lambda arn: (self._given.get((listener, arn), 0) + 1) / shares[arn])
        self._given[listener, chosen] = self._given.get((listener, chosen), 0) + 1
        return chosen


def answer(world: World, host: str, port: int, scheme: str, path: str) -> Answer | None:
    """None where nobody listens, or where TLS is spoken to somebody who does not."""
    region = host.split(".")[-4]
    found = every(world, region, "DescribeLoadBalancers", "LoadBalancers")
    load_balancer = next((each["LoadBalancerArn"] for each in found if each["DNSName"].lower() == host.lower()), None)
    listeners = listeners_of(world, region, load_balancer) if load_balancer else []
    listener = next((each for each in listeners if each.get("Port") == port), None)
    if listener is None:
        return None
    if listener["Protocol"].lower() != scheme:
        return _NOT_TLS if scheme == "http" else None
    bare = path.partition("?")[0]
    rule = next(rule for rule in rules_of(world, region, listener) if matches(rule, bare))
    groups = weights(rule.actions)
    if groups:
        group = world.state(Turns, region).next(listener["ListenerArn"], groups)
        return _answer_of_group(world, region, group, bare) if group else _UNAVAILABLE
    return _answer_of_action(rule.actions[0], path)


def _answer_of_group(world: World, region: str, target_group_arn: str, path: str) -> Answer:
    targets = world.state(TaskTargets, region).group(target_group_arn)
    healthy = {target.address for target in targets.values() if target.state == HEALTHY}
    # Addresses alone would not do: networks may overlap.
    behind = (
        task
        for task in world.state(Ecs, region).tasks.values()
        if task.task_set and target_group_arn in task.task_set.target_group_arns and task.address in healthy
    )
    task = next(behind, None)
    if task is None:
        return _UNAVAILABLE
    status, body = task.behaviour.responses.get(path, (200, ""))
    return Answer(status, body.encode())


def _answer_of_action(action: dict[str, Any], path: str) -> Answer:
    if action["Type"] == "redirect":
        redirect = action["RedirectConfig"]
        location = f"{redirect.get('Protocol', 'HTTPS').lower()}://{redirect.get('Host', '')}:{redirect['Port']}{path}"
        return Answer(int(redirect["StatusCode"].removeprefix("HTTP_")), headers={"Location": location})
    fixed = action.get("FixedResponseConfig") or {}
    return Answer(int(fixed.get("StatusCode") or 200), (fixed.get("MessageBody") or "").encode())
