"""Shards on a real disk, cut at every place a crash can cut them."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import resource
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import zstandard

from newscrawl.core.verdict import Reason
from newscrawl.dataset.appending import AppendFile, DatasetError
from newscrawl.dataset.manifest import Manifest
from newscrawl.dataset.recovery import open_lines, recover_file, recover_shards
from newscrawl.dataset.shards import FileInUse, Shards, SingleFile, encode
from newscrawl.dataset.writer import Writer
from newscrawl.store import LeftOut, Written

SUFFIXES = ("", ".gz", ".zst")


def record(number: int) -> dict[str, object]:
    return {"id": f"{number:032x}", "source": "paper", "date_published": f"2026-11-{number % 28 + 1:02d}", "n": number}


def numbers(path: Path) -> list[int]:
    with open_lines(path) as lines:
        return [json.loads(line)["n"] for line in lines]


def shards_of(folder: Path) -> list[Path]:
    return sorted((folder / "articles").glob("*/*.jsonl*"))


@pytest.mark.parametrize("compression", ["", "gz", "zst"])
def test_shards_are_rolled_and_listed(tmp_path: Path, compression: str) -> None:
    shards = Shards(tmp_path, "articles", "run", compression=compression, lines_max=3)
    for n in range(8):
        shards.append([record(n)])
    shards.close()
    shards.close()
    files = shards_of(tmp_path)
    assert [n for file in files for n in numbers(file)] == list(range(8))
    entries = [json.loads(line) for line in (tmp_path / "manifest.jsonl").read_text().splitlines()]
    assert [e["lines"] for e in entries] == [3, 3, 2]
    for entry, file in zip(entries, files, strict=True):
        data = file.read_bytes()
        assert tmp_path / entry["shard"] == file
        assert (entry["bytes"], entry["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert entries[0]["first_date"] == "2026-11-01"
    assert entries[0]["sites"] == {"paper": 3}


def test_a_shard_is_rolled_by_its_bytes(tmp_path: Path) -> None:
    shards = Shards(tmp_path, "articles", "run", bytes_max=150)
    for n in range(4):
        shards.append([record(n)])
    shards.close()
    assert len(shards_of(tmp_path)) > 1


def test_nothing_written_leaves_nothing(tmp_path: Path) -> None:
    shards = Shards(tmp_path, "articles", "run")
    shards.append([])
    shards.close()
    assert list(tmp_path.iterdir()) == []


def test_the_files_are_plain_gzip_and_zstd(tmp_path: Path) -> None:
    for suffix in SUFFIXES[1:]:
        file = AppendFile(tmp_path / f"x.jsonl{suffix}")
        file.append([b"1", b"2"])
        file.append([b"3"])
        file.close()
    assert gzip.decompress((tmp_path / "x.jsonl.gz").read_bytes()) == b"1\n2\n3\n"
    with zstandard.open(tmp_path / "x.jsonl.zst", "rb") as stream:
        assert stream.read() == b"1\n2\n3\n"


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
    for cut in range(len(whole) + 1):
        path.write_bytes(whole[:cut])
        kept = [row["n"] for row in recover_file(path)]
        assert kept == list(range(sum(end <= cut for end in ends))), cut
        assert path.stat().st_size == max([0, *(end for end in ends if end <= cut)])


def test_recovery_finishes_shards_of_dead_runs_only(tmp_path: Path) -> None:
    for run_id in ("dead", "alive", "done"):
        shards = Shards(tmp_path, "articles", run_id)
        shards.append([record(1), record(2)])
        if run_id == "done":
            shards.close()
    dead = next(path for path in shards_of(tmp_path) if path.name.startswith("dead"))
    with dead.open("ab") as half:
        half.write(b'{"half": ')
    (dead.parent / "dead-00002.jsonl").write_bytes(b'{"only half')
    found = list(recover_shards(tmp_path, alive={"alive"}))
    assert [(f.kind, f.run_id, f.record["n"]) for f in found] == [("articles", "dead", 1), ("articles", "dead", 2)]
    assert numbers(dead) == [1, 2]
    assert not (dead.parent / "dead-00002.jsonl").exists()
    names = {Path(name).name for name in Manifest(tmp_path).finished()}
    assert names == {"dead-00001.jsonl", "done-00001.jsonl"}
    assert list(recover_shards(tmp_path, alive={"alive"})) == []


def test_foreign_lines_do_not_stop_recovery(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'not json\n[1]\n{"n": 1}\n')
    assert [row["n"] for row in recover_file(path)] == [1]


def test_one_file_has_one_writer(tmp_path: Path) -> None:
    first = SingleFile(tmp_path / "x.jsonl")
    with pytest.raises(FileInUse, match=r"x\.jsonl"):
        SingleFile(tmp_path / "x.jsonl")
    first.append([record(1)])
    first.append([])
    first.close()
    second = SingleFile(tmp_path / "x.jsonl")
    second.append([record(2)])
    second.close()
    assert numbers(tmp_path / "x.jsonl") == [1, 2]


def test_lone_surrogates_and_newlines_stay_on_one_line() -> None:
    line = encode({"text": "a\nb \ud800 \u2028 ü"})
    assert b"\n" not in line
    assert json.loads(line) == {"text": "a\nb \ufffd\ufffd\ufffd \u2028 ü"}


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DatasetError, match=r"file/x\.jsonl: can't be written: "):
        AppendFile(tmp_path / "file" / "x.jsonl")


def test_a_full_disk_leaves_whole_lines(tmp_path: Path) -> None:
    """A file size limit is the full disk that a test can have: write(2) falls short, then fails."""
    path = tmp_path / "x.jsonl"
    file = AppendFile(path)
    file.append([b"x" * 99])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (150, hard))
    try:
        with pytest.raises(DatasetError, match=r"x\.jsonl: can't be written: File too large"):
            file.append([b"y" * 99])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert path.read_bytes() == b"x" * 99 + b"\n"
    file.append([b"z"])
    file.close()
    assert path.read_bytes().endswith(b"x\nz\n")


class _Kept:
    """A sink that keeps its records, to see the order of things."""

    def __init__(self, events: list[str], name: str, fail: bool = False) -> None:
        self._events, self._name, self._fail = events, name, fail

    def append(self, records: list[dict[str, object]]) -> None:
        if self._fail:
            raise DatasetError("no space")
        self._events.extend(f"{self._name} {r['n']}" for r in records)

    def close(self) -> None:
        self._events.append(f"{self._name} closed")


def item(n: int) -> Written:
    return Written(f"{n}", f"https://paper.example/{n}", "paper.example", None, 1, (f"paper.example/{n}",))


async def test_lines_are_on_disk_before_they_are_confirmed() -> None:
    events: list[str] = []
    thread = ThreadPoolExecutor(1)
    writer = Writer(
        _Kept(events, "article"),  # type: ignore[arg-type]
        _Kept(events, "rejected"),  # type: ignore[arg-type]
        lambda items: events.append(f"confirmed {len(items)}"),
        thread,
        group_seconds=0.01,
    )
    left_out = LeftOut("https://paper.example/3", "paper.example", Reason.NO_TEXT, ("paper.example/3",))
    await asyncio.gather(
        writer.write({"n": 1}, item(1)), writer.write({"n": 2}, item(2)), writer.write({"n": 3}, left_out)
    )
    assert events == ["article 1", "article 2", "rejected 3", "confirmed 3"]
    await writer.close()
    assert events[-2:] == ["article closed", "rejected closed"]
    thread.shutdown()


async def test_a_full_group_does_not_wait(tmp_path: Path) -> None:
    confirmed: list[int] = []
    thread = ThreadPoolExecutor(1)
    shards, rejected = Shards(tmp_path, "articles", "run"), Shards(tmp_path, "rejected", "run")
    writer = Writer(shards, rejected, lambda items: confirmed.append(len(items)), thread, group_seconds=60)
    await asyncio.wait_for(asyncio.gather(*(writer.write(record(n), item(n)) for n in range(64))), 10)
    assert sum(confirmed) == 64
    await writer.close()
    assert numbers(shards_of(tmp_path)[0]) == list(range(64))
    thread.shutdown()


async def test_every_writer_hears_of_a_failure() -> None:
    thread = ThreadPoolExecutor(1)
    confirmed: list[object] = []
    failing = _Kept([], "article", fail=True)
    writer = Writer(failing, _Kept([], "rejected"), confirmed.extend, thread, group_seconds=0.01)  # type: ignore[arg-type]
    results = await asyncio.gather(*(writer.write({"n": n}, item(n)) for n in range(3)), return_exceptions=True)
    assert [type(r) for r in results] == [DatasetError] * 3
    assert confirmed == []
    thread.shutdown()


def test_a_killed_writer_leaves_whole_lines(tmp_path: Path) -> None:
    code = """
import sys, pathlib
from newscrawl.dataset.shards import Shards
shards, n = Shards(pathlib.Path(sys.argv[1]), "articles", "run"), 0
while True:
    shards.append([{"n": n, "text": "x" * 5000}])
    n += 1
    if n == 20:
        print("go", flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, cwd=Path.cwd()) as child:
        assert child.stdout is not None
        child.stdout.readline()
        child.kill()
    found = [f.record["n"] for f in recover_shards(tmp_path, alive=set())]
    assert len(found) >= 20
    assert found == list(range(len(found)))
