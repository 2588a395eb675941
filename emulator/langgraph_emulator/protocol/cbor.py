"""Smithy RPC v2 CBOR, which recent SDKs speak to CloudWatch and CodeDeploy, and moto does not.

https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from botocore.parsers import RpcV2CBORParser
from botocore.serialize import RpcV2CBORSerializer

HEADERS = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}

_EMPTY_MAP = b"\xa0"


def decode(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    parser = RpcV2CBORParser()
    return parser.parse_data_item(parser.get_peekable_stream_from_bytes(body)) or {}


def encode(result: dict[str, Any], shape: Any) -> bytes:
    if shape is None:
        return _EMPTY_MAP
    serialized = bytearray()
    RpcV2CBORSerializer()._serialize_data_item(serialized, conform(result, shape), shape)
    return bytes(serialized)


def encode_error(code: str, message: str) -> bytes:
    return b"\xa2" + _text("__type") + _text(code) + _text("message") + _text(message)


def conform(value: Any, shape: Any) -> Any:
    """Drops what the model does not know and gives each value the type that the model says; CBOR is typed."""
    kind = shape.type_name
    if kind == "structure":
        members = shape.members
        return {k: conform(v, members[k]) for k, v in value.items() if v is not None and k in members}
    if kind == "list":
        return [conform(item, shape.member) for item in value]
    if kind == "map":
        return {str(k): conform(v, shape.value) for k, v in value.items() if v is not None}
    if kind in ("integer", "long"):
        return int(value)
    if kind in ("float", "double"):
        return float(value)
    if kind == "boolean":
        return value is True or value == "true"
    if kind == "timestamp":
        moment = value if isinstance(value, datetime) else datetime.fromtimestamp(float(value), timezone.utc)
        # The serializer of a request keeps only the precision that a time has.
        return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return value if kind == "blob" else str(value)


def _text(value: str) -> bytes:
    data = value.encode()
    length = len(data)
    if length < 24:
        return bytes([0x60 + length]) + data
    if length < 256:
        return bytes([0x78, length]) + data
    return bytes([0x79]) + length.to_bytes(2, "big") + data[:65535]
