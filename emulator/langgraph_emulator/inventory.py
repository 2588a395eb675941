"""What exists in a region, by Terraform's resource types: for tests of what a destroy leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from langgraph_emulator.world import World


class _Row(NamedTuple):
    kind: str
    service: str
    operation: str
    path: str
    """The answer's member that holds the list."""
    name: str
    """The member that names an element; empty where elements are names themselves."""
    params: dict[str, Any] = {}


_ROWS = (
    _Row("aws_appautoscaling_policy", "application-autoscaling", "DescribeScalingPolicies", "ScalingPolicies", "PolicyName", {"ServiceNamespace": "ecs"}),
    _Row("aws_appautoscaling_target", "application-autoscaling", "DescribeScalableTargets", "ScalableTargets", "ResourceId", {"ServiceNamespace": "ecs"}),
    _Row("aws_cloudwatch_dashboard", "cloudwatch", "ListDashboards", "DashboardEntries", "DashboardName"),
    _Row("aws_cloudwatch_event_rule", "events", "ListRules", "Rules", "Name"),
    _Row("aws_cloudwatch_log_group", "logs", "DescribeLogGroups", "logGroups", "logGroupName"),
    _Row("aws_cloudwatch_metric_alarm", "cloudwatch", "DescribeAlarms", "MetricAlarms", "AlarmName"),
    _Row("aws_codedeploy_app", "codedeploy", "ListApplications", "applications", ""),
    _Row("aws_db_instance", "rds", "DescribeDBInstances", "DBInstances", "DBInstanceIdentifier"),
    _Row("aws_db_parameter_group", "rds", "DescribeDBParameterGroups", "DBParameterGroups", "DBParameterGroupName"),
    _Row("aws_db_snapshot", "rds", "DescribeDBSnapshots", "DBSnapshots", "DBSnapshotIdentifier"),
    _Row("aws_db_subnet_group", "rds", "DescribeDBSubnetGroups", "DBSubnetGroups", "DBSubnetGroupName"),
    _Row("aws_ecs_task_definition", "ecs", "ListTaskDefinitions", "taskDefinitionArns", ""),
    _Row("aws_eip", "ec2", "DescribeAddresses", "Addresses", "AllocationId"),
    _Row("aws_flow_log", "ec2", "DescribeFlowLogs", "FlowLogs", "FlowLogId"),
    _Row("aws_iam_role", "iam", "ListRoles", "Roles", "RoleName"),
    _Row("aws_internet_gateway", "ec2", "DescribeInternetGateways", "InternetGateways", "InternetGatewayId"),
    _Row("aws_kms_alias", "kms", "ListAliases", "Aliases", "AliasName"),
    _Row("aws_lambda_function", "lambda", "ListFunctions", "Functions", "FunctionName"),
    _Row("aws_lb", "elbv2", "DescribeLoadBalancers", "LoadBalancers", "LoadBalancerName"),
    _Row("aws_lb_target_group", "elbv2", "DescribeTargetGroups", "TargetGroups", "TargetGroupName"),
    _Row("aws_route_table", "ec2", "DescribeRouteTables", "RouteTables", "RouteTableId"),
    _Row("aws_s3_bucket", "s3", "ListBuckets", "Buckets", "Name"),
    _Row("aws_secretsmanager_secret", "secretsmanager", "ListSecrets", "SecretList", "Name"),
    _Row("aws_security_group", "ec2", "DescribeSecurityGroups", "SecurityGroups", "GroupId"),
    _Row("aws_sns_topic", "sns", "ListTopics", "Topics", "TopicArn"),
    _Row("aws_ssm_parameter", "ssm", "DescribeParameters", "Parameters", "Name"),
    _Row("aws_subnet", "ec2", "DescribeSubnets", "Subnets", "SubnetId"),
    _Row("aws_vpc", "ec2", "DescribeVpcs", "Vpcs", "VpcId"),
    _Row("aws_wafv2_web_acl", "wafv2", "ListWebACLs", "WebACLs", "Name", {"Scope": "REGIONAL"}),
)


def inventory(world: World, region: str) -> list[dict[str, str]]:
    """Everything of the listed types in a region, account-wide ones included; `kind` is Terraform's resource type."""
    return [*_listed(world, region), *_lingering(world, region), *_keys(world, region)]


def _listed(world: World, region: str) -> Iterator[dict[str, str]]:
    for row in _ROWS:
        for element in _elements(world, region, row):
            yield {"kind": row.kind, "name": element[row.name] if row.name else element}


def _elements(world: World, region: str, row: _Row) -> Iterator[Any]:
    params = dict(row.params)
    while True:
        answer = world.call(row.service, row.operation, region, params)
        yield from answer.get(row.path) or []
        if not answer.get("nextToken"):
            return
        params["nextToken"] = answer["nextToken"]


def _lingering(world: World, region: str) -> Iterator[dict[str, str]]:
    """Types whose deleted members AWS goes on listing for a while."""
    clusters = world.call("ecs", "ListClusters", region, {})["clusterArns"]
    for cluster in world.call("ecs", "DescribeClusters", region, {"clusters": clusters})["clusters"]:
        if cluster["status"] != "INACTIVE":
            yield {"kind": "aws_ecs_cluster", "name": cluster["clusterName"]}
    for gateway in world.call("ec2", "DescribeNatGateways", region, {})["NatGateways"]:
        if gateway["State"] != "deleted":
            yield {"kind": "aws_nat_gateway", "name": gateway["NatGatewayId"]}
    for endpoint in world.call("ec2", "DescribeVpcEndpoints", region, {})["VpcEndpoints"]:
        if endpoint["State"] != "deleted":
            yield {"kind": "aws_vpc_endpoint", "name": endpoint["VpcEndpointId"]}


def _keys(world: World, region: str) -> Iterator[dict[str, str]]:
    """Customer-managed keys; those that wait for their deletion are a kind of their own."""
    for listed in world.call("kms", "ListKeys", region, {})["Keys"]:
        key = world.call("kms", "DescribeKey", region, {"KeyId": listed["KeyId"]})["KeyMetadata"]
        if key.get("KeyManager") == "CUSTOMER":
            pending = key["KeyState"] == "PendingDeletion"
            yield {"kind": "aws_kms_key (pending deletion)" if pending else "aws_kms_key", "name": key["KeyId"]}
