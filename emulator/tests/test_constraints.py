"""Requests that AWS refuses by its service models alone, and moto would take."""

from __future__ import annotations

import unittest
from functools import cache
from typing import Any

import boto3
import regex
from botocore.config import Config
from langgraph_emulator.protocol import constraints
from moto.core.utils import get_service_model

from tests.support import REGION, endpoint, error_of

SERVICES = (
    "application-autoscaling cloudwatch codedeploy ec2 ecr ecs elbv2 events iam kms lambda logs rds s3 secretsmanager sns ssm sts wafv2"
).split()


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

    def test_keys_of_a_map(self) -> None:
        refused = "'tags' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length"
        for tags in ({"k" * 129: "v"}, {"": "v"}):
            self.refuse("ValidationException", refused, "logs", "create_log_group", logGroupName="g", tags=tags)
        self.refuse(
            "ValidationException",
            "Map keys must satisfy constraint: [Member must satisfy regular expression pattern",
            "lambda",
            "update_function_configuration",
            FunctionName="f",
            Environment={"Variables": {"1st": "v"}},
        )

    def test_bytes(self) -> None:
        longer = "'SecretBinary' failed to satisfy constraint: Member must have length less than or equal to 65536"
        create = unchecked("secretsmanager").create_secret
        code, message = error_of(create, Name="bytes", ClientRequestToken="t" * 32, SecretBinary=b"b" * 65_537)
        self.assertEqual(code, "ValidationException")
        self.assertIn(longer, message)
        self.assertTrue(create(Name="bytes", ClientRequestToken="t" * 32, SecretBinary=b"b" * 65_536)["ARN"])

    def test_of_ec2(self) -> None:
        vpc = "vpc-1"
        self.refuse("MissingParameter", "'VpcId' failed", "ec2", "create_subnet", CidrBlock="10.0.0.0/24")
        self.refuse(
            "InvalidParameterValue", "'VpcEndpointType' failed", "ec2", "create_vpc_endpoint", VpcId=vpc, VpcEndpointType="Any"
        )

    def test_of_s3(self) -> None:
        rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "rot13"}}
        self.refuse(
            "InvalidArgument",
            "enum value set",
            "s3",
            "put_bucket_encryption",
            Bucket="any",
            ServerSideEncryptionConfiguration={"Rules": [rule]},
        )

    def test_patterns_are_those_of_java(self) -> None:
        self.assertTrue(constraints.compiled(r"[\p{L}\p{M}]+").fullmatch("Gr\u00fc\u00dfe"))
        self.assertFalse(constraints.compiled(r"\p{L}+").fullmatch("a1_"))
        beyond = constraints.compiled(r"[\u0020-\uD7FF\uD800\uDC00-\uDBFF\uDFFF]+")
        self.assertTrue(beyond.fullmatch("a \U0001f600"))

    def test_every_pattern_is_read(self) -> None:
        """Of the services that the platform calls."""
        unread = set()
        for service in SERVICES:
            model = get_service_model(service)
            for name in model.shape_names:
                pattern = model.shape_for(name).metadata.get("pattern")
                try:
                    constraints.compiled(pattern or "")
                except regex.error:
                    unread.add(pattern)
        self.assertEqual(unread, set())

    def test_never_repeats_a_value(self) -> None:
        _, message = error_of(
            unchecked("secretsmanager").create_secret, Name="", SecretString="hunter2", ClientRequestToken="hunter3"
        )
        self.assertNotIn("hunter", message)


if __name__ == "__main__":
    unittest.main()
