"""Copies of the world: what they share with the original, and how they end."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
import unittest
import urllib.error
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from tests.forked import ForkedTest, until_closed
from tests.support import HANG_SECONDS, Stack, advance, client, control, control_of, endpoint, error_of, unique
from tests.test_server import start


def now(address: str) -> datetime:
    return datetime.fromisoformat(control_of(address, "GET", "clock")["now"].replace("Z", "+00:00"))


class Forks(ForkedTest):
    def assert_gone(self, pid: int) -> None:
        """A zombie would still take a signal."""
        with self.assertRaises(ProcessLookupError):
            os.kill(pid, 0)

    def until_reaped(self, parent: str, pid: int) -> None:
        deadline = time.monotonic() + HANG_SECONDS
        while any(fork["pid"] == pid for fork in control_of(parent, "GET", "fork")):
            self.assertLess(time.monotonic(), deadline, "the fork was not reaped")


class Worlds(Forks):
    def test_a_fork_has_the_world_as_it_was_and_both_go_their_own_way(self) -> None:
        before, after, own = unique("before"), unique("after"), unique("own")
        client("ssm").put_parameter(Name=before, Value="kept", Type="String")
        fork = self.fork()
        client("ssm").put_parameter(Name=after, Value="late", Type="String")
        fork.client("ssm").put_parameter(Name=own, Value="own", Type="String")
        self.assertEqual(fork.client("ssm").get_parameter(Name=before)["Parameter"]["Value"], "kept")
        self.assertEqual(error_of(fork.client("ssm").get_parameter, Name=after)[0], "ParameterNotFound")
        self.assertEqual(error_of(client("ssm").get_parameter, Name=own)[0], "ParameterNotFound")

    def test_clocks_are_apart(self) -> None:
        fork = self.fork()
        self.assertEqual(now(fork.address), now(endpoint()))
        fork.control("POST", "clock", {"advanceSeconds": 3600})
        self.assertEqual(now(fork.address) - now(endpoint()), timedelta(hours=1))

    def test_what_is_under_way_goes_on_in_a_fork_alone(self) -> None:
        stack = Stack()
        deployment_id = stack.deploy()
        advance(1)
        fork = self.fork()
        fork.control("POST", "clock", {"advanceSeconds": 3600})
        deployment = fork.client("codedeploy").get_deployment(deploymentId=deployment_id)
        self.assertEqual(deployment["deploymentInfo"]["status"], "Succeeded")
        self.assertEqual(stack.deployment(deployment_id)["status"], "InProgress")

    def test_a_fork_of_a_fork(self) -> None:
        first, name = self.fork(), unique("topic")
        arn = first.client("sns").create_topic(Name=name)["TopicArn"]
        second = self.fork(first.address)
        self.assertEqual(len({endpoint(), first.address, second.address}), 3)
        second.client("sns").delete_topic(TopicArn=arn)
        self.assertEqual(second.client("sns").list_topics()["Topics"], self.topics_without(arn))
        self.assertIn({"TopicArn": arn}, first.client("sns").list_topics()["Topics"])

    def topics_without(self, arn: str) -> list[dict[str, str]]:
        return [topic for topic in client("sns").list_topics()["Topics"] if topic["TopicArn"] != arn]

    def test_forks_in_the_midst_of_many_requests(self) -> None:
        sns = client("sns")
        with ThreadPoolExecutor(8) as pool:
            requests = [pool.submit(sns.create_topic, Name=unique("busy")) for _ in range(80)]
            forks = [pool.submit(self.fork) for _ in range(8)]
            for request in requests:
                request.result()
        for fork in (future.result() for future in forks):
            # The lock that another thread held when the world was copied must be free.
            self.assertIn("Topics", fork.client("sns").list_topics())

    def test_a_fork_answers_several_requests_at_a_time(self) -> None:
        fork = self.fork()
        sns, names = fork.client("sns"), [unique("topic") for _ in range(20)]
        with ThreadPoolExecutor(10) as pool:
            arns = list(pool.map(lambda name: sns.create_topic(Name=name)["TopicArn"], names))
        self.assertEqual(len(set(arns)), 20)


class Ends(Forks):
    def test_when_its_parent_is_told_to(self) -> None:
        fork = self.fork()
        self.assertIn({"endpoint": fork.address, "pid": fork.pid}, control("GET", "fork"))
        fork.end()
        self.assert_gone(fork.pid)
        self.assertNotIn(fork.pid, [item["pid"] for item in control("GET", "fork")])

    def test_fails_when_the_parent_has_no_such_fork(self) -> None:
        with self.assertRaises(urllib.error.HTTPError) as caught:
            control("DELETE", "fork", pid=os.getpid())
        self.assertIn(f"no fork of this process has the id {os.getpid()}", json.load(caught.exception)["error"])

    def test_when_it_is_terminated_at_once(self) -> None:
        answer = control("POST", "fork")
        os.kill(answer["pid"], signal.SIGTERM)
        self.until_reaped(endpoint(), answer["pid"])
        self.assert_gone(answer["pid"])

    def test_when_its_parent_is_killed(self) -> None:
        process = start()
        assert process.stdin and process.stdout and process.stderr
        parent = json.loads(process.stdout.readline())["endpoint"]
        first, second = self.fork(parent), self.fork(parent)
        grandchild = self.fork(second.address)
        process.kill()
        process.wait(HANG_SECONDS)
        for fork in (first, second, grandchild):
            fork.until_over()
        # Neither of these is held open by a fork.
        self.assertEqual(process.stdout.read(), "")
        self.assertNotIn("Traceback", process.stderr.read())
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()

    def test_when_its_parent_ends_and_leaves_no_zombie(self) -> None:
        process = start("--stop-with-stdin")
        assert process.stdout
        parent = json.loads(process.stdout.readline())["endpoint"]
        fork = self.fork(parent)
        grandchild = self.fork(fork.address)
        process.communicate(timeout=HANG_SECONDS)
        self.assertEqual(process.returncode, 0)
        for pid in (fork.pid, grandchild.pid):
            self.assert_gone(pid)

    def test_a_sibling_outlives_it(self) -> None:
        first, second = self.fork(), self.fork()
        first.end()
        self.assertEqual(second.control("GET", "health")["status"], "ok")

    def test_it_holds_no_connection_of_its_parent(self) -> None:
        process = start("--stop-with-stdin")
        assert process.stdout
        url = urlsplit(json.loads(process.stdout.readline())["endpoint"])
        idle = socket.create_connection((url.hostname or "", url.port or 0), timeout=HANG_SECONDS)
        fork = self.fork(url.geturl())
        # it closes what it has of its parent before it answers anybody
        fork.control("GET", "health")
        os.kill(fork.pid, signal.SIGSTOP)
        try:
            process.kill()
            process.wait(HANG_SECONDS)
            until_closed(idle)
            with self.assertRaises(ConnectionRefusedError):
                socket.create_connection((url.hostname or "", url.port or 0), timeout=HANG_SECONDS)
        finally:
            os.kill(fork.pid, signal.SIGCONT)
        fork.until_over()
        process.communicate(timeout=HANG_SECONDS)


if __name__ == "__main__":
    unittest.main()
