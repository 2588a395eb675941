"""Holds a request against the constraints of the service's model: what is required, enums, lengths, ranges, patterns.

moto takes almost anything; AWS answers such requests with a validation error before it looks at any resource.
https://smithy.io/2.0/spec/constraint-traits.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from moto.core.model import OperationModel

from langgraph_emulator.errors import AwsError

# The members of these are checked by the service itself, with messages and codes of its own.
_UNCHECKED_SERVICES = {"s3", "ec2", "sts"}
_SHOWN = 5
# Unicode classes that stand inside brackets in the models, and Python's nearest.
_CLASSES = {r"\p{L}": r"\w", r"\p{N}": r"\d", r"\p{Z}": r"\s"}


def check(model: OperationModel, params: dict[str, Any]) -> None:
    """Raises what AWS would answer. The message never repeats a value: it may be a secret."""
    service = model.service_model
    if service.service_name in _UNCHECKED_SERVICES or model.input_shape is None:
        return
    problems = list(_problems(params, model.input_shape, ""))
    if not problems:
        return
    code = "ValidationError" if _is_query(service.metadata) else "ValidationException"
    noun = "error" if len(problems) == 1 else "errors"
    raise AwsError(code, f"{len(problems)} validation {noun} detected: {'; '.join(problems[:_SHOWN])}")


def _is_query(metadata: dict[str, Any]) -> bool:
    return "query" in (metadata.get("protocols") or [metadata["protocol"]])


def _problems(value: Any, shape: Any, path: str) -> Iterator[str]:
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        for name in shape.required_members:
            if value.get(name) is None:
                yield _problem(f"{path}.{name}", "Member must not be null")
        for name, member in value.items():
            if name in shape.members and member is not None:
                yield from _problems(member, shape.members[name], f"{path}.{name}")
    elif kind == "list" and isinstance(value, list):
        yield from _bounds(len(value), shape.metadata, path, "length")
        for index, item in enumerate(value, 1):
            yield from _problems(item, shape.member, f"{path}.{index}.member")
    elif kind == "map" and isinstance(value, dict):
        yield from _bounds(len(value), shape.metadata, path, "length")
        for key, item in value.items():
            yield from _problems(item, shape.value, f"{path}.{key}")
    elif kind == "string" and isinstance(value, str):
        yield from _string(value, shape, path)
    elif kind in ("integer", "long", "float", "double") and isinstance(value, (int, float)):
        yield from _bounds(value, shape.metadata, path, "value")


def _string(value: str, shape: Any, path: str) -> Iterator[str]:
    if shape.enum and value not in shape.enum:
        yield _problem(path, f"Member must satisfy enum value set: [{', '.join(shape.enum)}]")
        return
    yield from _bounds(len(value), shape.metadata, path, "length")
    pattern = shape.metadata.get("pattern")
    compiled = _compiled(pattern) if pattern else None
    if compiled and not compiled.fullmatch(value):
        yield _problem(path, f"Member must satisfy regular expression pattern: {pattern}")


def _bounds(size: float, metadata: dict[str, Any], path: str, what: str) -> Iterator[str]:
    low, high = metadata.get("min"), metadata.get("max")
    if low is not None and size < low:
        yield _problem(path, f"Member must have {what} greater than or equal to {low}")
    if high is not None and size > high:
        yield _problem(path, f"Member must have {what} less than or equal to {high}")


def _problem(path: str, constraint: str) -> str:
    return f"Value at '{path.lstrip('.')}' failed to satisfy constraint: {constraint}"


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """Models use Java's expressions; those that Python does not know are not checked."""
    for java, python in _CLASSES.items():
        pattern = pattern.replace(java, python)
    try:
        return re.compile(pattern)
    except re.error:
        return None
