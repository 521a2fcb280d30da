"""Where lines go: a row of shards in a folder, or one file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from newscrawl.dataset.appending import AppendFile
from newscrawl.dataset.manifest import Manifest, Tally


class Line(NamedTuple):
    """A record, and the line it becomes."""

    record: dict[str, Any]
    data: bytes

    @classmethod
    def of(cls, record: dict[str, Any]) -> Line:
        """Raises ValueError or TypeError when JSON can't hold the record."""
        return cls(record, encode(record))


class Sink(Protocol):
    """Takes lines and makes them durable."""

    def append(self, lines: Sequence[Line]) -> None:
        """Write the lines; they are on disk when it returns. Raises DatasetError."""

    def close(self) -> None:
        """Finish what is open. Raises DatasetError."""

    def leave(self) -> None:
        """Let go of what is open without finishing it: the next run reads it back. What is appended later is apart."""


class Shards:
    """FOLDER/KIND/YYYY-MM-DD/RUN-00001.jsonl[.gz|.zst], rolled by lines, bytes and day (UTC).

    An open shard is locked, so that no other run takes it for one that a dead run left.
    """

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

    def append(self, lines: Sequence[Line]) -> None:
        """Write the lines; they are on disk when it returns. Raises DatasetError."""
        if not lines:
            return
        file = self._current()
        self._tally.take(file.append([line.data for line in lines]))
        for line in lines:
            self._tally.count(line.record)

    def close(self) -> None:
        """Finish the open shard: after this it never changes, and the manifest lists it. Raises DatasetError."""
        if self._file is None:
            return
        try:
            self._manifest.add(self._file.path, self._run_id, self._tally)
        finally:
            self.leave()

    def leave(self) -> None:
        """Close the open shard without listing it: the next run reads it back, and later lines go to another."""
        if self._file is not None:
            self._file.close()
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
            self._file = _open_locked(self._folder / self._kind / day / name)
        return self._file


def _open_locked(path: Path) -> AppendFile:
    """A recovery that comes between opening and locking finds the file empty and deletes it: then it is made anew."""
    while True:
        file = AppendFile(path)
        try:
            file.lock(wait=True)
        except BaseException:
            file.close()
            raise
        if not file.is_deleted():
            return file
        file.close()


class FileInUse(RuntimeError):
    """Another run writes the output file."""


class SingleFile:
    """One growing file, held by one run at a time."""

    def __init__(self, path: Path) -> None:
        """Open and lock the file. Raises DatasetError, FileInUse."""
        self._file = AppendFile(path)
        try:
            if not self._file.lock():
                raise FileInUse(f"another run is writing {path}; wait for it, or name another file")
        except BaseException:
            self._file.close()
            raise

    def append(self, lines: Sequence[Line]) -> None:
        """Write the lines; they are on disk when it returns. Raises DatasetError."""
        if lines:
            self._file.append([line.data for line in lines])

    def close(self) -> None:
        """Close the file and give it free."""
        self._file.close()

    def leave(self) -> None:
        """Nothing to do: the file is read back whenever it is not as the store remembers it."""


def encode(record: dict[str, Any]) -> bytes:
    """A record as one line of JSON, UTF-8, without the newline; lone surrogates become U+FFFD."""
    line = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return line.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode()
