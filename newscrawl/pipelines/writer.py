"""The line, and only then the note that the address is done."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.core.article import Article
from newscrawl.core.moments import posix
from newscrawl.core.urls import identity
from newscrawl.crawl.frontier import Frontier
from newscrawl.crawl.looks import answer_of
from newscrawl.crawl.run import Run, site_key, written
from newscrawl.crawl.visits import Page
from newscrawl.spiders.news import NewsSpider


class WriterPipeline:
    """Writes the article durably, has the store confirm it, and hands the record on, for Scrapy's feed exports."""

    def __init__(self, run: Run, frontier: Frontier) -> None:
        self._run, self._frontier = run, frontier

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Takes the run and the frontier from newscrawl's spider. Raises NotConfigured for any other."""
        if not isinstance(crawler.spider, NewsSpider):
            raise NotConfigured
        return cls(crawler.spider.run, crawler.spider.frontier)

    async def process_item(self, page: Page) -> Article:
        """Raises DatasetError."""
        article = page.article
        keys = page.visit.keys | page.keys | {identity(page.url), identity(article.url)}
        prints = page.extraction.prints if page.extraction else None
        counted = page.visit.queue.pages.count(article.id, prints) if prints else None
        page_hash = page.extraction.page_hash if page.extraction else None
        answer = answer_of(page, posix(article.date_published, end=True))
        sketch = page.extraction.sketch if page.extraction else None
        item = written(article, site_key(page.visit.site), keys, counted, page_hash, answer, sketch)
        bundle = await self._run.archiving.of_article(page)
        article.archive = await self._run.writer.write(article.to_dict(), item, bundle)
        page.written = True
        self._run.claims.release(id(page))
        figures = page.visit.queue.figures
        figures.written += 1
        if page.visit.look is None:
            figures.pending -= 1
            figures.doubles += article.duplicate_of is not None
        else:
            await self._frontier.looks.changed(page)
        page.visit.queue.traps.settled(page.visit.key, page.visit.candidate.url, None)
        self._frontier.pass_over(page.visit.queue, keys)
        self._frontier.page_done(page.visit.queue, *page.visit.keys)
        return article
