"""The run's beginning and end within Scrapy's."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from newscrawl.crawl.process import settle_in
from newscrawl.dataset.appending import DatasetError
from newscrawl.logformat import guard_logs
from newscrawl.spiders.news import NewsSpider


class Lifecycle:
    """Counts time and bytes, stops the run at its time limit, closes it when the spider closes."""

    def __init__(self, spider: NewsSpider) -> None:
        self._spider, self._run = spider, spider.run
        self._started = time.monotonic()
        self._limit: asyncio.TimerHandle | None = None
        self._set_back: Callable[[], None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured for a spider that is not newscrawl's."""
        if not isinstance(crawler.spider, NewsSpider):
            raise NotConfigured
        lifecycle = cls(crawler.spider)
        crawler.signals.connect(lifecycle.spider_opened, signals.spider_opened)
        crawler.signals.connect(lifecycle.response_received, signals.response_received)
        crawler.signals.connect(lifecycle.spider_closed, signals.spider_closed)
        return lifecycle

    def spider_opened(self) -> None:
        """Set the process up, start the clock."""
        self._set_back = settle_in()
        # Scrapy makes its log's handlers several times on the way; these are the last ones.
        guard_logs(verbose=self._spider.crawler.settings["LOG_LEVEL"] == "DEBUG")
        self._started = time.monotonic()
        if self._run.config.max_time:
            self._limit = asyncio.get_running_loop().call_later(
                self._run.config.max_time, self._spider.stop, "max-time"
            )

    def response_received(self, response: Response) -> None:
        """Count an answer."""
        self._run.figures.responses += 1
        self._run.figures.bytes += len(response.body)
        self._run.figures.seconds = time.monotonic() - self._started

    async def spider_closed(self, spider: Spider, reason: str) -> None:
        """Close the run: everything is on disk when Scrapy goes on."""
        if self._limit is not None:
            self._limit.cancel()
        figures = self._run.figures
        figures.seconds = time.monotonic() - self._started
        figures.finish_reason = figures.finish_reason or reason
        with contextlib.suppress(DatasetError):  # then `fatal` says it
            await self._spider.frontier.leave()
        await self._run.close()
        if self._set_back is not None:
            self._set_back()
        self._spider.closed_for_good.set()
