"""Blue/green deployments from creation to their end."""

from __future__ import annotations

import unittest
import urllib.error

from tests.support import Stack, advance, alarm_state, behave, client, control, error_of, unique

# From creation until traffic begins to shift: green needs 5 s to be healthy, and each lifecycle event its moment.
TO_TRAFFIC = 20
MINUTE = 60


class Strategies(unittest.TestCase):
    def steps(self, config: str, minutes: int) -> list[int]:
        """Green's share at once and after each minute."""
        stack = Stack()
        stack.deploy(deploymentConfigName=config)
        advance(TO_TRAFFIC)
        shares = [stack.weights()[1]]
        for _ in range(minutes):
            advance(MINUTE)
            shares.append(stack.weights()[1])
        return shares

    def test_all_at_once(self) -> None:
        self.assertEqual(self.steps("CodeDeployDefault.ECSAllAtOnce", 0), [100])

    def test_canary_5_minutes(self) -> None:
        shares = self.steps("CodeDeployDefault.ECSCanary10Percent5Minutes", 6)
        self.assertEqual(shares, [10, 10, 10, 10, 10, 100, 100])

    def test_canary_15_minutes(self) -> None:
        shares = self.steps("CodeDeployDefault.ECSCanary10Percent15Minutes", 15)
        self.assertEqual(shares, [10] * 15 + [100])

    def test_linear_every_minute(self) -> None:
        shares = self.steps("CodeDeployDefault.ECSLinear10PercentEvery1Minutes", 10)
        self.assertEqual(shares, [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 100])

    def test_linear_every_3_minutes(self) -> None:
        shares = self.steps("CodeDeployDefault.ECSLinear10PercentEvery3Minutes", 27)
        self.assertEqual(shares[::3], [10, 20, 30, 40, 50, 60, 70, 80, 90, 100])

    def test_custom_linear(self) -> None:
        name = unique("linear-30")
        client("codedeploy").create_deployment_config(
            deploymentConfigName=name,
            computePlatform="ECS",
            trafficRoutingConfig={
                "type": "TimeBasedLinear",
                "timeBasedLinear": {"linearPercentage": 30, "linearInterval": 2},
            },
        )
        self.assertEqual(self.steps(name, 7)[::2], [30, 60, 90, 100])


