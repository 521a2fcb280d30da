"""Which files are archives, what a file is known by, and where in a damaged one the next record begins."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["ENDINGS", "archives_in", "fingerprint", "next_record"]

ENDINGS = (".warc.gz", ".warc", ".arc.gz", ".arc", ".warc.gz.part")
"""Names of archives; the last is one that a crawl still writes, or left."""

_HEAD = 2**16
_CHUNK = 2**20
_MEMBER = b"\x1f\x8b\x08"
_PLAIN = re.compile(rb"(?<=\n)WARC/[01]\.\d+\r?\n")
_FIRST = re.compile(rb"WARC/[01]\.\d|filedesc:|https?://")
_LONGEST = 32
"""Bytes that tell the beginning of a record."""


def archives_in(names: Iterable[Path]) -> Iterator[Path]:
    """The files as named, and of each folder the archives below it, in order of their names; each once.

    Raises FileNotFoundError with the name of what is not there, or of a folder without an archive.
    """
    seen = set()
    for name in names:
        found = [name]
        if name.is_dir():
            found = sorted(path for path in name.rglob("*") if path.name.endswith(ENDINGS) and path.is_file())
        if not found or not name.exists():
            raise FileNotFoundError(str(name))
        for path in found:
            if (real := path.resolve()) not in seen:
                seen.add(real)
                yield path


def fingerprint(path: Path) -> tuple[int, str]:
    """A file's size, and what it is known by, wherever it lies: a digest of its size, its beginning and its end.

    Raises OSError.
    """
    size = path.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        digest.update(file.read(_HEAD))
        file.seek(max(0, size - _HEAD))
        digest.update(file.read(_HEAD))
    return size, digest.hexdigest()[:40]


def next_record(path: Path, start: int) -> int | None:
    """The offset of the first record that begins at `start` or behind it; None where none does. Raises OSError.

    Of a packed file a gzip member that holds the beginning of a record, of a plain one a version line. Reads in
    constant memory.
    """
    with path.open("rb") as file:
        packed = file.read(2) == _MEMBER[:2]
        place = max(0, start - 1)  # the byte before tells whether a plain record begins there
        while True:
            file.seek(place)
            chunk = file.read(_CHUNK)
            for found in _beginnings(chunk, packed):
                at = place + found
                if at >= start and (not packed or _is_member(chunk[found:], file, at)):
                    return at
            if len(chunk) < _CHUNK:
                return None
            place += _CHUNK - _LONGEST


def _beginnings(chunk: bytes, packed: bool) -> Iterator[int]:
    if not packed:
        yield from (match.start() for match in _PLAIN.finditer(chunk))
        return
    found = chunk.find(_MEMBER)
    while found >= 0:
        yield found
        found = chunk.find(_MEMBER, found + 1)


def _is_member(data: bytes, file: object, at: int) -> bool:
    """Whether these bytes unpack to the beginning of a record; the three that look so stand elsewhere by chance."""
    head = data[:4096]
    if len(head) < 4096:
        file.seek(at)  # type: ignore[attr-defined]
        head = file.read(4096)  # type: ignore[attr-defined]
    try:
        return _FIRST.match(zlib.decompressobj(31).decompress(head, 64)) is not None
    except zlib.error:
        return False
