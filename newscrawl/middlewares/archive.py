"""With --archive: what came over the wire for a page is kept until its line is written."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, Response

from newscrawl.core.candidate import LISTINGS
from newscrawl.core.private_headers import PRIVATE, without_headers
from newscrawl.crawl.visits import CAPTURES_KEY, HEADS_KEY, META_KEY, Heads, PageVisit, SourceVisit
from newscrawl.dataset.archive.records import Capture


class ArchiveCapture:
    """The first to see an answer, with its content encoding and before it is a redirect's.

    A redirect takes the list along with the request's meta; an answer in place of another one (a request that was sent
    again) takes that one's place.
    """

    def __init__(self, private: Collection[str] = PRIVATE) -> None:
        """`private`: names of request header fields, in lower case, that are left out."""
        self._private = private

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured where the run has no archive, or the spider is not newscrawl's."""
        run = getattr(crawler.spider, "run", None)
        if run is None or not archives(crawler):
            raise NotConfigured
        return cls(PRIVATE.union(name.lower() for name in run.config.archive_private_headers))

    def process_response(self, request: Request, response: Response) -> Response:
        """The response as it is."""
        heads = request.meta.pop(HEADS_KEY, None)
        visit = request.meta.get(META_KEY)
        page = isinstance(visit, PageVisit) or (isinstance(visit, SourceVisit) and visit.source.kind in LISTINGS)
        if not page:
            return response
        captures = request.meta.setdefault(CAPTURES_KEY, [])
        if captures and captures[-1].url == response.url:
            captures.pop()
        captures.append(_capture(request, response, heads, self._private))
        return response


def archives(crawler: Crawler) -> bool:
    """Whether the run keeps an archive."""
    run = getattr(crawler.spider, "run", None)
    return run is not None and run.config.archive is True


def _capture(request: Request, response: Response, heads: Heads | None, private: Collection[str]) -> Capture:
    sent = (heads.request if heads else b"") or _request_head(request) + request.body
    return Capture(
        url=response.url,
        at=time.time(),
        request=without_headers(sent, private),
        head=heads.response if heads else _response_head(response),
        body=response.body,
        # By a proxy it would be that one's.
        address=None if request.meta.get("proxy") or response.ip_address is None else str(response.ip_address),
    )


def _request_head(request: Request) -> bytes:
    """Where the handler does not tell, as one that drives a browser: much the same."""
    parts = urlsplit(request.url)
    host = parts.netloc.rpartition("@")[2].encode("ascii", "replace")
    path = (parts.path or "/").encode("ascii", "replace") + (f"?{parts.query}".encode() if parts.query else b"")
    first = b"%s %s HTTP/1.1\r\nHost: %s\r\n" % (request.method.encode("ascii", "replace"), path, host)
    return first + _lines(request.headers) + b"\r\n"


def _response_head(response: Response) -> bytes:
    return f"{response.protocol or 'HTTP/1.1'} {response.status}\r\n".encode() + _lines(response.headers) + b"\r\n"


def _lines(headers: Headers) -> bytes:
    pairs = ((name, value) for name in headers for value in headers.getlist(name))
    return b"".join(b"%s: %s\r\n" % pair for pair in pairs)
