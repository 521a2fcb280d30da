"""Shards and single files on a real disk."""

from __future__ import annotations

import gzip
import hashlib
import json
import resource
import signal
from pathlib import Path

import pytest
import zstandard

from newscrawl.dataset.appending import AppendFile, DatasetError
from newscrawl.dataset.manifest import Manifest
from newscrawl.dataset.recovery import recover_shards
from newscrawl.dataset.shards import FileInUse, Shards, SingleFile, encode
from tests.dataset.lines import (
    SUFFIXES,
    assert_listed_once,
    manifest_of,
    numbers,
    put,
    record,
    shards_of,
)


@pytest.mark.parametrize("compression", ["", "gz", "zst"])
def test_shards_are_rolled_and_listed(tmp_path: Path, compression: str) -> None:
    shards = Shards(Manifest(tmp_path), "articles", "run", compression=compression, lines_max=3)
    for n in range(8):
        put(shards, record(n))
    shards.close()
    shards.close()
    files = shards_of(tmp_path)
    assert [n for file in files for n in numbers(file)] == list(range(8))
    entries = manifest_of(tmp_path)
    assert [e["lines"] for e in entries] == [3, 3, 2]
    for entry, file in zip(entries, files, strict=True):
        data = file.read_bytes()
        assert tmp_path / entry["shard"] == file
        assert (entry["bytes"], entry["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert {name: entries[0][name] for name in ("kind", "run_id", "sites", "languages", "schema_version")} == {
        "kind": "articles",
        "run_id": "run",
        "sites": {"paper": 3},
        "languages": {"de": 2, "en": 1},
        "schema_version": 1,
    }
    assert [entries[0][f"{end}_{what}"] for what in ("date", "fetched") for end in ("first", "last")] == [
        "2026-11-01",
        "2026-11-03",
        "2026-11-24T10:00:00+00:00",
        "2026-11-24T10:00:02+00:00",
    ]


def test_a_shard_is_rolled_by_its_bytes(tmp_path: Path) -> None:
    shards = Shards(Manifest(tmp_path), "articles", "run", bytes_max=150)
    for n in range(4):
        put(shards, record(n))
    shards.close()
    assert len(shards_of(tmp_path)) > 1


@pytest.mark.parametrize("compression", ["", "gz", "zst"])
def test_a_batch_is_shared_out_and_full_shards_are_listed_later(tmp_path: Path, compression: str) -> None:
    """The store hears of a batch after it was written: a shard that is listed before that would never be read back."""
    shards = Shards(Manifest(tmp_path), "articles", "run", compression=compression, lines_max=3)
    put(shards, *map(record, range(8)))
    assert not (tmp_path / "manifest.jsonl").exists()
    put(shards, record(8))
    assert [e["lines"] for e in manifest_of(tmp_path)] == [3, 3]
    put(shards, record(9))
    shards.close()
    assert [e["lines"] for e in assert_listed_once(tmp_path)] == [3, 3, 3, 1]
    assert [n for file in shards_of(tmp_path) for n in numbers(file)] == list(range(10))


def test_a_batch_that_failed_leaves_all_its_shards_for_recovery(tmp_path: Path) -> None:
    shards = Shards(Manifest(tmp_path), "articles", "run", lines_max=3)
    put(shards, *map(record, range(8)))
    shards.leave()
    shards.close()
    assert not (tmp_path / "manifest.jsonl").exists()
    found = [row["n"] for part in recover_shards(tmp_path, set()) for row in part.records]
    assert found == list(range(8))
    assert len(assert_listed_once(tmp_path)) == 3


def test_a_shard_is_rolled_at_midnight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shards = Shards(Manifest(tmp_path), "articles", "run")
    for day in ("2026-11-23", "2026-11-24"):
        monkeypatch.setattr("newscrawl.dataset.shards._today", lambda day=day: day)
        put(shards, record(1))
    shards.close()
    assert [e["shard"] for e in manifest_of(tmp_path)] == [
        "articles/2026-11-23/run-00001.jsonl",
        "articles/2026-11-24/run-00002.jsonl",
    ]


def test_a_folder_that_went_away_is_not_made_again(tmp_path: Path) -> None:
    """As when a mount vanishes: what would be written under its name lies on another disk."""
    folder = tmp_path / "out"
    folder.mkdir()
    shards = Shards(Manifest(folder), "articles", "run", lines_max=1)
    put(shards, record(1))
    folder.rename(tmp_path / "away")
    with pytest.raises(DatasetError, match=r"out: is no longer the folder that it was"):
        put(shards, record(2))
    shards.leave()
    assert not folder.exists()
    (path,) = shards_of(tmp_path / "away")
    assert numbers(path) == [1]


def test_a_shard_that_was_deleted_is_told(tmp_path: Path) -> None:
    shards = Shards(Manifest(tmp_path), "articles", "run")
    put(shards, record(1))
    shards_of(tmp_path)[0].unlink()
    with pytest.raises(DatasetError, match=r"run-00001\.jsonl: was deleted while it was written"):
        put(shards, record(2))
    shards.leave()


def test_nothing_written_leaves_nothing(tmp_path: Path) -> None:
    shards = Shards(Manifest(tmp_path), "articles", "run")
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


def test_one_file_has_one_writer(tmp_path: Path) -> None:
    first = SingleFile(tmp_path / "x.jsonl")
    with pytest.raises(FileInUse, match=r"x\.jsonl"):
        SingleFile(tmp_path / "x.jsonl")
    put(first, record(1))
    first.append([])
    first.close()
    second = SingleFile(tmp_path / "x.jsonl")
    put(second, record(2))
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
