"""Task definitions keep what they are given; lists have their order and pages."""

from __future__ import annotations

import unittest
from datetime import datetime
from typing import Any

from tests.support import advance, client, control, error_of, unique

_APP = {
    "name": "app",
    "image": "image:1",
    "cpu": 256,
    "memory": 512,
    "memoryReservation": 256,
    "essential": True,
    "portMappings": [
        {"containerPort": 8000, "hostPort": 8000, "protocol": "tcp", "name": "http", "appProtocol": "http"}
    ],
    "environment": [{"name": "A", "value": "1"}],
    "secrets": [{"name": "S", "valueFrom": "arn:aws:secretsmanager:us-east-1:123456789012:secret:s"}],
    "dockerLabels": {"label": "value"},
    "dependsOn": [{"containerName": "side", "condition": "HEALTHY"}],
    "startTimeout": 30,
    "stopTimeout": 60,
    "readonlyRootFilesystem": True,
    "mountPoints": [{"sourceVolume": "tmp", "containerPath": "/tmp", "readOnly": False}],
    "volumesFrom": [{"sourceContainer": "side", "readOnly": True}],
    "user": "1000",
    "workingDirectory": "/app",
    "command": ["serve"],
    "entryPoint": ["python"],
    "linuxParameters": {"initProcessEnabled": True, "capabilities": {"drop": ["ALL"]}},
    "ulimits": [{"name": "nofile", "softLimit": 1024, "hardLimit": 4096}],
    "healthCheck": {"command": ["CMD", "true"], "interval": 10, "timeout": 5, "retries": 3, "startPeriod": 20},
    "restartPolicy": {"enabled": True, "restartAttemptPeriod": 60},
    "logConfiguration": {
        "logDriver": "awslogs",
        "options": {"awslogs-group": "group", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "ecs"},
    },
}
_DEFINITION = {
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "512",
    "memory": "1024",
    "executionRoleArn": "arn:aws:iam::123456789012:role/execution",
    "taskRoleArn": "arn:aws:iam::123456789012:role/task",
    "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
    "ephemeralStorage": {"sizeInGiB": 30},
    "pidMode": "task",
    "volumes": [
        {"name": "tmp"},
        {"name": "shared", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "rootDirectory": "/data"}},
    ],
}


def short(arn: str) -> str:
    return arn.rsplit("/", 1)[-1]


class TaskDefinitions(unittest.TestCase):
    def setUp(self) -> None:
        self.family = f"{unique('family')}-whole"

    def register(self, **more: Any) -> dict[str, Any]:
        side = {"name": "side", "image": "side:1", "essential": False, "healthCheck": {"command": ["CMD", "true"]}}
        containers = [_APP, side]
        return client("ecs").register_task_definition(
            family=self.family, **{**_DEFINITION, "containerDefinitions": containers, **more}
        )

    def describe(self, name: str, **more: Any) -> dict[str, Any]:
        return client("ecs").describe_task_definition(taskDefinition=name, **more)

    def listed(self, **params: Any) -> list[str]:
        found = client("ecs").list_task_definitions(familyPrefix=self.family, **params)
        return [short(arn) for arn in found["taskDefinitionArns"]]

    def revisions(self, *numbers: int) -> list[str]:
        return [f"{self.family}:{number}" for number in numbers]


