"""The lines of a dataset's files, one by one, whatever packs them; damage is named, never skipped."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

CHUNK = 1 << 18
LINE_MAX = 1 << 28
ENDINGS = (".jsonl", ".jsonl.gz", ".jsonl.zst")
"""Of the names of files that hold records."""
NEW = ".rewriting"
"""Ends the name of a file that is to take another one's place (dataset.rewriting)."""


class DamagedFile(Exception):
    """The file is packed wrongly, or ends too soon; the lines before that have been given out."""


class CutFile(DamagedFile):
    """The file ends in the middle of what is packed, as one does that is being written."""


def is_shard(path: Path) -> bool:
    """Whether the name is that of a file of records, packed or not."""
    return path.name.endswith(ENDINGS)


def read_lines(path: Path, tap: Callable[[bytes], object] | None = None) -> Iterator[bytes]:
    """The lines of a .jsonl, .jsonl.gz or .jsonl.zst file (or one with NEW) with their newline; the last one as it is.

    `tap` is shown the file's bytes as they are read. Raises OSError, and DamagedFile where unpacking fails, or for a
    line of more than 256 MiB. Several members or frames in a row are read as one.
    """
    rest: list[bytes] = []
    size = 0
    for chunk in _chunks(path, tap):
        *lines, last = chunk.split(b"\n")
        for line in lines:
            yield b"".join([*rest, line, b"\n"])
            rest, size = [], 0
        rest.append(last)
        size += len(last)
        if size > LINE_MAX:
            raise DamagedFile(f"a line of more than {LINE_MAX:,} bytes")
    if size:
        yield b"".join(rest)


def _chunks(path: Path, tap: Callable[[bytes], object] | None) -> Iterator[bytes]:
    name = path.name.removesuffix(NEW)
    with path.open("rb") as file:
        raw = _tapped(file, tap)
        if name.endswith(".gz"):
            yield from _unpacked(raw, lambda: zlib.decompressobj(wbits=31), zlib.error)
        elif name.endswith(".zst"):
            import zstandard

            make = zstandard.ZstdDecompressor().decompressobj
            yield from _unpacked(raw, make, zstandard.ZstdError)
        else:
            yield from raw


def _tapped(file: BinaryIO, tap: Callable[[bytes], object] | None) -> Iterator[bytes]:
    while data := file.read(CHUNK):
        if tap is not None:
            tap(data)
        yield data


def _unpacked(raw: Iterator[bytes], make: Any, failure: type[Exception]) -> Iterator[bytes]:
    part, begun = make(), False
    for packed in raw:
        chunk = packed
        while chunk:
            try:
                data, begun = part.decompress(chunk), True
            except failure as error:
                raise DamagedFile(f"packed wrongly: {error}") from error
            if data:
                yield data
            chunk = b""
            if part.eof:
                chunk, part, begun = part.unused_data, make(), False
    if begun:
        raise CutFile("ends in the middle of what is packed; a run that goes on here cuts it back")
