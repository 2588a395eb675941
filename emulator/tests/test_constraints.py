"""Requests that AWS refuses by its service models alone, and moto would take."""

from __future__ import annotations

import unittest
from functools import cache
from typing import Any

import boto3
from botocore.config import Config

from tests.support import REGION, endpoint, error_of


@cache
def unchecked(service: str) -> Any:
    """A client that sends what it is given, right or wrong."""
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=endpoint(),
        aws_access_key_id="any",
        aws_secret_access_key="any",
        config=Config(parameter_validation=False, retries={"max_attempts": 1}),
    )


class Constraints(unittest.TestCase):
    def refuse(self, code: str, words: str, service: str, operation: str, **params: Any) -> None:
        found, message = error_of(getattr(unchecked(service), operation), **params)
        self.assertEqual(found, code)
        self.assertIn(words, message)

    def test_pattern(self) -> None:
        self.refuse("ValidationException", "regular expression", "logs", "create_log_group", logGroupName="no spaces")

    def test_length(self) -> None:
        name = "r" * 65
        self.refuse(
            "ValidationError",
            "'RoleName' failed to satisfy constraint: Member must have length less than or equal to 64",
            "iam",
            "create_role",
            RoleName=name,
            AssumeRolePolicyDocument="{}",
        )

    def test_enum(self) -> None:
        self.refuse(
            "ValidationException",
            "enum value set",
            "application-autoscaling",
            "register_scalable_target",
            ServiceNamespace="ecs",
            ResourceId="service/a/b",
            ScalableDimension="ecs:service:Count",
        )

    def test_required(self) -> None:
        self.refuse(
            "ValidationException", "'containerDefinitions' failed", "ecs", "register_task_definition", family="f"
        )

    def test_range(self) -> None:
        self.refuse(
            "ValidationError",
            "value greater than or equal to 1",
            "cloudwatch",
            "put_metric_alarm",
            AlarmName="a",
            EvaluationPeriods=0,
            ComparisonOperator="GreaterThanThreshold",
        )

    def test_tells_where_in_a_list(self) -> None:
        policies = [{"name": "containerInsights", "value": "enabled"}, {"name": "unknown", "value": "x"}]
        self.refuse("ValidationException", "'settings.2.member.name'", "ecs", "create_cluster", settings=policies)

    def test_never_repeats_a_value(self) -> None:
        _, message = error_of(
            unchecked("secretsmanager").create_secret, Name="", SecretString="hunter2", ClientRequestToken="hunter3"
        )
        self.assertNotIn("hunter", message)


if __name__ == "__main__":
    unittest.main()
