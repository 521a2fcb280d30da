"""What becomes of a page that the pipelines are through with: rejections are written, the frontier is told."""

from __future__ import annotations

import logging
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from twisted.python.failure import Failure

from newscrawl.core.jsonable import jsonable
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason, Rejection
from newscrawl.crawl.items import site_key
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import Page, PageVisit
from newscrawl.dataset.appending import DatasetError
from newscrawl.dataset.writer import Withheld
from newscrawl.pipelines.drops import Postponed, Rejected, Unchanged
from newscrawl.pipelines.wanted import moment
from newscrawl.report.figures import moment as iso_moment
from newscrawl.spiders.news import NewsSpider
from newscrawl.store import LeftOut

logger = logging.getLogger(__name__)


class Settlement:
    """Listens to the item signals of Scrapy."""

    def __init__(self, spider: NewsSpider) -> None:
        self._spider, self._run = spider, spider.run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured for a spider that is not newscrawl's."""
        if not isinstance(crawler.spider, NewsSpider):
            raise NotConfigured
        settlement = cls(crawler.spider)
        crawler.signals.connect(settlement.item_dropped, signals.item_dropped)
        crawler.signals.connect(settlement.item_error, signals.item_error)
        return settlement

    async def item_dropped(self, item: Any, exception: BaseException) -> None:
        """A page goes no further: unless it is only postponed, that is written down before it is forgotten."""
        if not isinstance(item, Page) or item.written:
            return
        self._run.claims.release(item.visit)
        try:
            if isinstance(exception, Unchanged):
                await self._run.archiving.keep_unchanged(item)
                await self._spider.frontier.looks.unchanged(item)
            elif not isinstance(exception, Postponed):
                await self._reject(item, exception)
        except DatasetError as error:
            self._abort(error)
        finally:
            self._let_go(item.visit)

    async def _reject(self, page: Page, exception: BaseException) -> None:
        if isinstance(exception, Rejected):
            rejection = exception.rejection
        else:
            rejection = Rejection(Reason.DROPPED_BY_PIPELINE, {"message": str(exception)[:200]})
        if page.visit.look is not None:  # its line stays
            if rejection.reason is not Reason.FORGOTTEN:
                await self._run.archiving.keep_unchanged(page, rejection.reason)
            await self._spider.frontier.looks.unchanged(page, rejection.reason)
            return
        await write_rejection(page, rejection, self._run)
        page.visit.queue.traps.settled(page.visit.key, page.visit.candidate.url, rejection.reason)
        page.visit.queue.figures.pending -= 1

    async def item_error(self, item: Any, failure: Failure) -> None:
        """A pipeline failed: the output is gone, or there is an error in it. The page stays pending."""
        if not isinstance(item, Page) or item.written:
            return
        self._run.claims.release(item.visit)
        if isinstance(failure.value, DatasetError):
            self._abort(failure.value)
        else:
            visit, run = item.visit, self._run
            visit.queue.figures.errors["pipeline"] += 1
            if visit.look is not None:
                await self._spider.frontier.looks.later(visit)
            else:
                await run.call(run.store.addresses.fail, visit.key, run.run_id, "pipeline", run.config.attempts_max)
        self._let_go(item.visit)

    def _abort(self, error: DatasetError) -> None:
        if self._run.fatal is None:
            self._run.fatal = str(error)
            logger.info("%s; stopping, nothing that was written is lost", error)
        self._spider.stop("output-failed")

    def _let_go(self, visit: PageVisit) -> None:
        self._spider.frontier.candidates.done(visit.queue, *visit.keys)


async def write_rejection(page: Page, rejection: Rejection, run: Run) -> None:
    """Return when the rejection is on disk, but for what was forgotten, and the store knows it. Raises DatasetError."""
    if rejection.reason is not Reason.FORGOTTEN:
        record = rejected_record(page, rejection, run)
        bundle = await run.archiving.of_rejected(page, record)
        try:
            await run.writer.write(record, left_out(page, rejection), bundle)
        except Withheld as gone:
            rejection = Rejection(Reason.FORGOTTEN, {"mark": gone.mark})
    if rejection.reason is Reason.FORGOTTEN:  # a line would bring back what was taken out
        keys = page.visit.keys | {identity(page.url)}
        await run.call(run.store.tombstones.bury, keys, rejection.evidence["mark"])
    page.visit.queue.figures.rejected[str(rejection.reason)] += 1


def rejected_record(page: Page, rejection: Rejection, run: Run) -> dict[str, Any]:
    """The line in output/rejected."""
    article = page.extraction.article if page.extraction else None
    candidate = page.visit.candidate
    return {
        "url": article.url if article and article.url else page.url,
        "requested_url": candidate.url,
        "source": page.visit.site.name,
        "site_key": site_key(page.visit.site),
        "reason": str(rejection.reason),
        "evidence": jsonable(rejection.evidence),  # a pipeline of the user's may put anything there
        "title": (article.title if article else None) or candidate.title,
        "date_published": article.date_published if article else None,
        "discovered_by": str(candidate.found_by),
        "found_on": candidate.found_on,
        "http_status": page.status,
        "fetched_at": iso_moment(page.answered_at),
        "archive": page.place,  # with --archive the writer fills it in
        "run_id": run.run_id,
    }


def left_out(page: Page, rejection: Rejection) -> LeftOut:
    """What the store is told. A page that is no article says nothing of the address it calls canonical."""
    article = page.extraction.article if page.extraction else None
    published = moment(article.date_published) if article else None
    return LeftOut(
        url=page.visit.candidate.url,
        site=site_key(page.visit.site),
        reason=rejection.reason,
        keys=tuple(sorted(page.visit.keys | {identity(page.url)})),
        dated=published.timestamp() if published else None,
        language=article.language if article else None,
        asked=page.visit.candidate.url,
        article_id=article.id if article else None,
    )
