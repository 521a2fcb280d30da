"""Retry-After (RFC 9110, section 10.2.3): the host that sends it is left alone for so long, and no other.

Nothing waits in here: what is refused meanwhile goes back to the frontier, which hands it out again after the pause.
"""

from __future__ import annotations

import time
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from newscrawl.middlewares.refusals import HostPaused
from newscrawl.middlewares.waiting import take_back

STATUSES = (429, 503)
LONGEST = 365 * 86400.0
DEFAULT_SECONDS = 5.0
"""For a 429 without the header; the throttle adds to it."""


class RetryAfter:
    """Refuses requests to a host until its pause is over."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._until: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For any spider: one that is not newscrawl's sees the refusal as an IgnoreRequest."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises HostPaused."""
        host = urlparse_cached(request).hostname or ""
        left = self._until.get(host, 0.0) - time.monotonic()
        if left > 0:
            raise HostPaused(host, left)

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the pause that the host asks for, and take back what waits in the downloader for its turn there."""
        if response.status in STATUSES:
            clock = http_date(response.headers.get(b"Date"))
            seconds = retry_after(response.headers.get(b"Retry-After"), time.time() if clock is None else clock)
            if seconds is None and response.status == 429:
                seconds = DEFAULT_SECONDS
            if seconds:
                self._pause(urlparse_cached(request).hostname or "", seconds)
        return response

    def _pause(self, host: str, seconds: float) -> None:
        self._until[host] = max(self._until.get(host, 0.0), time.monotonic() + seconds)
        take_back(self._crawler, host, HostPaused(host, seconds))


def retry_after(value: bytes | None, now: float) -> float | None:
    """Seconds that a Retry-After header asks for, from seconds or an HTTP date; None where it says nothing.

    `now`: POSIX time by the server's clock, which may be wrong, as its dates are then. At most LONGEST.
    """
    text = (value or b"").decode("latin-1").strip()
    if text.isascii() and text.replace(".", "", 1).isdecimal():
        return min(float(text), LONGEST)
    date = http_date(value)
    return None if date is None else min(max(0.0, date - now), LONGEST)


def http_date(value: bytes | None) -> float | None:
    """POSIX time of an HTTP date (RFC 9110, section 5.6.7), in any of its three forms; None where it is none."""
    try:
        date = parsedate_to_datetime((value or b"").decode("latin-1").strip())
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
