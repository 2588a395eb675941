"""Members of a request that the operation's model does not have.

AWS answers some of them with an error, and lets others pass without a word, so that what they were meant to say is lost.
Here all of them are refused: a caller that sends one is wrong about the operation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

from moto.core.request import Request

from langgraph_emulator.errors import AwsError
from langgraph_emulator.protocol.identify import Target

_SHOWN = 5
# What a request of the Query protocols says beside its parameters: what is asked for, and who asks, where the address is signed.
_QUERY_HEAD = re.compile(r"^(Action|Version|X-Amz-.*)$")
# By protocol; the others get what any JSON service would say.
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
_CODES = {"ec2": "UnknownParameter", "query": "ValidationError", "rest-xml": "MalformedXML"}


def check(target: Target, request: Request, params: dict[str, Any]) -> None:
    """Raises with the names alone: a value may be a secret."""
    assert target.model is not None
    shape = target.model.input_shape
    if shape is None:
        return
    unknown = sorted(set(_FINDERS[target.protocol](shape, request, params)))
    if unknown:
        shown = ", ".join(unknown[:_SHOWN])
        code = _CODES.get(target.protocol, "SerializationException")
        raise AwsError(code, f"{target.operation} has no parameter {shown}.")


def _in_document(shape: Any, document: Any, path: str = "") -> Iterator[str]:
    """Of a tree of dictionaries and lists that names members as they are serialised."""
    kind = shape.type_name
    if kind == "structure" and isinstance(document, dict):
        if shape.metadata.get("document"):
            return
        members = {_serialised(name, member): member for name, member in shape.members.items()}
        for name, value in document.items():
            if name in members:
                yield from _in_document(members[name], value, f"{path}{name}.")
            # how JSON tells members of a union's type; SDKs leave it out
            elif name != "__type":
                yield f"{path}{name}"
    elif kind == "list" and isinstance(document, list):
        for item in document:
            yield from _in_document(shape.member, item, path)
    elif kind == "map" and isinstance(document, dict):
        for value in document.values():
            yield from _in_document(shape.value, value, path)


def _serialised(name: str, member: Any) -> str:
    return str(member.serialization.get("name", name))


def _in_json(shape: Any, request: Request, _: dict[str, Any]) -> Iterator[str]:
    body = request.get_data()
    return _in_document(shape, json.loads(body)) if body else iter(())


def _in_rest_json(shape: Any, request: Request, _: dict[str, Any]) -> Iterator[str]:
    """Members in the path, the query and headers are the router's business."""
    payload = shape.serialization.get("payload")
    body_shape = shape.members[payload] if payload else shape
    body = request.get_data()
    if body_shape.type_name != "structure" or not body:
        return iter(())
    return _in_document(body_shape, json.loads(body))


def _in_cbor(shape: Any, _: Request, params: dict[str, Any]) -> Iterator[str]:
    """The decoder leaves nothing out."""
    return _in_document(shape, params)


def _in_query(shape: Any, request: Request, _: dict[str, Any]) -> Iterator[str]:
    return _in_form(shape, request, _query_name)


def _in_ec2(shape: Any, request: Request, _: dict[str, Any]) -> Iterator[str]:
    return _in_form(shape, request, _ec2_name)


Namer = Callable[[str, Any], str]


def _in_form(shape: Any, request: Request, name_of: Namer) -> Iterator[str]:
    for name, value in request.values.items():
        if not _QUERY_HEAD.match(name) and not _leads(shape, name.split("."), value, name_of):
            yield name


def _query_name(name: str, member: Any) -> str:
    return _serialised(name, member)


def _ec2_name(name: str, member: Any) -> str:
    query_name = member.serialization.get("queryName")
    if query_name:
        return str(query_name)
    serialised = _serialised(name, member)
    return serialised[:1].upper() + serialised[1:]


def _leads(shape: Any, parts: list[str], value: str, name_of: Namer) -> bool:
    """Whether parts such as `Tags`, `member`, `1`, `Key` lead from a shape to a value."""
    kind = shape.type_name
    if not parts:
        # an empty list or structure is sent as its name alone
        return kind not in ("structure", "list", "map") or value == ""
    first, *rest = parts
    if kind == "structure":
        for name, member in shape.members.items():
            if name_of(name, member) == first:
                return _leads(member, rest, value, name_of)
        return False
    if kind == "list":
        return _leads_on(shape.member, parts, value, name_of, _list_prefix(shape, name_of))
    if kind == "map":
        if not shape.serialization.get("flattened"):
            first, *rest = rest or [""]
        target = shape.key if rest[:1] == [_serialised("key", shape.key)] else shape.value
        return first.isdigit() and _leads(target, rest[1:], value, name_of)
    return False


def _leads_on(member: Any, parts: list[str], value: str, name_of: Namer, prefix: list[str]) -> bool:
    if parts[: len(prefix)] != prefix:
        return False
    index, *rest = parts[len(prefix) :] or [""]
    return index.isdigit() and _leads(member, rest, value, name_of)


def _list_prefix(shape: Any, name_of: Namer) -> list[str]:
    if name_of is _ec2_name or shape.serialization.get("flattened"):
        return []
    return [str(shape.member.serialization.get("name", "member"))]


def _in_xml(shape: Any, request: Request, _: dict[str, Any]) -> Iterator[str]:
    payload = shape.serialization.get("payload")
    if payload is None or shape.members[payload].type_name != "structure":
        return
    body = request.get_data()
    if body:
        yield from _in_element(shape.members[payload], ElementTree.fromstring(body), "")


def _in_element(shape: Any, element: ElementTree.Element, path: str) -> Iterator[str]:
    if shape.type_name == "list":
        for child in element:
            yield from _in_element(shape.member, child, path)
        return
    if shape.type_name != "structure":
        return
    members = {_serialised(name, member): member for name, member in shape.members.items()}
    for child in element:
        name = child.tag.rpartition("}")[2]
        member = members.get(name)
        if member is None:
            yield f"{path}{name}"
        else:
            flat = member.type_name == "list" and member.serialization.get("flattened")
            yield from _in_element(member.member if flat else member, child, f"{path}{name}.")


_FINDERS: dict[str, Callable[[Any, Request, dict[str, Any]], Iterator[str]]] = {
    "json": _in_json,
    "rest-json": _in_rest_json,
    "rest-xml": _in_xml,
    "query": _in_query,
    "ec2": _in_ec2,
    "cbor": _in_cbor,
}
