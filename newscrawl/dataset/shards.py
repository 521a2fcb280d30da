"""Where lines go: a row of shards in a folder, or one file."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from newscrawl.dataset.appending import AppendFile, DatasetError
from newscrawl.dataset.manifest import Manifest, Tally


class Sink(Protocol):
    """Takes records and makes them durable."""

    def append(self, records: Sequence[dict[str, Any]]) -> None:
        """Write the records as lines; they are on disk when it returns. Raises DatasetError."""

    def close(self) -> None:
        """Finish what is open."""


class Shards:
    """FOLDER/KIND/YYYY-MM-DD/RUN-00001.jsonl[.gz|.zst], rolled by lines, bytes and day (UTC)."""

    def __init__(
        self,
        folder: Path,
        kind: str,
        run_id: str,
        *,
        compression: str = "",
        lines_max: int = 50_000,
        bytes_max: int = 256 * 2**20,
    ) -> None:
        """Nothing is made on disk before the first line. `compression` is "", "gz" or "zst"."""
        self._folder, self._kind, self._run_id = folder, kind, run_id
        self._suffix = ".jsonl" + (f".{compression}" if compression else "")
        self._lines_max, self._bytes_max = lines_max, bytes_max
        self._manifest = Manifest(folder)
        self._number = 0
        self._day = ""
        self._file: AppendFile | None = None
        self._tally = Tally()

    def append(self, records: Sequence[dict[str, Any]]) -> None:
        """Write the records as lines; they are on disk when it returns. Raises DatasetError."""
        if not records:
            return
        file = self._current()
        self._tally.take(file.append([encode(record) for record in records]))
        for record in records:
            self._tally.count(record)

    def close(self) -> None:
        """Finish the open shard: after this it never changes, and the manifest lists it."""
        if self._file is None:
            return
        self._file.close()
        self._manifest.add(self._file.path, self._run_id, self._tally)
        self._file = None

    def _current(self) -> AppendFile:
        day = datetime.now(UTC).strftime("%Y-%m-%d")
        full = self._tally.lines >= self._lines_max or self._tally.size >= self._bytes_max
        if self._file is not None and (full or day != self._day):
            self.close()
        if self._file is None:
            self._number += 1
            self._day, self._tally = day, Tally()
            name = f"{self._run_id}-{self._number:05d}{self._suffix}"
            self._file = AppendFile(self._folder / self._kind / day / name)
        return self._file


class FileInUse(RuntimeError):
    """Another run writes the output file."""


class SingleFile:
    """One growing file, held by one run at a time."""

    def __init__(self, path: Path) -> None:
        """Open and lock the file. Raises DatasetError, FileInUse."""
        self._file = AppendFile(path)
        try:
            fcntl.flock(self._file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise FileInUse(f"another run is writing {path}; wait for it, or name another file") from None
        except OSError as error:
            self._file.close()
            raise DatasetError(f"{path}: can't be locked: {error.strerror}") from error

    def append(self, records: Sequence[dict[str, Any]]) -> None:
        """Write the records as lines; they are on disk when it returns. Raises DatasetError."""
        if records:
            self._file.append([encode(record) for record in records])

    def close(self) -> None:
        """Close the file and give it free."""
        self._file.close()


def encode(record: dict[str, Any]) -> bytes:
    """A record as one line of JSON, UTF-8, without the newline; lone surrogates become U+FFFD."""
    line = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return line.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode()
