"""Hooks of deployments: functions whose code is run, and what follows from their reports."""

from __future__ import annotations

import io
import json
import shutil
import unittest
import zipfile
from typing import Any

from tests.support import Stack, advance, behave, client, control, error_of, role, unique

MINUTE = 60
# The handler of a hook that reports what it is told, by the environment variable STATUS.
REPORTS = """
import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from "@aws-sdk/client-codedeploy";
export async function handler(event) {
  console.log("about to report", process.env.STATUS);
  await new CodeDeployClient().send(new PutLifecycleEventHookExecutionStatusCommand({
    deploymentId: event.DeploymentId,
    lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId,
    status: process.env.STATUS,
  }));
}
"""
# Writes down what it was sent, for somebody else to report.
SILENT = "export const handler = (event) => { process.stdout.write(`${JSON.stringify(event)}\\n`); };"
# Asks for the URLs in the environment variable URLS, and writes down the answers.
ASKS = """
import { get as plain } from "node:http";
import { get as secure } from "node:https";
export async function handler() {
  const ask = (url) => new Promise((resolve) => {
    (url.startsWith("https:") ? secure : plain)(url, { headers: { accept: "*/*" } }, (response) => {
      let body = "";
      response.on("data", (chunk) => { body += chunk; }).on("end", () => resolve([response.statusCode, body]));
    }).on("error", (error) => resolve([error.code]));
  });
  const answers = [];
  for (const url of JSON.parse(process.env.URLS)) answers.push(await ask(url));
  const fetched = await fetch(JSON.parse(process.env.URLS)[0]).then((answer) => answer.status, () => "no answer");
  process.stdout.write(`${JSON.stringify({ answers, fetched })}\\n`);
  throw new Error("asked enough");
}
"""


