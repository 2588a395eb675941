"""Command line: start the server, say where it listens, end when told to or when the parent is gone."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parse(arguments)
    # moto prints to stdout here and there; callers read exactly one line from it.
    ready_line, sys.stdout = sys.stdout, sys.stderr

    from langgraph_emulator.server import create_server

    server = create_server(options.port)
    stopping = threading.Event()

    def stop(*_: object) -> None:
        if not stopping.is_set():
            stopping.set()
            # shutdown() waits for serve_forever(), which this very thread may be running.
            threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if options.stop_with_stdin:
        threading.Thread(target=_when_stdin_ends, args=(stop,), daemon=True).start()

    ready = {"endpoint": server.endpoint, "pid": os.getpid()}
    print(json.dumps(ready, separators=(",", ":")), file=ready_line, flush=True)
    server.serve_forever()
    server.emulator.forks.end_all()
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="langgraph_emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--stop-with-stdin", action="store_true", help="end when standard input is closed")
    return parser.parse_args(arguments)


def _when_stdin_ends(stop: Callable[[], None]) -> None:
    # Not through sys.stdin: its lock, held by a reading daemon thread, makes the interpreter abort on its way out.
    while os.read(0, 4096):
        pass
    stop()
