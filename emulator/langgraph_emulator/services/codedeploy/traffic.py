"""Moves the traffic of listeners between the two target groups of a deployment.

The idle group stays behind the listener with weight 0, as CodeDeploy leaves it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langgraph_emulator.services.elbv2.routing import Rule, rules_of, weights

if TYPE_CHECKING:
    from langgraph_emulator.world import World


class Traffic:
    def __init__(self, world: World, region: str) -> None:
        self._world = world
        self._region = region

    def target_group_arns(self, names: list[str]) -> list[str]:
        groups = self._elb("DescribeTargetGroups", Names=names)["TargetGroups"]
        by_name = {group["TargetGroupName"]: group["TargetGroupArn"] for group in groups}
        return [by_name[name] for name in names]

    def is_behind(self, listener_arns: list[str], target_group_arn: str) -> bool:
        return any(target_group_arn in weights(rule.actions) for rule in self._rules(listener_arns))

    def route(self, listener_arns: list[str], pair: list[str], to: dict[str, int]) -> None:
        """Sets the weights on every action of the listeners that forwards to a group of the pair."""
        for rule in self._rules(listener_arns):
            if not set(weights(rule.actions)) & set(pair):
                continue
            actions = [_forward(action, to) if action.get("Type") == "forward" else action for action in rule.actions]
            if rule.arn:
                self._elb("ModifyRule", RuleArn=rule.arn, Actions=actions)
            else:
                self._elb("ModifyListener", ListenerArn=rule.listener["ListenerArn"], DefaultActions=actions)

    def _rules(self, listener_arns: list[str]) -> list[Rule]:
        if not listener_arns:
            return []
        listeners = self._elb("DescribeListeners", ListenerArns=listener_arns)["Listeners"]
        return [rule for listener in listeners for rule in rules_of(self._world, self._region, listener)]

    def _elb(self, operation: str, **params: Any) -> dict[str, Any]:
        return self._world.call("elbv2", operation, self._region, params)


def _forward(action: dict[str, Any], to: dict[str, int]) -> dict[str, Any]:
    forward: dict[str, Any] = {
        "TargetGroups": [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in to.items()],
    }
    stickiness = (action.get("ForwardConfig") or {}).get("TargetGroupStickinessConfig")
    if stickiness:
        forward["TargetGroupStickinessConfig"] = stickiness
    kept = {key: value for key, value in action.items() if key not in ("TargetGroupArn", "ForwardConfig")}
    return {**kept, "Type": "forward", "ForwardConfig": forward}
