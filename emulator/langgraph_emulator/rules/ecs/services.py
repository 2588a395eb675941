"""A service beside its task definition, network and target group."""

from __future__ import annotations

from typing import Any

from langgraph_emulator.operations import Call
from langgraph_emulator.rules import Values, found, refuses


def definition_of(call: Call) -> dict[str, Any]:
    """The task definition; an empty one where there is none, which the handler refuses."""
    name = call.params.get("taskDefinition")
    answer = found(call, "ecs", "DescribeTaskDefinition", taskDefinition=name) if name else None
    return answer["taskDefinition"] if answer else {}


def _is_awsvpc(call: Call) -> bool:
    return definition_of(call).get("networkMode") == "awsvpc"


def _network(call: Call) -> dict[str, Any]:
    return (call.params.get("networkConfiguration") or {}).get("awsvpcConfiguration") or {}


@refuses("ecs-network-configuration")
def _(call: Call) -> Values | None:
    return {} if _is_awsvpc(call) and not _network(call) else None


@refuses("ecs-security-group-of-other-vpc")
def _(call: Call) -> Values | None:
    network = _network(call)
    subnets = found(call, "ec2", "DescribeSubnets", SubnetIds=network.get("subnets") or []) or {"Subnets": []}
    vpcs = {subnet["VpcId"] for subnet in subnets["Subnets"]}
    for group in network.get("securityGroups") or []:
        answer = found(call, "ec2", "DescribeSecurityGroups", GroupIds=[group])
        if answer and vpcs and answer["SecurityGroups"][0]["VpcId"] not in vpcs:
            return {"group": group, "vpc": ", ".join(vpcs)}
    return None


def _load_balanced(call: Call) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """What a load balancer sends to, and the container that is meant."""
    containers = {each["name"]: each for each in definition_of(call).get("containerDefinitions") or []}
    if not containers:
        return []
    return [(entry, containers.get(entry.get("containerName"))) for entry in call.params.get("loadBalancers") or []]


@refuses("ecs-load-balancer-container")
def _(call: Call) -> Values | None:
    unknown = next((entry for entry, container in _load_balanced(call) if container is None), None)
    return {"container": unknown.get("containerName")} if unknown else None


@refuses("ecs-load-balancer-port")
def _(call: Call) -> Values | None:
    for entry, container in _load_balanced(call):
        ports = [mapping.get("containerPort") for mapping in (container or {}).get("portMappings") or []]
        if entry.get("containerPort") not in ports:
            return {"container": entry.get("containerName"), "port": entry.get("containerPort")}
    return None


@refuses("ecs-target-type")
def _(call: Call) -> Values | None:
    if not _is_awsvpc(call):
        return None
    for entry in call.params.get("loadBalancers") or []:
        arn = entry.get("targetGroupArn")
        answer = found(call, "elbv2", "DescribeTargetGroups", TargetGroupArns=[arn]) if arn else None
        kind = answer["TargetGroups"][0].get("TargetType", "instance") if answer else "ip"
        if kind != "ip":
            return {"target_group": arn, "type": kind}
    return None


@refuses("ecs-exec-without-role")
def _(call: Call) -> Values | None:
    definition = definition_of(call)
    return {} if call.params.get("enableExecuteCommand") and definition and not definition.get("taskRoleArn") else None
