"""Content-Encoding undone strictly and within a bound: half a page must not pass for a whole one."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import brotli
import zstandard

__all__ = ["Broken", "content_of", "decode", "encodings_of", "looks_plain"]


class Broken(ValueError):
    """A stream that is not what its header says, or ends too early."""


class _Stream(Protocol):
    chunk: int
    """Bytes to feed at once: few enough that not more than some 20 MB come out."""

    def feed(self, data: bytes) -> Iterator[bytes]: ...

    def whole(self) -> bool: ...


class _Zlib:
    """gzip (RFC 1952) of one or more members, or deflate (RFC 1950); at most 1,032 times as large."""

    chunk = 2**14

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._part = zlib.decompressobj(bits)
        self._started = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._part.eof:
                if not data.strip(b"\0"):
                    break  # padding after the last member
                self._part = zlib.decompressobj(self._bits)
            self._started = True
            yield self._part.decompress(data)
            data = self._part.unused_data

    def whole(self) -> bool:
        return self._part.eof or not self._started


class _Brotli:
    """RFC 7932; a few bytes can stand for megabytes, so that the output is taken in parts."""

    chunk = 2**16
    _most = 2**20

    def __init__(self) -> None:
        self._part = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        yield self._part.process(data, output_buffer_limit=self._most)
        while not self._part.can_accept_more_data():
            yield self._part.process(b"", output_buffer_limit=self._most)

    def whole(self) -> bool:
        return bool(self._part.is_finished())


class _Zstd:
    """RFC 8878, with the window that RFC 9659 allows on the web; four bytes can stand for a block of 128 KiB."""

    chunk = 2**9

    def __init__(self) -> None:
        self._part = zstandard.ZstdDecompressor(max_window_size=8 * 2**20).decompressobj()

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._part.eof:
            raise zstandard.ZstdError("bytes after the end of the frame")
        yield self._part.decompress(data)

    def whole(self) -> bool:
        return bool(self._part.eof)


_STREAMS: dict[str, Callable[[], _Stream]] = {
    "gzip": lambda: _Zlib(31),
    "x-gzip": lambda: _Zlib(31),
    "deflate": lambda: _Zlib(15),
    "raw-deflate": lambda: _Zlib(-15),
    "br": _Brotli,
    "zstd": _Zstd,
}
_ERRORS: tuple[type[Exception], ...] = (zlib.error, brotli.error, zstandard.ZstdError)


def decode(body: bytes, encodings: list[str], limit: int) -> bytes:
    """The body without its content encodings, the last one first (RFC 9110, section 8.4).

    `limit`: most bytes that may come out. Raises Broken; OverflowError where more than `limit` would come out.
    """
    for name in reversed(encodings):
        if name in ("", "identity"):
            continue
        if name not in _STREAMS:
            raise Broken(f"unknown content encoding {name[:40]!r}")
        if name == "deflate" and not _has_zlib_header(body):
            name = "raw-deflate"  # what many servers send under that name
        body = _unpack(body, _STREAMS[name](), limit)
    return body


def _unpack(body: bytes, stream: _Stream, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        for start in range(0, len(body), stream.chunk):
            for part in stream.feed(body[start : start + stream.chunk]):
                size += len(part)
                if size > limit:
                    raise OverflowError(size)
                parts.append(part)
        if body and not stream.whole():
            raise Broken("the compressed body ends too early")
    except _ERRORS as error:
        raise Broken(str(error)) from error
    return b"".join(parts)


def _has_zlib_header(body: bytes) -> bool:
    return len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0


def looks_plain(body: bytes) -> bool:
    """Whether a body is text already, whatever its header says: it begins like a document."""
    start = body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return start in (b"<", b"{")


def encodings_of(values: Iterable[str]) -> list[str]:
    """The names in the Content-Encoding headers of an answer, in the order in which they were applied."""
    return [name for value in values for part in value.lower().split(",") if (name := part.strip())]


def content_of(body: bytes, values: Iterable[str], limit: int) -> bytes:
    """What a crawl makes of a body as it came. In: the body, its Content-Encoding headers, the most bytes to come out.

    Raises Broken; OverflowError where more than `limit` would come out.
    """
    encodings = encodings_of(values)
    if not encodings or not body:
        return body
    try:
        return decode(body, encodings, limit)
    except Broken:
        if looks_plain(body):
            return body
        raise
