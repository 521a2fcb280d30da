"""Where in the dataset an address has its line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newscrawl.crawl.config import Config
from newscrawl.dataset.reading import DamagedFile, read_lines


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the dataset."""

    file: Path
    line: int
    """From 1."""
    record: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def find_line(
    output: Path, kind: str, run_id: str | None, needle: str, is_it: Callable[[dict[str, Any]], bool]
) -> Place | None:
    """The last line of a run's files whose record is the one; None where there is none, or they are gone.

    In: --output, `articles` or `rejected`, the run that wrote it, a text that stands in the line as a JSON string, and
    whether a record that has it is the one.
    """
    quoted = json.dumps(needle, ensure_ascii=False).encode("utf-8", "replace")
    found = None
    for file in _files(output, kind, run_id):
        try:
            for number, line in enumerate(read_lines(file), 1):
                if quoted in line and (record := _record(line)) is not None and is_it(record):
                    found = Place(file, number, record)
        except (OSError, DamagedFile):
            continue
    return found


def _files(output: Path, kind: str, run_id: str | None) -> Iterator[Path]:
    config = Config(output=output)
    if config.single_file:
        yield from filter(Path.is_file, [output if kind == "articles" else config.beside("rejected.jsonl")])
    elif run_id:
        yield from sorted((output / kind).glob(f"*/{run_id}-*.jsonl*"))


def _record(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None
