"""Replays ended by kill -9: the same command goes on, and all comes out as if nothing had been."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newscrawl.core.urls import article_id
from newscrawl.core.verdict import Reason
from tests.crawl.harness import TIMEOUT
from tests.replay.warcs import QUICK, called, command, environment, kept, lines, reasons, stories, write_own

STORIES = stories("a.test", 60)

MURDER = """
import asyncio, os, signal
from newscrawl.cli import main
from newscrawl.replay import steps

async def kill(page, rejection, run):
    while await run.call(run.store.articles.line, rejection.evidence["id"]) is None:
        await asyncio.sleep(0.01)
    os.kill(os.getpid(), signal.SIGKILL)

steps.write_rejection = kill
main()
"""
"""A replay that dies when it is about to write that a page repeats an article whose line is on disk."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each story by another address, then by its own: the line of the first one settles the address of the second."""
    path = tmp_path_factory.mktemp("archive") / "a.warc.gz"
    repeated = str(Reason.DUPLICATE_ADDRESS)
    pages = [
        page
        for story in STORIES
        for page in (
            kept(story, f"{story.url}?id=7"),
            kept(story, story.url, repeated, id=article_id(story.url)),
        )
    ]
    write_own(path, pages)
    return path


@pytest.fixture(scope="module")
def undisturbed(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("undisturbed")
    outcome = called(archive, "--output", output)
    assert outcome.exit_code == 0, outcome.stderr
    assert len(lines(output)) == len(STORIES)
    assert reasons(output) == {Reason.DUPLICATE_ADDRESS: len(STORIES)}
    return output


def is_whole(output: Path, undisturbed: Path) -> None:
    """The same articles and the same lines of what was left out; none twice, none lost, all valid."""
    for kind in ("articles", "rejected"):
        assert lines(output, kind) == lines(undisturbed, kind)
    check = subprocess.run(
        [sys.executable, "-m", "newscrawl", "validate", str(output)],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    assert check.returncode == 0, check.stdout + check.stderr


def written(output: Path) -> int:
    """How many lines are on disk."""
    number = 0
    for path in output.glob("*/*/*.jsonl*"):
        with contextlib.suppress(FileNotFoundError):  # a shard without a line is taken away by the next run
            number += path.read_bytes().count(b"\n")
    return number


def test_kill_9_at_several_moments(archive: Path, undisturbed: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    words = (archive, "--output", output, "-q", "-s", "NEWSCRAWL_SHARD_LINES=20")
    for number in (1, 20, 50, 80):
        process = subprocess.Popen(command(*words), env=environment(), start_new_session=True)
        end = time.monotonic() + TIMEOUT
        while written(output) < number and process.poll() is None:
            assert time.monotonic() < end
            time.sleep(0.005)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(TIMEOUT)
    outcome = called(*words)
    assert outcome.exit_code == 0, outcome.stderr
    is_whole(output, undisturbed)


def test_no_line_is_lost_whose_address_an_article_has_settled(archive: Path, undisturbed: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    call = [sys.executable, "-c", MURDER, "replay", str(archive), "--output", str(output), *QUICK]
    for _ in range(2):  # the second one finds lines of the first, and dies the same way
        killed = subprocess.run(call, env=environment(), capture_output=True, timeout=TIMEOUT)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert reasons(output) == {}
    assert lines(output) != []
    outcome = called(archive, "--output", output)
    assert outcome.exit_code == 0, outcome.stderr
    is_whole(output, undisturbed)
