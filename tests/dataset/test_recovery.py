"""Shards on a real disk, cut at every place a crash can cut them."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.dataset.appending import AppendFile, DatasetError
from newscrawl.dataset.manifest import Manifest
from newscrawl.dataset.recovery import BATCH, recover_shards
from newscrawl.dataset.shards import Shards, encode
from tests.dataset.lines import (
    SUFFIXES,
    assert_listed_once,
    numbers,
    put,
    record,
    recovered,
    rows_of,
    shards_of,
)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_cut_anywhere_loses_only_what_was_cut(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"x.jsonl{suffix}"
    file = AppendFile(path)
    ends = []
    for n in range(3):
        file.append([encode(record(n))])
        ends.append(file.size())
    file.close()
    whole = path.read_bytes()
    only_newline = 0 if suffix else 1  # a plain line is whole without its newline, which is then made good
    for cut in range(len(whole) + 1):
        path.write_bytes(whole[:cut])
        assert recovered(path) == list(range(sum(end - only_newline <= cut for end in ends))), cut
        assert path.stat().st_size == max([0, *(end for end in ends if end - only_newline <= cut)])
        assert path.read_bytes() == whole[: path.stat().st_size]


def test_recovery_finishes_shards_of_dead_runs_only(tmp_path: Path) -> None:
    for run_id in ("dead", "alive", "done"):
        shards = Shards(Manifest(tmp_path), "articles", run_id)
        put(shards, record(1), record(2))
        if run_id == "done":
            shards.close()
        else:
            shards.leave()
    dead = next(path for path in shards_of(tmp_path) if path.name.startswith("dead"))
    with dead.open("ab") as half:
        half.write(b'{"half": ')
    (dead.parent / "dead-00002.jsonl").write_bytes(b'{"only half')
    found = rows_of(recover_shards(tmp_path, alive={"alive"}))
    assert found == [("articles", "dead", 1), ("articles", "dead", 2)]
    assert numbers(dead) == [1, 2]
    assert not (dead.parent / "dead-00002.jsonl").exists()
    names = {Path(name).name for name in Manifest(tmp_path).finished()}
    assert names == {"dead-00001.jsonl", "done-00001.jsonl"}
    assert list(recover_shards(tmp_path, alive={"alive"})) == []


def test_foreign_lines_do_not_stop_recovery(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"not json\n[1]\n" + b"[" * 100_000 + b'\n{"n": 1}\n')
    assert recovered(path) == [1]


def test_a_killed_writer_leaves_whole_lines(tmp_path: Path) -> None:
    code = """
import sys, pathlib
from newscrawl.dataset.manifest import Manifest
from newscrawl.dataset.shards import Line, Shards
shards, n = Shards(Manifest(pathlib.Path(sys.argv[1])), "articles", "run"), 0
while True:
    shards.append([Line.of({"n": n, "text": "x" * 5000})])
    n += 1
    if n == 20:
        print("go", flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, cwd=Path.cwd()) as child:
        assert child.stdout is not None
        child.stdout.readline()
        child.kill()
    found = [n for _kind, _run, n in rows_of(recover_shards(tmp_path, alive=set()))]
    assert len(found) >= 20
    assert found == list(range(len(found)))


def test_a_shard_that_is_open_is_left_alone(tmp_path: Path) -> None:
    """The run has another store: its lock alone says that it lives."""
    shards = Shards(Manifest(tmp_path), "articles", "elsewhere", lines_max=2)
    put(shards, record(1))
    (path,) = shards_of(tmp_path)
    with path.open("ab") as half:
        half.write(b'{"half a li')
    before = path.read_bytes()
    assert list(recover_shards(tmp_path, alive=set())) == []
    assert path.read_bytes() == before
    assert Manifest(tmp_path).finished() == set()
    os.truncate(path, before.rindex(b"\n") + 1)
    put(shards, record(2))
    put(shards, record(3))
    shards.close()
    assert list(recover_shards(tmp_path, alive=set())) == []
    assert [row["lines"] for row in assert_listed_once(tmp_path)] == [2, 1]


