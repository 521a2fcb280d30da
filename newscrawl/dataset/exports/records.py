"""The records in files, line by line; a line that holds none is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from newscrawl.core.exports.shapes import BadRecord, NoArticle, Row, row
from newscrawl.dataset.reading import DamagedFile, read_lines


class BadLine(Exception):
    """`FILE:LINE: what`."""

    def __init__(self, message: str, *, is_rejection: bool = False) -> None:
        """`is_rejection`: the line tells of a page that was left out."""
        super().__init__(message)
        self.is_rejection = is_rejection


@dataclass(slots=True)
class Records:
    """Reads files as often as it is asked to; counts anew each time."""

    files: Sequence[Path]
    open_files: frozenset[Path] = frozenset()
    """Files that a run may be writing: half a line at their end is not yet a line."""
    skip_bad: bool = False
    told: Callable[[int], object] = lambda count: None
    """Called with the number of bytes read, as they lie on disk."""
    lines: int = 0
    """Lines that hold a record."""
    bad: list[str] = field(default_factory=list)
    """The first bad lines that were skipped, as BadLine names them."""
    bad_count: int = 0

    def __iter__(self) -> Iterator[tuple[Row, bytes]]:
        """Every record with its line. Raises BadLine, OSError."""
        self.lines = self.bad_count = 0
        self.bad = []
        for path in self.files:
            yield from self._file(path)

    def _file(self, path: Path) -> Iterator[tuple[Row, bytes]]:
        number = 0
        try:
            for number, line in enumerate(read_lines(path, lambda data: self.told(len(data))), 1):
                try:
                    found = _parsed(line)
                except BadRecord as error:
                    if path in self.open_files and not line.endswith(b"\n"):
                        break
                    self._refuse(path, number, error)
                    continue
                self.lines += 1
                yield found, line
        except DamagedFile as error:
            if path not in self.open_files:
                self._refuse(path, number + 1, error)

    def _refuse(self, path: Path, number: int, what: Exception) -> None:
        message = f"{path}:{number}: {what}"
        if not self.skip_bad:
            raise BadLine(message, is_rejection=isinstance(what, NoArticle))
        self.bad_count += 1
        if len(self.bad) < MOST_SHOWN:
            self.bad.append(message)


MOST_SHOWN = 20


def _parsed(line: bytes) -> Row:
    """Raises BadRecord."""
    try:
        return row(json.loads(line))
    except BadRecord:
        raise
    except (ValueError, RecursionError) as error:
        if not line.endswith(b"\n"):
            raise BadRecord("half a line: the file ends in the middle of it") from error
        raise BadRecord(f"no JSON in UTF-8: {' '.join(str(error).split())}") from error
