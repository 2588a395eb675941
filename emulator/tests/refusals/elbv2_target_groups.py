"""What load balancers refuse of target groups, each tried."""

from __future__ import annotations

from typing import Any

from tests.refusals import provokes, stack
from tests.support import client, error_of, unique


def _create(**change: Any) -> Any:
    request = {
        "Name": unique("targets"),
        "Port": 80,
        "Protocol": "HTTP",
        "VpcId": stack().network.vpc,
        "TargetType": "ip",
        "HealthCheckPath": "/health",
        "HealthCheckIntervalSeconds": 30,
        "HealthCheckTimeoutSeconds": 5,
        "Matcher": {"HttpCode": "200-299,404"},
        **change,
    }
    return client("elbv2").create_target_group(**request)["TargetGroups"][0]["TargetGroupArn"]


def _set(key: str, value: str) -> Any:
    arn = stack().target_groups["blue"]
    return client("elbv2").modify_target_group_attributes(TargetGroupArn=arn, Attributes=[{"Key": key, "Value": value}])


def _group(row_id: str, **change: Any) -> None:
    provokes(f"elbv2-target-group-{row_id}")(lambda: error_of(_create, **change))


def _attribute(row_id: str, key: str, value: str) -> None:
    provokes(f"elbv2-target-group-{row_id}")(lambda: error_of(_set, key, value))


_group("name-length", Name="x" * 33)
_group("name-characters", Name="a_b")
_group("name-hyphen", Name="-a")
_group("vpc", VpcId="vpc-0123456789abcdef0")
_group("health-check-timeout-and-interval", HealthCheckTimeoutSeconds=30)
_group("health-check-path", HealthCheckPath="health")
_group("health-check-port", HealthCheckPort="http")
_group("matcher", Matcher={"HttpCode": "500"})
_attribute("deregistration-delay", "deregistration_delay.timeout_seconds", "3601")
_attribute("slow-start", "slow_start.duration_seconds", "29")
_attribute("cookie-duration", "stickiness.lb_cookie.duration_seconds", "604801")
_attribute("algorithm", "load_balancing.algorithm.type", "random")


@provokes("elbv2-target-group-exists")
def _() -> tuple[str, str]:
    name = unique("targets")
    _create(Name=name)
    return error_of(_create, Name=name)


def taken() -> None:
    """The group that most of these change; raises unless it is taken."""
    _create()
    _create(Protocol="TCP", HealthCheckProtocol="HTTP", Matcher={"HttpCode": "200-599"})
    _set("deregistration_delay.timeout_seconds", "3600")
