"""Scrapy's downloader, with a way to end what is under way: a stop must not wait for a silent host."""

from __future__ import annotations

import asyncio

from scrapy import Request
from scrapy.core.downloader import Downloader, Slot
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl.middlewares.refusals import Stopping


class InterruptibleDownloader(Downloader):
    """Set as DOWNLOADER."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._under_way: set[asyncio.Task[Response]] = set()
        self._interrupted = False

    def drain(self) -> None:
        """Give up what waits for its turn; each such request fails with Stopping."""
        for slot in self.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(Failure(Stopping("the run is being stopped")))

    def interrupt(self) -> None:
        """Give up what is under way, too."""
        self._interrupted = True
        self.drain()
        for task in self._under_way:
            task.cancel()

    async def _download(self, slot: Slot, request: Request) -> Response:
        task = asyncio.ensure_future(super()._download(slot, request))
        self._under_way.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            if self._interrupted:
                raise Stopping("the run is being stopped") from None
            raise
        finally:
            self._under_way.discard(task)
