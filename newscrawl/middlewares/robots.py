"""robots.txt as RFC 9309 has it: 4xx allows all, 5xx or no answer disallows all; a host is asked for it first."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.core.robots import PRODUCT_TOKEN
from newscrawl.middlewares.refusals import Disallowed
from newscrawl.middlewares.robots_files import RobotsFiles


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
        """Raises Disallowed, RobotsUnreachable or PrivateAddress."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        robots = await self._files.of(request.url)
        rule = robots.rule_for(request.url, PRODUCT_TOKEN)
        if rule is not None and not rule.allowed:
            raise Disallowed(f"{request.url}: disallowed by robots.txt, line {rule.line}: {rule.text}", rule)
