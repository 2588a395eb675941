"""Holds a request against the constraints of the service's model: what is required, enums, lengths, ranges, patterns.

moto takes almost anything; AWS answers such requests with a validation error before it looks at any resource.
https://smithy.io/2.0/spec/constraint-traits.html
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import regex
from moto.core.model import OperationModel

from langgraph_emulator.errors import AwsError

_SHOWN = 5
_NULL = "Member must not be null"
# What Java writes otherwise: characters beyond 16 bits as two halves, codes in braces, and classes of its own.
_JAVA = {
    r"\uD800\uDC00-\uDBFF\uDFFF": r"\U00010000-\U0010FFFF",
    r"\x{60}": r"\x60",
    r"\x{0022}": r"\x22",
    r"\p{all}": r"\s\S",
    r"\p{LD}": r"\p{L}\p{Nd}",
}


def check(model: OperationModel, params: dict[str, Any]) -> None:
    """Raises what AWS would answer. The message never repeats a value: it may be a secret."""
    if model.input_shape is None:
        return
    problems = list(_problems(params, model.input_shape, ""))
    if not problems:
        return
    noun = "error" if len(problems) == 1 else "errors"
    code = _code(model, is_missing=problems[0].endswith(_NULL))
    raise AwsError(code, f"{len(problems)} validation {noun} detected: {'; '.join(problems[:_SHOWN])}")


def _code(model: OperationModel, is_missing: bool) -> str:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html and each service's page of common errors."""
    service = model.service_model
    if service.service_name == "ec2":
        return "MissingParameter" if is_missing else "InvalidParameterValue"
    if service.service_name == "s3":
        return "InvalidArgument"
    return "ValidationError" if _is_query(service.metadata) else "ValidationException"


def _is_query(metadata: dict[str, Any]) -> bool:
    return "query" in (metadata.get("protocols") or [metadata["protocol"]])


def _problems(value: Any, shape: Any, path: str) -> Iterator[str]:
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        for name in shape.required_members:
            if value.get(name) is None:
                yield _problem(f"{path}.{name}", _NULL)
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
            for problem in _problems(key, shape.key, path):
                constraint = problem.partition("constraint: ")[2]
                yield _problem(path, f"Map keys must satisfy constraint: [{constraint}]")
            yield from _problems(item, shape.value, f"{path}.{key}")
    elif kind == "string" and isinstance(value, str):
        yield from _string(value, shape, path)
    elif kind in ("integer", "long", "float", "double") and isinstance(value, (int, float)):
        yield from _bounds(value, shape.metadata, path, "value")
    elif kind == "blob" and isinstance(value, (str, bytes)):
        yield from _bounds(_byte_length(value), shape.metadata, path, "length")


def _byte_length(blob: str | bytes) -> int:
    """JSON has bytes in base64, whose padding stands for none."""
    if isinstance(blob, bytes):
        return len(blob)
    return len(blob.rstrip("=")) * 3 // 4


def _string(value: str, shape: Any, path: str) -> Iterator[str]:
    if shape.enum and value not in shape.enum:
        yield _problem(path, f"Member must satisfy enum value set: [{', '.join(shape.enum)}]")
        return
    yield from _bounds(len(value), shape.metadata, path, "length")
    pattern = shape.metadata.get("pattern")
    if pattern and not compiled(pattern).fullmatch(value):
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
def compiled(pattern: str) -> regex.Pattern[str]:
    """A model's expression, which is Java's, as the same in Python."""
    for java, python in _JAVA.items():
        pattern = pattern.replace(java, python)
    return regex.compile(pattern)
