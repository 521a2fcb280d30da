"""Log lines for a run without a terminal, and the ticks that a display is drawn by."""

from __future__ import annotations

import logging
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call

from newscrawl.report.display import Display
from newscrawl.report.figures import RunFigures
from newscrawl.spiders.news import NewsSpider

REFRESH_SECONDS = 0.25


class LogDisplay:
    """One log line now and then."""

    def __init__(self, seconds: float) -> None:
        self._every = max(1, round(seconds / REFRESH_SECONDS))
        self._ticks = 0
        self._figures: RunFigures | None = None
        self._logger = logging.getLogger("newscrawl")

    def start(self, figures: RunFigures) -> None:
        """Take the figures."""
        self._figures = figures

    def refresh(self) -> None:
        """Log a line when it is time."""
        self._ticks += 1
        if self._ticks % self._every == 0:
            self._log()

    def stop(self) -> None:
        """Log the last line."""
        self._log()

    def _log(self) -> None:
        if self._figures is None:
            return
        total = self._figures.to_dict()
        self._logger.info(
            "%(responses)d answers: %(found)d found, %(written)d written, %(rejected)d rejected, %(pending)d pending",
            total | {"rejected": sum(total["rejected"].values())},
        )


class Progress:
    """Drives a display."""

    def __init__(self, display: Display, figures: RunFigures) -> None:
        self._display, self._figures = display, figures
        self._loop: AsyncioLoopingCall | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The display is the spider's, where it has one. Raises NotConfigured for a spider that is not newscrawl's."""
        if not isinstance(crawler.spider, NewsSpider):
            raise NotConfigured
        display = crawler.spider.display or LogDisplay(crawler.settings.getfloat("LOGSTATS_INTERVAL", 10.0))
        progress = cls(display, crawler.spider.run.figures)
        crawler.signals.connect(progress.spider_opened, signals.spider_opened)
        crawler.signals.connect(progress.spider_closed, signals.spider_closed)
        return progress

    def spider_opened(self) -> None:
        """Begin to show."""
        self._display.start(self._figures)
        self._loop = create_looping_call(self._display.refresh)  # type: ignore[assignment]
        self._loop.start(REFRESH_SECONDS, now=False)  # type: ignore[union-attr]

    def spider_closed(self) -> None:
        """Show for the last time."""
        if self._loop is not None:
            self._loop.stop()
        self._display.stop()
