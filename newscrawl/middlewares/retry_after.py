"""Retry-After (RFC 9110, section 10.2.3): the host that sends it is left alone for so long, and no other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from newscrawl.core.site import Site
from newscrawl.crawl.visits import META_KEY
from newscrawl.middlewares.refusals import HostPaused

STATUSES = (429, 503)
DEFAULT_SECONDS = 5.0
"""For a 429 without the header; the throttle adds to it."""


class RetryAfter:
    """Delays what is under way to a paused host; the frontier hands out nothing more for its site meanwhile."""

    def __init__(self, longest: float, tell: Callable[[Site, str, float, float], None]) -> None:
        """`longest`: seconds; a host that asks for more is done for this run. `tell` hears of each pause."""
        self._longest, self._tell = longest, tell
        self._until: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured for a spider that is not newscrawl's."""
        run, tell = getattr(crawler.spider, "run", None), getattr(crawler.spider, "host_paused", None)
        if run is None or tell is None:
            raise NotConfigured
        return cls(run.config.retry_after_max, tell)

    async def process_request(self, request: Request) -> None:
        """Wait for the end of the host's pause. Raises HostPaused."""
        host = urlparse_cached(request).netloc
        while (left := self._until.get(host, 0.0) - time.monotonic()) > 0:
            if left > self._longest:
                raise HostPaused(f"{host} asked for a pause of {left:.0f} s")
            await asyncio.sleep(min(left, 1.0))

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the pause that the host asks for."""
        if response.status in STATUSES:
            seconds = retry_after(response.headers.get(b"Retry-After"), time.time())
            if seconds is None and response.status == 429:
                seconds = DEFAULT_SECONDS
            if seconds:
                self._pause(request, seconds)
        return response

    def _pause(self, request: Request, seconds: float) -> None:
        host = urlparse_cached(request).netloc
        self._until[host] = max(self._until.get(host, 0.0), time.monotonic() + seconds)
        visit = request.meta.get(META_KEY)
        if visit is not None:
            self._tell(visit.site, host, seconds, self._longest)


def retry_after(value: bytes | None, now: float) -> float | None:
    """Seconds that a Retry-After header asks for, from seconds or an HTTP date; None where it says nothing.

    `now`: POSIX time.
    """
    text = (value or b"").decode("latin-1").strip()
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None
