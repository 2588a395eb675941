"""moto behind two doors: HTTP in and out, or dictionaries in and out."""

from __future__ import annotations

import io
import sys
import traceback
from collections import Counter
from functools import cache
from typing import Any
from urllib.parse import urlencode

from botocore.awsrequest import HeadersDict
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from moto.core.model import OperationModel
from moto.core.utils import get_service_model
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.test import EnvironBuilder, run_wsgi_app

from langgraph_emulator.errors import AwsError, EmulatorFault, NotImplementedByEmulator
from langgraph_emulator.protocol.codec import HttpResponse

_READS = ("Describe", "Get", "List", "Head")
_SIGNING_NAME = {"elbv2": "elasticloadbalancing", "cloudwatch": "monitoring", "resourcegroupstaggingapi": "tagging"}


class Moto:
    """Not thread-safe, as moto is not: the emulator's lock is held around every use."""

    def __init__(self) -> None:
        self._app = DomainDispatcherApplication(create_backend_app)
        # moto walks through its list of services, slowly, to find the one of a host.
        self._app.get_backend_for_host = cache(self._app.get_backend_for_host)  # type: ignore[method-assign]
        self._writes: Counter[str] = Counter()

    def writes(self, service: str) -> int:
        """How often something of the service may have been changed; what was read before stays true until then."""
        return self._writes[service]

    def forward(self, service: str, operation: str, environ: dict[str, Any], body: bytes) -> HttpResponse:
        """Sends a request on as it came."""
        if not operation.startswith(_READS):
            self._writes[service] += 1
        environ = {**environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        try:
            app = self._app.get_application(environ)
        except AttributeError as error:
            # moto's dispatcher finds no backend for the host and stumbles over the missing name.
            raise NotImplementedByEmulator(service, operation, "moto has no such service") from error
        try:
            chunks, status_line, headers = run_wsgi_app(app, environ, buffered=True)
        except NotImplementedError as error:
            raise NotImplementedByEmulator(service, operation) from error
        except Exception as error:
            _log_frames(service, operation, error)
            raise EmulatorFault(service, operation, error) from error
        status = int(status_line.split()[0])
        content = b"".join(chunks)
        if _is_unimplemented(status, content, environ["REQUEST_METHOD"]):
            raise NotImplementedByEmulator(service, operation)
        kept = {k: v for k, v in headers if k.lower() not in ("status", "server", "connection")}
        return HttpResponse(status, kept, content)

    def call(self, service: str, operation: str, region: str, params: dict[str, Any]) -> dict[str, Any]:
        """One operation as the SDK would call it: parameters and result are those of the service's model."""
        model = get_service_model(service).operation_model(operation)
        protocol = _protocol_of(service)
        serializer = create_serializer(protocol, include_validation=False)
        request = serializer.serialize_to_request(params, model)
        response = self.forward(service, operation, _environ(service, model, region, request), _body(request))
        parsed = create_parser(protocol).parse(
            {"status_code": response.status, "headers": HeadersDict(response.headers), "body": response.body},
            model.output_shape,
        )
        if response.status >= 300:
            error = parsed.get("Error", {})
            raise AwsError(error.get("Code", "InternalFailure"), error.get("Message", ""))
        parsed.pop("ResponseMetadata", None)
        return parsed


@cache
def _protocol_of(service: str) -> str:
    metadata = get_service_model(service).metadata
    supported = metadata.get("protocols") or [metadata["protocol"]]
    return next(p for p in supported if not p.startswith("smithy"))


def _body(request: dict[str, Any]) -> bytes:
    body = request["body"]
    if isinstance(body, dict):
        return urlencode(body, doseq=True).encode()
    return body.encode() if isinstance(body, str) else bytes(body or b"")


def _environ(service: str, model: OperationModel, region: str, request: dict[str, Any]) -> dict[str, Any]:
    signing_name = _SIGNING_NAME.get(service) or model.service_model.signing_name
    scope = f"emulator/20200101/{region}/{signing_name}/aws4_request"
    headers = {
        **request["headers"],
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
        "Host": f"{signing_name}.{region}.amazonaws.com",
    }
    # The path of some operations has a query of its own, such as S3's "?versions".
    path, _, fixed_query = request["url_path"].partition("?")
    query = "&".join(filter(None, [fixed_query, urlencode(request["query_string"] or {}, doseq=True)]))
    builder = EnvironBuilder(method=request["method"], path=path, query_string=query, headers=headers)
    environ = builder.get_environ()
    environ["CONTENT_TYPE"] = headers.get("Content-Type", environ.get("CONTENT_TYPE", ""))
    return environ


def _is_unimplemented(status: int, content: bytes, method: str) -> bool:
    """moto's ways of saying that it does not know an operation, once exceptions are out of the way.

    Besides 501 these are Flask's page for an unknown URL and an empty 404, which only HEAD may answer in earnest.
    """
    if status == 501:
        return True
    if status == 405:
        return content.startswith(b"<!doctype html>")
    if status != 404 or method == "HEAD":
        return False
    return not content or content.startswith(b"<!doctype html>")


def _log_frames(service: str, operation: str, error: BaseException) -> None:
    """Frames only: the message of an exception may hold a parameter, and a parameter may be a secret."""
    frames = "".join(traceback.format_tb(error.__traceback__)[-4:])
    print(f"{service}.{operation}: {type(error).__name__}\n{frames}", file=sys.stderr)
