"""Renders pages in a browser that is started for the first of them, and started anew when it fails."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawl.core.robots import PRODUCT_TOKEN
from newscrawl.crawl.browsers import look_for_browser
from newscrawl.crawl.config import Config
from newscrawl.middlewares.refusals import Refused, Stopping
from newscrawl.rendering.failures import NoBrowser, RenderingFailed

if TYPE_CHECKING:
    from newscrawl.rendering.driver import Driver

__all__ = ["Renderer"]

PAGES_MAX = 500
"""After so many pages another browser takes over: what one keeps of each adds up."""

logger = logging.getLogger(__name__)


class Renderer:
    """One for a run; made with the first page that needs it."""

    def __init__(self, crawler: Crawler, config: Config) -> None:
        self._crawler, self._config = crawler, config
        self._turns = asyncio.Semaphore(config.browser_pages)
        self._starting = asyncio.Lock()
        self._driver: Driver | None = None
        self._rendered = 0
        self._closed = False
        self._no_browser: NoBrowser | None = None

    async def render(self, request: Request) -> Response:
        """The page as the browser has it; tried once more with another browser where one fails.

        Raises RenderingFailed, Stopping.
        """
        async with self._turns:
            for last in (False, True):
                driver = await self._started()
                try:
                    return await driver.fetch(request)
                except RenderingFailed as failure:
                    if self._closed:
                        raise Stopping("the run is being stopped") from failure
                    logger.info("%s: the browser failed: %s", request.url, failure)
                    if failure.of_the_browser:
                        await self._drop(driver)
                    if last or not failure.of_the_browser:
                        raise
        raise AssertionError("the second round returns or raises")

    async def _started(self) -> Driver:
        async with self._starting:
            if self._closed:
                raise Stopping("the run is being stopped")
            if self._no_browser is not None:
                raise self._no_browser
            driver = self._driver
            if driver is not None and self._rendered >= PAGES_MAX and driver.pages == 0:
                await driver.end()
                driver = None
            if driver is None or driver.ended:
                driver = await self._start()
            self._rendered += 1
            return driver

    async def _start(self) -> Driver:
        from newscrawl.rendering.driver import Driver

        found = look_for_browser(self._config.browser)
        if found.path is None:
            raise NoBrowser(found.missing or "")
        logger.info("starting %s, for pages that need a browser", found.path)
        driver = Driver(self._crawler, found.path, timeout=self._config.browser_timeout, robots=self._allowed)
        try:
            await driver.start()
        except NoBrowser as error:
            logger.warning("%s does not start: %s", found.path, error)
            self._no_browser = error  # it won't for the next page either
            raise
        except BaseException:
            await driver.end()
            raise
        self._driver, self._rendered = driver, 0
        return driver

    async def _drop(self, driver: Driver) -> None:
        """End a browser that failed; others' pages in it fail as well, and are tried once more."""
        if driver is self._driver:
            self._driver = None
        await driver.end()

    async def _allowed(self, url: str) -> bool:
        """Whether robots.txt allows what a frame of a page holds."""
        if not self._crawler.settings.getbool("ROBOTSTXT_OBEY"):
            return True
        files = getattr(self._crawler.spider, "robots", None)
        if files is None:
            return True
        try:
            rule = (await files.of(url, patient=False)).rule_for(url, PRODUCT_TOKEN)
        except Refused:
            return False
        return rule is None or rule.allowed

    async def close(self) -> None:
        """End the browser, for good."""
        self._closed = True
        if self._driver is not None:
            await self._driver.end()
