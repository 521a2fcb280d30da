"""robots.txt as RFC 9309 has it: 4xx allows all, 5xx or no answer disallows all; a host is asked for it first."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from newscrawl.core.robots import PRODUCT_TOKEN, Robots, parse_robots
from newscrawl.middlewares.refusals import Disallowed, HostPaused, Refused, RobotsUnreachable, Stopping

PRIORITY = 1000
TIMEOUT_SECONDS = 20.0
FRESH_SECONDS = 86400.0
"""RFC 9309, section 2.4."""
KEPT = 1000
"""Files in memory: one of 150 rules takes 200 KB."""


class RobotsFiles:
    """The robots.txt of the hosts of a crawl; each is fetched once a day at most, the last ones are kept in memory."""

    def __init__(self, crawler: Crawler, pause_max: float, arrived: Callable[[str, Robots], None]) -> None:
        """`pause_max`: seconds that a host's Retry-After is waited for; `arrived` hears of each origin's rules."""
        self._crawler, self._pause_max, self._arrived = crawler, pause_max, arrived
        self._files: OrderedDict[str, tuple[float, asyncio.Future[Robots]]] = OrderedDict()

    async def of(self, url: str) -> Robots:
        """The rules for the address's host (with its scheme and port). Raises RobotsUnreachable."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        since, known = self._files.get(origin, (0.0, None))
        if known is None or time.monotonic() - since > FRESH_SECONDS:
            known = asyncio.ensure_future(self._fetch(origin))
            known.add_done_callback(_hear)  # whoever asked may have been stopped meanwhile
            self._files[origin] = (time.monotonic(), known)
            while len(self._files) > KEPT:
                self._files.popitem(last=False)
        self._files.move_to_end(origin)
        return await asyncio.shield(known)

    async def _fetch(self, origin: str) -> Robots:
        url = f"{origin}/robots.txt"
        for last in (False, False, True):
            try:
                response = await self._crawler.engine.download_async(self._request(url))
            except HostPaused as error:
                if last or error.seconds > self._pause_max:
                    raise RobotsUnreachable(f"{url}: {error}") from error
                await asyncio.sleep(error.seconds)
                continue
            except Stopping:
                raise
            except Refused as error:
                raise RobotsUnreachable(f"{url}: {error}") from error
            except Exception as error:
                raise RobotsUnreachable(f"{url}: {type(error).__name__}", no_connection=True) from error
            robots = _read(url, response)
            self._arrived(origin, robots)
            return robots
        raise AssertionError("the last round returns or raises")

    def _request(self, url: str) -> Request:
        """It goes past the scheduler and takes one of the downloader's places: not for long where the host is dead."""
        seconds = min(TIMEOUT_SECONDS, self._crawler.settings.getfloat("DOWNLOAD_TIMEOUT") or TIMEOUT_SECONDS)
        meta = {"dont_obey_robotstxt": True, "download_timeout": seconds, "max_retry_times": 1}
        return Request(url, meta=meta, priority=PRIORITY, dont_filter=True)


def _hear(file: asyncio.Future[Robots]) -> None:
    if not file.cancelled():
        file.exception()


def _read(url: str, response: Response) -> Robots:
    """429 counts with 5xx: a host that asks for fewer requests has not allowed more."""
    if response.status == 429 or response.status >= 500:
        raise RobotsUnreachable(f"{url}: HTTP status {response.status}")
    return parse_robots(response.body if response.status == 200 else b"", response.url)


class RobotsMiddleware:
    """Stops requests that the host's robots.txt disallows to newscrawl."""

    def __init__(self, files: RobotsFiles) -> None:
        self._files = files

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured where ROBOTSTXT_OBEY is off, or the spider is not newscrawl's."""
        files = getattr(crawler.spider, "robots", None)
        if not crawler.settings.getbool("ROBOTSTXT_OBEY") or files is None:
            raise NotConfigured
        return cls(files)

    async def process_request(self, request: Request) -> None:
        """Raises Disallowed or RobotsUnreachable."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        robots = await self._files.of(request.url)
        if not robots.allowed(request.url, PRODUCT_TOKEN):
            raise Disallowed(f"{request.url}: disallowed by robots.txt")
