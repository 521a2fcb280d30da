"""The records of a .warc.gz file as gzip members: where each stands, and what it says of itself. In constant memory."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from newscrawl.core.page_context import PageContext
from newscrawl.dataset.mending import CHUNK

__all__ = ["Member", "members"]

HEAD_MAX = 2**20
"""Bytes of a record that are read."""
CONTEXT_MAX = 2**26
"""The same of a page's context, which may hold the text that a feed had."""
_TYPE = re.compile(rb"^WARC-Type: *([a-z]+)", re.MULTILINE | re.IGNORECASE)
_JSON = re.compile(rb"^Content-Type: *application/json", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Member:
    """One record."""

    start: int
    end: int
    head: bytes
    """What of it was read: its named fields, an empty line, and its block, or the beginning of that."""
    is_whole: bool
    """Whether that is all of it."""

    @property
    def named(self) -> bytes:
        """Its named fields."""
        return self.head.partition(b"\r\n\r\n")[0]

    @property
    def kind(self) -> bytes:
        """Its WARC-Type."""
        found = _TYPE.search(self.named)
        return found[1].lower() if found else b""

    @property
    def is_json(self) -> bool:
        """Whether it is metadata of the kind in which newscrawl keeps a page's context, the last of its records."""
        return self.kind == b"metadata" and _JSON.search(self.named) is not None

    @cached_property
    def context(self) -> PageContext | None:
        """The context in it; None where there is none, or none that was read to its end."""
        return PageContext.from_json(self.head.partition(b"\r\n\r\n")[2].strip()) if self.is_json else None


def members(path: Path, *, may_end: bool = False) -> Iterator[Member]:
    """The whole members of a file, in order.

    Raises OSError, zlib.error where it is damaged, and EOFError where it ends within a member, unless it `may_end` so.
    """
    start = read = 0
    member = _Unpacking()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            read += len(chunk)
            while chunk:
                chunk = member.take(chunk)
                if member.is_done:
                    end = read - len(chunk)
                    yield Member(start, end, bytes(member.head), member.is_whole)
                    start, member = end, _Unpacking()
    if start < read and not may_end:
        raise EOFError("it ends within a record")


class _Unpacking:
    """Keeps as much of a member as is wanted of its kind."""

    def __init__(self) -> None:
        self._packer = zlib.decompressobj(wbits=31)
        self._most = HEAD_MAX
        self.head = bytearray()
        self.is_whole = True

    @property
    def is_done(self) -> bool:
        return self._packer.eof

    def take(self, packed: bytes) -> bytes:
        """Returns the bytes that are still to be taken, or that follow the member's end."""
        data = self._packer.decompress(packed, CHUNK)
        room = self._most - len(self.head)
        if len(data) > room and self.is_whole and Member(0, 0, bytes(self.head + data[:room]), False).is_json:
            self._most, room = CONTEXT_MAX, CONTEXT_MAX - len(self.head)
        self.head += data[:room]
        self.is_whole = self.is_whole and len(data) <= room
        return self._packer.unused_data if self._packer.eof else self._packer.unconsumed_tail
