"""Which ids stand twice in the same version, over any number of lines, in bounded memory: by sorting on disk."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np
import numpy.typing as npt

ROW = np.dtype([("high", "<u8"), ("low", "<u8"), ("version", "<u4"), ("file", "<u4"), ("line", "<u8")])
_BUFFERED = 2**15
SORTED_AT_ONCE = 2**20
"""Rows that are held in memory: 32 MiB, and as much again while they are sorted."""


@dataclass(frozen=True, slots=True, order=True)
class Double:
    """A line whose id and version stood there before."""

    file: int
    line: int
    first_file: int
    first_line: int
    id: str
    version: int


class NoRoom(Exception):
    """The folder for temporary files can't be written; one line that names it."""

    @classmethod
    def of(cls, folder: object, error: OSError) -> Self:
        """Says what went wrong there."""
        what = f"no temporary files can be written ({error.strerror or error})"
        return cls(f"{folder}: {what}; make room there, or name another folder in TMPDIR")


@contextlib.contextmanager
def using(folder: Path) -> Iterator[None]:
    """What goes wrong below is the fault of the folder for temporary files. Raises NoRoom."""
    try:
        yield
    except OSError as error:
        raise NoRoom.of(folder, error) from error


class Keys:
    """Writes the keys of a file's lines to a file of their own."""

    def __init__(self, path: Path, file: int) -> None:
        self._path, self._number = path, file
        self._rows: list[tuple[int, int, int, int, int]] = []

    def add(self, article_id: str, version: int, line: int) -> None:
        """`article_id`: 32 hexadecimal digits; `version` below 2**32. Raises NoRoom."""
        number = int(article_id, 16)
        self._rows.append((number >> 64, number & (2**64 - 1), version, self._number, line))
        if len(self._rows) >= _BUFFERED:
            self.flush()

    def flush(self) -> None:
        """Write what is held. Raises NoRoom."""
        with using(self._path.parent), self._path.open("ab") as file:
            file.write(np.array(self._rows, ROW).tobytes())
        self._rows.clear()


def doubles(files: Sequence[Path], folder: Path) -> Iterator[Double]:
    """The doubles in files of keys, in no order; `folder` takes temporary files. Raises NoRoom."""
    with using(folder):
        yield from _found(files, folder)


def _found(files: Sequence[Path], folder: Path) -> Iterator[Double]:
    rows = sum(path.stat().st_size for path in files) // ROW.itemsize
    parts = -(-rows // SORTED_AT_ONCE)
    if parts <= 1:
        yield from _doubles(np.concatenate([np.zeros(0, ROW), *(np.fromfile(path, ROW) for path in files)]))
        return
    names = [folder / f"part-{n}" for n in range(parts)]
    with contextlib.ExitStack() as closing:
        targets = [closing.enter_context(name.open("wb")) for name in names]
        for path in files:
            _share_out(path, targets)
    for name in names:
        yield from _doubles(np.fromfile(name, ROW))
        name.unlink()


def _share_out(path: Path, targets: Sequence[BinaryIO]) -> None:
    """Those with the same key come into the same part: ids are hashes, so the parts are of like size."""
    for start in range(0, path.stat().st_size, _BUFFERED * ROW.itemsize):
        rows = np.fromfile(path, ROW, count=_BUFFERED, offset=start)
        part = rows["low"] % np.uint64(len(targets))
        for number, target in enumerate(targets):
            target.write(rows[part == number].tobytes())


def _doubles(rows: npt.NDArray[Any]) -> Iterator[Double]:
    rows = rows[np.lexsort((rows["line"], rows["file"], rows["version"], rows["low"], rows["high"]))]
    same = np.ones(max(0, len(rows) - 1), bool)
    for name in ("high", "low", "version"):
        same &= rows[name][1:] == rows[name][:-1]
    first = 0
    for at in np.flatnonzero(same):
        if not at or not same[at - 1]:
            first = int(at)
        row, before = rows[at + 1], rows[first]
        name = f"{(int(row['high']) << 64) + int(row['low']):032x}"
        yield Double(
            int(row["file"]), int(row["line"]), int(before["file"]), int(before["line"]), name, int(row["version"])
        )
