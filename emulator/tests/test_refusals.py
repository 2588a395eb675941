"""One test for each row of the tables of refusals; a row that has none fails."""

from __future__ import annotations

import importlib
import pkgutil
import re
import unittest
from collections.abc import Callable
from string import Formatter

from langgraph_emulator.refusals import REFUSALS, Refusal
from tests import refusals
from tests.refusals import provocations
from tests.support import client

_modules = [importlib.import_module(f"tests.refusals.{module.name}") for module in pkgutil.iter_modules(refusals.__path__)]

# Codes that AWS answers with and its service models do not list.
_NOT_MODELLED = {
    "AccessControlListNotSupported",
    "AccessDeniedException",
    "BucketNotEmpty",
    "CrossLocationLoggingProhibitted",
    "InvalidArgument",
    "InvalidBucketName",
    "InvalidParameterCombination",
    "InvalidParameterValue",
    "InvalidTargetBucketForLogging",
    "KeyTooLongError",
    "MalformedPolicy",
    "NotAuthorizedException",
    "ValidationError",
    "ValidationException",
}


def _modelled_codes(service: str) -> set[str]:
    shapes = client(service).meta.service_model.error_shapes
    return {shape.name for shape in shapes} | {shape.error_code for shape in shapes}


class Refusals(unittest.TestCase):
    """Most of its methods are made from the tables."""

    def test_every_code_is_one_of_its_service(self) -> None:
        for refusal in REFUSALS:
            with self.subTest(refusal.id):
                known = _modelled_codes(refusal.service)
                # EC2's model lists none at all
                self.assertIn(refusal.code, known | _NOT_MODELLED if known else refusal.code)

    def test_every_operation_is_one_of_its_service(self) -> None:
        for refusal in REFUSALS:
            with self.subTest(refusal.id):
                names = client(refusal.service).meta.service_model.operation_names
                self.assertLessEqual(set(refusal.operations), set(names))

    def test_every_provocation_has_a_row(self) -> None:
        self.assertEqual(set(provocations) - {refusal.id for refusal in REFUSALS}, set())

    def test_what_the_requests_change_is_taken(self) -> None:
        for module in _modules:
            with self.subTest(module.__name__):
                getattr(module, "taken", lambda: None)()

    def test_every_page_is_one_of_aws(self) -> None:
        for refusal in REFUSALS:
            with self.subTest(refusal.id):
                self.assertTrue(refusal.docs.startswith("https://docs.aws.amazon.com/"), refusal.docs)

    def test_ids_are_unique(self) -> None:
        self.assertEqual(len({refusal.id for refusal in REFUSALS}), len(REFUSALS))


def _expected(message: str) -> str:
    """An expression for a row's message, with anything in its places."""
    parts = Formatter().parse(message)
    return "^" + "".join(re.escape(text) + (".+" if place else "") for text, place, *_ in parts) + "$"


def _test_of(refusal: Refusal) -> Callable[[Refusals], None]:
    def test(self: Refusals) -> None:
        self.assertIn(refusal.id, provocations, "the row has no test")
        code, message = provocations[refusal.id]()
        self.assertEqual(code, refusal.code)
        self.assertRegex(message, _expected(refusal.message))

    test.__doc__ = f"{refusal.service}.{refusal.operation} is refused when {refusal.condition}"
    return test


for _refusal in REFUSALS:
    setattr(Refusals, f"test_{_refusal.id.replace('-', '_')}", _test_of(_refusal))


if __name__ == "__main__":
    unittest.main()
