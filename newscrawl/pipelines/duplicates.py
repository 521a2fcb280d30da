"""Exact doubles and new versions: one line a version of an article, whatever addresses lead to it, and one a text."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.core.verdict import Reason
from newscrawl.core.versions import Signature, title_hash
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import Page
from newscrawl.pipelines.drops import Postponed, Rejected, Unchanged
from newscrawl.spiders.news import NewsSpider


class DuplicatesPipeline:
    """Drops an article whose canonical address or text has a line already, or is about to get one.

    A second look at an article brings its next version, or nothing.
    """

    def __init__(self, run: Run) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Takes the run from newscrawl's spider. Raises NotConfigured for any other."""
        if not isinstance(crawler.spider, NewsSpider):
            raise NotConfigured
        return cls(crawler.spider.run)

    async def process_item(self, page: Page) -> Page:
        """Raises Rejected, Unchanged, Postponed."""
        article, claims, look = page.article, self._run.claims, page.visit.look
        # First in memory, without a pause in between: two spellings may be on their way at the same time.
        other = claims.claim(id(page), article.id, article.content_hash)
        if look is not None and other == article.id:
            raise Postponed("under way")  # under another of its spellings
        self._drop_if(other, page)
        if look is None or not await self._is_next_version(page, look.article_id):
            known = await self._run.call(self._run.store.articles.known, article.id, article.content_hash)
            self._drop_if(known, page)
        return page

    async def _is_next_version(self, page: Page, looked_at: str) -> bool:
        """Whether the page is a new version of the article that was looked at. Raises Rejected, Unchanged."""
        article, store = page.article, self._run.store
        line = await self._run.call(store.articles.line, article.id) if article.id == looked_at else None
        if line is None:
            return False  # the page calls itself another article
        known, version = line
        page_hash = page.extraction.page_hash if page.extraction else None
        if known.is_same(Signature(article.content_hash, title_hash(article.title), page_hash)):
            raise Unchanged
        self._drop_if(await self._run.call(store.articles.twin, article.id, article.content_hash), page)
        article.version = version + 1
        return True

    @staticmethod
    def _drop_if(other: str | None, page: Page) -> None:
        if other is None:
            return
        same_address = other == page.article.id
        reason = Reason.DUPLICATE_ADDRESS if same_address else Reason.DUPLICATE_CONTENT
        raise Rejected.because(reason, id=other)
