"""Bodies that cannot be read: AWS says so, whatever they were to ask for."""

from __future__ import annotations

import unittest

from tests.support import client, control, unique
from tests.test_unknown_members import send, send_form, send_json

_ECS = "AmazonEC2ContainerServiceV20141113"


def create_cluster(body: bytes) -> tuple[int, str]:
    return send("ecs", body, Content_Type="application/x-amz-json-1.1", X_Amz_Target=f"{_ECS}.CreateCluster")


class Malformed(unittest.TestCase):
    def refuse(self, answer: tuple[int, str], code: str, words: str) -> None:
        status, text = answer
        self.assertEqual(status, 400)
        self.assertIn(code, text)
        self.assertIn(words, text)
        self.assertNotIn("hunter2", text)

    def test_no_json(self) -> None:
        for body in (b'{"clusterName": "hunter2', b"hunter2", b"\xff"):
            with self.subTest(body):
                self.refuse(create_cluster(body), "SerializationException", "no JSON")

    def test_no_json_of_lambda(self) -> None:
        answer = send("lambda", b'{"FunctionName": ', path="/2015-03-31/functions", Content_Type="application/json")
        self.refuse(answer, "SerializationException", "no JSON")

    def test_no_json_while_names_are_recorded(self) -> None:
        control("POST", "calls", {"names": True})
        self.addCleanup(control, "POST", "calls", {"names": False})
        self.refuse(create_cluster(b"{"), "SerializationException", "no JSON")

    def test_other_types(self) -> None:
        for body, words in (
            (b"[]", "Unexpected field type"),
            (b'{"clusterName": 7}', "NUMBER_VALUE can not be converted to a String"),
            (b'{"clusterName": true}', "TRUE_VALUE can not be converted to a String"),
            (b'{"clusterName": {"a": "hunter2"}}', "Start of structure or map found where not expected."),
            (b'{"clusterName": ["hunter2"]}', "Start of list found where not expected."),
            (b'{"tags": {"key": "hunter2"}}', "Expected list or null"),
            (b'{"tags": ["hunter2"]}', "Unexpected field type"),
            (b'{"tags": [{"key": 7}]}', "NUMBER_VALUE can not be converted to a String"),
        ):
            with self.subTest(body):
                self.refuse(create_cluster(body), "SerializationException", words)

    def test_text_for_a_number_or_a_truth(self) -> None:
        answer = send_json("ecs", f"{_ECS}.CreateService", serviceName="a", desiredCount="hunter2")
        self.refuse(answer, "SerializationException", "STRING_VALUE can not be converted to an Integer")
        answer = send_json("ecs", f"{_ECS}.CreateService", serviceName="a", enableExecuteCommand="hunter2")
        self.refuse(answer, "SerializationException", "STRING_VALUE can not be converted to a Boolean")
        answer = send_json("ecs", f"{_ECS}.CreateService", serviceName="a", desiredCount=True)
        self.refuse(answer, "SerializationException", "TRUE_VALUE can not be converted to an Integer")

    def test_what_may_be_written(self) -> None:
        """Nothing for what is left out, and numbers that are not finite, as JSON writes them."""
        status, text = create_cluster(f'{{"clusterName": "{unique("cluster")}", "tags": null}}'.encode())
        self.assertEqual(status, 200, text)
        alarm = {"AlarmName": unique("alarm"), "MetricName": "m", "Namespace": "n", "Statistic": "Sum", "Period": 60}
        compared = {"EvaluationPeriods": 1, "ComparisonOperator": "GreaterThanThreshold", "Threshold": "Infinity"}
        target = "GraniteServiceVersion20100801.PutMetricAlarm"
        status, text = send_json("monitoring", target, **alarm, **compared)
        self.assertEqual(status, 200, text)

    def test_no_number_in_a_form(self) -> None:
        answer = send_form(
            "rds", Action="CreateDBInstance", Version="2014-10-31", DBInstanceIdentifier="a", AllocatedStorage="hunter2"
        )
        self.refuse(answer, "MalformedInput", "no number")
        answer = send_form("ec2", Action="DescribeVpcs", Version="2016-11-15", MaxResults="hunter2")
        self.refuse(answer, "InvalidParameterValue", "no number")

    def test_no_xml(self) -> None:
        client("s3").create_bucket(Bucket="malformed")
        answer = send("s3", b"<VersioningConfiguration><Status>hunter2", method="PUT", path="/malformed?versioning")
        self.refuse(answer, "MalformedXML", "not well-formed")


if __name__ == "__main__":
    unittest.main()
