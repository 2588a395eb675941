"""Copies of the whole emulated world, each in a process of its own.

One thread forks while the others may hold any lock, so the child keeps nothing that could be held: it opens its log
anew, makes a new lock, and never goes back into the request that it came from. A pipe ties it to its parent. Nothing
is ever written to it; its end is that of the parent, however the parent ends.
"""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from langgraph_emulator.server import Server

# Far more than a process needs to end.
_PATIENCE_SECONDS = 5
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@dataclass
class _Fork:
    endpoint: str
    tie: io.FileIO
    reaper: threading.Thread


class Forks:
    """The forks of this process. Its methods are called with the emulator's lock held."""

    def __init__(self, renew_lock: Callable[[], None]) -> None:
        self.server: Server | None = None
        self._renew_lock = renew_lock
        self._forks: dict[int, _Fork] = {}

    def start(self) -> dict[str, Any]:
        assert self.server is not None
        server = self.server.sibling()
        watched, held = os.pipe()
        # What exists by now is left alone by the child's garbage collector, so that its memory stays shared.
        gc.freeze()
        # A signal to the child waits until the child has its own handlers.
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            with self.server.accepting:
                pid = os.fork()
                if pid == 0:
                    self._live(server, watched, held)
        except OSError:
            os.close(held)
            raise
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
            gc.unfreeze()
            os.close(watched)
            server.server_close()
        reaper = threading.Thread(target=self._reap, args=(pid,), daemon=True)
        self._forks[pid] = _Fork(server.endpoint, io.FileIO(held, "w"), reaper)
        reaper.start()
        return {"endpoint": server.endpoint, "pid": pid}

    def all(self) -> list[dict[str, Any]]:
        return [{"endpoint": fork.endpoint, "pid": pid} for pid, fork in list(self._forks.items())]

    def end(self, pid: int) -> dict[str, Any]:
        if pid not in self._forks:
            raise ValueError(f"no fork of this process has the id {pid}")
        self._end([self._forks[pid]])
        return {}

    def end_all(self) -> None:
        self._end(list(self._forks.values()))

    @staticmethod
    def _end(forks: list[_Fork]) -> None:
        for fork in forks:
            fork.tie.close()
        for fork in forks:
            fork.reaper.join(_PATIENCE_SECONDS)

    def _reap(self, pid: int) -> None:
        os.waitpid(pid, 0)
        fork = self._forks.pop(pid, None)
        if fork:
            fork.tie.close()

    # -- in the child

    def _live(self, server: Server, watched: int, held: int) -> NoReturn:
        try:
            self._leave_parent(held)
            self.server = server
            for number in _SIGNALS:
                signal.signal(number, lambda *_: self._die())
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
            threading.Thread(target=self._watch, args=(watched,), daemon=True).start()
            server.serve_forever()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)

    def _leave_parent(self, held: int) -> None:
        os.close(held)
        for fork in self._forks.values():
            fork.tie.close()
        self._forks = {}
        assert self.server is not None
        self.server.abandon()
        # The lock of the inherited stream may be held by a thread that does not exist here.
        sys.stderr = sys.stdout = open(2, "w", buffering=1, errors="backslashreplace", closefd=False)
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1):
            os.dup2(nothing, standard)
        os.close(nothing)
        self._renew_lock()

    def _watch(self, watched: int) -> None:
        os.read(watched, 1)
        self._die()

    def _die(self) -> NoReturn:
        try:
            self.end_all()
        finally:
            os._exit(0)
