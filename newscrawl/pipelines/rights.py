"""What the publisher says of the use of an article: recorded, and obeyed in a run for training."""

from __future__ import annotations

from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.core.page_context import OriginWord
from newscrawl.core.rights.record import rights_record, signal_record
from newscrawl.core.rights.signals import Verdict, judge
from newscrawl.core.verdict import Reason, Rejection
from newscrawl.crawl.visits import Page, said_by
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
        page.origin = await self._of_origin(page)
        settle_rights(page, self._purpose)
        return page

    async def _of_origin(self, page: Page) -> OriginWord:
        origin, said = await self._files.known(page.url), said_by(page)
        found = await self._files.with_licenses(said, page.url)
        looked_at = ["header", "meta"]
        looked_at += ["robots.txt"] * (origin.robots_at is not None)
        looked_at += ["tdmrep.json"] * (origin.tdm is not None)
        looked_at += ["license"] * (self._purpose is not None)
        licenses = {one.file: other for one, other in zip(said, found, strict=True) if one.file and one != other}
        return OriginWord(origin.signals(page.url), licenses, tuple(looked_at))


def settle_rights(page: Page, purpose: str | None) -> None:
    """Fill in `rights` of a page's article by what the page and its origin (`page.origin`) say. Raises Rejected."""
    article, origin = page.article, page.origin or OriginWord()
    found = (origin.licenses.get(signal.file, signal) if signal.file else signal for signal in said_by(page))
    dated = (signal if signal.at else replace(signal, at=article.fetched_at) for signal in found)
    signals = (*origin.signals, *dated)
    judgement = judge(signals)
    if purpose == "training" and judgement.verdict is Verdict.RESERVED and judgement.by is not None:
        raise Rejected(Rejection(Reason.RESERVED, signal_record(judgement.by)))
    article.rights = rights_record(signals, origin.looked_at, purpose)
