"""What a target-tracking policy sees now and which way it would scale.

https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langgraph_emulator.services.cloudwatch.queries import evaluate_queries, windows
from langgraph_emulator.services.cloudwatch.store import MetricStore, Series

if TYPE_CHECKING:
    from langgraph_emulator.world import World

_SERVICE = "application-autoscaling"
_PERIOD = 60
# Target tracking scales out on 3 periods above the target, and in on 15 periods below 90 % of it.
_OUT_PERIODS, _IN_PERIODS, _IN_FACTOR = 3, 15, 0.9
_PREDEFINED = {
    "ECSServiceAverageCPUUtilization": "CPUUtilization",
    "ECSServiceAverageMemoryUtilization": "MemoryUtilization",
}


def evaluate_policy(world: World, region: str, name: str) -> dict[str, Any]:
    policy = _find(world, region, name)
    configuration = policy.get("TargetTrackingScalingPolicyConfiguration")
    if not configuration:
        raise ValueError(f"{name} is not a target-tracking policy")
    target = float(configuration["TargetValue"])
    now = world.clock.now().timestamp() // _PERIOD * _PERIOD
    times = windows(now, _PERIOD, _IN_PERIODS)
    series = _series(world, region, policy, configuration, times)
    newest = series.get(times[-1])
    direction = _direction(series, times, target, bool(configuration.get("DisableScaleIn")))
    suspended = _suspended(world, region, policy)
    return {
        "policyName": name,
        "metricValue": newest,
        "targetValue": target,
        "direction": direction,
        "suspended": bool(suspended.get(f"DynamicScaling{direction.capitalize()}Suspended")),
    }


def _find(world: World, region: str, name: str) -> dict[str, Any]:
    answer = world.call(_SERVICE, "DescribeScalingPolicies", region, {"ServiceNamespace": "ecs"})
    for policy in answer.get("ScalingPolicies", []):
        if policy["PolicyName"] == name:
            return policy
    raise KeyError(f"no scaling policy {name} in {region}")


def _series(
    world: World, region: str, policy: dict[str, Any], configuration: dict[str, Any], times: list[float]
) -> Series:
    queries = _queries(policy, configuration)
    values = evaluate_queries(world.state(MetricStore, region), queries, times, _PERIOD)
    watched = next(query["Id"] for query in queries if query.get("ReturnData", True) is not False)
    value = values[watched]
    return value if isinstance(value, dict) else {}


def _queries(policy: dict[str, Any], configuration: dict[str, Any]) -> list[dict[str, Any]]:
    custom = configuration.get("CustomizedMetricSpecification")
    if custom and custom.get("Metrics"):
        return custom["Metrics"]
    if custom:
        metric = {key: custom.get(key) for key in ("Namespace", "MetricName", "Dimensions")}
        return [{"Id": "m1", "MetricStat": {"Metric": metric, "Stat": custom["Statistic"]}}]
    predefined = configuration["PredefinedMetricSpecification"]
    kind, label = predefined["PredefinedMetricType"], predefined.get("ResourceLabel", "")
    if kind == "ALBRequestCountPerTarget":
        load_balancer, _, target_group = label.partition("/targetgroup/")
        dimensions = {"LoadBalancer": load_balancer, "TargetGroup": f"targetgroup/{target_group}"}
        return [_query("AWS/ApplicationELB", "RequestCountPerTarget", dimensions, "Sum")]
    _, cluster, service = policy["ResourceId"].split("/")
    return [_query("AWS/ECS", _PREDEFINED[kind], {"ClusterName": cluster, "ServiceName": service}, "Average")]


def _query(namespace: str, name: str, dimensions: dict[str, str], stat: str) -> dict[str, Any]:
    listed = [{"Name": key, "Value": value} for key, value in dimensions.items()]
    metric = {"Namespace": namespace, "MetricName": name, "Dimensions": listed}
    return {"Id": "m1", "MetricStat": {"Metric": metric, "Stat": stat}}


def _direction(series: Series, times: list[float], target: float, no_scale_in: bool) -> str:
    last = [series.get(time) for time in times[-_OUT_PERIODS:]]
    if all(value is not None and value > target for value in last):
        return "out"
    before = [series.get(time) for time in times]
    below = all(value is not None and value < target * _IN_FACTOR for value in before)
    return "in" if below and not no_scale_in else "none"


def _suspended(world: World, region: str, policy: dict[str, Any]) -> dict[str, Any]:
    params = {"ServiceNamespace": policy["ServiceNamespace"], "ResourceIds": [policy["ResourceId"]]}
    targets = world.call(_SERVICE, "DescribeScalableTargets", region, params).get("ScalableTargets", [])
    return (targets[0].get("SuspendedState") or {}) if targets else {}
