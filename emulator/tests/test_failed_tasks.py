"""What is left of a replacement that failed: its stopped tasks, and why they stopped."""

from __future__ import annotations

import unittest
from typing import Any

from tests.support import Stack, advance, behave, client


class FailedTasks(unittest.TestCase):
    def fail(self, **behaviour: Any) -> list[dict[str, Any]]:
        """The stopped tasks of a green task set that is gone."""
        self.stack = Stack()
        image = f"{self.stack.name}:broken"
        behave(image, **behaviour)
        deployment_id = self.stack.deploy(image)
        advance(60)
        green = next(item for item in self.stack.service["taskSets"] if item["status"] != "PRIMARY")
        client("codedeploy").stop_deployment(deploymentId=deployment_id, autoRollbackEnabled=True)
        advance(60)
        self.assertEqual([item["status"] for item in self.stack.service["taskSets"]], ["PRIMARY"])
        self.green = green["id"]
        arns = self.stopped()
        self.assertGreater(len(arns), 1)
        return client("ecs").describe_tasks(cluster=self.stack.name, tasks=arns)["tasks"]

    def stopped(self, **params: Any) -> list[str]:
        found = client("ecs").list_tasks(
            cluster=self.stack.name, startedBy=self.green, desiredStatus="STOPPED", **params
        )
        return found["taskArns"]

    def test_a_container_that_exits(self) -> None:
        tasks = self.fail(exitCode=3)
        for task in tasks:
            self.assertEqual(task["startedBy"], self.green)
            self.assertEqual(task["lastStatus"], "STOPPED")
        crashed = [task for task in tasks if task["stopCode"] == "EssentialContainerExited"]
        self.assertEqual({task["stoppedReason"] for task in crashed}, {"Essential container in task exited"})
        self.assertEqual({task["containers"][0]["exitCode"] for task in crashed}, {3})

    def test_an_image_that_cannot_be_pulled(self) -> None:
        reason = "CannotPullContainerError: pull image manifest has been retried 1 time(s)"
        failed = [task for task in self.fail(stoppedReason=reason) if task["stopCode"] == "TaskFailedToStart"]
        self.assertGreater(len(failed), 1)
        for task in failed:
            self.assertEqual(task["stoppedReason"], reason)
            self.assertEqual(task["containers"][0]["reason"], reason)
            self.assertNotIn("exitCode", task["containers"][0])
            self.assertNotIn("startedAt", task)

    def test_they_come_in_pages_and_are_forgotten_after_an_hour(self) -> None:
        self.fail(exitCode=3)
        every = self.stopped()
        pages = (
            client("ecs")
            .get_paginator("list_tasks")
            .paginate(
                cluster=self.stack.name,
                startedBy=self.green,
                desiredStatus="STOPPED",
                PaginationConfig={"PageSize": len(every) - 1},
            )
        )
        self.assertEqual([page["taskArns"] for page in pages], [every[:-1], every[-1:]])
        advance(3601)
        self.assertEqual(self.stopped(), [])


if __name__ == "__main__":
    unittest.main()
