"""JSON Lines: one object a line, UTF-8, packed by the file's name."""

from __future__ import annotations

import contextlib
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import zstandard

from newscrawl.core.exports.dolma import document
from newscrawl.core.exports.schemaorg import news_article
from newscrawl.core.exports.shapes import Row
from newscrawl.core.exports.zyte import article
from newscrawl.dataset.shards import encode


class JsonLines:
    """Writes what `convert` makes of each record."""

    def __init__(self, path: Path, convert: Callable[[Row], dict[str, Any]], *, again: bool = False) -> None:
        self._convert = convert
        self._raw = path.open("ab" if again else "xb")
        self._file: Any = self._packed(path)

    def add(self, row: Row) -> None:
        """Write a line. Raises OSError."""
        self._file.write(encode(self._convert(row)) + b"\n")

    def close(self) -> None:
        """End the file, or its gzip member or zstd frame. Raises OSError."""
        try:
            if self._file is not self._raw:
                self._file.close()
        finally:
            self._raw.close()

    def leave(self) -> None:
        """Close what is open, whatever becomes of it."""
        with contextlib.suppress(OSError):
            self.close()

    def _packed(self, path: Path) -> Any:
        """What takes the bytes. Members and frames that follow each other are one file for every reader."""
        if path.suffix == ".gz":
            return gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=self._raw, mtime=0)
        if path.suffix == ".zst":
            return zstandard.ZstdCompressor(level=9, write_checksum=True).stream_writer(self._raw, closefd=False)
        return self._raw


def dolma(path: Path, *, again: bool = False) -> JsonLines:
    """Documents of the Dolma toolkit."""
    return JsonLines(path, document, again=again)


def zyte(path: Path, *, again: bool = False) -> JsonLines:
    """Articles of Zyte's schema."""
    return JsonLines(path, article, again=again)


def schemaorg(path: Path, *, again: bool = False) -> JsonLines:
    """NewsArticles of schema.org."""
    return JsonLines(path, news_article, again=again)
