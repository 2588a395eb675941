"""What containers write, in CloudWatch Logs."""

from __future__ import annotations

import json
import unittest
import urllib.error
from datetime import datetime
from typing import Any

from tests.support import REGION, advance, behave, client, control, unique


class TaskLogs(unittest.TestCase):
    def setUp(self) -> None:
        self.name = unique("logging")
        self.images = [f"{self.name}:app", f"{self.name}:sidecar"]
        client("ecs").create_cluster(clusterName=self.name)

    def run_task(self, **options: str) -> str:
        """The id of a task that has had time to start."""
        configuration = {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": self.name,
                "awslogs-region": REGION,
                "awslogs-stream-prefix": "ecs",
                **options,
            },
        }
        client("ecs").register_task_definition(
            family=self.name,
            containerDefinitions=[
                {"name": name, "image": image, "memory": 128, "logConfiguration": configuration}
                for name, image in zip(("app", "sidecar"), self.images)
            ],
        )
        task = client("ecs").run_task(cluster=self.name, taskDefinition=self.name)["tasks"][0]
        advance(10)
        return task["taskArn"].rsplit("/", 1)[-1]

    def events(self, stream: str) -> list[dict[str, Any]]:
        return client("logs").get_log_events(logGroupName=self.name, logStreamName=stream)["events"]

    def streams(self) -> list[str]:
        found = client("logs").describe_log_streams(logGroupName=self.name)["logStreams"]
        return [stream["logStreamName"] for stream in found]

    def test_lines_stand_in_the_stream_of_their_container(self) -> None:
        client("logs").create_log_group(logGroupName=self.name)
        behave(self.images[0], logs=["first", "second"])
        behave(self.images[1], logs=["beside"])
        task = self.run_task()
        self.assertEqual(sorted(self.streams()), [f"ecs/app/{task}", f"ecs/sidecar/{task}"])
        self.assertEqual([e["message"] for e in self.events(f"ecs/app/{task}")], ["first", "second"])
        self.assertEqual([e["message"] for e in self.events(f"ecs/sidecar/{task}")], ["beside"])

    def test_they_bear_the_emulated_time_of_the_start(self) -> None:
        client("logs").create_log_group(logGroupName=self.name)
        behave(self.images[0], logs=["line"])
        advance(3600)
        before = control("GET", "clock")["now"]
        task = self.run_task()
        started = client("ecs").describe_tasks(cluster=self.name, tasks=[task])["tasks"][0]["startedAt"]
        stamp = self.events(f"ecs/app/{task}")[0]["timestamp"]
        self.assertAlmostEqual(stamp / 1000, started.timestamp(), delta=0.01)
        self.assertGreaterEqual(started, datetime.fromisoformat(before.replace("Z", "+00:00")))

    def test_they_are_found_by_a_filter(self) -> None:
        client("logs").create_log_group(logGroupName=self.name)
        behave(self.images[0], logs=["Traceback", "ok"], exitCode=3)
        self.run_task()
        found = client("logs").filter_log_events(
            logGroupName=self.name, logStreamNamePrefix="ecs/app/", filterPattern="Traceback"
        )
        self.assertEqual([event["message"] for event in found["events"]], ["Traceback"])

    def test_a_task_that_cannot_start_writes_nothing(self) -> None:
        client("logs").create_log_group(logGroupName=self.name)
        behave(self.images[0], logs=["line"], stoppedReason="CannotPullContainerError")
        self.run_task()
        self.assertEqual(self.streams(), [])

    def test_a_missing_group_breaks_nothing(self) -> None:
        behave(self.images[0], logs=["line"])
        task = self.run_task()
        described = client("ecs").describe_tasks(cluster=self.name, tasks=[task])["tasks"][0]
        self.assertEqual(described["lastStatus"], "RUNNING")
        groups = client("logs").describe_log_groups(logGroupNamePrefix=self.name)["logGroups"]
        self.assertEqual(groups, [])

    def test_the_driver_makes_the_group_when_told_to(self) -> None:
        behave(self.images[0], logs=["line"])
        task = self.run_task(**{"awslogs-create-group": "true"})
        self.assertEqual([e["message"] for e in self.events(f"ecs/app/{task}")], ["line"])

    def test_fails_when_they_are_not_lines(self) -> None:
        with self.assertRaises(urllib.error.HTTPError) as caught:
            behave(self.images[0], logs="line")
        self.assertIn("logs must be a list of lines", json.load(caught.exception)["error"])


if __name__ == "__main__":
    unittest.main()
