"""Faults in every protocol, and what is left of them."""

from __future__ import annotations

import json
import signal
import subprocess
import unittest
import urllib.error
from typing import Any

from botocore.exceptions import ClientError, ConnectionClosedError

from tests.forked import Fork, ForkedTest
from tests.support import unique

# One call for each protocol.
_CALLS = {
    "json": ("ecs", "list_clusters"),
    "cbor": ("codedeploy", "list_applications"),
    "query in cbor": ("cloudwatch", "describe_alarms"),
    "query": ("elbv2", "describe_load_balancers"),
    "ec2": ("ec2", "describe_vpcs"),
    "rest-json": ("lambda", "list_functions"),
    "rest-xml": ("route53", "list_hosted_zones"),
    "s3": ("s3", "list_buckets"),
}
_EXPECTED = {
    "throttle": {
        "json": ("ThrottlingException", 400),
        "cbor": ("ThrottlingException", 400),
        "query in cbor": ("Throttling", 400),
        "query": ("Throttling", 400),
        "ec2": ("RequestLimitExceeded", 503),
        "rest-json": ("ThrottlingException", 429),
        "rest-xml": ("Throttling", 400),
        "s3": ("SlowDown", 503),
    },
    "error500": {
        **dict.fromkeys(_CALLS, ("InternalFailure", 500)),
        **dict.fromkeys(("ec2", "s3"), ("InternalError", 500)),
    },
    "unavailable": {**dict.fromkeys(_CALLS, ("ServiceUnavailable", 503)), "ec2": ("Unavailable", 503)},
    "expired-token": {
        **dict.fromkeys(("json", "cbor"), ("ExpiredTokenException", 400)),
        **dict.fromkeys(("query", "query in cbor", "rest-xml"), ("ExpiredToken", 403)),
        "ec2": ("RequestExpired", 400),
        "rest-json": ("ExpiredTokenException", 403),
        "s3": ("ExpiredToken", 400),
    },
    "denied": {
        **dict.fromkeys(("json", "cbor"), ("AccessDeniedException", 400)),
        **dict.fromkeys(("query", "query in cbor", "rest-xml", "s3"), ("AccessDenied", 403)),
        "ec2": ("UnauthorizedOperation", 403),
        "rest-json": ("AccessDeniedException", 403),
    },
}


def outcome(call: Any, **params: Any) -> tuple[str, int, str]:
    try:
        answer = call(**params)
        return "", answer["ResponseMetadata"]["HTTPStatusCode"], ""
    except ClientError as error:
        response = error.response
        return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Message"]


class Faults(ForkedTest):
    def faulty(self, *faults: dict[str, Any]) -> Fork:
        fork = self.fork()
        fork.control("DELETE", "calls")
        fork.control("POST", "faults", list(faults))
        return fork


class Protocols(Faults):
    def test_codes_and_statuses_are_those_of_the_protocol(self) -> None:
        fork = self.fork()
        clients = {service: fork.client(service) for service, _ in _CALLS.values()}
        for kind, by_protocol in _EXPECTED.items():
            fork.control("POST", "faults", [{"kind": kind, "times": len(_CALLS)}])
            for protocol, (service, name) in _CALLS.items():
                with self.subTest(kind=kind, protocol=protocol):
                    code, status, message = outcome(getattr(clients[service], name))
                    self.assertEqual((code, status), by_protocol[protocol])
                    self.assertTrue(message)
        self.assertEqual(fork.control("GET", "faults"), [])

    def test_a_denial_names_the_action_as_policies_do(self) -> None:
        fork = self.faulty({"kind": "denied", "times": None})
        for service, name, action in (
            ("codedeploy", "list_applications", "codedeploy:ListApplications"),
            ("elbv2", "describe_rules", "elasticloadbalancing:DescribeRules"),
            ("cloudwatch", "describe_alarms", "cloudwatch:DescribeAlarms"),
        ):
            with self.subTest(service):
                _, _, message = outcome(getattr(fork.client(service), name))
                self.assertEqual(
                    message,
                    "User: arn:aws:sts::123456789012:assumed-role/deployer/session is not authorized to perform: "
                    f"{action} on resource: * because no identity-based policy allows the {action} action",
                )

    def test_lost_requests_and_answers(self) -> None:
        fork = self.fork()
        for protocol, (service, name) in _CALLS.items():
            for kind in ("lost-request", "lost-answer"):
                with self.subTest(protocol=protocol, kind=kind):
                    fork.control("DELETE", "calls")
                    fork.control("POST", "faults", [{"kind": kind}])
                    with self.assertRaises(ConnectionClosedError):
                        getattr(fork.client(service), name)()
                    self.assertEqual([(s, code) for _, s, code in fork.outcomes()], [(0, kind)])
                    self.assertEqual(outcome(getattr(fork.client(service), name))[1], 200)


