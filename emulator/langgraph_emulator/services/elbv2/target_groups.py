"""Target groups: whose they are, and the health of targets that are ECS tasks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moto.elbv2.models import elbv2_backends

from langgraph_emulator.operations import ACCOUNT, Call, operation
from langgraph_emulator.refusals import refuse
from langgraph_emulator.services.elbv2.routing import Owners

_DELAY = "deregistration_delay.timeout_seconds"
_LONGEST = "3600"
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
_REASONS = {
    "initial": ("Elb.RegistrationInProgress", "Target registration is in progress"),
    "unhealthy": ("Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]"),
    "draining": ("Target.DeregistrationInProgress", "Target deregistration is in progress"),
}


@dataclass
class Target:
    address: str
    port: int
    zone: str
    state: str = "initial"


class TaskTargets:
    """Targets that are ECS tasks, by target group; the scheduler of tasks keeps them, one object per region."""

    def __init__(self, world: object, region: str) -> None:
        self.by_group: dict[str, dict[str, Target]] = {}

    def group(self, arn: str) -> dict[str, Target]:
        return self.by_group.setdefault(arn, {})


@operation("elbv2", "DescribeTargetHealth")
def describe_target_health(call: Call) -> dict[str, Any]:
    described = call.moto().get("TargetHealthDescriptions", [])
    tasks = call.state(TaskTargets).group(call.params["TargetGroupArn"])
    asked = {target["Id"] for target in call.params.get("Targets", [])}
    others = [d for d in described if d["Target"]["Id"] not in tasks]
    own = [_health(target) for target in tasks.values() if not asked or target.address in asked]
    return {"TargetHealthDescriptions": others + own}


@operation("elbv2", "DescribeTargetGroups")
def describe_target_groups(call: Call) -> dict[str, Any]:
    by_load_balancer = call.params.get("LoadBalancerArn")
    answer = call.moto(LoadBalancerArn=None)
    owners = call.state(Owners)
    for group in answer.get("TargetGroups", []):
        group["LoadBalancerArns"] = owners.of(group["TargetGroupArn"])
    if by_load_balancer:
        answer["TargetGroups"] = [g for g in answer["TargetGroups"] if by_load_balancer in g["LoadBalancerArns"]]
    return answer


@operation("elbv2", "ModifyTargetGroupAttributes")
def modify_target_group_attributes(call: Call) -> dict[str, Any]:
    """moto takes all but the longest delay."""
    arn, attributes = call.params["TargetGroupArn"], call.params["Attributes"]
    others = [entry for entry in attributes if (entry["Key"], entry.get("Value")) != (_DELAY, _LONGEST)]
    if len(others) == len(attributes):
        return call.moto()
    call.moto(Attributes=[*others, {"Key": _DELAY, "Value": "0"}])
    elbv2_backends[ACCOUNT][call.region].target_groups[arn].attributes[_DELAY] = _LONGEST
    return call.aws("elbv2", "DescribeTargetGroupAttributes", TargetGroupArn=arn)


@operation("elbv2", "DeleteTargetGroup")
def delete_target_group(call: Call) -> dict[str, Any]:
    arn = call.params["TargetGroupArn"]
    if call.state(Owners).of(arn):
        raise refuse("elbv2-target-group-in-use", target_group=arn)
    call.state(TaskTargets).by_group.pop(arn, None)
    return call.moto()


@operation("elbv2", "DeleteLoadBalancer")
def delete_load_balancer(call: Call) -> dict[str, Any]:
    arn = call.params["LoadBalancerArn"]
    attributes = call.aws("elbv2", "DescribeLoadBalancerAttributes", LoadBalancerArn=arn)["Attributes"]
    if any(a["Key"] == "deletion_protection.enabled" and a["Value"] == "true" for a in attributes):
        raise refuse("elbv2-deletion-protection", load_balancer=arn)
    return call.moto()


def _health(target: Target) -> dict[str, Any]:
    health = {"State": target.state}
    if target.state in _REASONS:
        health["Reason"], health["Description"] = _REASONS[target.state]
    return {
        "Target": {"Id": target.address, "Port": target.port, "AvailabilityZone": target.zone},
        "HealthCheckPort": str(target.port),
        "TargetHealth": health,
    }
