"""Content-Encoding undone strictly and within a bound: half a page must not pass for a whole one.

Scrapy's own takes what it can get of a truncated stream, which would end up as a cut-off text in the dataset.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes

from newscrawl.core.content_encoding import Broken, decode, encodings_of, looks_plain
from newscrawl.middlewares.archive import archives
from newscrawl.middlewares.refusals import TooLarge

ACCEPTED = b"gzip, deflate, br, zstd"
ARCHIVED = b"gzip, deflate"
"""What is asked for where bodies are archived as they come: what every tool that reads archives unpacks."""
LARGE = 2**18
"""Bytes from which a body is unpacked off the event loop: a sitemap of 50 MB takes a third of a second."""


class Decompression:
    """Takes the place of Scrapy's HttpCompressionMiddleware."""

    def __init__(self, limit: int, retry: Callable[[Request], Request | None], accepted: bytes = ACCEPTED) -> None:
        """`retry` gives the request to send again; None where it was sent often enough. `accepted`: what to ask for."""
        self._limit, self._retry, self._accepted = limit, retry, accepted

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Takes DOWNLOAD_MAXSIZE and RETRY_TIMES."""

        def retry(request: Request) -> Request | None:
            return get_retry_request(request, spider=crawler.spider, reason="broken content encoding")  # type: ignore[arg-type]

        limit = crawler.settings.getint("DOWNLOAD_MAXSIZE") or 2**31
        return cls(limit, retry, ARCHIVED if archives(crawler) else ACCEPTED)

    def process_request(self, request: Request) -> None:
        """Say what can be undone."""
        request.headers.setdefault(b"Accept-Encoding", self._accepted)

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """The response undone, a large one off the event loop; a broken one is asked for again.

        Raises ResponseDataLossError, TooLarge.
        """
        encodings = encodings_of(value.decode("latin-1") for value in response.headers.getlist(b"Content-Encoding"))
        if not encodings or not response.body:
            return response
        limit = request.meta.get("download_maxsize", self._limit)
        if len(response.body) < LARGE:
            outcome = _attempt(response.body, encodings, limit)
        else:
            outcome = await asyncio.to_thread(_attempt, response.body, encodings, limit)
        return self._undone(request, response, outcome, limit)

    def _undone(
        self, request: Request, response: Response, outcome: bytes | Exception, limit: int
    ) -> Response | Request:
        if isinstance(outcome, OverflowError):
            raise TooLarge(f"{request.url}: unpacks to more than {limit} bytes") from outcome
        if isinstance(outcome, Exception):
            if not looks_plain(response.body):
                again = self._retry(request)
                if again is not None:
                    return again
                raise ResponseDataLossError(f"{request.url}: {outcome}") from outcome
            outcome = response.body
        return _with_body(response, outcome)


def _attempt(body: bytes, encodings: list[str], limit: int) -> bytes | Exception:
    try:
        return decode(body, encodings, limit)
    except (OverflowError, Broken) as error:
        return error


def _with_body(response: Response, body: bytes) -> Response:
    kind = responsetypes.from_args(headers=response.headers, url=response.url, body=body)
    changes: dict[str, Any] = {"body": body}
    if issubclass(kind, TextResponse):
        changes["encoding"] = None  # to be found out anew
    plain = response.replace(cls=kind, **changes)
    del plain.headers[b"Content-Encoding"]
    return plain
