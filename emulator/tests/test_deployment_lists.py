"""Finding deployments and what they were made from."""

from __future__ import annotations

import hashlib
import unittest
from datetime import datetime, timedelta, timezone
from typing import Any

from tests.support import Stack, advance, client, control, error_of


def now() -> datetime:
    return datetime.fromisoformat(control("GET", "clock")["now"].replace("Z", "+00:00"))


class Lists(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        """A group with 103 deployments, which are stopped as soon as they are made."""
        cls.stack = Stack()
        revision = cls.stack.revision(cls.stack.first_definition)
        cls.started = now()
        cls.ids: list[str] = []
        for _ in range(103):
            cls.ids.append(cls.stack.create_deployment(revision=revision))
            client("codedeploy").stop_deployment(deploymentId=cls.ids[-1], autoRollbackEnabled=False)

    def page(self, **params: Any) -> dict[str, Any]:
        return client("codedeploy").list_deployments(
            applicationName=self.stack.name, deploymentGroupName=self.stack.name, **params
        )

    def test_a_page_has_the_hundred_newest_and_the_next_one_the_rest(self) -> None:
        newest_first = self.ids[::-1]
        first = self.page()
        self.assertEqual(first["deployments"], newest_first[:100])
        second = self.page(nextToken=first["nextToken"])
        self.assertEqual(second["deployments"], newest_first[100:])
        self.assertNotIn("nextToken", second)

    def test_a_token_that_was_never_given(self) -> None:
        code, _ = error_of(self.page, nextToken="made up")
        self.assertEqual(code, "InvalidNextTokenException")

    def test_only_those_of_a_status_and_a_time(self) -> None:
        self.assertEqual(self.page(includeOnlyStatuses=["Succeeded"])["deployments"], [])
        self.assertEqual(len(self.page(includeOnlyStatuses=["Stopped"])["deployments"]), 100)
        within = {"start": self.started, "end": self.started + timedelta(days=1)}
        self.assertEqual(len(self.page(createTimeRange=within)["deployments"]), 100)
        before = {"start": datetime(2020, 1, 1, tzinfo=timezone.utc), "end": self.started - timedelta(seconds=1)}
        self.assertEqual(self.page(createTimeRange=before)["deployments"], [])

    def test_twenty_five_are_described_at_a_time(self) -> None:
        described = client("codedeploy").batch_get_deployments(deploymentIds=self.ids[:25])["deploymentsInfo"]
        self.assertEqual([info["deploymentId"] for info in described], self.ids[:25])


class Revisions(unittest.TestCase):
    def setUp(self) -> None:
        self.stack = Stack()

    def revision(self, application: str, sha256: str) -> dict[str, Any]:
        return client("codedeploy").get_application_revision(
            applicationName=application,
            revision={"revisionType": "AppSpecContent", "appSpecContent": {"sha256": sha256}},
        )

    def test_the_application_has_the_content_by_its_checksum(self) -> None:
        given = self.stack.revision(self.stack.first_definition)
        content = given["appSpecContent"]["content"]
        del given["appSpecContent"]["sha256"]
        self.stack.create_deployment(revision=given)
        checksum = hashlib.sha256(content.encode()).hexdigest()
        found = self.revision(self.stack.name, checksum)
        self.assertEqual(found["applicationName"], self.stack.name)
        self.assertEqual(
            found["revision"],
            {"revisionType": "AppSpecContent", "appSpecContent": {"content": content, "sha256": checksum}},
        )

    def test_a_deployment_names_it_by_its_checksum_alone(self) -> None:
        given = self.stack.revision(self.stack.first_definition)
        deployment_id = self.stack.create_deployment(revision=given)
        advance(3600)
        later = self.stack.deploy()
        told = {"revisionType": "AppSpecContent", "appSpecContent": {"sha256": given["appSpecContent"]["sha256"]}}
        self.assertEqual(self.stack.deployment(deployment_id)["revision"], told)
        self.assertEqual(self.stack.deployment(later)["previousRevision"], told)
        described = client("codedeploy").batch_get_deployments(deploymentIds=[deployment_id])["deploymentsInfo"]
        self.assertEqual(described[0]["revision"], told)

    def test_it_tells_when_and_where_it_was_used(self) -> None:
        first = self.stack.deploy()
        advance(3600)
        again = self.stack.create_deployment(revision=self.stack.revision(self.stack.service["taskDefinition"]))
        created = [self.stack.deployment(deployment)["createTime"] for deployment in (first, again)]
        checksum = self.stack.revision(self.stack.service["taskDefinition"])["appSpecContent"]["sha256"]
        info = self.revision(self.stack.name, checksum)["revisionInfo"]
        self.assertEqual([info["firstUsedTime"], info["lastUsedTime"]], created)
        self.assertEqual(info["deploymentGroups"], [self.stack.name])

    def test_another_application_does_not_know_it(self) -> None:
        given = self.stack.revision(self.stack.first_definition)
        self.stack.create_deployment(revision=given)
        checksum = given["appSpecContent"]["sha256"]
        self.assertEqual(self.revision(self.stack.name, checksum)["revision"], given)
        code, _ = error_of(self.revision, Stack().name, checksum)
        self.assertEqual(code, "RevisionDoesNotExistException")


if __name__ == "__main__":
    unittest.main()