def function(code: str, timeout: int = 30, **variables: str) -> str:
    """Makes a function and gives its ARN."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("index.mjs", code)
    name = unique("hook")
    created = client("lambda").create_function(
        FunctionName=name,
        Runtime="nodejs22.x",
        Role=role(f"{name}-role", "lambda.amazonaws.com"),
        Handler="index.handler",
        Code={"ZipFile": archive.getvalue()},
        Timeout=timeout,
        Environment={"Variables": variables},
    )
    return created["FunctionArn"]


def lines(arn: str) -> list[str]:
    group = f"/aws/lambda/{arn.split(':')[6]}"
    return [event["message"] for event in client("logs").filter_log_events(logGroupName=group)["events"]]


def values(arn: str) -> list[Any]:
    return [json.loads(line) for line in lines(arn) if line.startswith("{")]


@unittest.skipUnless(shutil.which("node"), "runs functions with Node.js")
class HookCase(unittest.TestCase):
    def setUp(self) -> None:
        self.stack = Stack()

    def deploy(self, image: str | None = None, **hooks: str) -> str:
        revision = self.stack.revision(self.stack.task_definition(image or f"{self.stack.name}:2"))
        document = json.loads(revision["appSpecContent"]["content"])
        document["Hooks"] = [{event: arn} for event, arn in hooks.items()]
        content = {"content": json.dumps(document)}
        return self.stack.create_deployment(revision={"revisionType": "AppSpecContent", "appSpecContent": content})

    def assert_failed(self, deployment: str, event: str, words: str) -> None:
        info = self.stack.deployment(deployment)
        self.assertEqual((info["status"], info["errorInformation"]["code"]), ("Failed", "HOOK_EXECUTION_FAILURE"))
        events = self.stack.target(deployment)["lifecycleEvents"]
        failed = next(each for each in events if each["lifecycleEventName"] == event)
        self.assertEqual(failed["status"], "Failed")
        self.assertIn(words, failed["diagnostics"]["message"])
        rollback = self.stack.deployment(info["rollbackInfo"]["rollbackDeploymentId"])
        self.assertEqual(rollback["status"], "Succeeded")
        self.assertEqual(self.stack.weights(), (100, 0))
        self.assertEqual(self.stack.weights(self.stack.test_listener), (100, 0))


class Reports(HookCase):
    def test_success_lets_the_deployment_go_on(self) -> None:
        hook = function(REPORTS, STATUS="Succeeded")
        deployment = self.deploy(AfterAllowTestTraffic=hook, AfterInstall=hook)
        advance(2 * MINUTE)
        lifecycle = self.stack.lifecycle(deployment)
        self.assertEqual((lifecycle["AfterInstall"], lifecycle["AfterAllowTestTraffic"]), ("Succeeded", "Succeeded"))
        self.assertEqual((lifecycle["BeforeInstall"], lifecycle["AllowTraffic"]), ("Skipped", "InProgress"))
        self.assertEqual(self.stack.weights(), (90, 10))

    def test_a_jump_of_the_clock_does_not_outrun_the_function(self) -> None:
        deployment = self.deploy(AfterAllowTestTraffic=function(REPORTS, STATUS="Failed"))
        advance(120 * MINUTE)
        self.assert_failed(deployment, "AfterAllowTestTraffic", "reported Failed")
        info = self.stack.deployment(deployment)
        self.assertLess((info["completeTime"] - info["createTime"]).total_seconds(), MINUTE)

    def test_failure_comes_before_any_traffic(self) -> None:
        deployment = self.deploy(BeforeAllowTraffic=function(REPORTS, STATUS="Failed"))
        advance(10 * MINUTE)
        self.assert_failed(deployment, "BeforeAllowTraffic", "reported Failed")
        self.assertEqual(self.stack.lifecycle(deployment)["AllowTraffic"], "Skipped")

    def test_what_the_function_writes_is_in_its_log_group(self) -> None:
        hook = function(REPORTS, STATUS="Succeeded")
        self.deploy(BeforeInstall=hook)
        advance(MINUTE)
        first, second, *_, last = lines(hook)
        self.assertRegex(first, r"^START RequestId: [0-9a-f-]{36} Version: \$LATEST$")
        self.assertRegex(second, r"^\S+Z\t[0-9a-f-]{36}\tINFO\tabout to report Succeeded$")
        self.assertRegex(last, "^REPORT RequestId")
        streams = client("logs").describe_log_streams(logGroupName=f"/aws/lambda/{hook.split(':')[6]}")
        self.assertRegex(streams["logStreams"][0]["logStreamName"], r"^\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}$")

    def test_somebody_else_may_report_within_an_hour(self) -> None:
        hook = function(SILENT)
        deployment = self.deploy(BeforeInstall=hook)
        advance(50 * MINUTE)
        self.assertEqual(self.stack.lifecycle(deployment)["BeforeInstall"], "InProgress")
        (event,) = values(hook)
        report = {
            "deploymentId": event["DeploymentId"],
            "lifecycleEventHookExecutionId": event["LifecycleEventHookExecutionId"],
        }
        client("codedeploy").put_lifecycle_event_hook_execution_status(**report, status="Succeeded")
        advance(MINUTE)
        self.assertEqual(self.stack.lifecycle(deployment)["BeforeInstall"], "Succeeded")

    def test_no_report_fails_the_deployment_after_an_hour(self) -> None:
        deployment = self.deploy(AfterAllowTestTraffic=function(SILENT))
        advance(59 * MINUTE)
        self.assertEqual(self.stack.deployment(deployment)["status"], "InProgress")
        advance(2 * MINUTE)
        self.assert_failed(deployment, "AfterAllowTestTraffic", "60 minutes")

    def test_stopping_ends_the_wait_for_a_report(self) -> None:
        hook = function(SILENT)
        deployment = self.deploy(BeforeInstall=hook)
        advance(MINUTE)
        client("codedeploy").stop_deployment(deploymentId=deployment)
        (event,) = values(hook)
        code, _ = error_of(
            client("codedeploy").put_lifecycle_event_hook_execution_status,
            deploymentId=deployment,
            lifecycleEventHookExecutionId=event["LifecycleEventHookExecutionId"],
            status="Succeeded",
        )
        self.assertEqual(code, "LifecycleEventAlreadyCompletedException")
        advance(90 * MINUTE)
        self.assertEqual(self.stack.deployment(deployment)["status"], "Stopped")


class Failures(HookCase):
    def test_a_function_that_does_not_exist(self) -> None:
        deployment = self.deploy(AfterAllowTestTraffic="arn:aws:lambda:us-east-1:123456789012:function:nobody")
        advance(MINUTE)
        self.assert_failed(deployment, "AfterAllowTestTraffic", "does not exist")

    def test_a_function_that_throws(self) -> None:
        hook = function('export const handler = () => { throw new RangeError("too far"); };')
        deployment = self.deploy(AfterAllowTestTraffic=hook)
        advance(MINUTE)
        self.assert_failed(deployment, "AfterAllowTestTraffic", "RangeError: too far")
        self.assertTrue(any("Invoke Error" in line and "too far" in line for line in lines(hook)))

    def test_a_function_that_takes_longer_than_it_may(self) -> None:
        hook = function("export const handler = () => new Promise(() => setInterval(() => {}, 1000));", timeout=1)
        deployment = self.deploy(AfterAllowTestTraffic=hook)
        advance(MINUTE)
        self.assert_failed(deployment, "AfterAllowTestTraffic", "timed out after 1.00 seconds")
        self.assertTrue(any("timed out" in line for line in lines(hook)))

    def test_a_function_that_ends_its_process(self) -> None:
        deployment = self.deploy(AfterAllowTestTraffic=function("export const handler = () => process.exit(3);"))
        advance(MINUTE)
        self.assert_failed(deployment, "AfterAllowTestTraffic", "exit status 3")


class Answers(HookCase):
    def ask(self, *urls: str) -> list[list[Any]]:
        """What a function is answered once green is behind the test listener; by fetch it is no other answer."""
        hook = function(ASKS, URLS=json.dumps(urls))
        self.deploy(f"{self.stack.name}:2", AfterAllowTestTraffic=hook)
        advance(MINUTE)
        found = values(hook)[0]
        first = found["answers"][0][0]
        self.assertEqual(found["fetched"], first if isinstance(first, int) else "no answer")
        return found["answers"]

    @property
    def host(self) -> str:
        found = client("elbv2").describe_load_balancers(LoadBalancerArns=[self.stack.load_balancer])
        return found["LoadBalancers"][0]["DNSName"]

    def test_are_those_of_the_image_behind_the_listener(self) -> None:
        behave(f"{self.stack.name}:2", responses={"/ready": {"status": 500, "body": "no index"}, "/old": 410})
        urls = [f"http://{self.host}:9000{path}" for path in ("/ready", "/old?a=b", "/other")]
        answers = self.ask(*urls, f"http://{self.host}/ready")
        self.assertEqual(answers, [[500, "no index"], [410, ""], [200, ""], [200, ""]])

    def test_are_none_where_nobody_listens_or_speaks_tls(self) -> None:
        answers = self.ask(f"http://{self.host}:81/", f"https://{self.host}:9000/")
        self.assertEqual(answers, [["ECONNRESET"], ["ECONNRESET"]])

    def test_are_503_without_healthy_targets(self) -> None:
        empty = self.stack.listen(9001, "green")
        self.assertTrue(empty)
        hook = function(ASKS, URLS=json.dumps([f"http://{self.host}:9001/"]))
        self.deploy(BeforeInstall=hook)
        advance(MINUTE)
        self.assertEqual(values(hook)[0]["answers"][0][0], 503)

    def test_refuses_responses_that_say_nothing(self) -> None:
        with self.assertRaises(Exception):
            behave("any", responses={"/ready": {"body": "no status"}})
        with self.assertRaises(Exception):
            control("POST", "images", {"image": "any", "behaviour": {"responses": {"ready": 200}}})


if __name__ == "__main__":
    unittest.main()
