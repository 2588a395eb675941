"""Lambda functions as they were set, their logs by fields of JSON, and hooks in a copy of the world."""

from __future__ import annotations

import io
import json
import shutil
import unittest
import zipfile
from datetime import datetime
from typing import Any

from tests.forked import ForkedTest
from tests.support import Stack, client, control, error_of, role, unique
from tests.test_hooks import REPORTS, function


def archive(code: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as written:
        written.writestr("index.mjs", code)
    return file.getvalue()


class Configuration(unittest.TestCase):
    def create(self, **more: Any) -> str:
        name = unique("function")
        client("lambda").create_function(
            FunctionName=name,
            Runtime="nodejs22.x",
            Role=role(f"{name}-role", "lambda.amazonaws.com"),
            Handler="index.handler",
            Code={"ZipFile": archive("export const handler = () => {};")},
            **more,
        )
        return name

    def described(self, name: str) -> dict[str, Any]:
        found = client("lambda").get_function(FunctionName=name)["Configuration"]
        self.assertEqual(found["FunctionName"], name)
        return found

    def test_logs_go_where_it_was_said(self) -> None:
        name = self.create(LoggingConfig={"LogFormat": "JSON", "LogGroup": "/mine"})
        self.assertEqual(self.described(name)["LoggingConfig"], {"LogFormat": "JSON", "LogGroup": "/mine"})
        client("lambda").update_function_configuration(FunctionName=name, LoggingConfig={"LogGroup": "/other"})
        self.assertEqual(self.described(name)["LoggingConfig"], {"LogFormat": "JSON", "LogGroup": "/other"})

    def test_logs_go_to_a_group_of_its_name_by_default(self) -> None:
        name = self.create()
        self.assertEqual(
            self.described(name)["LoggingConfig"], {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{name}"}
        )

    def test_key_and_architecture_can_be_changed(self) -> None:
        name = self.create(KMSKeyArn="arn:aws:kms:us-east-1:123456789012:key/a", Architectures=["x86_64"])
        key = "arn:aws:kms:us-east-1:123456789012:key/b"
        client("lambda").update_function_configuration(FunctionName=name, KMSKeyArn=key)
        client("lambda").update_function_code(FunctionName=name, ZipFile=archive("//"), Architectures=["arm64"])
        found = self.described(name)
        self.assertEqual((found["KMSKeyArn"], found["Architectures"]), (key, ["arm64"]))
        client("lambda").update_function_configuration(FunctionName=name, KMSKeyArn="")
        self.assertNotIn("KMSKeyArn", self.described(name))

    def test_a_deleted_one_is_gone_for_its_successor_too(self) -> None:
        name = self.create(LoggingConfig={"LogGroup": "/mine"})
        client("lambda").delete_function(FunctionName=name)
        code, _ = error_of(client("lambda").get_function, FunctionName=name)
        self.assertEqual(code, "ResourceNotFoundException")

    def test_is_not_run_but_by_codedeploy(self) -> None:
        code, message = error_of(client("lambda").invoke, FunctionName=self.create())
        self.assertEqual(code, "NotImplementedByEmulator")
        self.assertIn("hooks", message)


class JsonFilters(unittest.TestCase):
    def setUp(self) -> None:
        self.group = unique("/filters")
        client("logs").create_log_group(logGroupName=self.group)
        client("logs").create_log_stream(logGroupName=self.group, logStreamName="one")
        messages = ['{"id":"a","in":{"id":"b"}}', "a is no JSON", '["a"]', '{"id":"b"}', '{"id":"a"}']
        # CloudWatch Logs takes no events of long ago.
        now = control("GET", "health")["now"].replace("Z", "+00:00")
        self.start = int(datetime.fromisoformat(now).timestamp() * 1000)
        events = [{"timestamp": self.start + number, "message": text} for number, text in enumerate(messages, 1)]
        client("logs").put_log_events(logGroupName=self.group, logStreamName="one", logEvents=events)

    def found(self, pattern: str, **more: Any) -> dict[str, Any]:
        return client("logs").filter_log_events(logGroupName=self.group, filterPattern=pattern, **more)

    def numbers(self, pattern: str) -> list[int]:
        return self.numbered(self.found(pattern))

    def numbered(self, *pages: dict[str, Any]) -> list[int]:
        return [event["timestamp"] - self.start for page in pages for event in page["events"]]

    def test_take_messages_whose_field_has_the_text(self) -> None:
        self.assertEqual(self.numbers('{ $.id = "a" }'), [1, 5])
        self.assertEqual(self.numbers('{$.in.id="b"}'), [1])
        self.assertEqual(self.numbers('{ $.id = "c" }'), [])

    def test_come_in_pages(self) -> None:
        first = self.found('{ $.id = "a" }', limit=1)
        second = self.found('{ $.id = "a" }', limit=1, nextToken=first["nextToken"])
        self.assertEqual(self.numbered(first, second), [1, 5])
        self.assertNotIn("nextToken", second)

    def test_others_stay_as_they_are(self) -> None:
        self.assertEqual(self.numbers('"no JSON"'), [2])
        code, _ = error_of(self.found, "{ $.id > 3 }")
        self.assertEqual(code, "NotImplementedByEmulator")


@unittest.skipUnless(shutil.which("node"), "runs functions with Node.js")
class Forked(ForkedTest):
    def test_a_fork_runs_its_own_hooks(self) -> None:
        stack = Stack()
        revision = stack.revision(stack.task_definition(f"{stack.name}:2"))
        document = json.loads(revision["appSpecContent"]["content"])
        document["Hooks"] = [{"AfterAllowTestTraffic": function(REPORTS, STATUS="Failed")}]
        stack.create_deployment(
            revision={"revisionType": "AppSpecContent", "appSpecContent": {"content": json.dumps(document)}}
        )
        fork = self.fork()
        fork.control("POST", "clock", {"advanceSeconds": 600})
        deployments = fork.client("codedeploy").list_deployments(
            applicationName=stack.name, deploymentGroupName=stack.name
        )["deployments"]
        statuses = [
            fork.client("codedeploy").get_deployment(deploymentId=each)["deploymentInfo"]["status"]
            for each in deployments
        ]
        self.assertEqual(statuses, ["Succeeded", "Failed"])


if __name__ == "__main__":
    unittest.main()
