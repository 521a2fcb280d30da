"""manifest.jsonl on a real disk."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from newscrawl.dataset.appending import DatasetError
from newscrawl.dataset.manifest import Entry, Manifest, Tally, parse_manifest


def add(manifest: Manifest, name: str, data: bytes = b"x\n", run_id: str = "run") -> Path:
    path = manifest.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    tally = Tally(lines=1)
    tally.take_file(path)
    manifest.add(path, run_id, tally)
    return path


def test_a_file_of_any_kind_is_listed_and_told(tmp_path: Path) -> None:
    told: list[Path] = []
    manifest = Manifest(tmp_path, told.append)
    path = add(manifest, "archive/2026-11-24/run-00001.warc.gz")
    assert told == [path]
    (entry,) = manifest.entries().values()
    assert (entry.kind, entry.shard, entry.size) == ("archive", "archive/2026-11-24/run-00001.warc.gz", 2)
    assert manifest.lists(path)
    assert not manifest.lists(path.with_name("other"))


def test_half_and_foreign_lines_are_passed_over(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path)
    assert manifest.entries() == {}
    add(manifest, "articles/d/a-00001.jsonl")
    with manifest.path.open("ab") as file:
        file.write(b'no json\n[1]\n{"shard": 1}\n' + b"[" * 100_000 + b'\n{"shard": "half')
    add(manifest, "articles/d/a-00002.jsonl")
    assert list(manifest.entries()) == ["articles/d/a-00001.jsonl", "articles/d/a-00002.jsonl"]


def test_fields_of_a_newer_version_are_passed_over_and_the_last_line_counts(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path)
    add(manifest, "articles/d/a-00001.jsonl")
    row = json.loads(manifest.path.read_bytes())
    entries = parse_manifest(manifest.path.read_bytes() + json.dumps({**row, "lines": 9, "new": 1}).encode())
    assert [entry.lines for entry in entries.values()] == [9]


def test_it_is_written_anew_at_once_or_not_at_all(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path)
    for n in range(3):
        add(manifest, f"articles/d/a-{n:05d}.jsonl")
    before = manifest.path.read_bytes()

    def fail(entries: dict[str, Entry]) -> list[Entry]:
        raise OSError(28, "No space left on device")

    with pytest.raises(DatasetError, match=r"manifest\.jsonl: can't be written: No space left on device"):
        manifest.update(fail)
    assert manifest.path.read_bytes() == before
    manifest.update(lambda entries: [replace(entry, lines=5) for name, entry in entries.items() if "00001" not in name])
    assert [(e.shard, e.lines) for e in manifest.entries().values()] == [
        ("articles/d/a-00000.jsonl", 5),
        ("articles/d/a-00002.jsonl", 5),
    ]


def test_nothing_is_lost_between_those_who_add_and_those_who_rewrite(tmp_path: Path) -> None:
    def adds(who: int) -> None:
        manifest = Manifest(tmp_path)
        for n in range(20):
            add(manifest, f"articles/d/{who}-{n:05d}.jsonl")

    def rewrites() -> None:
        for _ in range(20):
            Manifest(tmp_path).update(lambda entries: list(entries.values()))

    threads = [threading.Thread(target=adds, args=(who,)) for who in range(3)] + [threading.Thread(target=rewrites)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Manifest(tmp_path).entries()) == 60
