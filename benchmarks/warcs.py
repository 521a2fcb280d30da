"""Large WARC files of the pages of a corpus, for the benchmarks of replay."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import count
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PARTS = 4
PIECE = re.compile(rb"(?<=>)[^<>]{80,}(?=<)")
SCRIPTS = re.compile(rb"(<(?:script|style)\b.*?</(?:script|style)\s*>)", re.DOTALL | re.IGNORECASE)


def copies_of(pages: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Address and bytes of each page, copy after copy, without end; the first copy is the pages as they are."""
    for copy in count():
        rng = random.Random(copy)
        for number, (path, body) in enumerate(pages):
            yield f"http://copy{copy}-{number % PARTS}.example{path}", shuffled(body, rng) if copy else body


def shuffled(body: bytes, rng: random.Random) -> bytes:
    """The page with the words of each longer piece of text in another order."""

    def turned(piece: re.Match[bytes]) -> bytes:
        words = piece[0].split(b" ")
        rng.shuffle(words)
        return b" ".join(words)

    parts = SCRIPTS.split(body)
    parts[::2] = [PIECE.sub(turned, part) for part in parts[::2]]
    return b"".join(parts)


def write_archive(path: Path, pages: Iterator[tuple[str, bytes]], most: float = float("inf")) -> tuple[int, int]:
    """A WARC file of the pages, until its unpacked bodies have `most` bytes; returns pages and those bytes."""
    number = size = 0
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, body in pages:
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(url, "response", BytesIO(body), http_headers=head))
            number, size = number + 1, size + len(body)
            if size >= most:
                break
    return number, size
