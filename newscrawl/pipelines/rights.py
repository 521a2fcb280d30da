"""What the publisher says of the use of an article: recorded, and obeyed in a run for training."""

from __future__ import annotations

from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.core.rights.record import rights_record, signal_record
from newscrawl.core.rights.signals import Signal, Verdict, judge
from newscrawl.core.verdict import Reason, Rejection
from newscrawl.crawl.visits import Page
from newscrawl.middlewares.rights import RightsFiles
from newscrawl.pipelines.drops import Rejected
from newscrawl.spiders.news import NewsSpider


class RightsPipeline:
    """Fills in `rights`; with --purpose training, rejects what is reserved for it."""

    def __init__(self, files: RightsFiles, purpose: str | None) -> None:
        self._files, self._purpose = files, purpose

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Takes the files and the purpose from newscrawl's spider. Raises NotConfigured for any other."""
        if not isinstance(crawler.spider, NewsSpider):
            raise NotConfigured
        return cls(crawler.spider.rights, crawler.spider.run.config.purpose)

    async def process_item(self, page: Page) -> Page:
        """Raises Rejected."""
        article = page.article
        origin = await self._files.known(page.url)
        signals = (*origin.signals(page.url), *await self._own(page, article.fetched_at))
        judgement = judge(signals)
        if self._purpose == "training" and judgement.verdict is Verdict.RESERVED and judgement.by is not None:
            raise Rejected(Rejection(Reason.RESERVED, signal_record(judgement.by)))
        looked_at = ["header", "meta"]
        looked_at += ["robots.txt"] * (origin.robots_at is not None)
        looked_at += ["tdmrep.json"] * (origin.tdm is not None)
        looked_at += ["license"] * (self._purpose is not None)
        article.rights = rights_record(signals, looked_at, self._purpose)
        return page

    async def _own(self, page: Page, at: str | None) -> tuple[Signal, ...]:
        """What the answer and its page say."""
        said = (*page.rights, *(page.extraction.rights if page.extraction else ()))
        found = await self._files.with_licenses(said, page.url)
        return tuple(signal if signal.at else replace(signal, at=at) for signal in found)
