"""Alarms and metrics: only datapoints and time move them."""

from __future__ import annotations

import json
import unittest
from datetime import datetime, timedelta, timezone
from typing import Any

from tests.support import advance, alarm_state, client, control, error_of, unique

MINUTE = 60


def now() -> datetime:
    return datetime.fromisoformat(control("GET", "clock")["now"].replace("Z", "+00:00"))


class AlarmTest(unittest.TestCase):
    """Each test has a namespace of its own, so that none sees the datapoints of another."""

    def setUp(self) -> None:
        self.namespace = unique("Tests")
        self.to_next_minute()

    def to_next_minute(self) -> None:
        moment = now()
        advance(60 - moment.second - moment.microsecond / 1e6 + 0.01)

    def put(self, value: float, metric: str = "Errors", minutes_ago: float = 0, **more: Any) -> None:
        stamp = (now() - timedelta(minutes=minutes_ago)).isoformat()
        point = {"namespace": self.namespace, "metricName": metric, "value": value, "timestamp": stamp, **more}
        control("POST", "datapoints", [point])

    def alarm(self, **settings: Any) -> str:
        name = unique("alarm")
        defaults: dict[str, Any] = {
            "AlarmName": name,
            "EvaluationPeriods": 1,
            "Threshold": 5,
            "ComparisonOperator": "GreaterThanThreshold",
        }
        if "Metrics" not in settings:
            plain = {"Namespace": self.namespace, "MetricName": "Errors", "Statistic": "Sum", "Period": 60}
            defaults.update(plain)
        client("cloudwatch").put_metric_alarm(**{**defaults, **settings})
        return name

    def described(self, name: str) -> dict[str, Any]:
        return client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"][0]


class Evaluation(AlarmTest):
    def test_a_new_alarm_has_insufficient_data(self) -> None:
        self.assertEqual(alarm_state(self.alarm()), "INSUFFICIENT_DATA")

    def test_goes_to_alarm_and_back(self) -> None:
        name = self.alarm(TreatMissingData="notBreaching")
        advance(MINUTE)
        self.assertEqual(alarm_state(name), "OK")
        self.put(6)
        advance(MINUTE)
        described = self.described(name)
        self.assertEqual(described["StateValue"], "ALARM")
        self.assertRegex(
            described["StateReason"],
            r"^Threshold Crossed: 1 out of the last 1 datapoints \[6\.0 \(\d\d/\d\d/\d\d \d\d:\d\d:00\)\] "
            r"was greater than the threshold \(5\.0\) \(minimum 1 datapoint for OK -> ALARM transition\)\.$",
        )
        self.assertEqual(json.loads(described["StateReasonData"])["recentDatapoints"], [6.0])
        advance(5 * MINUTE)
        self.assertEqual(alarm_state(name), "OK")

    def test_the_threshold_itself_does_not_breach(self) -> None:
        name = self.alarm()
        self.put(5)
        advance(MINUTE)
        self.assertEqual(alarm_state(name), "OK")

    def test_history_tells_each_change_once(self) -> None:
        name = self.alarm(TreatMissingData="notBreaching")
        advance(MINUTE)
        self.put(6)
        advance(10 * MINUTE)
        items = client("cloudwatch").describe_alarm_history(AlarmName=name, HistoryItemType="StateUpdate")
        summaries = [item["HistorySummary"] for item in items["AlarmHistoryItems"]]
        self.assertEqual(
            summaries,
            [
                "Alarm updated from ALARM to OK",
                "Alarm updated from OK to ALARM",
                "Alarm updated from INSUFFICIENT_DATA to OK",
            ],
        )

    def test_two_of_three_datapoints(self) -> None:
        name = self.alarm(EvaluationPeriods=3, DatapointsToAlarm=2)
        for value in (9, 1, 9):
            self.put(value)
            advance(MINUTE)
        self.assertEqual(alarm_state(name), "ALARM")

    def test_statistics(self) -> None:
        expected = {"Sum": 22, "Average": 5.5, "Maximum": 10, "Minimum": 1, "SampleCount": 4, "p50": 1, "p90": 10}
        names = {}
        for stat, value in expected.items():
            key = "ExtendedStatistic" if stat.startswith("p") else "Statistic"
            settings = {"Statistic": None, key: stat, "Threshold": value}
            settings = {k: v for k, v in settings.items() if v is not None}
            names[stat] = self.exact_alarm(settings)
        for value in (10, 10, 1, 1):
            self.put(value)
        advance(MINUTE)
        for stat, name in names.items():
            self.assertEqual(json.loads(self.described(name)["StateReasonData"])["recentDatapoints"], [expected[stat]])

    def exact_alarm(self, settings: dict[str, Any]) -> str:
        name = unique("alarm")
        client("cloudwatch").put_metric_alarm(
            AlarmName=name,
            Namespace=self.namespace,
            MetricName="Errors",
            Period=60,
            EvaluationPeriods=1,
            ComparisonOperator="GreaterThanOrEqualToThreshold",
            **settings,
        )
        return name

    def test_five_minute_periods_slide(self) -> None:
        name = self.alarm(Period=300)
        advance(2 * MINUTE)
        self.put(6)
        advance(MINUTE)
        self.assertEqual(alarm_state(name), "ALARM")

    def test_comparisons(self) -> None:
        below = self.alarm(ComparisonOperator="LessThanThreshold")
        at_most = self.alarm(ComparisonOperator="LessThanOrEqualToThreshold")
        self.put(5)
        advance(MINUTE)
        self.assertEqual((alarm_state(below), alarm_state(at_most)), ("OK", "ALARM"))

    def test_set_alarm_state_lasts_until_the_next_evaluation(self) -> None:
        name = self.alarm(TreatMissingData="notBreaching")
        client("cloudwatch").set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="by hand")
        self.assertEqual(alarm_state(name), "ALARM")
        advance(MINUTE)
        self.assertEqual(alarm_state(name), "OK")


