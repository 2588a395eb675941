"""Who would answer a request, for the control API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langgraph_emulator.services.elbv2.routing import healthy_targets, listeners_of, matches, rules_of, weights

if TYPE_CHECKING:
    from langgraph_emulator.world import World


def region_of(arn: str) -> str:
    parts = arn.split(":")
    if len(parts) < 6 or parts[0] != "arn":
        raise ValueError(f"not an ARN: {arn}")
    return parts[3]


def traffic(world: World, load_balancer_arn: str) -> dict[str, Any]:
    """For each listener the weight of each target group and how many of its targets are healthy."""
    region = region_of(load_balancer_arn)
    listeners = []
    for listener in listeners_of(world, region, load_balancer_arn):
        rules = rules_of(world, region, listener)
        listeners.append(
            {
                "listenerArn": listener["ListenerArn"],
                "port": listener.get("Port"),
                "protocol": listener.get("Protocol"),
                "targetGroups": _groups(world, region, rules[-1].actions),
                "rules": [
                    {"ruleArn": rule.arn, "targetGroups": _groups(world, region, rule.actions)} for rule in rules[:-1]
                ],
            }
        )
    return {"loadBalancerArn": load_balancer_arn, "listeners": listeners}


def route(world: World, load_balancer_arn: str, port: int, path: str) -> dict[str, Any]:
    """What a request meets: target groups with the share of traffic each gets, a redirect, or an error."""
    region = region_of(load_balancer_arn)
    listener = next((x for x in listeners_of(world, region, load_balancer_arn) if x.get("Port") == port), None)
    if listener is None:
        return {"type": "refused", "reason": f"no listener on port {port}"}
    rule = next(rule for rule in rules_of(world, region, listener) if matches(rule, path))
    if weights(rule.actions):
        groups = _groups(world, region, rule.actions)
        chosen = [group for group in groups if group["weight"] > 0]
        failing = sum(group["weight"] for group in chosen if group["healthyTargets"] == 0)
        total = sum(group["weight"] for group in chosen)
        return {
            "type": "forward",
            "targetGroups": groups,
            "status": 503 if total == 0 or failing == total else 200,
            "unavailableShare": failing / total if total else 1.0,
        }
    action = rule.actions[0]
    if action["Type"] == "redirect":
        redirect = action["RedirectConfig"]
        return {"type": "redirect", "status": int(redirect["StatusCode"].removeprefix("HTTP_")), "redirect": redirect}
    fixed = action.get("FixedResponseConfig") or {}
    return {"type": action["Type"], "status": int(fixed.get("StatusCode") or 200)}


def _groups(world: World, region: str, actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "targetGroupArn": arn,
            "name": arn.split("/")[1],
            "weight": weight,
            "healthyTargets": healthy_targets(world, region, arn),
        }
        for arn, weight in weights(actions).items()
    ]
