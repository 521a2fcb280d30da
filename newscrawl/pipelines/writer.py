"""The line, and only then the note that the address is done."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from newscrawl.core.article import Article
from newscrawl.core.urls import identity
from newscrawl.crawl.visits import Page
from newscrawl.crawl.run import Run, written, site_key


class WriterPipeline:
    """Writes the article durably, has the store confirm it, and hands the record on, for Scrapy's feed exports."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Takes the run from newscrawl's spider."""
        return cls(crawler.spider.run)  # type: ignore[union-attr]

    async def process_item(self, page: Page) -> Article:
        """Raises DatasetError."""
        article = page.article
        keys = {page.visit.key, identity(page.url)}
        await self._run.writer.write(article.to_dict(), written(article, site_key(page.visit.site), keys))
        self._run.claims.release(page.visit.key)
        return article
