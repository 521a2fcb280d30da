"""The list of finished shards, a JSON object a line."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newscrawl.dataset.appending import AppendFile, DatasetError
from newscrawl.dataset.mending import mend

RECORD_VERSION = 1
"""Goes up when a field of the record is renamed or changes its meaning."""


@dataclass(slots=True)
class Tally:
    """What the manifest says of a shard, counted while it grows."""

    lines: int = 0
    size: int = 0
    """Bytes on disk."""
    sites: Counter[str] = field(default_factory=Counter)
    first_date: str | None = None
    last_date: str | None = None
    sha256: Any = field(default_factory=hashlib.sha256)

    def count(self, record: dict[str, Any]) -> None:
        """Count one line."""
        self.lines += 1
        self.sites[str(record.get("source") or "")] += 1
        day = str(record.get("date_published") or "")[:10]
        if day:
            self.first_date = min(self.first_date or day, day)
            self.last_date = max(self.last_date or day, day)

    def take(self, data: bytes) -> None:
        """Count bytes as they stand on disk."""
        self.size += len(data)
        self.sha256.update(data)


class Manifest:
    """manifest.jsonl of an output folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path = folder / "manifest.jsonl"

    def finished(self) -> set[str]:
        """The shards listed, as paths relative to the folder; half or foreign lines are passed over.

        Raises DatasetError.
        """
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return set()
        except OSError as error:
            raise DatasetError(f"{self.path}: can't be read: {error.strerror}") from error
        names = set()
        for line in data.splitlines():
            try:
                names.add(str(json.loads(line)["shard"]))
            except (ValueError, KeyError, TypeError):
                continue
        return names

    def lists(self, shard: Path) -> bool:
        """Whether the shard is finished. Raises DatasetError."""
        return shard.relative_to(self._folder).as_posix() in self.finished()

    def add(self, shard: Path, run_id: str, tally: Tally) -> None:
        """List a finished shard. Raises DatasetError."""
        entry = {
            "shard": shard.relative_to(self._folder).as_posix(),
            "run_id": run_id,
            "lines": tally.lines,
            "bytes": tally.size,
            "sha256": tally.sha256.hexdigest(),
            "sites": dict(tally.sites),
            "first_date": tally.first_date,
            "last_date": tally.last_date,
            "record_version": RECORD_VERSION,
        }
        file = AppendFile(self.path)
        try:
            file.lock(wait=True)
            mend(self.path)  # a crash may have left half an entry, which would spoil this one
            file.append([json.dumps(entry, ensure_ascii=False).encode()])
        finally:
            file.close()
