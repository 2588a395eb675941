"""Which operation of which service in which region does a request ask for?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from botocore.session import Session
from moto.core.model import OperationModel
from moto.core.request import Request
from moto.core.routing import NotFound, get_service_router
from moto.core.utils import get_service_model

DEFAULT_REGION = "us-east-1"
UNKNOWN = "Unknown"

# Signing names (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html) that are
# not the name of the service's model.
_MODEL_OF_SIGNING_NAME = {
    "monitoring": "cloudwatch",
    "email": "ses",
    "states": "stepfunctions",
    "elasticfilesystem": "efs",
    "elasticmapreduce": "emr",
    "tagging": "resourcegroupstaggingapi",
    "execute-api": "apigateway",
}
_CREDENTIAL = re.compile(r"Credential=[^/,]*/[^/,]*/(?P<region>[^/,]+)/(?P<name>[^/,]+)/aws4_request")
_PRESIGNED = re.compile(r"X-Amz-Credential=[^&]*?%2F\d+%2F(?P<region>[^&%]+)%2F(?P<name>[^&%]+)%2Faws4_request")
_CBOR_PATH = re.compile(r"^/service/[^/]+/operation/(?P<operation>\w+)$")
_ELB_V1 = b"Version=2012-06-01"


@dataclass
class Target:
    """What a request is aimed at. ``model`` is None when the service's model has no such operation."""

    service: str
    operation: str
    region: str
    protocol: str
    model: OperationModel | None = None
    uri_params: dict[str, Any] = field(default_factory=dict)


@cache
def known_services() -> frozenset[str]:
    return frozenset(Session().get_available_services())


def identify(request: Request) -> Target:
    body = request.get_data(cache=True, parse_form_data=False)
    signing_name, region = _credential_scope(request)
    service = _service(signing_name, body)
    if service not in known_services():
        return Target(service, UNKNOWN, region, "json")
    if request.headers.get("smithy-protocol") == "rpc-v2-cbor":
        return _cbor_target(service, region, request.path)
    protocol = _protocol(service, request)
    try:
        model, uri_params = get_service_router(service).match(request)
    except (NotFound, NotImplementedError):
        return Target(service, _requested_name(request), region, protocol)
    return Target(service, str(model.name), region, protocol, model, uri_params)


def _credential_scope(request: Request) -> tuple[str, str]:
    """Service and region from the signature; requests without one are anonymous S3 downloads."""
    match = _CREDENTIAL.search(request.headers.get("Authorization", ""))
    match = match or _PRESIGNED.search(request.query_string.decode("ascii", "replace"))
    return (match["name"].lower(), match["region"]) if match else ("s3", DEFAULT_REGION)


def _service(signing_name: str, body: bytes) -> str:
    if signing_name == "elasticloadbalancing":
        return "elb" if _ELB_V1 in body else "elbv2"
    return _MODEL_OF_SIGNING_NAME.get(signing_name, signing_name)


def _cbor_target(service: str, region: str, path: str) -> Target:
    match = _CBOR_PATH.match(path)
    operation = match["operation"] if match else UNKNOWN
    service_model = get_service_model(service)
    model = service_model.operation_model(operation) if operation in service_model.operation_names else None
    return Target(service, operation, region, "cbor", model)


def _protocol(service: str, request: Request) -> str:
    """The protocol of the answer. A service may speak several; the request's form decides."""
    metadata = get_service_model(service).metadata
    supported = metadata.get("protocols") or [metadata["protocol"]]
    if request.headers.get("X-Amz-Target") and "json" in supported:
        return "json"
    if (request.content_type or "").startswith("application/x-www-form-urlencoded"):
        for protocol in ("ec2", "query"):
            if protocol in supported:
                return protocol
    return next((p for p in supported if not p.startswith("smithy")), "json")


def _requested_name(request: Request) -> str:
    """The operation by the client's own word, for the error message only."""
    target = request.headers.get("X-Amz-Target", "").rpartition(".")[2]
    action = request.values.get("Action", "")
    return target or action or f"{request.method} {request.path}"
