"""The real command in processes that are forked from one that has all of it imported.

`python -m newscrawl ARGUMENTS` takes a second or two until it does something, and as long again until it has workers.
Here a server has imported everything, and started the fork server of the workers; for each command it forks a process
that goes on as `python -m newscrawl` would. What depends on how a process starts, or on whose children it has, is for
tests that start one coldly (Bench.start).
"""

from __future__ import annotations

import contextlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NoReturn, Self

ROOT = Path(__file__).parent.parent
LONGEST = 1 << 20
"""Bytes of a request at most."""

LOADED = (
    "newscrawl.cli.crawl",
    "newscrawl.cli.displays",
    "newscrawl.crawling",
    "newscrawl.addons",
    "newscrawl.report.summary",
    "scrapy.core.downloader.handlers.http11",
    "sqlalchemy.dialects.sqlite",
)


class Process:
    """A command that runs; what tests use of subprocess.Popen."""

    def __init__(self, connection: socket.socket, stdout: IO[bytes], stderr: IO[bytes]) -> None:
        self._connection = connection
        self.stdout, self.stderr = stdout, stderr
        self.pid = int(connection.recv(64))
        self.returncode: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wait()
        self.stdout.close()
        self.stderr.close()
        self._connection.close()

    def poll(self) -> int | None:
        """The exit code, as Popen has it, or None while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code. Raises subprocess.TimeoutExpired."""
        if self.returncode is None:
            if not select.select([self._connection], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("newscrawl", timeout or 0)
            self.returncode = int(self._connection.recv(64) or b"-9")
        return self.returncode

    def send_signal(self, number: int) -> None:
        """To the process alone."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[bytes, bytes]:
        """What it writes until it has ended. Raises subprocess.TimeoutExpired."""
        end = None if timeout is None else time.monotonic() + timeout
        read: dict[int, bytes] = {}

        def take(number: int, stream: IO[bytes]) -> None:
            read[number] = stream.read()

        threads = [threading.Thread(target=take, args=s, daemon=True) for s in enumerate((self.stdout, self.stderr))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(None if end is None else max(0.0, end - time.monotonic()))
            if thread.is_alive():
                raise subprocess.TimeoutExpired("newscrawl", timeout or 0)
        self.wait(None if end is None else max(0.0, end - time.monotonic()))
        return read[0], read[1]


class Warm:
    """The server, in a process of its own that ends with this one."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="newscrawl-warm-")
        self._path = str(Path(self._folder.name) / "socket")
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.warm", self._path],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._server.stdout is not None
        assert self._server.stdout.readline() == b"ready\n"

    def close(self) -> None:
        """End the server; commands that run go on."""
        self._server.communicate()
        self._folder.cleanup()

    def start(self, arguments: Sequence[str], env: Mapping[str, str], cwd: Path) -> Process:
        """Begin `newscrawl ARGUMENTS` in a session of its own, without input."""
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        connection.connect(self._path)
        (out, out_end), (err, err_end) = os.pipe(), os.pipe()
        request = json.dumps({"arguments": list(arguments), "env": dict(env), "cwd": str(cwd)}).encode()
        socket.send_fds(connection, [request], [out_end, err_end])
        os.close(out_end)
        os.close(err_end)
        return Process(connection, os.fdopen(out, "rb"), os.fdopen(err, "rb"))


def _serve(path: str) -> dict[str, Any]:
    """Returns only in the forked processes, with what each of them is asked to do."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the guards' ends need no notice
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(path)
        listener.listen()
        print("ready", flush=True)
        while True:
            ready, _, _ = select.select([listener, sys.stdin], [], [])
            if sys.stdin in ready:
                os._exit(0)  # the tests are over
            connection, _ = listener.accept()
            request, descriptors, _, _ = socket.recv_fds(connection, LONGEST, 2)
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                listener.close()
                return _guard(connection, json.loads(request), descriptors)
            for descriptor in (connection.detach(), *descriptors):
                os.close(descriptor)


def _guard(connection: socket.socket, request: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
    """Fork the command, tell its pid, and how it ended."""
    pid = os.fork()
    if pid == 0:
        connection.close()
        _settle_in(request, descriptors)
        return request
    for descriptor in descriptors:
        os.close(descriptor)
    connection.send(str(pid).encode())
    _, status = os.waitpid(pid, 0)
    with contextlib.suppress(OSError):
        connection.send(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _settle_in(request: dict[str, Any], descriptors: list[int]) -> None:
    os.setsid()
    for number, descriptor in enumerate((os.open(os.devnull, os.O_RDONLY), *descriptors)):
        os.dup2(descriptor, number)
        os.close(descriptor)
    # As at the start of an interpreter: what Python found of the server's own is not true of these.
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)
    os.chdir(request["cwd"])
    sys.path[0] = request["cwd"]
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()


def _load() -> None:
    """Import what commands need, and start the server that their workers are forked from."""
    import gc
    import importlib
    from multiprocessing import forkserver, resource_tracker

    from newscrawl.workers.pool import PRELOAD

    for name in LOADED:
        importlib.import_module(name)
    resource_tracker.ensure_running()
    forkserver.set_forkserver_preload(list(PRELOAD))
    forkserver.ensure_running()
    # To the forked ones it is no child of theirs, so that they could not see that it runs.
    setattr(forkserver._forkserver, "ensure_running", lambda: None)  # noqa: B010
    gc.collect()
    gc.freeze()


def main(path: str) -> NoReturn:
    """Serve; in the forked processes, be the command."""
    _load()
    request = _serve(path)
    sys.argv = ["newscrawl", *request["arguments"]]
    runpy.run_module("newscrawl", run_name="__main__", alter_sys=True)
    raise AssertionError("the command ends by sys.exit")


if __name__ == "__main__":
    main(sys.argv[1])
