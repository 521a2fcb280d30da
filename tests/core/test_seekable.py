"""The seek table as bytes."""

from __future__ import annotations

import struct

import pytest

from newscrawl.core.seekable import Frame, NotSeekable, pack_table, parse_lines, parse_table, table_size

FRAMES = [Frame(10, 30, 1), Frame(2**32 - 1, 2**32 - 1, 2**31), Frame(7, 1, 0)]


def test_what_is_packed_is_read_back() -> None:
    data = pack_table(FRAMES)
    size = table_size(data[-9:])
    lines, table = data[:-size], data[-size:]
    assert parse_table(table) == [*(Frame(f.size, f.length) for f in FRAMES), Frame(len(lines), 0)]
    assert parse_lines(lines, len(FRAMES)) == [f.lines for f in FRAMES]
    assert [struct.unpack_from("<I", part)[0] >> 4 for part in (lines, table)] == [0x184D2A5] * 2, "both are skippable"


def test_checksums_are_passed_over() -> None:
    """Another program may write them."""
    entries = struct.pack("<III", 5, 9, 0xABCD) + struct.pack("<III", 6, 8, 0xABCD)
    table = struct.pack("<II", 0x184D2A5E, len(entries) + 9) + entries + struct.pack("<IBI", 2, 0x80, 0x8F92EAB1)
    assert table_size(table[-9:]) == len(table)
    assert parse_table(table) == [Frame(5, 9), Frame(6, 8)]


@pytest.mark.parametrize("at", [-1, -5, -9, 0, 4])
def test_a_changed_byte_is_refused(at: int) -> None:
    data = bytearray(pack_table(FRAMES))
    data = data[-table_size(bytes(data[-9:])) :]
    data[at] ^= 0x44
    with pytest.raises(NotSeekable):
        parse_table(bytes(data))


@pytest.mark.parametrize("footer", [b"", b"12345678", b"123456789"])
def test_no_footer(footer: bytes) -> None:
    with pytest.raises(NotSeekable):
        table_size(footer)


@pytest.mark.parametrize("frame", [b"", b"x" * 20, pack_table(FRAMES)[:8]])
def test_no_line_counts(frame: bytes) -> None:
    with pytest.raises(NotSeekable):
        parse_lines(frame, 3)
