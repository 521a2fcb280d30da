"""Reads a line, or a range of bytes, of a finished .zst shard without unpacking what stands before."""

from __future__ import annotations

import itertools
import os
from bisect import bisect_right
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import zstandard

from newscrawl.core.seekable import FOOTER_SIZE, Frame, NotSeekable, pack_table, parse_lines, parse_table, table_size

CHUNK = 2**20

__all__ = ["NotSeekable", "SeekableShard", "end_with_table", "frames_of"]


class SeekableShard:
    """A shard whose frames are found by its seek table; the frame of the last answer is kept."""

    def __init__(self, file: BinaryIO) -> None:
        """`file`: open for reading, seekable; it is not closed here. Raises NotSeekable, OSError."""
        self._file = file
        end = file.seek(0, os.SEEK_END)
        size = table_size(self._read(max(0, end - FOOTER_SIZE), FOOTER_SIZE))
        frames = parse_table(self._read(max(0, end - size), size))
        self._frames = frames
        self._starts = list(itertools.accumulate((frame.size for frame in frames), initial=0))
        self._offsets = list(itertools.accumulate((frame.length for frame in frames), initial=0))
        if self._starts[-1] + size != end:
            raise NotSeekable("its seek table belongs to another file")
        self._firsts = self._count_lines()
        self._last: tuple[int, bytes] = (-1, b"")

    @property
    def length(self) -> int:
        """Bytes of text."""
        return self._offsets[-1]

    @property
    def lines(self) -> int:
        """How many lines. Raises NotSeekable where another program wrote the table."""
        return self._line_starts()[-1]

    def line(self, number: int) -> bytes:
        """A line by its number from 0, with its newline. Raises IndexError, NotSeekable."""
        firsts = self._line_starts()
        if not 0 <= number < firsts[-1]:
            raise IndexError(f"line {number} of {firsts[-1]}")
        frame = bisect_right(firsts, number) - 1
        return self._unpack(frame).split(b"\n")[number - firsts[frame]] + b"\n"

    def read(self, start: int, size: int) -> bytes:
        """`size` bytes of text from `start` on; fewer at the end."""
        end = min(start + size, self.length)
        frame = bisect_right(self._offsets, start) - 1
        parts = []
        while frame < len(self._frames) and self._offsets[frame] < end:
            begin = self._offsets[frame]
            parts.append(self._unpack(frame)[max(0, start - begin) : end - begin])
            frame += 1
        return b"".join(parts)

    def _line_starts(self) -> list[int]:
        if self._firsts is None:
            raise NotSeekable("its table counts no lines; only bytes can be sought")
        return self._firsts

    def _count_lines(self) -> list[int] | None:
        if not self._frames or self._frames[-1].length:
            return None
        count = len(self._frames) - 1
        try:
            lines = parse_lines(self._read(self._starts[count], self._frames[count].size), count)
        except NotSeekable:
            return None
        return list(itertools.accumulate(lines, initial=0))

    def _unpack(self, frame: int) -> bytes:
        if self._last[0] != frame:
            packed = self._read(self._starts[frame], self._frames[frame].size)
            length = self._frames[frame].length
            text = zstandard.ZstdDecompressor().decompress(packed, max_output_size=length) if length else b""
            self._last = (frame, text)
        return self._last[1]

    def _read(self, start: int, size: int) -> bytes:
        self._file.seek(start)
        return self._file.read(size)


def frames_of(path: Path) -> Iterator[Frame]:
    """The frames of a .zst file by unpacking it; a skippable one has no text. Raises OSError, zstandard.ZstdError."""
    read, begin, length, lines = 0, 0, 0, 0
    part = zstandard.ZstdDecompressor().decompressobj()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            read += len(chunk)
            while chunk:
                text = part.decompress(chunk)
                length, lines = length + len(text), lines + text.count(b"\n")
                if not part.eof:
                    break
                chunk = part.unused_data
                yield Frame(read - len(chunk) - begin, length, lines)
                begin, length, lines = read - len(chunk), 0, 0
                part = zstandard.ZstdDecompressor().decompressobj()


def end_with_table(path: Path, append: Callable[[bytes], object]) -> None:
    """Have a mended .zst file end with the table of its frames, and with no other; `append` writes durably.

    Out: nothing is left of a file without lines. Raises OSError, zstandard.ZstdError.
    """
    frames = list(frames_of(path))
    while frames and not frames[-1].length:
        frames.pop()
    end = sum(frame.size for frame in frames)
    table = pack_table(frames) if frames else b""
    with path.open("rb") as file:
        file.seek(end)
        if file.read() == table:
            return
    os.truncate(path, end)
    if table:
        append(table)
