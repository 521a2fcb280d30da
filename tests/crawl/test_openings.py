"""Runs that can't begin, or begin on what is not theirs: one clear line, nothing fetched, nothing harmed."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from newscrawl.core.site import site_from_argument
from newscrawl.crawl.config import Config
from newscrawl.crawl.run import DatasetError, Run, SitesBusy
from newscrawl.dataset.shards import SingleFile
from newscrawl.store import Store
from tests.crawl.harness import Bench, Outcome, expected


def assert_refused(outcome: Outcome, code: int, *words: str) -> None:
    """One line with the words, and that exit code."""
    assert outcome.exit_code == code, outcome.stderr
    assert len(outcome.stderr.strip().splitlines()) == 1, outcome.stderr
    for word in words:
        assert word in outcome.stderr


def test_a_store_that_is_locked_is_one_clear_line(bench: Bench) -> None:
    """As by another program's shell; SQLite waits for it as long as the address says."""
    site, path = bench.web.site("a.test", articles=1), bench.folder / "state.db"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("CREATE TABLE anything (a)")
        holder.execute("BEGIN EXCLUSIVE")
        outcome = bench.crawl([site], "--state", f"sqlite:///{path}?timeout=0.2")
    assert_refused(outcome, 2, "state.db", "database is locked")
    assert site.log() == []


def test_a_store_locked_while_a_run_begins_is_one_clear_line(bench: Bench) -> None:
    """The store can be read, as its log lets readers in, but the run can't be written down."""
    path = bench.folder / "state.db"
    Store.open(f"sqlite:///{path}").close()
    config = Config(output=bench.output, state=str(path))

    def hurry(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA busy_timeout=100")

    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        event.listen(Pool, "checkout", hurry)
        try:
            with pytest.raises(DatasetError, match=r"state\.db: can't be used: database is locked$"):
                Run(config, [site_from_argument("a.test")])
        finally:
            event.remove(Pool, "checkout", hurry)


def test_a_store_that_cannot_be_written_is_one_clear_line(bench: Bench) -> None:
    """Root may write to any file; a later format for writing (SQLite's file format, 1.3.3) keeps it from this one."""
    site, path = bench.web.site("a.test", articles=1), bench.folder / "state.db"
    Store.open(f"sqlite:///{path}").close()
    with path.open("r+b") as file:
        file.seek(18)
        file.write(b"\x03")
    outcome = bench.crawl([site], "-s", f"NEWSCRAWL_STATE=sqlite:///{path}")
    assert_refused(outcome, 1, "state.db", "readonly database")
    assert site.log() == []


@pytest.mark.parametrize("output", ["out", "news.jsonl.gz"])
def test_an_output_under_proc_is_one_clear_line(bench: Bench, output: str) -> None:
    """A folder in which not even root can make anything."""
    site = bench.web.site("a.test", articles=1)
    state = f"sqlite:///{bench.folder}/state.db"
    outcome = bench.crawl([site], "--output", f"/proc/self/{output}", "--state", state)
    assert outcome.exit_code in (1, 2)
    assert_refused(outcome, outcome.exit_code, "/proc/self")
    assert site.log() == []


def test_shards_that_cannot_be_recovered_are_one_clear_line(bench: Bench) -> None:
    """And the sites are given back: the next run, once that is put right, gets them."""
    site = bench.web.site("a.test", articles=1)
    blocked = bench.output / "articles" / "2026-11-01" / "run-00001.jsonl"
    blocked.mkdir(parents=True)
    assert_refused(bench.crawl([site]), 1, "run-00001.jsonl: can't be recovered: Is a directory")
    assert site.log() == []
    blocked.rmdir()
    assert bench.crawl([site]).exit_code == 0
    assert bench.texts() == expected(site)


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_a_damaged_output_file_is_one_clear_line(bench: Bench, suffix: str) -> None:
    site, target = bench.web.site("a.test", articles=2), bench.folder / f"news.jsonl.{suffix}"
    assert bench.crawl([site], "--output", str(target)).exit_code == 0
    damaged = target.read_bytes() + b"damage"
    target.write_bytes(damaged)
    more = bench.web.site("b.test", articles=1)
    outcome = bench.crawl([more], "--output", str(target))
    assert_refused(outcome, 1, f"news.jsonl.{suffix}: damaged from byte {len(damaged) - 6} on", "move it away")
    assert target.read_bytes() == damaged
    assert more.log() == []


def test_a_foreign_file_is_gone_on_with(bench: Bench) -> None:
    """Lines that newscrawl didn't write, odd ones among them, and a last one without its newline."""
    site, target = bench.web.site("a.test", articles=2), bench.folder / "news.jsonl"
    odd: list[dict[str, object]] = [
        {"url": 5},
        {"url": "https://b.test/1", "id": ["x"], "source": "b"},
        {"url": "https://b.test/2", "id": "\ud800", "source": "b"},
        {"url": "https://b.test/3", "id": "nul\0", "source": "b"},
        {"url": "https://b.test/4", "id": "5", "source": "b", "version": float("inf")},
        {"url": "https://b.test/5", "id": "6", "source": "b", "version": 10**30, "content_hash": [1]},
        {"url": "https://b.test/6", "id": "7", "source": "b", "version": 10**30},
    ]
    foreign = "\n".join(json.dumps(row) for row in odd)
    target.write_text(foreign)
    outcome = bench.crawl([site], "--output", str(target))
    assert (outcome.exit_code, outcome.figures["written"]) == (0, 2), outcome.stderr
    lines = target.read_text().splitlines()
    assert lines[: len(odd)] == foreign.splitlines()
    assert {row["url"]: row["text"] for row in map(json.loads, lines[len(odd) :])} == expected(site)


def test_two_files_that_share_their_rejections_are_not_written_at_once(bench: Bench) -> None:
    config = Config(output=bench.folder / "news.jsonl")
    held = SingleFile(config.beside("rejected.jsonl"))
    with pytest.raises(SitesBusy, match=r"news\.rejected\.jsonl"):
        Run(config, [site_from_argument("a.test")])
    held.close()
    SingleFile(config.output).close()
