"""Clocks that are apart: the Date of answers, and signatures that are too old."""

from __future__ import annotations

import json
import unittest
import urllib.error
from datetime import datetime, timedelta, timezone
from typing import Any
from unittest.mock import patch

from tests.forked import Fork, ForkedTest
from tests.test_faults import outcome

_CODES = {
    ("ecs", "list_clusters"): "InvalidSignatureException",
    ("codedeploy", "list_applications"): "InvalidSignatureException",
    ("lambda", "list_functions"): "InvalidSignatureException",
    ("elbv2", "describe_load_balancers"): "SignatureDoesNotMatch",
    ("cloudwatch", "describe_alarms"): "SignatureDoesNotMatch",
    ("ec2", "describe_vpcs"): "RequestExpired",
    ("s3", "list_buckets"): "RequestTimeTooSkewed",
}


def now(there: Fork) -> datetime:
    return datetime.fromisoformat(there.control("GET", "clock")["now"].replace("Z", "+00:00"))


class Signatures(ForkedTest):
    def setUp(self) -> None:
        self.there = self.fork()

    def call(self, service: str, name: str, seconds_off: float) -> tuple[str, int, str]:
        """The outcome of a call by a client whose clock is off by so much."""
        signed = (now(self.there) + timedelta(seconds=seconds_off)).replace(tzinfo=None)
        with patch("botocore.auth.get_current_datetime", lambda *_, **__: signed):
            return outcome(getattr(self.there.client(service), name))

    def limit(self, seconds: float | None) -> Any:
        return self.there.control("POST", "signatures", {"maxSkewSeconds": seconds})

    def test_any_is_taken_by_default(self) -> None:
        self.assertEqual(self.there.control("GET", "signatures"), {"maxSkewSeconds": None})
        self.assertEqual(self.call("ecs", "list_clusters", -86400), ("", 200, ""))

    def test_a_signature_that_is_too_old_is_refused_in_every_protocol(self) -> None:
        self.assertEqual(self.limit(300), {"maxSkewSeconds": 300})
        for (service, name), code in _CODES.items():
            with self.subTest(service):
                self.assertEqual(self.call(service, name, -310)[:2], (code, 403))
                self.assertEqual(self.call(service, name, -290), ("", 200, ""))

    def test_so_is_one_of_the_future(self) -> None:
        self.limit(300)
        code, status, message = self.call("ecs", "list_clusters", 310)
        self.assertEqual((code, status), ("InvalidSignatureException", 403))
        stamp = r"\d{8}T\d{6}Z"
        self.assertRegex(
            message, rf"^Signature not yet current: {stamp} is still later than {stamp} \({stamp} \+ 5 min\.\)$"
        )
        self.assertEqual(self.call("ecs", "list_clusters", 290), ("", 200, ""))

    def test_the_message_has_both_times(self) -> None:
        self.limit(300)
        self.there.control("DELETE", "calls")
        _, _, message = self.call("elbv2", "describe_load_balancers", -86400)
        stamp = r"\d{8}T\d{6}Z"
        self.assertRegex(message, rf"^Signature expired: {stamp} is now earlier than {stamp} \({stamp} - 5 min\.\)$")
        self.assertEqual(self.there.outcomes(), [("DescribeLoadBalancers", 403, "SignatureDoesNotMatch")])

    def test_it_is_turned_off_again(self) -> None:
        self.limit(300)
        self.assertEqual(self.limit(None), {"maxSkewSeconds": None})
        self.assertEqual(self.call("s3", "list_buckets", -310), ("", 200, ""))

    def test_fails_when_the_limit_is_not_positive(self) -> None:
        with self.assertRaises(urllib.error.HTTPError) as caught:
            self.limit(0)
        self.assertIn("maxSkewSeconds must be positive", json.load(caught.exception)["error"])


class Dates(ForkedTest):
    def test_answers_and_refusals_carry_the_emulated_time(self) -> None:
        there = self.fork()
        there.control("POST", "clock", {"advanceSeconds": 3600})
        there.control("POST", "faults", [{"service": "sns", "kind": "denied"}])
        for service, name in (*_CODES, ("sns", "list_topics")):
            with self.subTest(service):
                self.assertEqual(self._date(there, service, name), now(there).replace(microsecond=0))

    def _date(self, there: Fork, service: str, name: str) -> datetime:
        client, answers = there.client(service), []
        client.meta.events.register("before-parse", lambda response_dict, **_: answers.append(response_dict))
        outcome(getattr(client, name))
        stamp = answers[0]["headers"]["Date"]
        return datetime.strptime(stamp, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=timezone.utc)


if __name__ == "__main__":
    unittest.main()