class Success(unittest.TestCase):
    def test_the_whole_course(self) -> None:
        stack = Stack()
        blue = stack.service["taskSets"][0]
        deployment = stack.deploy()
        self.assertRegex(deployment, r"^d-[A-Z0-9]{9}$")
        self.assertEqual(stack.deployment(deployment)["status"], "Created")

        advance(TO_TRAFFIC)
        self.assertEqual(stack.weights(), (90, 10))
        self.assertEqual(stack.weights(stack.test_listener), (0, 100))
        self.assertEqual(stack.lifecycle(deployment)["AllowTraffic"], "InProgress")
        self.assertEqual(stack.health("green"), ["healthy", "healthy"])
        sides = {info["taskSetLabel"]: info for info in stack.target(deployment)["taskSetsInfo"]}
        self.assertEqual((sides["Blue"]["trafficWeight"], sides["Green"]["trafficWeight"]), (90.0, 10.0))
        self.assertEqual((sides["Blue"]["status"], sides["Green"]["status"]), ("PRIMARY", "ACTIVE"))

        advance(5 * MINUTE + 5)
        waiting = stack.deployment(deployment)
        self.assertEqual(waiting["status"], "InProgress")
        self.assertTrue(waiting["instanceTerminationWaitTimeStarted"])
        self.assertEqual(stack.weights(), (0, 100))
        self.assertEqual(len(stack.tasks()), 4)
        self.assertEqual(stack.service["loadBalancers"][0]["targetGroupArn"], stack.target_groups["green"])

        advance(10 * MINUTE)
        self.assertEqual(stack.deployment(deployment)["status"], "Succeeded")
        self.assertEqual(stack.deployment(deployment)["deploymentOverview"]["Succeeded"], 1)
        advance(10)
        self.assertEqual([ts["status"] for ts in stack.service["taskSets"]], ["PRIMARY"])
        self.assertNotEqual(stack.service["taskSets"][0]["id"], blue["id"])
        self.assertEqual(len(stack.tasks()), 2)
        self.assertEqual(stack.service["deployments"], [])

    def test_the_next_deployment_goes_the_other_way(self) -> None:
        stack = Stack(deploymentConfigName="CodeDeployDefault.ECSAllAtOnce")
        stack.deploy()
        advance(15 * MINUTE)
        self.assertEqual(stack.weights(), (0, 100))
        stack.deploy()
        advance(15 * MINUTE)
        self.assertEqual(stack.weights(), (100, 0))

    def test_continue_ends_the_termination_wait(self) -> None:
        stack = Stack(deploymentConfigName="CodeDeployDefault.ECSAllAtOnce")
        deployment = stack.deploy()
        advance(TO_TRAFFIC + 10)
        client("codedeploy").continue_deployment(deploymentId=deployment, deploymentWaitType="TERMINATION_WAIT")
        self.assertEqual(stack.deployment(deployment)["status"], "Succeeded")

    def test_waits_to_be_continued_before_traffic_shifts(self) -> None:
        blue_green = {
            "deploymentReadyOption": {"actionOnTimeout": "STOP_DEPLOYMENT", "waitTimeInMinutes": 30},
            "terminateBlueInstancesOnDeploymentSuccess": {"action": "TERMINATE"},
        }
        stack = Stack(blueGreenDeploymentConfiguration=blue_green)
        deployment = stack.deploy()
        advance(10 * MINUTE)
        self.assertEqual(stack.deployment(deployment)["status"], "Ready")
        self.assertEqual(stack.weights(stack.test_listener), (0, 100))
        self.assertEqual(stack.weights()[1], 0)
        client("codedeploy").continue_deployment(deploymentId=deployment, deploymentWaitType="READY_WAIT")
        advance(5)
        self.assertEqual(stack.weights(), (90, 10))

    def test_a_capacity_provider_strategy_that_the_appspec_omits_is_dropped(self) -> None:
        stack = Stack(deploymentConfigName="CodeDeployDefault.ECSAllAtOnce")
        before = {"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}
        self.assertEqual(stack.service["capacityProviderStrategy"], [before])
        stack.deploy()
        advance(15 * MINUTE)
        self.assertNotIn("capacityProviderStrategy", stack.service)
        self.assertEqual(stack.service["launchType"], "FARGATE")

    def test_a_capacity_provider_strategy_of_the_appspec_is_kept(self) -> None:
        stack = Stack(deploymentConfigName="CodeDeployDefault.ECSAllAtOnce")
        strategy = [{"CapacityProvider": "FARGATE_SPOT", "Weight": 1, "Base": 0}]
        revision = stack.revision(stack.first_definition, CapacityProviderStrategy=strategy)
        stack.create_deployment(revision=revision)
        advance(15 * MINUTE)
        self.assertEqual(stack.service["capacityProviderStrategy"][0]["capacityProvider"], "FARGATE_SPOT")

    def test_an_appspec_in_yaml(self) -> None:
        stack = Stack(deploymentConfigName="CodeDeployDefault.ECSAllAtOnce")
        content = (
            "version: 0.0\nResources:\n  - TargetService:\n      Type: AWS::ECS::Service\n      Properties:\n"
            f"        TaskDefinition: {stack.first_definition}\n"
            "        LoadBalancerInfo:\n          ContainerName: app\n          ContainerPort: 8000\n"
        )
        deployment = stack.create_deployment(
            revision={"revisionType": "AppSpecContent", "appSpecContent": {"content": content}}
        )
        advance(15 * MINUTE)
        self.assertEqual(stack.deployment(deployment)["status"], "Succeeded")


class Rollback(unittest.TestCase):
    def assert_rolled_back(self, stack: Stack, deployment: str, status: str) -> None:
        advance(15)
        failed = stack.deployment(deployment)
        self.assertEqual(failed["status"], status)
        rollback = stack.deployment(failed["rollbackInfo"]["rollbackDeploymentId"])
        self.assertEqual((rollback["creator"], rollback["status"]), ("codeDeployRollback", "Succeeded"))
        self.assertEqual(rollback["rollbackInfo"]["rollbackTriggeringDeploymentId"], deployment)
        self.assertEqual(stack.weights(), (100, 0))
        self.assertEqual(stack.weights(stack.test_listener), (100, 0))
        self.assertEqual([ts["status"] for ts in stack.service["taskSets"]], ["PRIMARY"])
        self.assertEqual(stack.service["taskDefinition"], stack.first_definition)
        self.assertEqual(len(stack.tasks()), 2)

    def deploy_with_alarm(self, colour: str, **settings: object) -> tuple[Stack, str, str]:
        stack = Stack()
        alarm = stack.alarm(colour=colour, **settings)
        stack.attach_alarms(alarm)
        deployment = stack.deploy()
        advance(TO_TRAFFIC)
        self.assertEqual(stack.weights(), (90, 10))
        return stack, alarm, deployment

    def test_alarm_on_green_at_ten_per_cent(self) -> None:
        stack, alarm, deployment = self.deploy_with_alarm("green")
        stack.measure(6, "green")
        advance(2 * MINUTE)
        self.assertEqual(alarm_state(alarm), "ALARM")
        self.assertEqual(stack.deployment(deployment)["errorInformation"]["code"], "ALARM_ACTIVE")
        self.assert_rolled_back(stack, deployment, "Stopped")

    def test_alarm_on_blue(self) -> None:
        stack, _, deployment = self.deploy_with_alarm("blue")
        stack.measure(6, "blue")
        advance(2 * MINUTE)
        self.assert_rolled_back(stack, deployment, "Stopped")

    def test_alarm_during_the_termination_wait(self) -> None:
        stack, _, deployment = self.deploy_with_alarm("green")
        advance(7 * MINUTE)
        self.assertEqual(stack.weights(), (0, 100))
        stack.measure(6, "green")
        advance(2 * MINUTE)
        self.assert_rolled_back(stack, deployment, "Stopped")

    def test_an_alarm_acts_between_two_steps_of_one_long_jump(self) -> None:
        stack, _, deployment = self.deploy_with_alarm("green")
        stack.measure(6, "green")
        advance(60 * MINUTE)
        self.assert_rolled_back(stack, deployment, "Stopped")

    def test_stays_where_it_is_while_all_is_quiet(self) -> None:
        stack, alarm, deployment = self.deploy_with_alarm("green")
        stack.measure(5, "green")
        advance(20 * MINUTE)
        self.assertEqual(alarm_state(alarm), "OK")
        self.assertEqual(stack.deployment(deployment)["status"], "Succeeded")
        self.assertNotIn("rollbackInfo", stack.deployment(deployment))
        self.assertEqual(stack.weights(), (0, 100))

    def test_an_alarm_that_is_active_stops_a_new_deployment(self) -> None:
        stack = Stack()
        alarm = stack.alarm(TreatMissingData="ignore")
        stack.attach_alarms(alarm)
        stack.measure(6)
        advance(2 * MINUTE)
        deployment = stack.deploy()
        advance(5)
        self.assertEqual(stack.deployment(deployment)["status"], "Stopped")
        self.assertEqual(stack.deployment(deployment)["errorInformation"]["code"], "ALARM_ACTIVE")
        overridden = stack.deploy(overrideAlarmConfiguration={"enabled": False, "alarms": []})
        advance(16 * MINUTE)
        self.assertEqual(stack.deployment(overridden)["status"], "Succeeded")

    def test_an_unhealthy_green_fails_after_an_hour(self) -> None:
        stack = Stack()
        image = unique("unhealthy")
        behave(image, healthyAfterSeconds=None)
        deployment = stack.deploy(image)
        advance(MINUTE)
        self.assertEqual(stack.health("green"), ["unhealthy", "unhealthy"])
        self.assertEqual(stack.lifecycle(deployment)["Install"], "InProgress")
        advance(60 * MINUTE)
        self.assertEqual(stack.lifecycle(deployment)["Install"], "Failed")
        self.assert_rolled_back(stack, deployment, "Failed")

    def test_a_crashing_green_never_gets_traffic(self) -> None:
        stack = Stack()
        image = unique("crashing")
        behave(image, exitCode=1)
        deployment = stack.deploy(image)
        advance(3 * MINUTE)
        stopped = stack.tasks("STOPPED")
        self.assertEqual(stopped[0]["stopCode"], "EssentialContainerExited")
        self.assertEqual(stopped[0]["containers"][0]["exitCode"], 1)
        advance(60 * MINUTE)
        self.assert_rolled_back(stack, deployment, "Failed")

    def test_an_image_that_cannot_be_pulled(self) -> None:
        stack = Stack()
        image = unique("absent")
        behave(image, stoppedReason="CannotPullContainerError: not found")
        stack.deploy(image)
        advance(MINUTE)
        stopped = stack.tasks("STOPPED")
        self.assertEqual(stopped[0]["stopCode"], "TaskFailedToStart")
        self.assertIn("CannotPullContainerError", stopped[0]["stoppedReason"])

    def test_stop_with_rollback(self) -> None:
        stack, _, deployment = self.deploy_with_alarm("green")
        client("codedeploy").stop_deployment(deploymentId=deployment, autoRollbackEnabled=True)
        self.assert_rolled_back(stack, deployment, "Stopped")

    def test_stop_without_rollback_leaves_the_traffic(self) -> None:
        stack, _, deployment = self.deploy_with_alarm("green")
        client("codedeploy").stop_deployment(deploymentId=deployment, autoRollbackEnabled=False)
        advance(20 * MINUTE)
        self.assertEqual(stack.deployment(deployment)["status"], "Stopped")
        self.assertEqual(stack.weights(), (90, 10))

    def test_stop_rolls_back_unasked_if_the_group_says_so(self) -> None:
        rollback = {"enabled": True, "events": ["DEPLOYMENT_STOP_ON_REQUEST"]}
        stack = Stack(autoRollbackConfiguration=rollback)
        deployment = stack.deploy()
        advance(TO_TRAFFIC)
        client("codedeploy").stop_deployment(deploymentId=deployment)
        self.assert_rolled_back(stack, deployment, "Stopped")

    def test_a_primary_target_group_that_is_not_behind_the_listener(self) -> None:
        stack = Stack()
        client("elbv2").modify_listener(
            ListenerArn=stack.listener,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": stack.target_groups["green"]}],
        )
        deployment = stack.deploy()
        advance(TO_TRAFFIC)
        info = stack.deployment(deployment)
        self.assertEqual(info["status"], "Failed")
        self.assertEqual(info["errorInformation"]["message"], "Primary taskset target group must be behind listener")

    def test_an_inactive_task_definition(self) -> None:
        stack = Stack()
        definition = stack.task_definition()
        client("ecs").deregister_task_definition(taskDefinition=definition)
        deployment = stack.create_deployment(revision=stack.revision(definition))
        advance(TO_TRAFFIC)
        self.assertIn("TaskDefinition is inactive", stack.deployment(deployment)["errorInformation"]["message"])

    def test_a_rollback_that_is_made_late(self) -> None:
        stack, _, deployment = self.deploy_with_alarm("green")
        control("POST", "rollbacks", {"afterSeconds": 20})
        client("codedeploy").stop_deployment(deploymentId=deployment, autoRollbackEnabled=True)
        advance(15)
        stopped = stack.deployment(deployment)
        self.assertEqual(stopped["status"], "Stopped")
        self.assertNotIn("rollbackInfo", stopped)
        self.assertEqual(stack.weights(), (90, 10))
        advance(10)
        self.assert_rolled_back(stack, deployment, "Stopped")

    def test_a_rollback_that_fails_leaves_traffic_and_tasks(self) -> None:
        stack, _, deployment = self.deploy_with_alarm("green")
        control("POST", "rollbacks", {"fail": True})
        client("codedeploy").stop_deployment(deploymentId=deployment, autoRollbackEnabled=True)
        advance(15)
        rollback = stack.deployment(stack.deployment(deployment)["rollbackInfo"]["rollbackDeploymentId"])
        self.assertEqual((rollback["creator"], rollback["status"]), ("codeDeployRollback", "Failed"))
        self.assertEqual(rollback["errorInformation"]["code"], "INTERNAL_ERROR")
        self.assertNotIn("rollbackDeploymentId", rollback["rollbackInfo"])
        self.assertEqual(stack.weights(), (90, 10))
        self.assertEqual(len(stack.service["taskSets"]), 2)

    def test_only_the_next_rollback_fails(self) -> None:
        stack, _, first = self.deploy_with_alarm("green")
        control("POST", "rollbacks", {"fail": True})
        client("codedeploy").stop_deployment(deploymentId=first, autoRollbackEnabled=True)
        advance(15)
        second = stack.deploy(overrideAlarmConfiguration={"enabled": False, "alarms": []})
        advance(TO_TRAFFIC)
        client("codedeploy").stop_deployment(deploymentId=second, autoRollbackEnabled=True)
        self.assert_rolled_back(stack, second, "Stopped")

    def test_no_late_rollback_of_what_another_deployment_replaces(self) -> None:
        stack, _, first = self.deploy_with_alarm("green")
        control("POST", "rollbacks", {"afterSeconds": 60})
        client("codedeploy").stop_deployment(deploymentId=first, autoRollbackEnabled=True)
        second = stack.deploy()
        advance(20 * MINUTE)
        self.assertNotIn("rollbackInfo", stack.deployment(first))
        self.assertEqual(stack.deployment(second)["status"], "Succeeded")

    def test_what_is_no_course_of_a_rollback(self) -> None:
        for body in ({"late": 1}, {"fail": "yes"}, {"afterSeconds": -1}, {"afterSeconds": True}):
            with self.subTest(body), self.assertRaises(urllib.error.HTTPError) as caught:
                control("POST", "rollbacks", body)
            self.assertEqual(caught.exception.code, 400)
            caught.exception.close()

    def test_a_deployment_that_does_not_exist(self) -> None:
        code, _ = error_of(client("codedeploy").get_deployment, deploymentId="d-AAAAAAAAA")
        self.assertEqual(code, "DeploymentDoesNotExistException")


if __name__ == "__main__":
    unittest.main()
