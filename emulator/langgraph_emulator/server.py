"""The HTTP server: threaded, loopback only, keep-alive, one log line per request."""

from __future__ import annotations

import os
import sys

# Read by moto when its modules load, so they are set before anything imports it.
os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
os.environ.setdefault("MOTO_ACCOUNT_ID", "123456789012")

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import BaseWSGIServer, make_server

from langgraph_emulator.emulator import Emulator


class _Handler(MotoRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body are written separately: with Nagle's algorithm each response would wait 40 ms for an ACK.
    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """The emulator writes its own line, with the operation instead of the URL."""

    def log(self, type: str, message: str, *args: object) -> None:
        if type == "error":
            print(message % args, file=sys.stderr)


def create_server(port: int) -> BaseWSGIServer:
    server = make_server("127.0.0.1", port, Emulator(), threaded=True, request_handler=_Handler)
    server.daemon_threads = True  # type: ignore[attr-defined]
    return server
