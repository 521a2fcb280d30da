"""What the pipelines of newscrawl's own spider have in common."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.crawl.run import Run
from newscrawl.spiders.news import NewsSpider


class RunPipeline:
    """Knows the run."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Takes the run from newscrawl's spider. Raises NotConfigured for any other."""
        if not isinstance(crawler.spider, NewsSpider):
            raise NotConfigured
        return cls(crawler.spider.run)
