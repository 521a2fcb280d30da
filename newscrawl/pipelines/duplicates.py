"""Exact doubles: one line an article, whatever addresses lead to it, and one a text."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.core.verdict import Reason
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import Page
from newscrawl.pipelines.drops import Rejected
from newscrawl.spiders.news import NewsSpider


class DuplicatesPipeline:
    """Drops an article whose canonical address or text has a line already, or is about to get one."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Takes the run from newscrawl's spider. Raises NotConfigured for any other."""
        if not isinstance(crawler.spider, NewsSpider):
            raise NotConfigured
        return cls(crawler.spider.run)

    async def process_item(self, page: Page) -> Page:
        """Raises Rejected."""
        article, claims = page.article, self._run.claims
        # First in memory, without a pause in between: two spellings may be on their way at the same time.
        self._drop_if(claims.claim(id(page), article.id, article.content_hash), page)
        known = await self._run.call(self._run.store.articles.known, article.id, article.content_hash)
        if known:
            claims.release(id(page))
            self._drop_if(known, page)
        return page

    @staticmethod
    def _drop_if(other: str | None, page: Page) -> None:
        if other is None:
            return
        same_address = other == page.article.id
        reason = Reason.DUPLICATE_ADDRESS if same_address else Reason.DUPLICATE_CONTENT
        raise Rejected.because(reason, id=other)
