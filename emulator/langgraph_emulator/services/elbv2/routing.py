"""Where the listeners of a region send traffic."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from langgraph_emulator.errors import AwsError
from langgraph_emulator.world import World

HEALTHY = "healthy"


@dataclass(frozen=True)
class Rule:
    """A listener's rule with its first action; the default rule comes last."""

    listener: dict[str, Any]
    arn: str | None
    conditions: tuple[dict[str, Any], ...]
    actions: list[dict[str, Any]]

    @property
    def load_balancer_arn(self) -> str:
        return self.listener["LoadBalancerArn"]


def rules_of(world: World, region: str, listener: dict[str, Any]) -> list[Rule]:
    described = list(every(world, region, "DescribeRules", "Rules", ListenerArn=listener["ListenerArn"]))
    ordinary = sorted((r for r in described if not r.get("IsDefault")), key=lambda rule: int(rule["Priority"]))
    rules = [Rule(listener, r["RuleArn"], tuple(r.get("Conditions", [])), r["Actions"]) for r in ordinary]
    return [*rules, Rule(listener, None, (), listener.get("DefaultActions", []))]


def all_rules(world: World, region: str) -> Iterator[Rule]:
    for load_balancer in every(world, region, "DescribeLoadBalancers", "LoadBalancers"):
        for listener in listeners_of(world, region, load_balancer["LoadBalancerArn"]):
            yield from rules_of(world, region, listener)


def listeners_of(world: World, region: str, load_balancer_arn: str) -> list[dict[str, Any]]:
    return world.call("elbv2", "DescribeListeners", region, {"LoadBalancerArn": load_balancer_arn})["Listeners"]


def every(world: World, region: str, operation: str, member: str, **params: Any) -> Iterator[dict[str, Any]]:
    """The elements of all pages; moto's have 50."""
    while True:
        answer = world.call("elbv2", operation, region, params)
        yield from answer.get(member, [])
        if not answer.get("NextMarker"):
            return
        params["Marker"] = answer["NextMarker"]


def weights(actions: list[dict[str, Any]]) -> dict[str, int]:
    """Target group ARN to weight, of the forward among the actions; empty when nothing is forwarded."""
    for action in actions:
        if action.get("Type") != "forward":
            continue
        groups = (action.get("ForwardConfig") or {}).get("TargetGroups") or []
        if groups:
            return {group["TargetGroupArn"]: int(group.get("Weight", 1)) for group in groups}
        if action.get("TargetGroupArn"):
            return {action["TargetGroupArn"]: 1}
    return {}


class Owners:
    """Which load balancers forward to each target group, by default action or by rule; one object per region."""

    def __init__(self, world: World, region: str) -> None:
        self._world = world
        self._region = region
        self._read_at = -1
        self._found: dict[str, list[str]] = {}

    def of(self, target_group_arn: str) -> list[str]:
        writes = self._world.moto.writes("elbv2")
        if self._read_at != writes:
            self._found = self._read()
            self._read_at = writes
        return self._found.get(target_group_arn, [])

    def _read(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for rule in all_rules(self._world, self._region):
            for group in weights(rule.actions):
                arns = found.setdefault(group, [])
                if rule.load_balancer_arn not in arns:
                    arns.append(rule.load_balancer_arn)
        return found


def healthy_targets(world: World, region: str, target_group_arn: str) -> int:
    try:
        health = world.call("elbv2", "DescribeTargetHealth", region, {"TargetGroupArn": target_group_arn})
    except AwsError:
        return 0
    return sum(d["TargetHealth"]["State"] == HEALTHY for d in health.get("TargetHealthDescriptions", []))


def matches(rule: Rule, path: str) -> bool:
    """Whether a request for the path meets the conditions; only paths are looked at."""
    for condition in rule.conditions:
        if condition.get("Field") != "path-pattern":
            continue
        patterns = (condition.get("PathPatternConfig") or {}).get("Values") or condition.get("Values") or []
        if not any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns):
            return False
    return True
