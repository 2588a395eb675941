"""Policies of keys, buckets, topics and roles: who may do what by them."""

from __future__ import annotations

import unittest
from typing import Any

from langgraph_emulator.policies import Principal, Request, allows

_ACCOUNT = "123456789012"
_LOGS = Principal(service="logs.us-east-1.amazonaws.com")
_ROLE = Principal(arn=f"arn:aws:iam::{_ACCOUNT}:role/app", account=_ACCOUNT)
_USE = {"Effect": "Allow", "Action": "kms:Decrypt*", "Resource": "*"}


def _may(statement: dict[str, Any], principal: Principal | None, *more: dict[str, Any], **request: Any) -> bool:
    document = {"Version": "2012-10-17", "Statement": [{**_USE, **statement}, *more]}
    asked = Request(request.get("action", "kms:Decrypt"), request.get("resource", "*"), request.get("context", {}))
    return allows(document, asked, principal)


class Principals(unittest.TestCase):
    def test_a_service_is_meant_by_its_own_name_alone(self) -> None:
        self.assertTrue(_may({"Principal": {"Service": ["sns.amazonaws.com", _LOGS.service]}}, _LOGS))
        self.assertFalse(_may({"Principal": {"Service": "logs.eu-west-1.amazonaws.com"}}, _LOGS))
        self.assertFalse(_may({"Principal": {"AWS": f"arn:aws:iam::{_ACCOUNT}:root"}}, _LOGS))

    def test_the_root_of_an_account_means_everybody_of_it(self) -> None:
        self.assertTrue(_may({"Principal": {"AWS": f"arn:aws:iam::{_ACCOUNT}:root"}}, _ROLE))
        self.assertFalse(_may({"Principal": {"AWS": "arn:aws:iam::210987654321:root"}}, _ROLE))

    def test_somebody_of_an_account_is_meant_by_any_of_its_roles(self) -> None:
        named = {"Principal": {"AWS": f"arn:aws:iam::{_ACCOUNT}:role/another"}}
        self.assertTrue(_may(named, Principal(account=_ACCOUNT, anybody=True)))
        self.assertFalse(_may(named, _ROLE))


class Statements(unittest.TestCase):
    def test_deny_counts_before_allow(self) -> None:
        deny = {"Effect": "Deny", "Action": "kms:*", "Resource": "*"}
        self.assertFalse(_may({}, None, deny))

    def test_patterns_of_actions_and_resources_know_no_brackets(self) -> None:
        self.assertTrue(_may({"Action": "KMS:decrypt"}, None))
        self.assertFalse(_may({"Action": "kms:[D]ecrypt"}, None))
        self.assertTrue(_may({"Resource": "arn:a:*"}, None, resource="arn:a:b"))
        self.assertFalse(_may({"Resource": "arn:b:*"}, None, resource="arn:a:b"))

    def test_not_action_and_not_resource_mean_the_others(self) -> None:
        others = {"Effect": "Allow", "NotAction": "kms:Decrypt", "Resource": "*"}
        self.assertFalse(allows({"Statement": others}, Request("kms:Decrypt")))
        self.assertTrue(allows({"Statement": others}, Request("kms:Encrypt")))


class Conditions(unittest.TestCase):
    def met(self, condition: dict[str, Any], **context: str) -> bool:
        return _may({"Condition": condition}, None, context={f"aws:{key}": value for key, value in context.items()})

    def test_a_key_that_is_not_given_meets_none_but_negations_and_if_exists(self) -> None:
        self.assertFalse(self.met({"StringEquals": {"aws:SourceAccount": _ACCOUNT}}))
        self.assertTrue(self.met({"StringEqualsIfExists": {"aws:SourceAccount": _ACCOUNT}}))
        self.assertTrue(self.met({"StringNotEquals": {"aws:SourceAccount": _ACCOUNT}}))

    def test_values_are_alternatives_and_keys_are_not(self) -> None:
        one_of = {"StringEquals": {"aws:SourceAccount": ["1", "2"]}}
        self.assertTrue(self.met(one_of, sourceaccount="2"))
        both = {"StringEquals": {"aws:SourceAccount": "2"}, "ArnLike": {"aws:SourceArn": "arn:*:x"}}
        self.assertFalse(self.met(both, sourceaccount="2", sourcearn="arn:b:y"))
        self.assertTrue(self.met(both, sourceaccount="2", sourcearn="arn:b:x"))

    def test_null_and_bool(self) -> None:
        self.assertTrue(self.met({"Null": {"aws:SourceArn": "true"}}))
        self.assertFalse(self.met({"Null": {"aws:SourceArn": "true"}}, sourcearn="arn"))
        self.assertFalse(self.met({"Bool": {"aws:SecureTransport": "false"}}, securetransport="true"))


if __name__ == "__main__":
    unittest.main()
