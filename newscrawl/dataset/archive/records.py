"""WARC records of fetched pages, as bytes: exact, each a gzip member of its own.

Not by warcio's writer: that parses HTTP headers and writes them anew, with other white space and with percent signs
where they are not ASCII. Here the block is what came. Tests have warcio read and check it.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from newscrawl.core.page_context import PART, PageContext

__all__ = [
    "Bundle",
    "Capture",
    "Earlier",
    "KeptPage",
    "Rendered",
    "as_part",
    "bundle",
    "new_id",
    "payload_digest",
    "tallied",
    "warcinfo",
]

LEVEL = 4
"""Of gzip: most bodies come packed, and of a plain page this takes 5 % more room than 6 does, and 2/3 of the time."""
_IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_RESPONSE = "application/http; msgtype=response"
_REQUEST = "application/http; msgtype=request"
_TRANSFER = re.compile(rb"^(transfer-encoding)(?=[ \t]*:)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Capture:
    """One request and its answer."""

    url: str
    at: float
    """POSIX time of the answer."""
    request: bytes
    """As sent: request line, header lines, empty line, body."""
    head: bytes
    """Status line, header lines, empty line, as they came."""
    body: bytes
    """Without its transfer encoding, with its content encoding."""
    address: str | None = None
    """The IP address that answered."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as a browser had it when its scripts had run."""

    body: bytes
    at: float
    """POSIX time."""
    content_type: str = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Earlier:
    """The response record of an earlier fetch of a page."""

    url: str
    date: str
    """Its WARC-Date."""
    digest: str
    """Its WARC-Payload-Digest."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """One page, to be archived."""

    captures: Sequence[Capture]
    """Where it was led from, then the page itself; one at least."""
    context: PageContext
    rendered: Rendered | None = None
    earlier: Earlier | None = None
    """Of a second look that brought nothing new: a body that is the same is not stored again."""
    record_id: str = ""
    """The response's WARC-Record-ID, where it is to be known before (new_id)."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The records of an article: its further pages', then its page's. Stands in one file as a whole."""

    before: bytes
    main: bytes
    """The response or revisit record of the page itself."""
    after: bytes
    digest: str
    """WARC-Payload-Digest of `main`."""
    stored: Earlier | None
    """What a later fetch may refer to; None where `main` is a revisit record."""
    tallied: dict[str, Any]
    """What the manifest counts of it."""
    pages: int
    key: str = ""
    """The identity of the address that was asked for, under which `stored` is kept."""

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return len(self.before) + len(self.main) + len(self.after)


def bundle(pages: Sequence[KeptPage], key: str = "") -> Bundle:
    """The records of an article's further pages, then of its page, the last one given.

    An answer's request, rendered form and context (`metadata`) follow its response; those that led to a page stand
    before it.
    """
    before: list[bytes] = []
    for page in pages[:-1]:
        response, _, _, rest = _page_records(page, before)
        before += [response, *rest]
    main, digest, stored, after = _page_records(pages[-1], before)
    counted = tallied(pages[-1].context)
    return Bundle(b"".join(before), main, b"".join(after), digest, stored, counted, len(pages), key)


def tallied(context: PageContext) -> dict[str, Any]:
    """What the manifest counts of a bundle, by the context of its page."""
    return {"source": context.site, "fetched_at": context.fetched_at}


def _page_records(page: KeptPage, before: list[bytes]) -> tuple[bytes, str, Earlier | None, list[bytes]]:
    """Its response, that one's digest, what a later fetch may refer to, and what follows. `before` takes the hops."""
    *hops, last = page.captures
    for hop in hops:
        made = new_id()
        before += [_response(hop, made)[0], _request(hop, made)]
    record_id = page.record_id or new_id()
    revisit = _profile(page, last)
    if revisit is not None and page.earlier is not None:
        response, digest = _revisit(last, record_id, revisit, page.earlier)
        stored = None
    else:
        response, digest = _response(last, record_id)
        stored = Earlier(last.url, warc_date(last.at), digest)
    after = [_request(last, record_id)]
    if page.rendered is not None:
        after.append(_conversion(page.rendered, last.url, record_id))
    after.append(_context(page.context, last, record_id))
    return response, digest, stored, after


