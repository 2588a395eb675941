"""Filters over JSON in CloudWatch Logs."""

from __future__ import annotations

import json
import unittest
from datetime import datetime
from typing import Any

from langgraph_emulator.services.log_filters import UnknownPattern, json_filter
from tests.support import client, control, error_of, unique


class Patterns(unittest.TestCase):
    def assertTakes(self, pattern: str, message: Any) -> None:
        self.assertTrue(json_filter(pattern)(json.dumps(message)), f"{pattern} does not take {message}")

    def assertLeaves(self, pattern: str, message: Any) -> None:
        self.assertFalse(json_filter(pattern)(json.dumps(message)), f"{pattern} takes {message}")

    def test_text_is_compared_as_a_whole(self) -> None:
        self.assertTakes('{ $.a = "x y" }', {"a": "x y"})
        for message in ({"a": "x"}, {"a": "X Y"}, {"a": ["x y"]}, {"b": "x y"}, ["x y"], "x y", None, 3):
            self.assertLeaves('{ $.a = "x y" }', message)

    def test_numbers_are_no_text_and_no_truth(self) -> None:
        self.assertTakes("{ $.a = 1 }", {"a": 1})
        self.assertTakes("{ $.a = -1.5 }", {"a": -1.5})
        for message in ({"a": "1"}, {"a": True}, {"a": 1.5}, {}):
            self.assertLeaves("{ $.a = 1 }", message)
        self.assertLeaves('{ $.a = "1" }', {"a": 1})

    def test_selectors_lead_into_objects_and_lists(self) -> None:
        pattern = '{ $._aws.Cloud-Watch[1].Name_space[0] = "x" }'
        self.assertTakes(pattern, {"_aws": {"Cloud-Watch": [{}, {"Name_space": ["x"]}]}})
        for message in (
            {"_aws": {"Cloud-Watch": [{"Name_space": ["x"]}]}},
            {"_aws": {"Cloud-Watch": {"1": {"Name_space": ["x"]}}}},
            {"_aws": {"Cloud-Watch": [{}, {"Name_space": "x"}]}},
            {"_aws": None},
        ):
            self.assertLeaves(pattern, message)

    def test_and_binds_stronger_than_or_and_parentheses_strongest(self) -> None:
        loose = '{ $.a = "1" || $.b = "1" && $.c = "1" }'
        tight = '{ ($.a = "1" || ($.b = "1")) && $.c = "1" }'
        self.assertTakes(loose, {"a": "1"})
        self.assertLeaves(tight, {"a": "1"})
        self.assertTakes(tight, {"a": "1", "c": "1"})
        self.assertTakes(loose, {"b": "1", "c": "1"})
        self.assertLeaves(loose, {"b": "1"})

    def test_what_is_no_json_is_never_taken(self) -> None:
        for message in ('a = "x"', '{"a":"x"', "", '{"a":"x"} and more'):
            self.assertFalse(json_filter('{ $.a = "x" }')(message))

    def test_fails_for_what_it_does_not_know(self) -> None:
        for pattern in (
            "{ }",
            "{ $.a }",
            '{ $.a != "x" }',
            "{ $.a > 3 }",
            "{ $.a IS NULL }",
            "{ $.a NOT EXISTS }",
            '{ $.a = "x*" }',
            "{ $.a = 12* }",
            "{ $.a = x }",
            "{ $.a = %x% }",
            '{ ($.a = "x" }',
            '{ $.a = "x") }',
            '{ $.a = "x" && }',
            '{ $.a = "x" $.b = "y" }',
            '{ $.a[b] = "x" }',
            '{ "x" = $.a }',
        ):
            with self.subTest(pattern), self.assertRaises(UnknownPattern):
                json_filter(pattern)


class Events(unittest.TestCase):
    def setUp(self) -> None:
        self.group = unique("/filters")
        client("logs").create_log_group(logGroupName=self.group)
        now = control("GET", "health")["now"].replace("Z", "+00:00")
        self.start = int(datetime.fromisoformat(now).timestamp() * 1000)

    def put(self, stream: str, *messages: tuple[int, str]) -> None:
        client("logs").create_log_stream(logGroupName=self.group, logStreamName=stream)
        events = [{"timestamp": self.start + number, "message": text} for number, text in messages]
        client("logs").put_log_events(logGroupName=self.group, logStreamName=stream, logEvents=events)

    def found(self, **more: Any) -> dict[str, Any]:
        return client("logs").filter_log_events(
            **{"logGroupName": self.group, "filterPattern": '{ ($.a = "x") && ($.b = 1) }', **more}
        )

    def numbers(self, page: dict[str, Any]) -> list[int]:
        return [event["timestamp"] - self.start for event in page["events"]]

    def test_of_all_streams_come_in_one_order_of_time_from_the_start_on(self) -> None:
        line = '{"a":"x","b":1}'
        self.put("one", (1, line), (4, line), (5, "no JSON"), (6, line))
        self.put("two", (2, line), (3, '{"a":"x","b":2}'), (5, line))
        self.assertEqual(self.numbers(self.found()), [1, 2, 4, 5, 6])
        self.assertEqual(self.numbers(self.found(startTime=self.start + 4)), [4, 5, 6])
        self.assertEqual(self.numbers(self.found(filterPattern="JSON")), [5])
        self.assertEqual(self.numbers(self.found(filterPattern="")), [1, 2, 3, 4, 5, 5, 6])

    def test_are_known_by_an_id_that_stays(self) -> None:
        self.put("one", *((number, '{"a":"x","b":1}') for number in range(3)))
        first, second = self.found(), self.found(startTime=self.start + 1)
        ids = [event["eventId"] for event in first["events"]]
        self.assertEqual(len(set(ids)), 3)
        self.assertEqual([event["eventId"] for event in second["events"]], ids[1:])

    def test_come_in_pages_of_a_megabyte(self) -> None:
        line = json.dumps({"a": "x", "b": 1, "more": "." * 200_000})
        self.put("one", *((number, line) for number in range(4)))
        self.put("two", *((number, line) for number in range(4, 8)))
        first = self.found()
        second = self.found(nextToken=first["nextToken"])
        self.assertEqual(self.numbers(first), [0, 1, 2, 3, 4])
        self.assertEqual(self.numbers(second), [5, 6, 7])
        self.assertNotIn("nextToken", second)

    def test_are_refused_with_the_part_of_the_filter_that_nobody_knows(self) -> None:
        code, message = error_of(self.found, filterPattern='{ $.a = "x" && $.b > 3 }')
        self.assertEqual(code, "NotImplementedByEmulator")
        self.assertIn("not > 3", message)


if __name__ == "__main__":
    unittest.main()
