"""A log, or stdout, that can't be written. /dev/full is the full disk."""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.dataset.appending import DatasetError
from newscrawl.logformat import guard_logs

FULL = Path("/dev/full")


@pytest.fixture
def root_handlers() -> Iterator[list[logging.Handler]]:
    """The root logger's handlers, for the test alone."""
    before = logging.root.handlers
    logging.root.handlers = []
    yield logging.root.handlers
    for handler in logging.root.handlers:
        with contextlib.suppress(OSError):
            handler.close()
    logging.root.handlers = before


def test_a_full_log_file_is_told_once(root_handlers: list[logging.Handler], capfd: pytest.CaptureFixture[str]) -> None:
    handler = logging.FileHandler(FULL)
    root_handlers.append(handler)
    guard_logs(verbose=False)
    for number in range(3):
        logging.getLogger("a").error("line %d", number)
    said = "newscrawl: /dev/full: can't be written: No space left on device; the run goes on without its log\n"
    assert capfd.readouterr().err == said


@pytest.mark.parametrize(("verbose", "told"), [(False, ["other"]), (True, ["output", "other"])])
def test_the_outputs_end_is_no_traceback(
    verbose: bool, told: list[str], root_handlers: list[logging.Handler], tmp_path: Path
) -> None:
    root_handlers.append(logging.FileHandler(tmp_path / "log"))
    guard_logs(verbose=verbose)
    for error in (DatasetError("output"), ValueError("other")):
        try:
            raise error
        except (DatasetError, ValueError):
            logging.getLogger("a").exception("failed")
    lines = (tmp_path / "log").read_text().splitlines()
    assert [line.rpartition(": ")[2] for line in lines if "Error: " in line] == told


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_stdout_is_one_line(unbuffered: str, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_bytes(b"")
    with FULL.open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "newscrawl", "validate", str(tmp_path / "x.jsonl")],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "No space left on device" in done.stderr