def _profile(page: KeptPage, capture: Capture) -> str | None:
    """The way in which a page is the same as before; None where it is not."""
    if page.earlier is None or page.context.outcome == PART:
        return None
    if capture.head.split(b" ", 2)[1:2] == [b"304"]:
        return _NOT_MODIFIED
    same = page.earlier.url == capture.url and page.earlier.digest == payload_digest(capture.body)
    return _IDENTICAL if same else None


def _response(capture: Capture, record_id: str) -> tuple[bytes, str]:
    head, digest = archived_head(capture.head), payload_digest(capture.body)
    named = [("WARC-Payload-Digest", digest), *_address(capture)]
    return _record("response", record_id, capture.url, capture.at, named, _RESPONSE, head + capture.body), digest


def _revisit(capture: Capture, record_id: str, profile: str, earlier: Earlier) -> tuple[bytes, str]:
    named = [
        ("WARC-Profile", profile),
        ("WARC-Refers-To-Target-URI", earlier.url),
        ("WARC-Refers-To-Date", earlier.date),
        ("WARC-Payload-Digest", earlier.digest),
        *_address(capture),
    ]
    head = archived_head(capture.head)
    return _record("revisit", record_id, capture.url, capture.at, named, _RESPONSE, head), earlier.digest


def _request(capture: Capture, response_id: str) -> bytes:
    body = capture.request.partition(b"\r\n\r\n")[2]
    named = [("WARC-Concurrent-To", response_id), ("WARC-Payload-Digest", payload_digest(body)), *_address(capture)]
    return _record("request", new_id(), capture.url, capture.at, named, _REQUEST, capture.request)


def _conversion(rendered: Rendered, url: str, response_id: str) -> bytes:
    named = [("WARC-Refers-To", response_id), ("WARC-Payload-Digest", payload_digest(rendered.body))]
    return _record("conversion", new_id(), url, rendered.at, named, rendered.content_type, rendered.body)


def _context(context: PageContext, capture: Capture, response_id: str) -> bytes:
    block = context.to_json()
    named = [("WARC-Concurrent-To", response_id), ("WARC-Payload-Digest", payload_digest(block))]
    return _record("metadata", new_id(), capture.url, capture.at, named, "application/json", block)


def warcinfo(filename: str, said: Sequence[tuple[str, str]], at: float) -> bytes:
    """The record that a file begins with. In: the file's own name, lines of application/warc-fields, POSIX time."""
    block = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in said).encode("utf-8", "replace")
    return _record("warcinfo", new_id(), None, at, [("WARC-Filename", filename)], "application/warc-fields", block)


def _record(
    kind: str, record_id: str, url: str | None, at: float, named: list[tuple[str, str]], content_type: str, block: bytes
) -> bytes:
    """One record as a gzip member."""
    named = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", record_id),
        *([("WARC-Target-URI", url)] if url is not None else []),
        ("WARC-Date", warc_date(at)),
        *named,
        ("WARC-Block-Digest", payload_digest(block)),
        ("Content-Type", content_type),
        ("Content-Length", str(len(block))),
    ]
    head = "".join(f"{name}: {value}\r\n" for name, value in named).encode("utf-8", "replace")
    return zlib.compress(b"WARC/1.1\r\n" + head + b"\r\n" + block + b"\r\n\r\n", LEVEL, wbits=31)


def archived_head(head: bytes) -> bytes:
    """The head of an answer as it is archived: exact, but that Transfer-Encoding, which is undone, has another name.

    It is the one that Common Crawl gives it.
    """
    return _TRANSFER.sub(rb"X-Crawl-\1", head)


def payload_digest(data: bytes) -> str:
    """As WARC headers have it: SHA-1, base 32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")


def warc_date(at: float) -> str:
    """A POSIX time as WARC 1.1 has it: ISO 8601, UTC, with microseconds."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def new_id() -> str:
    """A WARC-Record-ID."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def _address(capture: Capture) -> list[tuple[str, str]]:
    return [("WARC-IP-Address", capture.address)] if capture.address else []


def as_part(page: KeptPage, main_id: str) -> KeptPage:
    """A page that another article's text was joined from, to stand before that one."""
    return replace(page, context=replace(page.context, outcome=PART, part_of=main_id), earlier=None)
