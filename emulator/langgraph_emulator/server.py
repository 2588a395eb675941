"""The HTTP server: threaded, loopback only, one log line per request."""

from __future__ import annotations

import os
import socket
import sys
import threading
from socketserver import TCPServer
from typing import Any

# Read by moto when its modules load, so they are set before anything imports it.
os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
os.environ.setdefault("MOTO_ACCOUNT_ID", "123456789012")

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import ThreadedWSGIServer

from langgraph_emulator.emulator import Emulator


class _Handler(MotoRequestHandler):
    protocol_version = "HTTP/1.1"
    # With Nagle's algorithm what does not fit into one segment would wait 40 ms for an ACK.
    disable_nagle_algorithm = True
    # Head and body of an answer leave together: a client that lets go of the connection early has all of it.
    wbufsize = 1 << 16

    def send_response(self, code: int, message: str | None = None) -> None:
        """Without the real time as Date; the emulator's answers bring their own."""
        self.send_response_only(code, message)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """The emulator writes its own line, with the operation instead of the URL."""

    def log(self, type: str, message: str, *args: object) -> None:
        if type == "error":
            print(message % args, file=sys.stderr)


class Server(ThreadedWSGIServer):
    """Knows its open connections, so that a fork can let go of them."""

    def __init__(self, port: int, emulator: Emulator) -> None:
        super().__init__("127.0.0.1", port, emulator, _Handler)
        self.emulator = emulator
        # Held while a connection is accepted and not yet known, and while the process forks.
        self.accepting = threading.Lock()
        self._connections: set[socket.socket] = set()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def sibling(self) -> Server:
        """A server of the same emulator on a free port; connections to it wait until it serves."""
        return Server(0, self.emulator)

    def server_bind(self) -> None:
        """Without the look-up of the host's name: the resolver's lock, which a thread takes that ends, would be held for ever in a fork."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    def get_request(self) -> tuple[Any, Any]:
        with self.accepting:
            request, address = super().get_request()
            self._connections.add(request)
        return request, address

    def close_request(self, request: Any) -> None:
        super().close_request(request)
        self._connections.discard(request)

    def abandon(self) -> None:
        """In a fork: closes what belongs to the parent. No shutdown(), which would reach the parent's connections."""
        self.server_close()
        for connection in self._connections:
            descriptor = connection.detach()
            if descriptor >= 0:
                os.close(descriptor)
        self._connections.clear()


def create_server(port: int) -> Server:
    server = Server(port, Emulator())
    server.emulator.forks.server = server
    return server
