"""Pages taken out of an archive, without moving any other: lines of the dataset point to these by their offset.

In the place of the records of a page stands a filler: a `metadata` record that says so, as a gzip member of the very
length, in stored blocks (RFC 1951, 3.2.4), whose length can be chosen. Any reader of WARC files passes over it.
"""

from __future__ import annotations

import os
import re
import shutil
import struct
import uuid
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.core.page_context import PART, PageContext
from newscrawl.dataset.appending import DatasetError
from newscrawl.dataset.archive.members import members
from newscrawl.dataset.manifest import Manifest, Tally
from newscrawl.dataset.mending import naming
from newscrawl.dataset.rewriting import NEW, list_anew, put_in_place

__all__ = ["Stretch", "blank", "filler", "stretches"]

_FILLER_MAX = 2**24
_STORED_MAX = 65535
_ADDRESS = re.compile(rb"^WARC-(?:Refers-To-)?Target-URI: *<?([^\r\n>]+)", re.MULTILINE | re.IGNORECASE)
_SAYS = b"removed: the records that stood here were taken out (newscrawl forget)\r\n"


@dataclass(slots=True)
class Stretch:
    """The records of one page, with those of its further pages and of what led to it: they stand together."""

    start: int
    end: int = 0
    addresses: set[str] = field(default_factory=set)
    context: PageContext | None = None
    """Of the page itself; None where the file is none of newscrawl's."""


def stretches(path: Path) -> Iterator[Stretch]:
    """The pages in a .warc.gz file, in order. Raises DatasetError where it can't be read, or is damaged.

    One that is being written (.part) is read to its last whole record.
    """
    current: Stretch | None = None
    with naming(path, "read"):
        for member in members(path, may_end=path.suffix == ".part"):
            named, kind, context = member.named, member.kind, member.context
            if kind == b"warcinfo" or (kind == b"metadata" and not _ADDRESS.search(named)):
                if current is not None:
                    yield current
                current = None
                continue
            current = current or Stretch(member.start)
            current.end = member.end
            current.addresses.update(match.decode("utf-8", "replace") for match in _ADDRESS.findall(named))
            if context is not None:
                current.addresses.add(context.candidate.url)
            too_long = member.is_json and not member.is_whole
            if too_long or (context is not None and context.outcome != PART):
                current.context = context
                yield current
                current = None
        if current is not None:
            yield current


def blank(path: Path, takes: Callable[[Stretch], bool], manifest: Manifest | None) -> int:
    """Take pages out of a file; returns how many. One that has none left is deleted. Raises DatasetError.

    The file is copied, and the copy takes its place at once; the manifest is told first, as of a shard.
    """
    gone, tally = list[Stretch](), Tally()
    for stretch in stretches(path):
        if takes(stretch):
            gone.append(stretch)
        else:
            context = stretch.context
            tally.count({"source": context.site, "fetched_at": context.fetched_at} if context else {})
    if not gone:
        return 0
    new = path.with_name(path.name + NEW)
    with naming(path, "rewritten"):
        shutil.copyfile(path, new)
        shutil.copymode(path, new)
        with new.open("r+b") as file:
            for start, end in _merged(gone):
                file.seek(start)
                for size in _parts(end - start):
                    file.write(filler(size))
            file.flush()
            os.fsync(file.fileno())
        tally.take_file(new)
    if manifest is not None:
        list_anew(manifest, path, tally)
    put_in_place(path, tally)
    return len(gone)


def filler(size: int) -> bytes:
    """A gzip member of so many bytes that holds one record, which says that something was removed.

    Raises DatasetError where it is too short for one.
    """
    blocks = -(-(size - 18) // (_STORED_MAX + 5))
    record = _record(size - 18 - 5 * blocks)
    parts = [b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"]
    for number in range(blocks):
        text = record[number * _STORED_MAX : (number + 1) * _STORED_MAX]
        parts.append(struct.pack("<BHH", number == blocks - 1, len(text), len(text) ^ 0xFFFF) + text)
    parts.append(struct.pack("<II", zlib.crc32(record), len(record) & 0xFFFFFFFF))
    return b"".join(parts)


def _record(size: int) -> bytes:
    date = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    named = (
        f"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:{uuid.uuid4()}>\r\nWARC-Date: {date}\r\n"
        "Content-Type: application/warc-fields\r\nContent-Length: "
    ).encode()
    for blanks in range(2):  # where a longer number would leave less than it counts
        for digits in range(1, 12):
            length = size - len(named) - blanks - digits - 8
            if length >= len(_SAYS) and len(str(length)) == digits:
                block = _SAYS + b" " * (length - len(_SAYS))
                return named + b" " * blanks + str(length).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
    raise DatasetError(f"{size} bytes of an archive are too few to be blanked; it is no archive of newscrawl's")


def _merged(gone: list[Stretch]) -> Iterator[tuple[int, int]]:
    start, end = gone[0].start, gone[0].end
    for stretch in gone[1:]:
        if stretch.start != end:
            yield start, end
            start = stretch.start
        end = stretch.end
    yield start, end


def _parts(size: int) -> Iterator[int]:
    count = -(-size // _FILLER_MAX)
    for number in range(count):
        yield size // count + (number < size % count)
