"""The line, and only then the note that the address is done."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.core.article import Article
from newscrawl.core.moments import posix
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason
from newscrawl.crawl.frontier import Frontier
from newscrawl.crawl.items import item_of_article, site_key
from newscrawl.crawl.looks import answer_of
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import Page
from newscrawl.dataset.writer import Withheld
from newscrawl.pipelines.drops import Rejected
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
        """Raises DatasetError, Rejected."""
        await write_article(page, self._run)
        if page.visit.look is None:
            page.visit.queue.figures.pending -= 1
        else:
            await self._frontier.looks.changed(page)
        page.visit.queue.traps.settled(page.visit.key, page.visit.candidate.url, None)
        self._frontier.candidates.pass_over(page.visit.queue, keys_of(page))
        self._frontier.candidates.done(page.visit.queue, *page.visit.keys)
        return page.article


def keys_of(page: Page) -> set[str]:
    """All addresses (core.urls.identity) that are settled with a page's article."""
    return page.visit.keys | page.keys | {identity(page.url), identity(page.article.url)}


async def write_article(page: Page, run: Run) -> None:
    """Return when the article's line is on disk, the store knows it and it is counted. Raises DatasetError.

    Raises Rejected where it was forgotten since it was judged.
    """
    article = page.article
    prints = page.extraction.prints if page.extraction else None
    counted = page.visit.queue.pages.count(article.id, prints) if prints else None
    page_hash = page.extraction.page_hash if page.extraction else None
    answer = answer_of(page, posix(article.date_published, end=True))
    sketch = page.extraction.sketch if page.extraction else None
    item = item_of_article(article, site_key(page.visit.site), keys_of(page), counted, page_hash, answer, sketch)
    bundle = await run.archiving.of_article(page)
    try:
        article.archive = await run.writer.write(article.to_dict(), item, bundle) or article.archive
    except Withheld as gone:
        raise Rejected.because(Reason.FORGOTTEN, mark=gone.mark) from gone
    page.written = True
    run.claims.release(page.visit)
    figures = page.visit.queue.figures
    figures.written += 1
    figures.doubles += page.visit.look is None and article.duplicate_of is not None