class Effects(Faults):
    def test_only_a_lost_answer_has_an_effect(self) -> None:
        for kind, exists in (("lost-answer", True), ("lost-request", False), ("error500", False)):
            with self.subTest(kind):
                fork, name = self.faulty({"service": "ssm", "operation": "PutParameter", "kind": kind}), unique("p")
                ssm = fork.client("ssm")
                with self.assertRaises((ConnectionClosedError, ClientError)):
                    ssm.put_parameter(Name=name, Value="v", Type="String")
                found = [p["Name"] for p in ssm.describe_parameters()["Parameters"] if p["Name"] == name]
                self.assertEqual(found, [name] if exists else [])

    def test_an_sdk_repeats_a_throttled_call(self) -> None:
        fork = self.faulty({"service": "codedeploy", "operation": "ListApplications", "kind": "throttle"})
        fork.client("codedeploy", attempts=2).list_applications()
        self.assertEqual(
            fork.outcomes(), [("ListApplications", 400, "ThrottlingException"), ("ListApplications", 200, None)]
        )

    def test_an_answer_is_lost_even_if_it_was_a_refusal(self) -> None:
        fork = self.faulty({"kind": "lost-answer"})
        with self.assertRaises(ConnectionClosedError):
            fork.client("ssm").get_parameter(Name="absent")


