"""CSV by RFC 4180: UTF-8, CRLF between rows, line breaks of texts kept in quotes."""

from __future__ import annotations

import contextlib
import csv
from pathlib import Path

from newscrawl.core.exports.cells import COLUMNS, cells
from newscrawl.core.exports.shapes import Row


class CsvFile:
    """One file with a head."""

    def __init__(self, path: Path, *, again: bool = False, bom: bool = False) -> None:
        """With `bom` it begins with a byte order mark, by which Excel knows UTF-8."""
        self._file = path.open("a" if again else "x", encoding="utf-8", errors="replace", newline="")
        self._csv = csv.writer(self._file, lineterminator="\r\n")
        if not again:
            self._file.write("\ufeff" if bom else "")
            self._csv.writerow(COLUMNS)

    def add(self, row: Row) -> None:
        """Write a row. Raises OSError."""
        self._csv.writerow(cells(row))

    def close(self) -> None:
        """Raises OSError."""
        self._file.close()

    def leave(self) -> None:
        """Close what is open, whatever becomes of it."""
        with contextlib.suppress(OSError):
            self._file.close()
