"""Requests to dictionaries, dictionaries to responses, in the protocol of the request."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any
from uuid import uuid4

from moto.core.errors import get_error_model
from moto.core.model import OperationModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request
from moto.core.serialize import SerializationContext, get_serializer_class
from moto.core.utils import get_service_model

from langgraph_emulator.errors import AwsError
from langgraph_emulator.protocol import cbor
from langgraph_emulator.protocol.identify import Target

# Where all values are sent as text: what AWS answers if one is to be a number, or a date, and is none.
_NO_NUMBER = {"query": "MalformedInput", "ec2": "InvalidParameterValue"}


@dataclass
class HttpResponse:
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def decode_request(target: Target, request: Request) -> dict[str, Any]:
    """The parameters of a request, named as in the service's model."""
    assert target.model is not None
    if target.protocol == "cbor":
        return _aware(cbor.decode(request.get_data()))
    parser = PROTOCOL_PARSERS[target.protocol](target.model)
    sent = {
        "method": request.method,
        "values": request.values,
        "headers": request.headers,
        "body": request.get_data(),
        "url_path": request.path,
        "url_params": target.uri_params,
    }
    try:
        parsed = parser.parse(sent)
    except ValueError:
        if target.protocol not in _NO_NUMBER:
            raise
        raise AwsError(_NO_NUMBER[target.protocol], "A value of the request is no number or no date.") from None
    return {key: _aware(value) for key, value in dict(parsed or {}).items() if value is not None}


def _aware(value: Any) -> Any:
    """Parsers leave the time zone out; it is UTC."""
    if isinstance(value, dict):
        return {key: _aware(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_aware(item) for item in value]
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=timezone.utc)
    return value


def encode_result(target: Target, result: dict[str, Any]) -> HttpResponse:
    assert target.model is not None
    if target.protocol == "cbor":
        return _finish(HttpResponse(200, dict(cbor.HEADERS), cbor.encode(result, target.model.output_shape)))
    return _serialize(target, target.model, result)


def encode_error(target: Target, error: AwsError) -> HttpResponse:
    model = target.model or _any_model(target.service)
    response = _cbor_error(model, error) if target.protocol == "cbor" else _serialize(target, model, error)
    response.status = error.status or response.status
    return response


def _cbor_error(model: OperationModel, error: AwsError) -> HttpResponse:
    """The body names the error's shape; services that also speak Query give their shorter code in a header."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shape = get_error_model(error, model.service_model)
    response = HttpResponse(400, dict(cbor.HEADERS), cbor.encode_error(shape.name, error.message))
    if model.service_model.is_query_compatible:
        response.headers["x-amzn-query-error"] = f"{shape.error_code};Sender"
    return _finish(response)


def _serialize(target: Target, model: OperationModel, result: Any) -> HttpResponse:
    serializer_class = get_serializer_class(target.service, target.protocol)
    serializer = serializer_class(model, context=SerializationContext(str(uuid4())))
    with warnings.catch_warnings():
        # moto warns of error codes that the service's model does not list, such as our own.
        warnings.simplefilter("ignore")
        serialized = serializer.serialize(result)
    body = serialized["body"]
    response = HttpResponse(
        serialized["status_code"], dict(serialized["headers"]), body.encode() if isinstance(body, str) else body
    )
    if target.protocol == "json":
        version = model.service_model.metadata.get("jsonVersion", "1.1")
        response.headers["Content-Type"] = f"application/x-amz-json-{version}"
    return _finish(response)


def _any_model(service: str) -> OperationModel:
    """An error needs the service, not the operation; services that do not exist answer as JSON services do."""
    try:
        service_model = get_service_model(service)
    except Exception:
        service_model = get_service_model("sts")
    return OperationModel({"http": {}}, service_model, "Unknown")


def _finish(response: HttpResponse) -> HttpResponse:
    response.headers.setdefault("x-amzn-RequestId", str(uuid4()))
    return response
