"""One run of a function's code, in a process of its own.

The code calls the emulator back, so that it must run while nobody holds the emulator's lock; emulated time stands still
until it is done.
"""

from __future__ import annotations

import io
import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from langgraph_emulator.errors import AwsError
from langgraph_emulator.services.lambda_.access import ACCESS_KEY
from langgraph_emulator.services.lambda_.functions import Function

if TYPE_CHECKING:
    from langgraph_emulator.world import World

_RUNNER = Path(__file__).with_name("runner.mjs")
# Lambda's runtime brings the AWS SDK; here it is the project's.
_NODE_MODULES = Path(__file__).parents[4] / "node_modules"
_KEPT_CHARACTERS = 250_000


class Invocation:
    """Runs from its creation on. `wait` is called without the emulator's lock, `finish` with it."""

    def __init__(
        self, world: World, region: str, function: Function, event: Any, done: Callable[[str | None], None]
    ) -> None:
        self._world, self._region, self._function = world, region, function
        self._done = done
        self._id = str(uuid4())
        self._stream = f"{world.clock.now():%Y/%m/%d}/[$LATEST]{secrets.token_hex(16)}"
        self._folder = Path(tempfile.mkdtemp(prefix="function-"))
        self._timed_out = False
        self._process = self._start(event)

    def _start(self, event: Any) -> subprocess.Popen[bytes] | None:
        """None where there is no Node.js, or nothing that it could run."""
        task = self._folder / "task"
        try:
            zipfile.ZipFile(io.BytesIO(self._function.code)).extractall(task)
            if _NODE_MODULES.is_dir():
                (self._folder / "node_modules").symlink_to(_NODE_MODULES)
            (self._folder / "event.json").write_text(json.dumps(event))
            with (self._folder / "output").open("wb") as output:
                return subprocess.Popen(
                    ["node", _RUNNER, self._folder, self._function.handler],
                    cwd=task,
                    env=self._environment(task),
                    # the process ends with its standard input, should the emulator end before it
                    stdin=subprocess.PIPE,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                )
        except (OSError, zipfile.BadZipFile):
            return None

    def _environment(self, task: Path) -> dict[str, str]:
        """As Lambda sets it; what the function sets comes before, where Lambda does not reserve it."""
        function = self._function
        return {
            **function.variables,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": "emulator",
            "AWS_SESSION_TOKEN": "emulator",
            "AWS_REGION": self._region,
            "AWS_DEFAULT_REGION": self._region,
            "AWS_ENDPOINT_URL": self._world.endpoint(),
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.runtime}",
            "AWS_LAMBDA_FUNCTION_NAME": function.name,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_LOG_GROUP_NAME": function.log_group,
            "AWS_LAMBDA_LOG_STREAM_NAME": self._stream,
            "EMULATED_REQUEST_ID": self._id,
            "HOME": str(self._folder),
            "LAMBDA_TASK_ROOT": str(task),
            "PATH": os.environ.get("PATH", os.defpath),
            "TZ": ":UTC",
        }

    def wait(self) -> None:
        """Several threads may wait at once."""
        if self._process is None:
            return
        try:
            self._process.wait(self._function.timeout)
        except subprocess.TimeoutExpired:
            self._timed_out = True
            self._kill()
            self._process.wait()

    def finish(self) -> None:
        try:
            error = self._error()
            self._write_logs(error)
        finally:
            self._kill()
            if self._process and self._process.stdin:
                self._process.stdin.close()
            shutil.rmtree(self._folder, ignore_errors=True)
        self._done(error)

    def _kill(self) -> None:
        """With whatever it has started."""
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _error(self) -> str | None:
        if self._process is None:
            return "Runtime.InvalidEntrypoint: the function's code cannot be run"
        if self._timed_out:
            return f"Task timed out after {self._function.timeout:.2f} seconds"
        try:
            return json.loads((self._folder / "outcome.json").read_text())["error"]
        except (OSError, ValueError):
            return f"Runtime exited with error: exit status {self._process.returncode}"

    def _write_logs(self, error: str | None) -> None:
        output = self._folder / "output"
        text = output.read_text(errors="replace")[-_KEPT_CHARACTERS:] if output.exists() else ""
        lines = [f"START RequestId: {self._id} Version: $LATEST", *text.splitlines()]
        if error and (self._timed_out or self._process is None or self._process.returncode):
            lines.append(f"RequestId: {self._id} Error: {error}")
        lines += [f"END RequestId: {self._id}", f"REPORT RequestId: {self._id}\tMemory Size: {self._function.memory} MB"]
        now = int(self._world.clock.now().timestamp() * 1000)
        where = {"logGroupName": self._function.log_group, "logStreamName": self._stream}
        events = [{"timestamp": now, "message": line} for line in lines if line]
        with suppress(AwsError):
            self._logs("CreateLogGroup", logGroupName=self._function.log_group)
        self._logs("CreateLogStream", **where)
        self._logs("PutLogEvents", **where, logEvents=events)

    def _logs(self, operation: str, **params: Any) -> None:
        self._world.call("logs", operation, self._region, params)
