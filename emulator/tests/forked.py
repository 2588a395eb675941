"""A copy of the tests' server, for tests that change what others would notice."""

from __future__ import annotations

import socket
import unittest
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from tests.support import HANG_SECONDS, REGION, control_of, endpoint


def until_closed(connection: socket.socket) -> None:
    """Waits for the end of the process that serves an idle connection."""
    connection.settimeout(HANG_SECONDS)
    try:
        assert connection.recv(1) == b""
    except ConnectionResetError:
        pass
    finally:
        connection.close()


@cache
def _client(address: str, service: str, attempts: int) -> Any:
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=address,
        aws_access_key_id="any",
        aws_secret_access_key="any",
        config=Config(retries={"total_max_attempts": attempts, "mode": "standard"}, s3={"addressing_style": "path"}),
    )


class Fork:
    """A fork, with a connection that its end closes."""

    def __init__(self, parent: str | None = None) -> None:
        self.parent = parent or endpoint()
        answer = control_of(self.parent, "POST", "fork")
        self.address, self.pid = answer["endpoint"], answer["pid"]
        url = urlsplit(self.address)
        self.held = socket.create_connection((url.hostname or "", url.port or 0), timeout=HANG_SECONDS)

    def control(self, method: str, path: str, body: Any = None, /, **query: Any) -> Any:
        return control_of(self.address, method, path, body, **query)

    def client(self, service: str, attempts: int = 1) -> Any:
        return _client(self.address, service, attempts)

    def outcomes(self) -> list[tuple[str, int, str | None]]:
        """Operation, status and error code of each call."""
        return [(c["operation"], c["status"], c.get("errorCode")) for c in self.control("GET", "calls")]

    def until_over(self) -> None:
        until_closed(self.held)

    def end(self) -> None:
        control_of(self.parent, "DELETE", "fork", pid=self.pid)
        self.until_over()


class ForkedTest(unittest.TestCase):
    def fork(self, parent: str | None = None) -> Fork:
        fork = Fork(parent)
        self.addCleanup(self._end, fork)
        return fork

    @staticmethod
    def _end(fork: Fork) -> None:
        try:
            fork.end()
        except OSError:
            pass
        finally:
            fork.held.close()
