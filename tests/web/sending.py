"""Answers on the wire, right ones and wrong ones."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any, TypeAlias

import brotli
import zstandard

from tests.web.faults import Fault
from tests.web.sites import Answer, Site, text

FILLER = b"<p>" + b"All that is long is not yet full, said the page, and went on. " * 16 + b"</p>\n"


class Wire:
    """The way back to a client; keeps the log's entry up to date while it sends."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, entry: dict[str, Any]) -> None:
        self._reader, self._writer, self._entry = reader, writer, entry
        self.bodiless = entry["method"] == "HEAD"
        self.keep = True

    async def head(self, answer: Answer, length: int | None) -> None:
        """Status line and fields; a length of None means chunks."""
        fields = {"Date": format_datetime(datetime.now(UTC), usegmt=True), "Content-Type": answer.content_type}
        fields |= answer.headers
        if length is None:
            fields["Transfer-Encoding"] = "chunked"
        elif answer.status != HTTPStatus.NOT_MODIFIED:
            fields["Content-Length"] = str(length)
        if not self.keep:
            fields["Connection"] = "close"
        phrase = HTTPStatus(answer.status).phrase if answer.status in list(HTTPStatus) else "Unknown"
        lines = [f"HTTP/1.1 {answer.status} {phrase}", *(f"{name}: {value}" for name, value in fields.items())]
        self._entry["status"] = answer.status
        self._writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        await self._writer.drain()

    async def body(self, data: bytes, *, chunk: bool = False) -> None:
        """A part of the body; as a chunk (RFC 9112, 7.1) with `chunk`, where no data is the last one."""
        if self.bodiless:
            return
        self._entry["sent"] += len(data)
        self._writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n" if chunk else data)
        await self._writer.drain()

    async def raw(self, data: bytes) -> None:
        """Bytes as they are."""
        self._writer.write(data)
        await self._writer.drain()

    async def whole(self, answer: Answer) -> None:
        """A right answer."""
        await self.head(answer, len(answer.body))
        await self.body(answer.body)

    async def chunks(self, parts: AsyncIterator[bytes]) -> None:
        """A body of unknown length."""
        async for part in parts:
            if self.bodiless:
                return
            if part:
                await self.body(part, chunk=True)
        await self.body(b"", chunk=True)

    def reset(self) -> None:
        """RST: closing with linger time 0 drops what is unsent and tells the client so."""
        connection = self._writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()
        self.keep = False

    async def wait_for_the_client(self) -> None:
        """Until it hangs up."""
        while await self._reader.read(65536):
            pass
        self.keep = False


# Faults of what is said: answer in, answer out.


