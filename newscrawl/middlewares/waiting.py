"""Requests that wait in the downloader for their host's turn."""

from __future__ import annotations

from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from newscrawl.middlewares.refusals import Refused

__all__ = ["take_back"]


def take_back(crawler: Crawler, host: str, error: Refused) -> None:
    """Give up what waits for a host: each request's errback gets the error. What is under way stays."""
    slot = crawler.engine.downloader.slots.get(host)
    while slot is not None and slot.queue:
        _, waiting = slot.queue.popleft()
        waiting.errback(Failure(error))
