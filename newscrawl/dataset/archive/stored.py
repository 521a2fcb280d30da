"""Gzip members of a length that is given (RFC 1952).

A filler is a `metadata` record that says that something was removed, in stored blocks (RFC 1951, 3.2.4), whose length
can be chosen. Any reader of WARC files passes over it.
"""

from __future__ import annotations

import struct
import uuid
import zlib
from datetime import UTC, datetime

from newscrawl.dataset.appending import DatasetError

__all__ = ["filler", "packed_to"]

_STORED_MAX = 65535
_SAYS = b"removed: the records that stood here were taken out (newscrawl forget)\r\n"
_START = b"\x1f\x8b\x08%c\x00\x00\x00\x00\x00\xff"
_HAS_COMMENT = 16


def packed_to(size: int, data: bytes) -> bytes | None:
    """Data as a member of so many bytes, with a comment of blanks in its header (RFC 1952, 2.3.1).

    None where it takes more.
    """
    packer = zlib.compressobj(9, wbits=-15)
    packed = packer.compress(data) + packer.flush()
    left = size - 18 - len(packed)
    if left < 0:
        return None
    start = _START % _HAS_COMMENT + b" " * (left - 1) + b"\0" if left else _START % 0
    return start + packed + _end(data)


def filler(size: int) -> bytes:
    """A gzip member of so many bytes that holds one record, which says that something was removed.

    Raises DatasetError where it is too short for one.
    """
    blocks = -(-(size - 18) // (_STORED_MAX + 5))
    record = _record(size - 18 - 5 * blocks)
    parts = [_START % 0]
    for number in range(blocks):
        text = record[number * _STORED_MAX : (number + 1) * _STORED_MAX]
        parts.append(struct.pack("<BHH", number == blocks - 1, len(text), len(text) ^ 0xFFFF) + text)
    return b"".join(parts) + _end(record)


def _end(data: bytes) -> bytes:
    return struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)


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
