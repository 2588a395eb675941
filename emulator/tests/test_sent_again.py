"""A request whose answer did not reach the SDK, which sends it again."""

from __future__ import annotations

import json
import unittest
import urllib.error
import urllib.request

from langgraph_emulator.sent_again import Attempt
from tests.forked import Fork, ForkedTest

_DEFINITION = {"family": "sent", "containerDefinitions": [{"name": "app", "image": "image:1", "memory": 64}]}


def register(fork: Fork, invocation: str, attempt: str) -> int:
    """Registers a task definition, and returns the revision that is answered."""
    headers = {
        "Authorization": "AWS4-HMAC-SHA256 Credential=any/20200101/us-east-1/ecs/aws4_request",
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": "AmazonEC2ContainerServiceV20141113.RegisterTaskDefinition",
        "amz-sdk-invocation-id": invocation,
        "amz-sdk-request": attempt,
    }
    request = urllib.request.Request(fork.address, json.dumps(_DEFINITION).encode(), headers)
    with urllib.request.urlopen(request) as response:
        return int(json.load(response)["taskDefinition"]["revision"])


class SentAgain(ForkedTest):
    def test_is_answered_as_before_and_carried_out_once(self) -> None:
        fork = self.fork()
        fork.control("DELETE", "calls")
        revisions = [register(fork, "a", f"attempt={attempt}; max=25") for attempt in (1, 2, 3)]
        self.assertEqual(revisions, [1, 1, 1])
        self.assertEqual(len(fork.outcomes()), 1)

    def test_another_call_with_the_same_content_is_carried_out(self) -> None:
        fork = self.fork()
        revisions = [register(fork, invocation, "attempt=1; max=25") for invocation in ("a", "b")]
        self.assertEqual(revisions, [1, 2])
        # an attempt of something that was never answered is a first one
        self.assertEqual(register(fork, "c", "attempt=2; max=25"), 3)

    def test_an_answer_that_was_lost_on_purpose_is_not_kept(self) -> None:
        fork = self.fork()
        fork.control("POST", "faults", [{"operation": "RegisterTaskDefinition", "kind": "lost-answer"}])
        answer = fork.client("ecs", attempts=3).register_task_definition(**_DEFINITION)
        self.assertEqual(answer["taskDefinition"]["revision"], 2)

    def test_an_error_is_not_kept(self) -> None:
        fork = self.fork()
        fork.control("POST", "faults", [{"operation": "RegisterTaskDefinition", "kind": "error500"}])
        with self.assertRaises(urllib.error.HTTPError) as refused:
            register(fork, "a", "attempt=1; max=25")
        refused.exception.close()
        self.assertEqual(register(fork, "a", "attempt=2; max=25"), 1)


class Log(unittest.TestCase):
    def test_says_which_attempt_it_is_but_for_the_first(self) -> None:
        texts = [
            str(Attempt.of({"HTTP_AMZ_SDK_REQUEST": header}))
            for header in ("attempt=1; max=3", "attempt=2; max=3", "attempt=12", "attempt=\nforged", "attempt=\u00b2", "")
        ]
        self.assertEqual(texts, ["", " attempt 2", " attempt 12", "", "", ""])
