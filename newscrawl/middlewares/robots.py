"""robots.txt as RFC 9309 has it: 4xx allows all, 5xx or no answer disallows all; a host is asked for it first."""

from __future__ import annotations

import asyncio
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from newscrawl.core.robots import Robots, parse_robots
from newscrawl.middlewares.refusals import Disallowed, Refused, RobotsUnreachable

PRODUCT_TOKEN = "newscrawl"  # noqa: S105 (RFC 9309's word for the name in User-agent lines)
PRIORITY = 1000


class RobotsFiles:
    """The robots.txt of every host of a crawl, each fetched once."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._files: dict[str, asyncio.Future[Robots]] = {}

    async def of(self, url: str) -> Robots:
        """The rules for the address's host (with its scheme and port). Raises RobotsUnreachable."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._files:
            self._files[origin] = asyncio.ensure_future(self._fetch(f"{origin}/robots.txt"))
        return await asyncio.shield(self._files[origin])

    async def _fetch(self, url: str) -> Robots:
        request = Request(url, meta={"dont_obey_robotstxt": True}, priority=PRIORITY, dont_filter=True)
        try:
            response = await self._crawler.engine.download_async(request)
        except Refused as error:
            raise RobotsUnreachable(f"{url}: {error}") from error
        except Exception as error:
            raise RobotsUnreachable(f"{url}: {type(error).__name__}", no_connection=True) from error
        return _read(url, response)


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