class Content(TaskDefinitions):
    def test_every_member_is_given_back(self) -> None:
        registered = self.register()["taskDefinition"]
        described = self.describe(self.family)["taskDefinition"]
        for definition in (registered, described):
            for name, value in _DEFINITION.items():
                self.assertEqual(definition[name], value, name)
            for name, value in _APP.items():
                self.assertEqual(definition["containerDefinitions"][0][name], value, name)
        self.assertEqual(described["containerDefinitions"], registered["containerDefinitions"])

    def test_what_was_described_can_be_registered_again(self) -> None:
        self.register()
        added = {
            *("taskDefinitionArn", "family", "revision", "status", "requiresAttributes", "compatibilities"),
            *("registeredAt", "registeredBy", "deregisteredAt"),
        }
        first = self.describe(self.family)["taskDefinition"]
        again = {name: value for name, value in first.items() if name not in added}
        client("ecs").register_task_definition(family=self.family, **again)
        second = self.describe(self.family)["taskDefinition"]
        self.assertEqual(second["revision"], 2)
        self.assertEqual({name: value for name, value in second.items() if name not in added}, again)

    def test_tags_are_told_when_asked_for(self) -> None:
        tags = [{"key": "commit", "value": "abc"}]
        self.assertEqual(self.register(tags=tags)["tags"], tags)
        self.assertEqual(self.describe(self.family, include=["TAGS"])["tags"], tags)
        self.assertNotIn("tags", self.describe(self.family))

    def test_it_bears_the_emulated_time(self) -> None:
        advance(3600)
        registered = self.register()["taskDefinition"]["registeredAt"]
        now = datetime.fromisoformat(control("GET", "clock")["now"].replace("Z", "+00:00"))
        self.assertEqual(registered, now.replace(microsecond=now.microsecond // 1000 * 1000))
        self.assertEqual(self.describe(self.family)["taskDefinition"]["registeredAt"], registered)


class Lists(TaskDefinitions):
    def setUp(self) -> None:
        super().setUp()
        for _ in range(11):
            self.register()

    def test_revisions_go_by_number(self) -> None:
        self.assertEqual(self.listed(), self.revisions(*range(1, 12)))
        self.assertEqual(self.listed(sort="DESC"), self.revisions(*range(11, 0, -1)))

    def test_pages(self) -> None:
        ecs = client("ecs")
        first = ecs.list_task_definitions(familyPrefix=self.family, sort="DESC", maxResults=8)
        self.assertEqual([short(arn) for arn in first["taskDefinitionArns"]], self.revisions(*range(11, 3, -1)))
        self.assertEqual(self.listed(sort="DESC", maxResults=8, nextToken=first["nextToken"]), self.revisions(3, 2, 1))
        code, _ = error_of(self.listed, nextToken="made up")
        self.assertEqual(code, "InvalidParameterException")

    def test_the_inventory_has_all_pages(self) -> None:
        for _ in range(90):
            self.register()
        names = [item["name"] for item in control("GET", "inventory") if item["kind"] == "aws_ecs_task_definition"]
        own = [short(name) for name in names if short(name).startswith(f"{self.family}:")]
        self.assertEqual(own, self.revisions(*range(1, 102)))

    def test_the_family_is_matched_as_a_whole(self) -> None:
        found = client("ecs").list_task_definitions(familyPrefix=self.family[:-1])
        self.assertEqual(found["taskDefinitionArns"], [])

    def test_a_deregistered_one_is_inactive_and_still_described(self) -> None:
        gone = client("ecs").deregister_task_definition(taskDefinition=f"{self.family}:11")["taskDefinition"]
        described = self.describe(f"{self.family}:11")["taskDefinition"]
        for definition in (gone, described):
            self.assertEqual(definition["status"], "INACTIVE")
            self.assertGreaterEqual(definition["deregisteredAt"], definition["registeredAt"])
        self.assertEqual(described["containerDefinitions"][0]["image"], "image:1")
        self.assertEqual(self.listed(), self.revisions(*range(1, 11)))
        self.assertEqual(self.listed(status="INACTIVE"), self.revisions(11))

    def test_a_family_alone_is_its_newest_active_revision(self) -> None:
        client("ecs").deregister_task_definition(taskDefinition=f"{self.family}:11")
        self.assertEqual(self.describe(self.family)["taskDefinition"]["revision"], 10)
        self.assertEqual(self.register()["taskDefinition"]["revision"], 12)
        self.assertEqual(self.describe(self.family)["taskDefinition"]["revision"], 12)

    def test_fails_when_there_is_none(self) -> None:
        for name in (unique("absent"), f"{self.family}:99"):
            with self.subTest(name):
                code, message = error_of(self.describe, name)
                self.assertEqual((code, message), ("ClientException", "Unable to describe task definition."))


if __name__ == "__main__":
    unittest.main()