def test_a_shard_finished_since_the_manifest_was_read_is_left_alone(tmp_path: Path) -> None:
    dead = Shards(Manifest(tmp_path), "articles", "a-dead")
    put(dead, record(1))
    dead.leave()
    shards = Shards(Manifest(tmp_path), "articles", "b-elsewhere")
    put(shards, record(2))
    found = recover_shards(tmp_path, alive=set())
    first = next(found)
    shards.close()
    assert rows_of([first, *found]) == [("articles", "a-dead", 1)]
    assert len(assert_listed_once(tmp_path)) == 2


def test_a_shard_is_listed_only_when_its_last_batch_was_taken(tmp_path: Path) -> None:
    """Who dies, or whose store fails, before confirming a batch finds the shard again."""
    shards = Shards(Manifest(tmp_path), "articles", "dead")
    put(shards, *(record(n) for n in range(BATCH + 1)))
    shards.leave()
    for _ in range(2):
        found = recover_shards(tmp_path, alive=set())
        assert [len(next(found).records) for _ in range(2)] == [BATCH, 1]
        del found
        assert Manifest(tmp_path).finished() == set()
    assert len(rows_of(recover_shards(tmp_path, alive=set()))) == BATCH + 1
    assert_listed_once(tmp_path)


def test_recoveries_of_a_folder_take_turns(tmp_path: Path) -> None:
    """The second one waits, as it must not start before the first has confirmed what it found."""
    shards = Shards(Manifest(tmp_path), "articles", "dead")
    put(shards, record(1))
    shards.leave()
    first = recover_shards(tmp_path, alive=set())
    next(first)
    with ThreadPoolExecutor(1) as thread:
        second = thread.submit(lambda: list(recover_shards(tmp_path, alive=set())))
        with pytest.raises(TimeoutError):
            second.result(timeout=0.3)
        assert list(first) == []
        assert second.result(timeout=10) == []
    assert_listed_once(tmp_path)


def test_a_shard_deleted_before_it_was_locked_is_made_anew(tmp_path: Path) -> None:
    """The writer has opened it, a recovery holds it: found empty, it goes, and the writer's line must not."""
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    path = tmp_path / "articles" / day / "run-00001.jsonl"
    recovery = AppendFile(path)
    assert recovery.lock()
    shards = Shards(Manifest(tmp_path), "articles", "run")
    with ThreadPoolExecutor(1) as thread:
        writing = thread.submit(put, shards, record(1))
        with pytest.raises(TimeoutError):
            writing.result(timeout=0.3)
        path.unlink()
        recovery.close()
        writing.result(timeout=10)
    shards.close()
    assert numbers(path) == [1]
    assert_listed_once(tmp_path)


def test_half_an_entry_of_the_manifest_does_not_spoil_the_next(tmp_path: Path) -> None:
    (tmp_path / "manifest.jsonl").write_bytes(b'{"shard": "articles/2026-11-01/a-000')
    shards = Shards(Manifest(tmp_path), "articles", "run")
    put(shards, record(1))
    shards.close()
    assert_listed_once(tmp_path)


def test_a_manifest_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "manifest.jsonl").mkdir()
    with pytest.raises(DatasetError, match=r"manifest\.jsonl: can't be read: Is a directory"):
        list(recover_shards(tmp_path, alive=set()))
    shards = Shards(Manifest(tmp_path), "articles", "run")
    put(shards, record(1))
    with pytest.raises(DatasetError, match=r"manifest\.jsonl: can't be written"):
        shards.close()
    (tmp_path / "manifest.jsonl").rmdir()
    assert rows_of(recover_shards(tmp_path, alive=set())) == [("articles", "run", 1)], "it was let go of"


def test_a_shard_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "articles" / "2026-11-01" / "run-00001.jsonl").mkdir(parents=True)
    with pytest.raises(DatasetError, match=r"run-00001\.jsonl: can't be recovered: Is a directory"):
        list(recover_shards(tmp_path, alive=set()))


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="gone: can't be recovered: No such file"):
        list(recover_shards(tmp_path / "gone", alive=set()))


def test_entries_of_the_manifest_are_written_one_after_the_other(tmp_path: Path) -> None:
    shards = Shards(Manifest(tmp_path), "articles", "run")
    put(shards, record(1))
    other = AppendFile(tmp_path / "manifest.jsonl")
    assert other.lock()
    with ThreadPoolExecutor(1) as thread:
        closing = thread.submit(shards.close)
        with pytest.raises(TimeoutError):
            closing.result(timeout=0.3)
        other.close()
        closing.result(timeout=10)
    assert_listed_once(tmp_path)
