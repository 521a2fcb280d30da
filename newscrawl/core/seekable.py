"""The seek table at the end of a zstd file of many frames, and how many lines each frame holds.

The table is that of the "Zstandard Seekable Format" 0.1.1 (contrib/seekable_format in the zstd repository): a skippable
frame (RFC 8878, 3.1.2) with the packed and unpacked size of each frame before it, 32 bits each, little-endian. Lines
are not in that format: a skippable frame of newscrawl's own before the table counts them, and is named in it as a frame
of no text. Any zstd reader passes over both.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

FOOTER_SIZE = 9
"""Bytes at the end of the file that say how long the table is."""

_TABLE_MAGIC = 0x184D2A5E
_LINES_MAGIC = 0x184D2A50
_SEEKABLE_MAGIC = 0x8F92EAB1
_LINES_NAME = b"NCLINES1"
_HAS_CHECKSUMS = 0x80
_RESERVED = 0x7C
_FRAMES_MAX = 0x8000000


class NotSeekable(ValueError):
    """The bytes are no seek table."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of a file."""

    size: int
    """Bytes as packed."""
    length: int
    """Bytes of text."""
    lines: int = 0


def pack_table(frames: Sequence[Frame]) -> bytes:
    """What is to follow the frames: the frame of line counts, then the seek table."""
    counts = _LINES_NAME + struct.pack(f"<{len(frames)}I", *(frame.lines for frame in frames))
    lines = struct.pack("<II", _LINES_MAGIC, len(counts)) + counts
    listed = [*((frame.size, frame.length) for frame in frames), (len(lines), 0)]
    entries = b"".join(struct.pack("<II", *sizes) for sizes in listed)
    footer = struct.pack("<IBI", len(listed), 0, _SEEKABLE_MAGIC)
    return lines + struct.pack("<II", _TABLE_MAGIC, len(entries) + FOOTER_SIZE) + entries + footer


def table_size(footer: bytes) -> int:
    """Bytes of the table's frame, by the last 9 bytes of the file. Raises NotSeekable."""
    count, entry = _read_footer(footer)
    return 8 + count * entry + FOOTER_SIZE


def parse_table(table: bytes) -> list[Frame]:
    """The frames that a table of `table_size` bytes names, without their lines. Raises NotSeekable."""
    count, entry = _read_footer(table[-FOOTER_SIZE:])
    if len(table) != 8 + count * entry + FOOTER_SIZE or struct.unpack_from("<II", table) != (
        _TABLE_MAGIC,
        len(table) - 8,
    ):
        raise NotSeekable("its seek table does not begin as one")
    return [Frame(*struct.unpack_from("<II", table, 8 + n * entry)) for n in range(count)]


def parse_lines(frame: bytes, count: int) -> list[int]:
    """The lines of each of `count` frames, from newscrawl's frame of line counts. Raises NotSeekable."""
    body = frame[8:]
    good = len(frame) >= 8 and struct.unpack_from("<II", frame) == (_LINES_MAGIC, len(body))
    if not good or not body.startswith(_LINES_NAME) or len(body) != len(_LINES_NAME) + 4 * count:
        raise NotSeekable("it counts no lines")
    return list(struct.unpack_from(f"<{count}I", body, len(_LINES_NAME)))


def _read_footer(footer: bytes) -> tuple[int, int]:
    """How many entries the table has, and the bytes of each."""
    if len(footer) != FOOTER_SIZE:
        raise NotSeekable("it is too short for a seek table")
    count, descriptor, magic = struct.unpack("<IBI", footer)
    if magic != _SEEKABLE_MAGIC or descriptor & _RESERVED or count > _FRAMES_MAX:
        raise NotSeekable("it does not end with a seek table")
    return count, 12 if descriptor & _HAS_CHECKSUMS else 8
