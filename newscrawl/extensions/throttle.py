"""Delays per host: AutoThrottle's, never under what the sites file and robots.txt ask for."""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response

from newscrawl.crawl.delays import Delays


class Throttle(AutoThrottle):
    """AutoThrottle with a floor a host; Scrapy's own knows one for all."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._delays: Delays | None = None
        crawler.signals.connect(self._find_delays, signal=signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured where AUTOTHROTTLE_ENABLED is off, or the spider is not newscrawl's."""
        if getattr(crawler.spider, "run", None) is None:
            raise NotConfigured
        return cls(crawler)

    def _find_delays(self) -> None:
        self._delays = getattr(self.crawler.spider, "delays", None)

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        if self._delays is not None:
            slot.delay = max(slot.delay, self._delays.least(urlsplit(response.url).hostname or ""))