def reshape(site: Site, path: str, answer: Answer, fault: Fault) -> Answer:
    """The answer under a fault of its contents; unchanged under one of the connection's."""
    options = fault.options
    match fault.kind:
        case "status":
            return _status(options["code"], options["retry_after"], as_date=options["as_date"])
        case "soft-404":
            return text("<html><head><title>Not found</title></head><body><h1>Page not found</h1></body></html>")
        case "redirect":
            return Answer(b"", status=options["status"], headers={"Location": _absolute(site, options["location"])})
        case "redirect-loop":
            target = path.partition("?")[0] + ("" if "?" in path else "?again=1")
            return Answer(b"", status=HTTPStatus.FOUND, headers={"Location": _absolute(site, target)})
        case "charset":
            kind = answer.content_type.partition(";")[0]
            body = answer.body.decode().encode(options["actual"], "xmlcharrefreplace")
            return Answer(body, f"{kind}; charset={options['declared']}", answer.status)
        case "body":
            return Answer(options["content"].encode(), options["content_type"], options["status"])
        case "html-instead":
            return site.answer("/")
        case "empty-feed":
            return site.empty(path)
        case "broken-xml":
            broken = answer.body.replace(b"</loc>", b"?a=1&b=2</loc>").replace(b"</link>", b"?a=1&b=2</link>")
            return Answer(broken[: len(broken) * 9 // 10], answer.content_type)
        case "gzip-missing":
            return Answer(answer.body, answer.content_type, headers={"Content-Encoding": "gzip"})
        case "gzip-truncated":
            packed = gzip.compress(answer.body, mtime=0)
            return Answer(packed[: len(packed) // 2], answer.content_type, headers={"Content-Encoding": "gzip"})
    return answer


def _absolute(site: Site, location: str) -> str:
    return f"http://{site.spec.host}{location}" if location.startswith("/") else location


def _status(code: int, retry_after: int | None, *, as_date: bool) -> Answer:
    headers = {}
    if retry_after is not None:
        moment = datetime.now(UTC) + timedelta(seconds=retry_after)
        headers["Retry-After"] = format_datetime(moment, usegmt=True) if as_date else str(retry_after)
    return Answer(f"status {code}\n".encode(), "text/plain", code, headers)


# Faults of how it is said: each sends the answer in its own wrong way.

Options: TypeAlias = Any
Sender: TypeAlias = Callable[[Wire, Answer, Options], Awaitable[None]]


async def _reset(wire: Wire, answer: Answer, options: Options) -> None:
    wire.reset()


async def _reset_in_body(wire: Wire, answer: Answer, options: Options) -> None:
    await wire.head(answer, len(answer.body))
    await wire.body(answer.body[: len(answer.body) // 2])
    await asyncio.sleep(0.05)  # a reset overtakes what the client has not read yet
    wire.reset()


async def _silent(wire: Wire, answer: Answer, options: Options) -> None:
    await wire.wait_for_the_client()


async def _slow_headers(wire: Wire, answer: Answer, options: Options) -> None:
    await asyncio.sleep(options["seconds"])
    await wire.whole(answer)


async def _slow_body(wire: Wire, answer: Answer, options: Options) -> None:
    await wire.head(answer, len(answer.body))
    size = max(1, -(-len(answer.body) // 10))
    for start in range(0, len(answer.body), size):
        await asyncio.sleep(options["seconds"] / 10)
        await wire.body(answer.body[start : start + size])


async def _endless(wire: Wire, answer: Answer, options: Options) -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield answer.body.replace(b"</body></html>", b"")
        while True:
            await asyncio.sleep(options["pause"])
            yield FILLER

    await wire.head(answer, None)
    await wire.chunks(parts())


async def _huge(wire: Wire, answer: Answer, options: Options) -> None:
    size: int = options["size"]

    async def parts() -> AsyncIterator[bytes]:
        yield answer.body[:size]
        for left in range(size - len(answer.body), 0, -64 * len(FILLER)):
            yield (FILLER * 64)[:left]

    if not options["packed"]:
        await wire.head(answer, size)
        async for part in parts():
            await wire.body(part)
        return
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)  # 31: with a gzip header

    async def packed() -> AsyncIterator[bytes]:
        async for part in parts():
            yield packer.compress(part)
        yield packer.flush()

    answer.headers["Content-Encoding"] = "gzip"
    await wire.head(answer, None)
    await wire.chunks(packed())


async def _length(wire: Wire, answer: Answer, options: Options) -> None:
    wire.keep = False
    await wire.head(answer, len(answer.body) // 2 if options.get("half") else len(answer.body) + options["more"])
    await wire.body(answer.body)


async def _header_flood(wire: Wire, answer: Answer, options: Options) -> None:
    await wire.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
    while True:
        await wire.raw(b"Set-Cookie: a=b; Path=/; Max-Age=99999999; and so it goes on\r\n" * 1000)


async def _made_of(wire: Wire, answer: Answer, options: Options) -> None:
    packers = [PACKERS[name]() for name in options["packed"].removeprefix("file:").split(", ") if name]

    async def parts() -> AsyncIterator[bytes]:
        for words, times in options["parts"]:
            data = words.encode("latin-1")
            at_once = max(1, 2**18 // max(1, len(data)))
            for left in range(times, 0, -at_once):
                part = data * min(at_once, left)
                for pack, _ in packers:
                    part = pack(part)
                yield part
        for number, (_, end) in enumerate(packers):
            part = end()
            for pack, _ in packers[number + 1 :]:
                part = pack(part)
            yield part

    fields = dict(options["fields"])
    if packers and not options["packed"].startswith("file:"):
        fields["Content-Encoding"] = options["packed"]
    await wire.head(Answer(b"", options["kind"], headers=fields), None)
    await wire.chunks(parts())


Packer: TypeAlias = tuple[Callable[[bytes], bytes], Callable[[], bytes]]


def _gzip() -> Packer:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress, packer.flush


def _brotli() -> Packer:
    packer = brotli.Compressor(quality=4)
    return packer.process, packer.finish


def _zstd() -> Packer:
    packer = zstandard.ZstdCompressor().compressobj()
    return packer.compress, packer.flush


PACKERS: dict[str, Callable[[], Packer]] = {"gzip": _gzip, "br": _brotli, "zstd": _zstd}

SENDERS: dict[str, Sender] = {
    "header-flood": _header_flood,
    "made-of": _made_of,
    "reset": _reset,
    "reset-in-body": _reset_in_body,
    "silent": _silent,
    "slow-headers": _slow_headers,
    "slow-body": _slow_body,
    "endless-body": _endless,
    "huge": _huge,
    "length": _length,
}


async def send(wire: Wire, answer: Answer, fault: Fault | None) -> None:
    """The answer, under the fault where it is one of the connection's."""
    if fault and fault.kind in SENDERS:
        await SENDERS[fault.kind](wire, answer, fault.options)
    else:
        await wire.whole(answer)
