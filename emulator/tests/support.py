"""One real server for all tests, clients for it, and a small blue/green stack to deploy to."""

from __future__ import annotations

import atexit
import hashlib
import itertools
import json
import os
import subprocess
import sys
import urllib.request
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

REGION = "us-east-1"
# For hangs alone: on a machine that is busy with others, all takes several times as long.
HANG_SECONDS = 120
_ROOT = Path(__file__).resolve().parent.parent
_numbers = itertools.count(1)


@cache
def endpoint() -> str:
    """Starts the server with the first test that needs it; it ends with this process.

    Its time stands still but for what tests advance it by: what is due in a second is not due since the machine was slow.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "langgraph_emulator", "--port", "0", "--stop-with-stdin"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        text=True,
    )
    assert process.stdin and process.stdout
    atexit.register(process.wait)
    atexit.register(process.stdin.close)
    atexit.register(process.stdout.close)
    address = json.loads(process.stdout.readline())["endpoint"]
    control_of(address, "POST", "clock", {"scale": 0})
    return address


@cache
def client(service: str, region: str = REGION) -> Any:
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=endpoint(),
        aws_access_key_id="any",
        aws_secret_access_key="any",
        config=Config(retries={"max_attempts": 3, "mode": "standard"}, s3={"addressing_style": "path"}),
    )


def control(method: str, path: str, body: Any = None, /, **query: Any) -> Any:
    return control_of(endpoint(), method, path, body, **query)


def control_of(address: str, method: str, path: str, body: Any = None, /, **query: Any) -> Any:
    url = f"{address}/_emulator/{path}" + (f"?{urlencode(query)}" if query else "")
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data=data, method=method)) as response:
        return json.load(response)


def advance(seconds: float) -> None:
    control("POST", "clock", {"advanceSeconds": seconds})


def behave(image: str, **behaviour: Any) -> None:
    control("POST", "images", {"image": image, "behaviour": behaviour})


def error_of(call: Any, *args: Any, **params: Any) -> tuple[str, str]:
    """Code and message of the error that a call must end in."""
    try:
        call(*args, **params)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    raise AssertionError("the call was not refused")


def unique(prefix: str) -> str:
    return f"{prefix}-{next(_numbers)}"


def create_database(**change: Any) -> dict[str, Any]:
    """A database that is taken, but for what is changed."""
    request = {
        "DBInstanceIdentifier": unique("db"),
        "Engine": "postgres",
        "EngineVersion": "15",
        "DBInstanceClass": "db.t4g.medium",
        "AllocatedStorage": 20,
        "MasterUsername": "someone",
        "MasterUserPassword": "not-a-secret",
    }
    return client("rds").create_db_instance(**{**request, **change})["DBInstance"]


def role(name: str, service: str) -> str:
    """The ARN of a role that a service may assume; made once."""
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam = client("iam")
    try:
        created = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)
    except iam.exceptions.EntityAlreadyExistsException:
        created = iam.get_role(RoleName=name)
    return created["Role"]["Arn"]


class Network:
    """A VPC with two subnets, a security group and a way to the internet."""

    def __init__(self, internet: bool = True) -> None:
        ec2 = client("ec2")
        self.vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.subnets = [
            ec2.create_subnet(VpcId=self.vpc, CidrBlock=f"10.0.{i}.0/24", AvailabilityZone=f"{REGION}{zone}")["Subnet"][
                "SubnetId"
            ]
            for i, zone in enumerate("ab")
        ]
        self.group = ec2.create_security_group(VpcId=self.vpc, GroupName=unique("group"), Description="tests")["GroupId"]
        if internet:
            self.gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
            ec2.attach_internet_gateway(InternetGatewayId=self.gateway, VpcId=self.vpc)

    @property
    def configuration(self) -> dict[str, Any]:
        return {"awsvpcConfiguration": {"subnets": self.subnets, "securityGroups": [self.group]}}


class Stack:
    """A load balancer with blue and green, a service with the CODE_DEPLOY controller, and its deployment group."""

    def __init__(self, **group: Any) -> None:
        self.name = unique("stack")
        self.network = Network()
        self._load_balance()
        self._run()
        self._prepare_deployments(group)
        advance(10)

    def _load_balance(self) -> None:
        elb = client("elbv2")
        self.load_balancer = elb.create_load_balancer(Name=self.name, Subnets=self.network.subnets)["LoadBalancers"][0][
            "LoadBalancerArn"
        ]
        self.target_groups = {colour: self._target_group(colour) for colour in ("blue", "green")}
        self.listener = self.listen(80, "blue")
        self.test_listener = self.listen(9000, "blue")

    def _target_group(self, colour: str) -> str:
        created = client("elbv2").create_target_group(
            Name=f"{self.name}-{colour}", Port=80, Protocol="HTTP", VpcId=self.network.vpc, TargetType="ip"
        )
        return created["TargetGroups"][0]["TargetGroupArn"]

    def listen(self, port: int, colour: str) -> str:
        action = {"Type": "forward", "TargetGroupArn": self.target_groups[colour]}
        created = client("elbv2").create_listener(
            LoadBalancerArn=self.load_balancer, Port=port, Protocol="HTTP", DefaultActions=[action]
        )
        return created["Listeners"][0]["ListenerArn"]

    def task_definition(self, image: str | None = None, **members: Any) -> str:
        registered = client("ecs").register_task_definition(
            family=self.name,
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="256",
            memory="512",
            containerDefinitions=[
                {
                    "name": "app",
                    "image": image or f"{self.name}:1",
                    "essential": True,
                    "portMappings": [{"containerPort": 8000}],
                }
            ],
            **members,
        )
        return registered["taskDefinition"]["taskDefinitionArn"]

    def _run(self) -> None:
        ecs = client("ecs")
        ecs.create_cluster(clusterName=self.name, capacityProviders=["FARGATE", "FARGATE_SPOT"])
        self.first_definition = self.task_definition()
        ecs.create_service(
            cluster=self.name,
            serviceName=self.name,
            taskDefinition=self.first_definition,
            desiredCount=2,
            deploymentController={"type": "CODE_DEPLOY"},
            capacityProviderStrategy=[{"capacityProvider": "FARGATE_SPOT", "weight": 1}],
            loadBalancers=[
                {"targetGroupArn": self.target_groups["blue"], "containerName": "app", "containerPort": 8000}
            ],
            networkConfiguration=self.network.configuration,
        )

    def _prepare_deployments(self, group: dict[str, Any]) -> None:
        codedeploy = client("codedeploy")
        codedeploy.create_application(applicationName=self.name, computePlatform="ECS")
        codedeploy.create_deployment_group(**{**self.group_settings(), **group})

    def group_settings(self) -> dict[str, Any]:
        pair = {
            "targetGroups": [{"name": f"{self.name}-blue"}, {"name": f"{self.name}-green"}],
            "prodTrafficRoute": {"listenerArns": [self.listener]},
            "testTrafficRoute": {"listenerArns": [self.test_listener]},
        }
        return {
            "applicationName": self.name,
            "deploymentGroupName": self.name,
            "deploymentConfigName": "CodeDeployDefault.ECSCanary10Percent5Minutes",
            "serviceRoleArn": role("codedeploy", "codedeploy.amazonaws.com"),
            "deploymentStyle": {"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"},
            "ecsServices": [{"clusterName": self.name, "serviceName": self.name}],
            "loadBalancerInfo": {"targetGroupPairInfoList": [pair]},
            "blueGreenDeploymentConfiguration": {
                "deploymentReadyOption": {"actionOnTimeout": "CONTINUE_DEPLOYMENT"},
                "terminateBlueInstancesOnDeploymentSuccess": {
                    "action": "TERMINATE",
                    "terminationWaitTimeInMinutes": 10,
                },
            },
            "autoRollbackConfiguration": {
                "enabled": True,
                "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"],
            },
        }

    def revision(self, definition: str, **properties: Any) -> dict[str, Any]:
        resource = {
            "TaskDefinition": definition,
            "LoadBalancerInfo": {"ContainerName": "app", "ContainerPort": 8000},
            **properties,
        }
        content = json.dumps(
            {
                "version": 0.0,
                "Resources": [{"TargetService": {"Type": "AWS::ECS::Service", "Properties": resource}}],
            }
        )
        checksum = hashlib.sha256(content.encode()).hexdigest()
        return {"revisionType": "AppSpecContent", "appSpecContent": {"content": content, "sha256": checksum}}

    def deploy(self, image: str | None = None, **settings: Any) -> str:
        definition = self.task_definition(image or f"{self.name}:2")
        request = {"revision": self.revision(definition), **settings}
        return self.create_deployment(**request)

    def create_deployment(self, **request: Any) -> str:
        created = client("codedeploy").create_deployment(
            applicationName=self.name, deploymentGroupName=self.name, **request
        )
        return created["deploymentId"]

    def deployment(self, deployment_id: str) -> dict[str, Any]:
        return client("codedeploy").get_deployment(deploymentId=deployment_id)["deploymentInfo"]

    def target(self, deployment_id: str) -> dict[str, Any]:
        codedeploy = client("codedeploy")
        target_id = codedeploy.list_deployment_targets(deploymentId=deployment_id)["targetIds"][0]
        found = codedeploy.get_deployment_target(deploymentId=deployment_id, targetId=target_id)
        return found["deploymentTarget"]["ecsTarget"]

    def lifecycle(self, deployment_id: str) -> dict[str, str]:
        events = self.target(deployment_id)["lifecycleEvents"]
        return {event["lifecycleEventName"]: event["status"] for event in events}

    @property
    def service(self) -> dict[str, Any]:
        return client("ecs").describe_services(cluster=self.name, services=[self.name])["services"][0]

    def weights(self, listener: str | None = None) -> tuple[int, int]:
        """Traffic of blue and of green."""
        described = client("elbv2").describe_listeners(ListenerArns=[listener or self.listener])["Listeners"][0]
        groups = described["DefaultActions"][0].get("ForwardConfig", {}).get("TargetGroups", [])
        by_arn = {group["TargetGroupArn"]: group["Weight"] for group in groups}
        return by_arn.get(self.target_groups["blue"], 0), by_arn.get(self.target_groups["green"], 0)

    def tasks(self, status: str = "RUNNING") -> list[dict[str, Any]]:
        ecs = client("ecs")
        arns = ecs.list_tasks(cluster=self.name, serviceName=self.name, desiredStatus=status)["taskArns"]
        return ecs.describe_tasks(cluster=self.name, tasks=arns)["tasks"] if arns else []

    def health(self, colour: str) -> list[str]:
        described = client("elbv2").describe_target_health(TargetGroupArn=self.target_groups[colour])
        return [target["TargetHealth"]["State"] for target in described["TargetHealthDescriptions"]]

    def alarm(self, metric: str = "HTTPCode_Target_5XX_Count", colour: str = "green", **settings: Any) -> str:
        """An alarm on a metric of one target group, attached to the deployment group."""
        name = unique(f"{self.name}-{metric}")
        client("cloudwatch").put_metric_alarm(
            **{
                "AlarmName": name,
                "Namespace": "AWS/ApplicationELB",
                "MetricName": metric,
                "Dimensions": [{"Name": "TargetGroup", "Value": self.target_group_suffix(colour)}],
                "Statistic": "Sum",
                "Period": 60,
                "EvaluationPeriods": 1,
                "Threshold": 5,
                "ComparisonOperator": "GreaterThanThreshold",
                "TreatMissingData": "notBreaching",
                **settings,
            }
        )
        return name

    def attach_alarms(self, *names: str) -> None:
        client("codedeploy").update_deployment_group(
            applicationName=self.name,
            currentDeploymentGroupName=self.name,
            alarmConfiguration={"enabled": True, "alarms": [{"name": name} for name in names]},
        )

    def target_group_suffix(self, colour: str) -> str:
        return self.target_groups[colour].rsplit(":", 1)[-1]

    def measure(self, value: float, colour: str = "green", metric: str = "HTTPCode_Target_5XX_Count") -> None:
        point = {
            "namespace": "AWS/ApplicationELB",
            "metricName": metric,
            "dimensions": {"TargetGroup": self.target_group_suffix(colour)},
            "value": value,
        }
        control("POST", "datapoints", [point])


def alarm_state(name: str) -> str:
    return client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["StateValue"]