class Matching(Faults):
    def codes(self, fork: Fork, service: str, *names: str) -> list[str]:
        return [outcome(getattr(fork.client(service), name))[0] for name in names]

    def test_other_operations_and_services_are_left_alone(self) -> None:
        fork = self.faulty({"service": "ecs", "operation": "ListClusters", "kind": "unavailable"})
        self.assertEqual(self.codes(fork, "ecs", "list_task_definitions"), [""])
        self.assertEqual(self.codes(fork, "sns", "list_topics"), [""])
        self.assertEqual(self.codes(fork, "ecs", "list_clusters", "list_clusters"), ["ServiceUnavailable", ""])

    def test_calls_are_let_through_first(self) -> None:
        fork = self.faulty({"service": "ecs", "operation": "*", "kind": "unavailable", "after": 2, "times": 2})
        names = ("list_clusters", "list_task_definitions", "list_clusters", "list_clusters", "list_clusters")
        self.assertEqual(self.codes(fork, "ecs", *names), ["", "", "ServiceUnavailable", "ServiceUnavailable", ""])

    def test_without_a_number_it_never_wears_out_until_it_is_cleared(self) -> None:
        fork = self.faulty({"operation": "ListClusters", "kind": "unavailable", "times": None})
        self.assertEqual(self.codes(fork, "ecs", *["list_clusters"] * 3), ["ServiceUnavailable"] * 3)
        self.assertEqual(fork.control("DELETE", "faults"), [])
        self.assertEqual(self.codes(fork, "ecs", "list_clusters"), [""])

    def test_shows_what_is_left(self) -> None:
        fork = self.faulty({"service": "ecs", "kind": "throttle", "times": 3, "after": 1}, {"kind": "denied"})
        self.codes(fork, "ecs", "list_clusters", "list_clusters")
        left = {"service": "ecs", "operation": "*", "kind": "throttle", "times": 2, "after": 0}
        self.assertEqual(fork.control("GET", "faults"), [left])
        added = fork.control("POST", "faults", [{"kind": "error500"}])
        self.assertEqual([fault["kind"] for fault in added], ["throttle", "error500"])

    def test_each_counts_every_call_that_it_matches(self) -> None:
        fork = self.faulty({"kind": "throttle"}, {"kind": "denied", "after": 1}, {"kind": "unavailable"})
        self.assertEqual(
            self.codes(fork, "ecs", *["list_clusters"] * 4),
            ["ThrottlingException", "AccessDeniedException", "ServiceUnavailable", ""],
        )

    def test_a_rate_strikes_the_same_share_of_calls_each_time(self) -> None:
        fault = {"kind": "unavailable", "times": None, "rate": 0.3}
        first, again, other = (
            self.codes(self.faulty({**fault, "seed": seed}), "ecs", *["list_clusters"] * 40) for seed in (7, 7, 8)
        )
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)
        self.assertTrue(4 <= first.count("ServiceUnavailable") <= 20, first)

    def test_a_rate_looks_at_each_operation_on_its_own(self) -> None:
        fork = self.faulty({"kind": "unavailable", "times": None, "rate": 0.3, "seed": 7})
        alone = self.codes(fork, "ecs", *["list_clusters"] * 10)
        fork = self.faulty({"kind": "unavailable", "times": None, "rate": 0.3, "seed": 7})
        mixed = self.codes(fork, "ecs", *["list_clusters", "list_task_definitions"] * 10)
        self.assertEqual(mixed[::2], alone)

    def test_a_process_is_signalled_at_a_call_which_goes_on(self) -> None:
        with subprocess.Popen(["sleep", "60"]) as process:
            fork = self.faulty({"kind": "signal", "signal": "SIGTERM", "pid": process.pid, "after": 1})
            self.assertEqual(self.codes(fork, "ecs", "list_clusters"), [""])
            self.assertIsNone(process.poll())
            self.assertEqual(self.codes(fork, "ecs", "list_clusters"), [""])
            self.assertEqual(process.wait(), -signal.SIGTERM)
        self.assertEqual(fork.control("GET", "faults"), [])

    def test_fails_when_it_could_never_strike(self) -> None:
        fork = self.fork()
        for wrong, problem in (
            ({"kind": "flood"}, "unknown kind flood"),
            ({"kind": "denied", "service": "codedeply"}, "unknown service codedeply"),
            ({"kind": "denied", "service": "ecs", "operation": "listClusters"}, "ecs has no operation listClusters"),
            ({"kind": "denied", "count": 1}, "unknown members of a fault: count"),
            ({"kind": "denied", "times": 0}, "times must be"),
            ({"kind": "denied", "after": -1}, "after must be"),
            ({"kind": "denied", "rate": 0}, "rate must be"),
            ({"kind": "denied", "rate": 0.5, "seed": "a"}, "seed must be"),
            ({"kind": "denied", "pid": 4711}, "signal and pid are of the kind signal"),
            ({"kind": "signal", "pid": 4711, "signal": "SIGSEGV"}, "signal must be"),
            ({"kind": "signal", "pid": -1, "signal": "SIGTERM"}, "pid must be"),
            ({"kind": "signal", "signal": "SIGTERM"}, "pid must be"),
            ({"service": "ecs"}, "kind"),
        ):
            with self.subTest(problem), self.assertRaises(urllib.error.HTTPError) as caught:
                fork.control("POST", "faults", [{"kind": "denied"}, wrong])
            self.assertIn(problem, json.load(caught.exception)["error"])
        self.assertEqual(fork.control("GET", "faults"), [])


if __name__ == "__main__":
    unittest.main()
