"""Where lines go: a row of shards in a folder, or one file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from newscrawl.core.seekable import Frame, pack_table
from newscrawl.dataset.appending import AppendFile, codec_of, open_locked
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

    An open shard is locked, so that no other run takes it for one that a dead run left. A full one is finished when the
    next lines come, or at the end: until then its last lines may be unknown to the store, and a shard that is listed is
    never read back.
    """

    def __init__(
        self,
        manifest: Manifest,
        kind: str,
        run_id: str,
        *,
        compression: str = "",
        lines_max: int = 50_000,
        bytes_max: int = 256 * 2**20,
    ) -> None:
        """Nothing is made on disk before the first line. `compression` is "", "gz" or "zst"."""
        self._kind, self._run_id = kind, run_id
        self._suffix = ".jsonl" + (f".{compression}" if compression else "")
        self._lines_max, self._bytes_max = lines_max, bytes_max
        self._manifest = manifest
        self._number = 0
        self._open: list[_OpenShard] = []

    def append(self, lines: Sequence[Line]) -> None:
        """Write the lines; they are on disk when it returns. Raises DatasetError."""
        if not lines:
            return
        self._roll()
        rest = lines
        while rest:
            shard = self._with_room()
            count = self._lines_max - shard.tally.lines
            shard.append(rest[:count])
            rest = rest[count:]

    def close(self) -> None:
        """Finish what is open: after this it never changes, and the manifest lists it. Raises DatasetError."""
        try:
            while self._open:
                self._finish_first()
        finally:
            self.leave()

    def leave(self) -> None:
        """Close what is open without listing it: the next run reads it back, and later lines go to another."""
        while self._open:
            self._open.pop().file.close()

    def _roll(self) -> None:
        """Finish what is full or of another day: all in it is known to the store by now."""
        today = _today()
        while self._open and (self._is_full(self._open[0]) or self._open[0].day != today):
            self._finish_first()

    def _finish_first(self) -> None:
        shard = self._open[0]
        shard.finish()
        self._manifest.add(shard.file.path, self._run_id, shard.tally)
        self._open.pop(0).file.close()

    def _is_full(self, shard: _OpenShard) -> bool:
        return shard.tally.lines >= self._lines_max or shard.tally.size >= self._bytes_max

    def _with_room(self) -> _OpenShard:
        if not self._open or self._is_full(self._open[-1]):
            self._manifest.check_place()
            self._number += 1
            day = _today()
            name = f"{self._run_id}-{self._number:05d}{self._suffix}"
            self._open.append(_OpenShard(open_locked(self._manifest.folder / self._kind / day / name), day))
        return self._open[-1]


class _OpenShard:
    """A shard that grows."""

    def __init__(self, file: AppendFile, day: str) -> None:
        self.file, self.day = file, day
        self.tally = Tally()
        self._frames: list[Frame] = []

    def append(self, lines: Sequence[Line]) -> None:
        data = self.file.append([line.data for line in lines])
        self.tally.take(data)
        self._frames.append(Frame(len(data), sum(len(line.data) + 1 for line in lines), len(lines)))
        for line in lines:
            self.tally.count(line.record)

    def finish(self) -> None:
        """End a .zst file with its seek table."""
        if codec_of(self.file.path) == "zst":
            table = pack_table(self._frames)
            self.file.append_bytes(table)
            self.tally.take(table)


def _today() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d")


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
