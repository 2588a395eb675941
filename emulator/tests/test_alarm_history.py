"""Why alarms changed, also those that have gone back since."""

from __future__ import annotations

import json
import unittest
from datetime import datetime, timedelta
from typing import Any

from tests.support import advance, client, error_of
from tests.test_alarms import MINUTE, AlarmTest, now


class History(AlarmTest):
    def items(self, name: str, **params: Any) -> list[dict[str, Any]]:
        answer = client("cloudwatch").describe_alarm_history(
            AlarmName=name, **{"HistoryItemType": "StateUpdate", **params}
        )
        return answer["AlarmHistoryItems"]

    def fired(self) -> str:
        """An alarm that has fired and gone back to OK."""
        name = self.alarm(TreatMissingData="notBreaching", EvaluationPeriods=2, DatapointsToAlarm=2)
        advance(MINUTE)
        for value in (7, 6):
            self.put(value)
            advance(MINUTE)
        advance(10 * MINUTE)
        self.assertEqual(self.described(name)["StateValue"], "OK")
        return name

    def test_it_tells_states_reasons_and_datapoints(self) -> None:
        name = self.fired()
        _, fired, first = (json.loads(item["HistoryData"]) for item in self.items(name))
        self.assertEqual(
            first["oldState"],
            {"stateValue": "INSUFFICIENT_DATA", "stateReason": "Unchecked: Initial alarm creation"},
        )
        self.assertEqual(fired["oldState"], first["newState"])
        self.assertEqual(fired["newState"]["stateValue"], "ALARM")
        stamp = r"\(\d\d/\d\d/\d\d \d\d:\d\d:00\)"
        self.assertRegex(
            fired["newState"]["stateReason"],
            rf"^Threshold Crossed: 2 out of the last 2 datapoints \[6\.0 {stamp}, 7\.0 {stamp}\] were greater than "
            r"the threshold \(5\.0\) \(minimum 2 datapoints for OK -> ALARM transition\)\.$",
        )
        data = fired["newState"]["stateReasonData"]
        self.assertEqual(
            {key: data[key] for key in ("version", "statistic", "period", "recentDatapoints", "threshold")},
            {"version": "1.0", "statistic": "Sum", "period": 60, "recentDatapoints": [7.0, 6.0], "threshold": 5.0},
        )
        evaluated = data["evaluatedDatapoints"]
        self.assertEqual([point["value"] for point in evaluated], [6.0, 7.0])
        self.assertEqual(evaluated[-1]["timestamp"], data["startDate"])
        moments = [datetime.strptime(point["timestamp"], "%Y-%m-%dT%H:%M:%S.%f%z") for point in evaluated]
        self.assertEqual(moments[0] - moments[1], timedelta(minutes=1))

    def test_the_alarm_itself_keeps_the_reason_of_its_last_change(self) -> None:
        name = self.alarm(TreatMissingData="notBreaching")
        self.put(8)
        advance(MINUTE)
        reason = self.described(name)["StateReason"]
        self.assertIn("8.0", reason)
        self.put(9)
        advance(MINUTE)
        described = self.described(name)
        self.assertEqual((described["StateValue"], described["StateReason"]), ("ALARM", reason))
        self.assertEqual(json.loads(described["StateReasonData"])["recentDatapoints"], [8.0])
        self.assertEqual(json.loads(described["StateReasonData"])["threshold"], 5.0)

    def test_the_newest_comes_first_unless_asked_otherwise(self) -> None:
        name = self.fired()
        newest_first = self.items(name)
        times = [item["Timestamp"] for item in newest_first]
        self.assertEqual(times, sorted(times, reverse=True))
        self.assertEqual(len(set(times)), 3)
        self.assertEqual(self.items(name, ScanBy="TimestampAscending"), newest_first[::-1])

    def test_it_is_limited_to_a_time(self) -> None:
        name = self.fired()
        last, fired, first = self.items(name)
        second = timedelta(seconds=1)
        self.assertEqual(self.items(name, StartDate=fired["Timestamp"] - second), [last, fired])
        self.assertEqual(self.items(name, EndDate=fired["Timestamp"] + second), [fired, first])
        self.assertEqual(
            self.items(name, StartDate=first["Timestamp"] + second, EndDate=last["Timestamp"] - second), [fired]
        )
        self.assertEqual(self.items(name, StartDate=now() + timedelta(days=1)), [])

    def test_pages(self) -> None:
        name = self.fired()
        cloudwatch = client("cloudwatch")
        pages = cloudwatch.get_paginator("describe_alarm_history").paginate(
            AlarmName=name, HistoryItemType="StateUpdate", PaginationConfig={"PageSize": 2}
        )
        self.assertEqual([len(page["AlarmHistoryItems"]) for page in pages], [2, 1])
        self.assertEqual(self.items(name, MaxRecords=1), self.items(name)[:1])
        code, _ = error_of(cloudwatch.describe_alarm_history, AlarmName=name, NextToken="made up")
        self.assertEqual(code, "InvalidNextToken")

    def test_other_kinds_of_items_are_left_out_when_asked_to(self) -> None:
        name = self.fired()
        updates = self.items(name, HistoryItemType="ConfigurationUpdate")
        self.assertEqual([item["HistorySummary"] for item in updates], [f'Alarm "{name}" created'])
        every = client("cloudwatch").describe_alarm_history(AlarmName=name)["AlarmHistoryItems"]
        self.assertEqual(len(every), 4)

    def test_it_outlives_the_alarm(self) -> None:
        name = self.fired()
        before = self.items(name)
        client("cloudwatch").delete_alarms(AlarmNames=[name])
        self.assertEqual(self.items(name), before)


if __name__ == "__main__":
    unittest.main()
