"""Attributes that must stay as they were given, services and tasks, load balancers, and autoscaling."""

from __future__ import annotations

import unittest
from typing import Any

from tests.support import REGION, Network, Stack, advance, behave, client, control, error_of, unique

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"


class Database(unittest.TestCase):
    def create(self, **settings: Any) -> dict[str, Any]:
        request = {
            "DBInstanceIdentifier": unique("db"),
            "Engine": "postgres",
            "EngineVersion": "15",
            "DBInstanceClass": "db.t4g.medium",
            "AllocatedStorage": 20,
            "MasterUsername": "someone",
            "MasterUserPassword": "not-a-secret",
        }
        return client("rds").create_db_instance(**{**request, **settings})["DBInstance"]

    def describe(self, identifier: str) -> dict[str, Any]:
        return client("rds").describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"][0]

    def test_attributes_stick(self) -> None:
        role = "arn:aws:iam::123456789012:role/monitoring"
        settings = {
            "MonitoringInterval": 60,
            "MonitoringRoleArn": role,
            "EnablePerformanceInsights": True,
            "PerformanceInsightsRetentionPeriod": 7,
            "MaxAllocatedStorage": 40,
            "EnableCloudwatchLogsExports": ["postgresql", "upgrade"],
            "MultiAZ": True,
            "DeletionProtection": True,
            "CACertificateIdentifier": "rds-ca-rsa4096-g1",
            "CopyTagsToSnapshot": True,
            "EnableIAMDatabaseAuthentication": True,
            "PreferredBackupWindow": "03:00-04:00",
            "PreferredMaintenanceWindow": "sun:04:30-sun:05:30",
        }
        found = self.describe(self.create(**settings)["DBInstanceIdentifier"])
        expected = {
            "MonitoringInterval": 60,
            "MonitoringRoleArn": role,
            "PerformanceInsightsEnabled": True,
            "PerformanceInsightsRetentionPeriod": 7,
            "MaxAllocatedStorage": 40,
            "EnabledCloudwatchLogsExports": ["postgresql", "upgrade"],
            "MultiAZ": True,
            "DeletionProtection": True,
            "CACertificateIdentifier": "rds-ca-rsa4096-g1",
            "CopyTagsToSnapshot": True,
            "IAMDatabaseAuthenticationEnabled": True,
            "PreferredBackupWindow": "03:00-04:00",
            "PreferredMaintenanceWindow": "sun:04:30-sun:05:30",
        }
        self.assertEqual({key: found[key] for key in expected}, expected)

    def test_changes_stick(self) -> None:
        name = self.create(EnableCloudwatchLogsExports=["postgresql"])["DBInstanceIdentifier"]
        client("rds").modify_db_instance(
            DBInstanceIdentifier=name,
            MonitoringInterval=30,
            CloudwatchLogsExportConfiguration={"EnableLogTypes": ["upgrade"], "DisableLogTypes": ["postgresql"]},
        )
        found = self.describe(name)
        self.assertEqual(found["MonitoringInterval"], 30)
        self.assertEqual(found["EnabledCloudwatchLogsExports"], ["upgrade"])

    def test_a_major_version_means_its_newest_minor(self) -> None:
        versions = client("rds").describe_db_engine_versions(Engine="postgres", EngineVersion="15")
        newest = versions["DBEngineVersions"][-1]["EngineVersion"]
        created = self.create(EngineVersion="15")
        self.assertEqual(created["EngineVersion"], newest)
        client("rds").modify_db_instance(DBInstanceIdentifier=created["DBInstanceIdentifier"], EngineVersion="15")
        self.assertEqual(self.describe(created["DBInstanceIdentifier"])["EngineVersion"], newest)

    def test_minors_that_aws_has_added_since_are_taken(self) -> None:
        self.assertEqual(self.create(EngineVersion="15.20")["EngineVersion"], "15.20")
        for version in ("15.12", "15.x", "9.6"):
            code, _ = error_of(self.create, EngineVersion=version)
            self.assertEqual(code, "InvalidParameterCombination")

    def test_parameters_stick(self) -> None:
        rds, name = client("rds"), unique("parameters")
        rds.create_db_parameter_group(
            DBParameterGroupName=name, DBParameterGroupFamily="postgres15", Description="tests"
        )
        parameter = {"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "immediate"}
        rds.modify_db_parameter_group(DBParameterGroupName=name, Parameters=[parameter])
        found = rds.describe_db_parameters(DBParameterGroupName=name, Source="user")["Parameters"]
        self.assertEqual([(p["ParameterName"], p["ParameterValue"]) for p in found], [("rds.force_ssl", "1")])
        rds.reset_db_parameter_group(DBParameterGroupName=name, Parameters=[parameter])
        self.assertEqual(rds.describe_db_parameters(DBParameterGroupName=name)["Parameters"], [])

    def test_backups_are_replicated_until_that_is_stopped(self) -> None:
        source, there = self.create(), client("rds", "us-west-2")
        arn = source["DBInstanceArn"]
        started = there.start_db_instance_automated_backups_replication(SourceDBInstanceArn=arn)
        backup = started["DBInstanceAutomatedBackup"]["DBInstanceAutomatedBackupsArn"]
        found = there.describe_db_instance_automated_backups(DBInstanceAutomatedBackupsArn=backup)
        self.assertEqual(found["DBInstanceAutomatedBackups"][0]["Status"], "replicating")
        name = source["DBInstanceIdentifier"]
        self.assertEqual(len(self.describe(name)["DBInstanceAutomatedBackupsReplications"]), 1)
        there.stop_db_instance_automated_backups_replication(SourceDBInstanceArn=arn)
        self.assertEqual(self.describe(name)["DBInstanceAutomatedBackupsReplications"], [])


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
        }
        name = self.rolling(stack.name, stack.network, stack.first_definition, **settings)
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
