"""Parameters, roles and secrets: moto's, held to what a deploy relies on."""

from __future__ import annotations

import json
import unittest
from datetime import datetime, timedelta

from tests.support import advance, client, control, error_of, role, unique


class Parameters(unittest.TestCase):
    def setUp(self) -> None:
        self.ssm, self.name = client("ssm"), f"/{unique('parameter')}/record"
        self.ssm.put_parameter(Name=self.name, Value="first", Type="String")

    def value(self) -> str:
        return self.ssm.get_parameter(Name=self.name)["Parameter"]["Value"]

    def test_one_that_exists_is_not_overwritten_unless_asked_to(self) -> None:
        for given in ({}, {"Overwrite": False}):
            code, _ = error_of(self.ssm.put_parameter, Name=self.name, Value="second", Type="String", **given)
            self.assertEqual(code, "ParameterAlreadyExists")
        self.assertEqual(self.value(), "first")
        put = self.ssm.put_parameter(Name=self.name, Value="second", Type="String", Overwrite=True)
        self.assertEqual((put["Version"], self.value()), (2, "second"))

    def test_a_deleted_one_is_gone(self) -> None:
        self.ssm.delete_parameter(Name=self.name)
        self.assertEqual(error_of(self.value)[0], "ParameterNotFound")
        self.assertEqual(error_of(self.ssm.delete_parameter, Name=self.name)[0], "ParameterNotFound")
        self.ssm.put_parameter(Name=self.name, Value="again", Type="String", Overwrite=False)
        self.assertEqual(self.value(), "again")

    def test_they_are_found_by_path(self) -> None:
        found = self.ssm.get_parameters_by_path(Path=self.name.rpartition("/")[0])["Parameters"]
        self.assertEqual([(each["Name"], each["Value"]) for each in found], [(self.name, "first")])
        self.assertEqual(self.ssm.get_parameters_by_path(Path="/absent")["Parameters"], [])

    def test_by_path_they_come_in_pages_of_at_most_ten(self) -> None:
        path = f"/{unique('pages')}"
        names = [f"{path}/{number:02}" for number in range(12)]
        for name in names:
            self.ssm.put_parameter(Name=name, Value="any", Type="String")
        first = self.ssm.get_parameters_by_path(Path=path)
        second = self.ssm.get_parameters_by_path(Path=path, NextToken=first["NextToken"])
        self.assertEqual([len(page["Parameters"]) for page in (first, second)], [10, 2])
        self.assertEqual(sorted(each["Name"] for page in (first, second) for each in page["Parameters"]), names)
        self.assertNotIn("NextToken", second)
        pages = self.ssm.get_paginator("get_parameters_by_path").paginate(Path=path, MaxResults=5)
        self.assertEqual([len(page["Parameters"]) for page in pages], [5, 5, 2])
        code, _ = error_of(self.ssm.get_parameters_by_path, Path=path, MaxResults=11)
        self.assertEqual(code, "ValidationException")


class Roles(unittest.TestCase):
    def test_roles_and_their_policies(self) -> None:
        iam, name = client("iam"), unique("role")
        assume = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
        trust = {"Version": "2012-10-17", "Statement": [assume]}
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
        iam.put_role_policy(RoleName=name, PolicyName="inline", PolicyDocument=json.dumps(policy))
        found = iam.get_role(RoleName=name)["Role"]
        self.assertEqual((found["RoleName"], found["AssumeRolePolicyDocument"]), (name, trust))
        self.assertEqual(iam.list_role_policies(RoleName=name)["PolicyNames"], ["inline"])
        self.assertEqual(iam.get_role_policy(RoleName=name, PolicyName="inline")["PolicyDocument"], policy)

    def test_fails_when_there_is_none(self) -> None:
        iam, name = client("iam"), unique("role")
        self.assertEqual(error_of(iam.get_role, RoleName=name)[0], "NoSuchEntity")
        self.assertEqual(error_of(iam.list_role_policies, RoleName=name)[0], "NoSuchEntity")
        role(name, "ecs-tasks.amazonaws.com")
        self.assertEqual(error_of(iam.get_role_policy, RoleName=name, PolicyName="absent")[0], "NoSuchEntity")


class Secrets(unittest.TestCase):
    def test_one_that_waits_for_its_deletion_says_so(self) -> None:
        secrets, name = client("secretsmanager"), unique("secret")
        secrets.create_secret(Name=name, SecretString="value")
        self.assertNotIn("DeletedDate", secrets.describe_secret(SecretId=name))
        advance(3600)
        secrets.delete_secret(SecretId=name, RecoveryWindowInDays=7)
        now = datetime.fromisoformat(control("GET", "clock")["now"].replace("Z", "+00:00"))
        deleted = secrets.describe_secret(SecretId=name)["DeletedDate"]
        self.assertLess(abs(deleted - now - timedelta(days=7)), timedelta(minutes=1))
        secrets.restore_secret(SecretId=name)
        self.assertNotIn("DeletedDate", secrets.describe_secret(SecretId=name))


if __name__ == "__main__":
    unittest.main()
