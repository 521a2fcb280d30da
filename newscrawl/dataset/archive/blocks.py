"""The block of a response record: an HTTP answer, read as a crawl reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from warcio.bufferedreaders import ChunkedDataReader

from newscrawl.core.raw_answer import RawAnswer

__all__ = ["read_answer"]

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\S+\s+(\d{3})\b")


def read_answer(block: bytes, url: str) -> RawAnswer | None:
    """The answer in a block; None where it is none."""
    status = _STATUS.match(block)
    if status is None:
        return None
    end = _HEAD_END.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    headers = tuple(_fields(head))
    answer = RawAnswer(url, int(status[1]), headers, body)
    if any("chunked" in value.lower() for value in answer.all_of("Transfer-Encoding")):
        body = ChunkedDataReader(BytesIO(body)).read()
        answer = RawAnswer(url, answer.status, headers, body)
    return answer


def _fields(head: bytes) -> Iterator[tuple[str, str]]:
    """Name and value of each header line, read as a crawl reads them: folded lines are one, others are passed over."""
    lines: list[bytes] = []
    for line in head.split(b"\n")[1:]:
        line = line.removesuffix(b"\r")
        if line[:1] in (b" ", b"\t") and lines:
            lines[-1] += line
        else:
            lines.append(line)
    for line in lines:
        name, colon, value = line.partition(b":")
        if colon:
            yield name.decode("latin-1").strip(), value.strip().decode("latin-1")
