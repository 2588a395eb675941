"""Services and tasks, load balancers, deployment groups and autoscaling: what they are given stays."""

from __future__ import annotations

import json
import unittest
from typing import Any

from tests.support import REGION, Network, Stack, advance, behave, client, control, error_of, role, unique

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"


class LoadBalancer(unittest.TestCase):
    def test_a_listener_changes_port_protocol_and_certificate_in_place(self) -> None:
        elb, stack = client("elbv2"), Stack()
        listener = stack.listen(8080, "blue")
        elb.modify_listener(
            ListenerArn=listener, Port=8443, Protocol="HTTPS", Certificates=[{"CertificateArn": CERTIFICATE}]
        )
        found = elb.describe_listeners(ListenerArns=[listener])["Listeners"][0]
        self.assertEqual((found["Port"], found["Protocol"]), (8443, "HTTPS"))
        self.assertEqual(found["Certificates"], [{"CertificateArn": CERTIFICATE}])
        elb.modify_listener(ListenerArn=listener, Protocol="HTTP")
        found = elb.describe_listeners(ListenerArns=[listener])["Listeners"][0]
        self.assertNotIn("Certificates", found)
        self.assertNotIn("SslPolicy", found)

    def test_targets_follow_the_health_of_their_tasks(self) -> None:
        stack, image = Stack(deploymentConfigName="CodeDeployDefault.ECSAllAtOnce"), unique("ailing")
        behave(image, healthyAfterSeconds=10, unhealthyAfterSeconds=100)
        stack.deploy(image)
        advance(4)
        self.assertEqual(stack.health("green"), ["initial", "initial"])
        advance(20)
        self.assertEqual(stack.health("green"), ["healthy", "healthy"])
        advance(90)
        self.assertEqual(stack.health("green"), ["unhealthy", "unhealthy"])
        advance(60)
        self.assertIn("failed ELB health checks", stack.tasks("STOPPED")[0]["stoppedReason"])

    def slow_start(self, grace_seconds: int, seconds: int = 90) -> tuple[Stack, str]:
        """A deployment of tasks that answer so late, checked every 30 seconds."""
        stack, image = Stack(), unique("slow")
        for group in stack.target_groups.values():
            client("elbv2").modify_target_group(
                TargetGroupArn=group, HealthCheckIntervalSeconds=30, HealthyThresholdCount=2, UnhealthyThresholdCount=3
            )
        client("ecs").update_service(
            cluster=stack.name, service=stack.name, healthCheckGracePeriodSeconds=grace_seconds
        )
        behave(image, healthyAfterSeconds=seconds)
        return stack, stack.deploy(image)

    def test_a_slow_start_is_unhealthy_until_two_checks_in_a_row_succeed(self) -> None:
        stack, deployment = self.slow_start(180)
        advance(45)
        self.assertEqual(stack.health("green"), ["initial", "initial"])
        advance(30)
        self.assertEqual(stack.health("green"), ["unhealthy", "unhealthy"])
        advance(40)
        self.assertEqual(stack.health("green"), ["unhealthy", "unhealthy"])
        advance(20)
        self.assertEqual(stack.health("green"), ["healthy", "healthy"])
        self.assertEqual(stack.lifecycle(deployment)["Install"], "Succeeded")
        self.assertEqual(stack.tasks("STOPPED"), [])

    def test_a_start_that_is_slower_than_the_grace_period_never_gets_steady(self) -> None:
        stack, deployment = self.slow_start(60)
        for _ in range(20):
            advance(60)
            self.assertNotIn("healthy", stack.health("green"))
        self.assertEqual(stack.lifecycle(deployment)["Install"], "InProgress")
        replaced = stack.tasks("STOPPED")
        self.assertGreater(len(replaced), 4)
        for task in replaced:
            self.assertIn("failed ELB health checks", task["stoppedReason"])

    def test_a_new_target_needs_one_success_only(self) -> None:
        stack, _ = self.slow_start(60, seconds=40)
        advance(40)
        self.assertEqual(stack.health("green"), ["initial", "initial"])
        advance(4)
        self.assertEqual(stack.health("green"), ["healthy", "healthy"])

    def test_traffic_and_route_tell_who_answers(self) -> None:
        stack = Stack()
        seen = control("GET", "traffic", loadBalancerArn=stack.load_balancer)
        production = next(listener for listener in seen["listeners"] if listener["port"] == 80)
        self.assertEqual(
            [(g["name"], g["healthyTargets"]) for g in production["targetGroups"]], [(f"{stack.name}-blue", 2)]
        )
        self.assertEqual(self.route(stack, 80)["status"], 200)
        empty = stack.listen(7000, "green")
        self.assertEqual(self.route(stack, 7000)["status"], 503)
        redirect = {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}
        client("elbv2").create_rule(
            ListenerArn=empty,
            Priority=1,
            Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/old/*"]}}],
            Actions=[{"Type": "redirect", "RedirectConfig": redirect}],
        )
        self.assertEqual(self.route(stack, 7000, "/old/x")["status"], 301)
        self.assertEqual(self.route(stack, 7000, "/new")["status"], 503)
        self.assertEqual(self.route(stack, 1)["type"], "refused")

    def route(self, stack: Stack, port: int, path: str = "/") -> dict[str, Any]:
        return control("GET", "route", loadBalancerArn=stack.load_balancer, port=port, path=path)


class Services(unittest.TestCase):
    def rolling(self, cluster: str, network: Network, definition: str, **settings: Any) -> str:
        name = unique("service")
        client("ecs").create_service(
            cluster=cluster,
            serviceName=name,
            taskDefinition=definition,
            networkConfiguration=network.configuration,
            launchType="FARGATE",
            **settings,
        )
        return name

    def service(self, cluster: str, name: str) -> dict[str, Any]:
        return client("ecs").describe_services(cluster=cluster, services=[name])["services"][0]

    def role_for_commands(self) -> str:
        """A task role that opens the channel of ECS Exec."""
        arn = role("commands", "ecs-tasks.amazonaws.com")
        statement = {"Effect": "Allow", "Action": "ssmmessages:*", "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        client("iam").put_role_policy(RoleName="commands", PolicyName="exec", PolicyDocument=document)
        return arn

    def test_attributes_stick(self) -> None:
        stack = Stack()
        settings = {
            "desiredCount": 0,
            "enableExecuteCommand": True,
            "healthCheckGracePeriodSeconds": 60,
            "availabilityZoneRebalancing": "ENABLED",
            "propagateTags": "SERVICE",
            "enableECSManagedTags": True,
            "tags": [{"key": "a", "value": "b"}],
            "loadBalancers": [
                {"targetGroupArn": stack.target_groups["blue"], "containerName": "app", "containerPort": 8000}
            ],
        }
        definition = stack.task_definition(taskRoleArn=self.role_for_commands())
        name = self.rolling(stack.name, stack.network, definition, **settings)
        found = client("ecs").describe_services(cluster=stack.name, services=[name], include=["TAGS"])["services"][0]
        self.assertEqual({key: found[key] for key in settings}, settings)

    def test_the_initial_tasks_of_a_service_run_behind_its_target_group(self) -> None:
        stack = Stack()
        found = stack.service
        self.assertEqual((found["desiredCount"], found["runningCount"], found["pendingCount"]), (2, 2, 0))
        self.assertEqual(stack.health("blue"), ["healthy", "healthy"])
        self.assertEqual({task["group"] for task in stack.tasks()}, {f"service:{stack.name}"})

    def test_a_changed_count_starts_and_stops_tasks(self) -> None:
        stack = Stack()
        client("ecs").update_service(cluster=stack.name, service=stack.name, desiredCount=4)
        advance(10)
        self.assertEqual(len(stack.tasks()), 4)
        client("ecs").update_service(cluster=stack.name, service=stack.name, desiredCount=1)
        advance(10)
        self.assertEqual(len(stack.tasks()), 1)
        self.assertEqual(stack.health("blue").count("healthy"), 1)

    def test_ecs_rolls_its_own_services(self) -> None:
        stack = Stack()
        name = self.rolling(stack.name, stack.network, stack.first_definition, desiredCount=2)
        advance(20)
        newer = stack.task_definition()
        client("ecs").update_service(cluster=stack.name, service=name, taskDefinition=newer)
        self.assertEqual(len(self.service(stack.name, name)["deployments"]), 2)
        advance(30)
        found = self.service(stack.name, name)
        self.assertEqual([d["rolloutState"] for d in found["deployments"]], ["COMPLETED"])
        self.assertEqual((found["taskDefinition"], found["runningCount"]), (newer, 2))

    def test_a_task_of_its_own_ends_with_its_exit_code(self) -> None:
        stack, image = Stack(), unique("migration")
        behave(image, exitCode=0)
        ecs = client("ecs")
        started = ecs.run_task(
            cluster=stack.name,
            taskDefinition=stack.task_definition(image),
            launchType="FARGATE",
            networkConfiguration=stack.network.configuration,
        )["tasks"][0]
        self.assertEqual(started["lastStatus"], "PROVISIONING")
        advance(10)
        found = ecs.describe_tasks(cluster=stack.name, tasks=[started["taskArn"]])["tasks"][0]
        self.assertEqual((found["lastStatus"], found["containers"][0]["exitCode"]), ("STOPPED", 0))

    def test_a_stopped_task_is_replaced(self) -> None:
        stack = Stack()
        first = stack.tasks()[0]["taskArn"]
        client("ecs").stop_task(cluster=stack.name, task=first, reason="because")
        advance(10)
        running = [task["taskArn"] for task in stack.tasks()]
        self.assertEqual(len(running), 2)
        self.assertNotIn(first, running)

    def test_a_deleted_service_drains_and_its_cluster_goes_after_it(self) -> None:
        stack, ecs = Stack(), client("ecs")
        ecs.delete_service(cluster=stack.name, service=stack.name, force=True)
        self.assertEqual(stack.service["status"], "DRAINING")
        advance(10)
        self.assertEqual(stack.service["status"], "INACTIVE")
        ecs.delete_cluster(cluster=stack.name)
        code, _ = error_of(ecs.list_services, cluster=stack.name)
        self.assertEqual(code, "ClusterNotFoundException")


class CodeDeployGroups(unittest.TestCase):
    def test_what_a_group_was_given_sticks(self) -> None:
        stack, codedeploy = Stack(), client("codedeploy")
        given = stack.group_settings()
        found = codedeploy.get_deployment_group(applicationName=stack.name, deploymentGroupName=stack.name)
        info = found["deploymentGroupInfo"]
        for key in ("loadBalancerInfo", "blueGreenDeploymentConfiguration", "autoRollbackConfiguration"):
            self.assertEqual(info[key], given[key])
        alarms = {"enabled": True, "ignorePollAlarmFailure": False, "alarms": [{"name": "any"}]}
        codedeploy.update_deployment_group(
            applicationName=stack.name, currentDeploymentGroupName=stack.name, alarmConfiguration=alarms
        )
        found = codedeploy.get_deployment_group(applicationName=stack.name, deploymentGroupName=stack.name)
        self.assertEqual(found["deploymentGroupInfo"]["alarmConfiguration"], alarms)

    def test_times_are_numbers_in_the_json_protocol(self) -> None:
        import json
        import urllib.request

        from tests.support import endpoint

        name = unique("application")
        client("codedeploy").create_application(applicationName=name, computePlatform="ECS")
        request = urllib.request.Request(
            endpoint(),
            data=json.dumps({"applicationName": name}).encode(),
            headers={
                "X-Amz-Target": "CodeDeploy_20141006.GetApplication",
                "Content-Type": "application/x-amz-json-1.1",
                "Authorization": f"AWS4-HMAC-SHA256 Credential=a/20260101/{REGION}/codedeploy/aws4_request, Signature=b",
            },
        )
        with urllib.request.urlopen(request) as response:
            self.assertIsInstance(json.load(response)["application"]["createTime"], (int, float))


class Scaling(unittest.TestCase):
    def register(self, stack: Stack) -> dict[str, str]:
        target = {
            "ServiceNamespace": "ecs",
            "ResourceId": f"service/{stack.name}/{stack.name}",
            "ScalableDimension": "ecs:service:DesiredCount",
        }
        client("application-autoscaling").register_scalable_target(
            **target, MinCapacity=2, MaxCapacity=10, Tags={"a": "b"}
        )
        return target

    def test_tags_and_suspension_stick(self) -> None:
        scaling, stack = client("application-autoscaling"), Stack()
        target = self.register(stack)
        suspended = {
            "DynamicScalingInSuspended": True,
            "DynamicScalingOutSuspended": True,
            "ScheduledScalingSuspended": False,
        }
        scaling.register_scalable_target(**target, SuspendedState=suspended)
        found = scaling.describe_scalable_targets(ServiceNamespace="ecs", ResourceIds=[target["ResourceId"]])
        described = found["ScalableTargets"][0]
        self.assertEqual((described["MinCapacity"], described["MaxCapacity"]), (2, 10))
        self.assertEqual(described["SuspendedState"], suspended)
        tags = scaling.list_tags_for_resource(ResourceARN=described["ScalableTargetARN"])["Tags"]
        self.assertEqual(tags, {"a": "b"})

    def test_a_policy_over_both_target_groups_sees_the_one_that_is_live(self) -> None:
        stack = Stack()
        target = self.register(stack)
        members = [
            {
                "Id": colour,
                "ReturnData": False,
                "MetricStat": {
                    "Metric": {
                        "Namespace": "AWS/ApplicationELB",
                        "MetricName": "RequestCountPerTarget",
                        "Dimensions": [{"Name": "TargetGroup", "Value": stack.target_group_suffix(colour)}],
                    },
                    "Stat": "Sum",
                },
            }
            for colour in ("blue", "green")
        ]
        total = {"Id": "total", "Expression": "FILL(blue, 0) + FILL(green, 0)", "ReturnData": True}
        client("application-autoscaling").put_scaling_policy(
            PolicyName=unique("policy"),
            PolicyType="TargetTrackingScaling",
            **target,
            TargetTrackingScalingPolicyConfiguration={
                "TargetValue": 1000,
                "CustomizedMetricSpecification": {"Metrics": [*members, total]},
            },
        )
        policies = client("application-autoscaling").describe_scaling_policies(
            ServiceNamespace="ecs", ResourceId=target["ResourceId"]
        )["ScalingPolicies"]
        name = policies[0]["PolicyName"]
        for _ in range(4):
            stack.measure(1500, "green", "RequestCountPerTarget")
            advance(60)
        seen = control("POST", "scaling/evaluate", {"policyName": name})
        self.assertEqual((seen["metricValue"], seen["direction"]), (1500.0, "out"))
        advance(20 * 60)
        seen = control("POST", "scaling/evaluate", {"policyName": name})
        self.assertEqual((seen["metricValue"], seen["direction"]), (0.0, "in"))


if __name__ == "__main__":
    unittest.main()
