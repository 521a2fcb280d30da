"""What the tests of the dataset write, and how they read it back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from newscrawl.dataset.reading import read_lines
from newscrawl.dataset.recovery import Recovered, recover_file
from newscrawl.dataset.shards import Line, Sink

SUFFIXES = ("", ".gz", ".zst")


def record(number: int) -> dict[str, object]:
    return {
        "id": f"{number:032x}",
        "source": "paper",
        "language": ("de", "en")[number % 2],
        "date_published": f"2026-11-{number % 28 + 1:02d}",
        "fetched_at": f"2026-11-24T10:00:{number % 60:02d}+00:00",
        "n": number,
    }


def numbers(path: Path) -> list[int]:
    return [json.loads(line)["n"] for line in read_lines(path)]


def put(sink: Sink, *records: dict[str, object]) -> None:
    sink.append([Line.of(row) for row in records])


def recovered(path: Path, *, salvage: bool = False) -> list[int]:
    return [row["n"] for batch in recover_file(path, salvage=salvage) for row in batch]


def rows_of(found: Iterable[Recovered]) -> list[tuple[str, str, int]]:
    return [(f.kind, f.run_id, row["n"]) for f in found for row in f.records]


def manifest_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]


def assert_listed_once(folder: Path) -> list[dict[str, Any]]:
    """Every shard is in the manifest once, as it lies on disk; returns the entries."""
    entries = manifest_of(folder)
    assert sorted(e["shard"] for e in entries) == [p.relative_to(folder).as_posix() for p in shards_of(folder)]
    for entry in entries:
        data = (folder / entry["shard"]).read_bytes()
        assert (entry["bytes"], entry["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    return entries


def shards_of(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "articles").glob("*/*.jsonl*") if path.suffix != ".damaged")
