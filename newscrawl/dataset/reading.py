"""The lines of a dataset's files, one by one, whatever packs them; damage is named, never skipped."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CHUNK = 1 << 18


class DamagedFile(Exception):
    """The file is packed wrongly, or ends too soon; the lines before that have been given out."""


def read_lines(path: Path) -> Iterator[bytes]:
    """The lines of a .jsonl, .jsonl.gz or .jsonl.zst file with their newline; the last one as it is.

    Raises OSError, and DamagedFile where unpacking fails. Several members or frames in a row are read as one.
    """
    rest = b""
    for chunk in _chunks(path):
        lines = (rest + chunk).split(b"\n")
        rest = lines.pop()
        for line in lines:
            yield line + b"\n"
    if rest:
        yield rest


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        raw = iter(lambda: file.read(CHUNK), b"")
        if path.suffix == ".gz":
            yield from _unpacked(raw, lambda: zlib.decompressobj(wbits=31), zlib.error)
        elif path.suffix == ".zst":
            import zstandard

            make = zstandard.ZstdDecompressor().decompressobj
            yield from _unpacked(raw, make, zstandard.ZstdError)
        else:
            yield from raw


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
        raise DamagedFile("ends in the middle of what is packed; a run that goes on here cuts it back")