class MissingData(AlarmTest):
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html, both its tables.

    0 is a datapoint below the threshold, X one above it, - a missing one; the newest comes last.
    """

    TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")
    KEPT = "kept"

    def check(self, pattern: str, needed: int, expected: tuple[str, str, str, str]) -> None:
        from langgraph_emulator.services.cloudwatch.alarms import Alarm, decide

        times = [float(index) for index in range(len(pattern))]
        values = {time: 9.0 if mark == "X" else 0.0 for time, mark in zip(times, pattern) if mark != "-"}
        points = [(time, values[time]) for time in sorted(values, reverse=True)[:3]]
        for treatment, state in zip(self.TREATMENTS, expected):
            settings = {
                "EvaluationPeriods": 3,
                "DatapointsToAlarm": needed,
                "Threshold": 5,
                "ComparisonOperator": "GreaterThanThreshold",
                "TreatMissingData": treatment,
            }
            alarm = Alarm("a", "arn", settings, datetime.now(timezone.utc))
            self.assertEqual(decide(alarm, points, times) or self.KEPT, state, f"{pattern} as {treatment}")

    def test_three_of_three(self) -> None:
        self.check("0-X-X", 3, ("OK", "OK", "OK", "OK"))
        self.check("0----", 3, ("OK", "OK", "OK", "OK"))
        self.check("-----", 3, ("INSUFFICIENT_DATA", self.KEPT, "ALARM", "OK"))
        self.check("0XX-X", 3, ("ALARM", "ALARM", "ALARM", "ALARM"))
        self.check("--X--", 3, ("ALARM", self.KEPT, "ALARM", "OK"))

    def test_two_of_three(self) -> None:
        self.check("0-X-X", 2, ("ALARM", "ALARM", "ALARM", "ALARM"))
        self.check("00X0X", 2, ("ALARM", "ALARM", "ALARM", "ALARM"))
        self.check("0-X--", 2, ("OK", "OK", "ALARM", "OK"))
        self.check("----0", 2, ("OK", "OK", "ALARM", "OK"))
        self.check("---X-", 2, ("ALARM", self.KEPT, "ALARM", "OK"))

    def test_a_single_new_datapoint_waits_for_company(self) -> None:
        self.check("----X", 3, (self.KEPT, self.KEPT, "ALARM", "OK"))


class MetricMath(AlarmTest):
    def query(self, expression: str) -> list[dict[str, Any]]:
        members = [
            {
                "Id": name,
                "ReturnData": False,
                "MetricStat": {
                    "Metric": {"Namespace": self.namespace, "MetricName": name},
                    "Period": 60,
                    "Stat": "Sum",
                },
            }
            for name in ("blue", "green")
        ]
        return [*members, {"Id": "total", "Expression": expression, "ReturnData": True}]

    def values(self, expression: str) -> list[float]:
        end = now()
        answer = client("cloudwatch").get_metric_data(
            MetricDataQueries=self.query(expression), StartTime=end - timedelta(minutes=3), EndTime=end
        )
        return answer["MetricDataResults"][0]["Values"] if answer["MetricDataResults"] else []

    def newest_of(self, expression: str) -> float:
        """The value for the minute that has just passed."""
        return self.values(expression)[0]

    def test_fill_counts_a_missing_member_as_nothing(self) -> None:
        name = self.alarm(Metrics=self.query("FILL(blue, 0) + FILL(green, 0)"))
        self.put(6, "green")
        advance(MINUTE)
        self.assertEqual(alarm_state(name), "ALARM")

    def test_without_fill_a_missing_member_silences_the_alarm(self) -> None:
        name = self.alarm(Metrics=self.query("blue + green"), TreatMissingData="notBreaching")
        self.put(100, "green")
        advance(3 * MINUTE)
        self.assertEqual(alarm_state(name), "OK")

    def test_expressions(self) -> None:
        self.put(8, "blue")
        self.put(2, "green")
        advance(MINUTE)
        for expression, expected in {
            "blue + green": 10,
            "blue - green * 3": 2,
            "(blue - green) * 3": 18,
            "blue / green": 4,
            "green ^ 3": 8,
            "-green": -2,
            "SUM([blue, green])": 10,
            "SUM(METRICS())": 10,
            "MAX([blue, green])": 8,
            "MIN([FILL(blue, 7), FILL(green, 7)])": 2,
            "AVG([blue, green])": 5,
            "IF(blue > 5, green, 0)": 2,
            "IF(blue > 5 AND green > 5, 1, 0)": 0,
            "IF(blue > 5 || green > 5, 1, 0)": 1,
            "blue >= 8": 1,
            "blue == green": 0,
            "ABS(green - blue)": 6,
            "blue / PERIOD(blue)": 8 / 60,
        }.items():
            with self.subTest(expression):
                self.assertAlmostEqual(self.newest_of(expression), expected)

    def test_fill_repeats(self) -> None:
        self.put(8, "blue")
        advance(2 * MINUTE)
        self.assertEqual(self.values("FILL(blue, REPEAT)")[:2], [8.0, 8.0])

    def test_division_by_zero_gives_no_datapoint(self) -> None:
        self.put(8, "blue")
        self.put(0, "green")
        advance(MINUTE)
        self.assertEqual(self.values("blue / green"), [])

    def test_an_unknown_id_is_refused(self) -> None:
        code, message = error_of(self.values, "blue + red")
        self.assertEqual(code, "ValidationError")
        self.assertIn("red", message)


class AgentsAlarms(AlarmTest):
    """What the alarms on agents rely on: a rate with a floor, p95 of many values, a sum over a day."""

    def member(self, name: str, metric: str, stat: str, period: int) -> dict[str, Any]:
        metric_of_its_own = {"Namespace": self.namespace, "MetricName": metric}
        return {
            "Id": name,
            "ReturnData": False,
            "MetricStat": {"Metric": metric_of_its_own, "Period": period, "Stat": stat},
        }

    def over(self, expression: str, members: list[dict[str, Any]], threshold: float) -> str:
        metrics = [*members, {"Id": "combined", "Expression": expression, "ReturnData": True}]
        return self.alarm(Metrics=metrics, Threshold=threshold, TreatMissingData="notBreaching")

    def rate(self) -> str:
        members = [self.member("m0", "Failures", "Sum", 600), self.member("m1", "Executions", "Sum", 600)]
        divisor = "IF(FILL(m1, 0) > 0, FILL(m1, 0), 1)"
        return self.over(f"IF(FILL(m1, 0) >= 5, 100 * FILL(m0, 0) / {divisor}, 0)", members, 5)

    def test_a_rate_is_taken_over_its_whole_period(self) -> None:
        name = self.rate()
        self.put(6, "Executions")
        advance(5 * MINUTE)
        self.assertEqual(alarm_state(name), "OK")
        self.put(4, "Executions")
        self.put(1, "Failures")
        advance(MINUTE)
        reason = json.loads(self.described(name)["StateReasonData"])
        self.assertEqual((alarm_state(name), reason["recentDatapoints"]), ("ALARM", [10.0]))
        advance(10 * MINUTE)
        self.assertEqual(alarm_state(name), "OK")

    def test_a_rate_of_few_is_none_and_of_nothing_neither(self) -> None:
        few, none = self.rate(), self.rate()
        self.put(4, "Executions")
        self.put(4, "Failures")
        advance(MINUTE)
        self.assertEqual((alarm_state(few), alarm_state(none)), ("OK", "OK"))
        self.put(1, "Executions")
        advance(MINUTE)
        self.assertEqual(alarm_state(few), "ALARM")

    def test_a_percentile_is_of_all_values_and_not_of_averages(self) -> None:
        members = [self.member("m0", "Latency", "p95", 600)]
        name = self.over("FILL(m0, 0)", members, 100)
        for _ in range(19):
            self.put(1, "Latency")
        self.put(10_000, "Latency")
        advance(MINUTE)
        self.assertEqual(alarm_state(name), "OK")
        self.put(101, "Latency")
        advance(MINUTE)
        self.assertEqual(json.loads(self.described(name)["StateReasonData"])["recentDatapoints"], [101.0])

    def test_a_day_slides_from_minute_to_minute(self) -> None:
        name = self.over("FILL(m0, 0)", [self.member("m0", "Cost", "Sum", 86_400)], 10)
        self.put(6, "Cost")
        advance(20 * 60 * MINUTE)
        self.put(5, "Cost")
        advance(MINUTE)
        self.assertEqual(alarm_state(name), "ALARM")
        advance(4 * 60 * MINUTE - 2 * MINUTE)
        self.assertEqual(alarm_state(name), "ALARM")
        advance(2 * MINUTE)
        self.assertEqual(alarm_state(name), "OK")

    def test_without_fill_the_period_before_keeps_an_alarm_up(self) -> None:
        """CloudWatch reads more periods than it needs, and judges by the newest that has a datapoint."""
        name = self.alarm(Period=3_600, TreatMissingData="notBreaching")
        self.put(6)
        advance(61 * MINUTE)
        self.assertEqual(alarm_state(name), "ALARM")


class Metrics(AlarmTest):
    def test_statistics_over_injected_datapoints(self) -> None:
        dimensions = {"LoadBalancer": "app/x/1"}
        self.put(2, dimensions=dimensions, unit="Count", count=3)
        advance(MINUTE)
        end = now()
        answer = client("cloudwatch").get_metric_statistics(
            Namespace=self.namespace,
            MetricName="Errors",
            Dimensions=[{"Name": "LoadBalancer", "Value": "app/x/1"}],
            StartTime=end - timedelta(minutes=5),
            EndTime=end,
            Period=60,
            Statistics=["Sum", "SampleCount"],
        )
        self.assertEqual([(p["Sum"], p["SampleCount"]) for p in answer["Datapoints"]], [(6.0, 3.0)])

    def test_put_metric_data_of_ones_own(self) -> None:
        name = self.alarm()
        data = [{"MetricName": "Errors", "Value": 7, "Timestamp": now()}]
        client("cloudwatch").put_metric_data(Namespace=self.namespace, MetricData=data)
        advance(MINUTE)
        self.assertEqual(alarm_state(name), "ALARM")
        listed = client("cloudwatch").list_metrics(Namespace=self.namespace)["Metrics"]
        self.assertEqual([metric["MetricName"] for metric in listed], ["Errors"])

    def test_two_regions_know_nothing_of_each_other(self) -> None:
        self.put(7, region="eu-west-1")
        self.assertEqual(client("cloudwatch").list_metrics(Namespace=self.namespace)["Metrics"], [])
        elsewhere = client("cloudwatch", "eu-west-1").list_metrics(Namespace=self.namespace)["Metrics"]
        self.assertEqual(len(elsewhere), 1)


if __name__ == "__main__":
    unittest.main()
