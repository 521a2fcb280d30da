"""The list of finished files of an output folder, a JSON object a line."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from newscrawl.dataset.appending import AppendFile, DatasetError, open_locked, sync_folder
from newscrawl.dataset.mending import CHUNK, mend, naming

SCHEMA_VERSION = 1
"""Goes up when a field of the record is renamed or changes its meaning."""

MANIFEST = "manifest.jsonl"
"""Its name in an output folder."""

KINDS = ("articles", "rejected", "archive")


@dataclass(slots=True)
class Tally:
    """What the manifest says of a file, counted while it grows."""

    lines: int = 0
    size: int = 0
    """Bytes on disk."""
    sites: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    first_date: str | None = None
    last_date: str | None = None
    first_fetched: str | None = None
    last_fetched: str | None = None
    sha256: Any = field(default_factory=hashlib.sha256)

    def count(self, record: dict[str, Any]) -> None:
        """Count one line, by the fields of a record that the manifest tells."""
        self.lines += 1
        self.sites[str(record.get("source") or "")] += 1
        if record.get("language"):
            self.languages[str(record["language"])] += 1
        day = str(record.get("date_published") or "")[:10]
        if day:
            self.first_date = min(self.first_date or day, day)
            self.last_date = max(self.last_date or day, day)
        fetched = str(record.get("fetched_at") or "")
        if fetched:
            self.first_fetched = min(self.first_fetched or fetched, fetched)
            self.last_fetched = max(self.last_fetched or fetched, fetched)

    def take(self, data: bytes) -> None:
        """Count bytes as they stand on disk."""
        self.size += len(data)
        self.sha256.update(data)

    def take_file(self, path: Path) -> None:
        """Count all bytes of a file. Raises OSError."""
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                self.take(chunk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the manifest; docs/output-and-state.md says what each field is."""

    shard: str
    kind: str
    run_id: str
    lines: int
    size: int
    """`bytes` in the file."""
    sha256: str
    sites: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    first_date: str | None = None
    last_date: str | None = None
    first_fetched: str | None = None
    last_fetched: str | None = None
    schema_version: int = SCHEMA_VERSION
    rewritten_at: str | None = None
    """When lines were last taken out of it (`newscrawl forget`); left out of the line where none ever were."""

    @classmethod
    def of(cls, shard: str, run_id: str, tally: Tally) -> Self:
        """The entry of a file, by its path from the output folder; the first folder is its kind."""
        return cls(
            shard=shard,
            kind=shard.partition("/")[0],
            run_id=run_id,
            lines=tally.lines,
            size=tally.size,
            sha256=tally.sha256.hexdigest(),
            sites=dict(tally.sites),
            languages=dict(tally.languages),
            first_date=tally.first_date,
            last_date=tally.last_date,
            first_fetched=tally.first_fetched,
            last_fetched=tally.last_fetched,
        )

    @classmethod
    def parse(cls, line: bytes) -> Self | None:
        """Read back from a line; None for a half or foreign one. Fields of a newer newscrawl are passed over."""
        try:
            found = json.loads(line)
            entry = cls(**{name: found[_key(name)] for name in _NAMES if _key(name) in found})
        except (ValueError, TypeError, RecursionError):
            return None
        kinds = {"lines": int, "size": int, "shard": str, "kind": str, "sha256": str}
        return entry if all(isinstance(getattr(entry, name), kind) for name, kind in kinds.items()) else None

    def line(self) -> bytes:
        """As a line, without its newline."""
        row = {_key(name): value for name, value in asdict(self).items() if (name, value) != ("rewritten_at", None)}
        return json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")


def _key(name: str) -> str:
    """A field's name in the file."""
    return "bytes" if name == "size" else name


_NAMES = tuple(item.name for item in fields(Entry))


def parse_manifest(data: bytes) -> dict[str, Entry]:
    """The entries by shard, in order; of several for a shard the last one counts. Foreign lines are passed over."""
    entries = (Entry.parse(line) for line in data.split(b"\n") if line)
    return {entry.shard: entry for entry in entries if entry is not None}


class Manifest:
    """manifest.jsonl of an output folder. One that a run holds says so when the folder is no longer the same."""

    def __init__(self, folder: Path, listed: Callable[[Path], object] = lambda path: None) -> None:
        """`listed` is told of each file that `add` has listed."""
        self.folder = folder
        self.path = folder / MANIFEST
        self._listed = listed
        self._place = _place(folder)

    def check_place(self) -> None:
        """Whether the folder is still the one it was: not unmounted, moved or made anew. Raises DatasetError."""
        if self._place is None:
            self._place = _place(self.folder)
        elif self._place != _place(self.folder):
            raise DatasetError(f"{self.folder}: is no longer the folder that it was: unmounted, moved or deleted")

    def entries(self) -> dict[str, Entry]:
        """What is listed, by path relative to the folder; half or foreign lines are passed over.

        Raises DatasetError.
        """
        try:
            return parse_manifest(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise DatasetError(f"{self.path}: can't be read: {error.strerror}") from error

    def finished(self) -> set[str]:
        """The paths that are listed. Raises DatasetError."""
        return set(self.entries())

    def lists(self, shard: Path) -> bool:
        """Whether the file is finished. Raises DatasetError."""
        return self.name(shard) in self.finished()

    def name(self, shard: Path) -> str:
        """The file's path as it is listed."""
        return shard.relative_to(self.folder).as_posix()

    def add(self, shard: Path, run_id: str, tally: Tally) -> None:
        """List a finished file, which is never changed after that. Raises DatasetError."""
        self.check_place()
        with self._held() as file:
            file.append([Entry.of(self.name(shard), run_id, tally).line()])
        self._listed(shard)

    def update(self, change: Callable[[dict[str, Entry]], Iterable[Entry]]) -> None:
        """Write the manifest anew, at once or not at all, from what `change` makes of its entries; others wait.

        Raises DatasetError.
        """
        self.check_place()
        with self._held(), naming(self.path, "written"):
            new = self.path.with_name(self.path.name + ".new")
            with new.open("wb") as file:
                file.writelines(entry.line() + b"\n" for entry in change(self.entries()))
                file.flush()
                os.fsync(file.fileno())
            new.replace(self.path)
            sync_folder(self.folder)

    @contextlib.contextmanager
    def _held(self) -> Iterator[AppendFile]:
        file = open_locked(self.path)
        try:
            mend(self.path)  # a crash may have left half an entry, which would spoil the next one
            yield file
        finally:
            file.close()


def _place(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
