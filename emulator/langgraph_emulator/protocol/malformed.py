"""Bodies that cannot be read: no JSON or XML, and JSON of other types than the service's model has.

The words are those that AWS's services answer with; they never repeat a value, which may be a secret.
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from moto.core.request import Request

from langgraph_emulator.errors import AwsError
from langgraph_emulator.protocol.identify import Target

_XML = "The XML you provided was not well-formed or did not validate against our published schema"
_NUMBERS = {"integer": "an Integer", "long": "a Long", "float": "a Float", "double": "a Double"}
# How JSON writes what are numbers to programs and none to it.
_NOT_FINITE = ("NaN", "Infinity", "-Infinity")


def check(target: Target, request: Request) -> None:
    """Raises what AWS answers before it knows what is asked for."""
    assert target.model is not None
    shape = _body_shape(target)
    body = request.get_data()
    if shape is None or not body:
        return
    if target.protocol == "rest-xml":
        _read_xml(body)
    else:
        problem = next(_mistyped(shape, _read_json(body)), None)
        if problem:
            raise AwsError("SerializationException", problem)


def _body_shape(target: Target) -> Any:
    """What the whole body is written by; None where it is no document."""
    assert target.model is not None
    shape = target.model.input_shape
    if shape is None or target.protocol not in ("json", "rest-json", "rest-xml"):
        return None
    payload = shape.serialization.get("payload")
    if payload:
        shape = shape.members[payload]
    elif target.protocol == "rest-xml":
        return None
    return shape if shape.type_name == "structure" else None


def _read_xml(body: bytes) -> None:
    try:
        ElementTree.fromstring(body)
    except ElementTree.ParseError:
        raise AwsError("MalformedXML", _XML) from None


def _read_json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        raise AwsError("SerializationException", "The body is no JSON.") from None


def _mistyped(shape: Any, value: Any) -> Iterator[str]:
    """Dates may be written in several ways, and documents hold anything."""
    kind = shape.type_name
    if value is None or kind == "timestamp" or shape.metadata.get("document") or shape.serialization.get("jsonvalue"):
        return
    if kind in ("structure", "map"):
        yield from _in_members(shape, value) if isinstance(value, dict) else ["Unexpected field type"]
    elif kind == "list":
        if not isinstance(value, list):
            yield "Expected list or null"
            return
        for item in value:
            yield from _mistyped(shape.member, item)
    else:
        yield from _in_scalar(kind, value)


def _in_members(shape: Any, value: dict[str, Any]) -> Iterator[str]:
    if shape.type_name == "map":
        for item in value.values():
            yield from _mistyped(shape.value, item)
        return
    for name, member in shape.members.items():
        yield from _mistyped(member, value.get(str(member.serialization.get("name", name))))


def _in_scalar(kind: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield "Start of structure or map found where not expected."
    elif isinstance(value, list):
        yield "Start of list found where not expected."
    elif kind in _NUMBERS:
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not is_number and not (kind in ("float", "double") and value in _NOT_FINITE):
            yield f"{_token(value)} can not be converted to {_NUMBERS[kind]}"
    elif kind == "boolean":
        if value not in (True, False, "true", "false"):
            yield f"{_token(value)} can not be converted to a Boolean"
    elif not isinstance(value, str):
        yield f"{_token(value)} can not be converted to a String"


def _token(value: Any) -> str:
    """As AWS calls it."""
    if isinstance(value, bool):
        return f"{str(value).upper()}_VALUE"
    return "STRING_VALUE" if isinstance(value, str) else "NUMBER_VALUE"
