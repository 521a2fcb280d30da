"""The way of an archived page: through the pipelines of a crawl, in their order, and onto the disk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from newscrawl.core.page_context import REJECTED, UNCHANGED
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason, Rejection
from newscrawl.crawl.queues import SiteQueue
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import Page
from newscrawl.dataset.appending import DatasetError
from newscrawl.extensions.settlement import write_rejection
from newscrawl.pipelines.drops import Postponed, Rejected, Unchanged
from newscrawl.pipelines.duplicates import DuplicatesPipeline
from newscrawl.pipelines.forgotten import ForgottenPipeline
from newscrawl.pipelines.rights import settle_rights
from newscrawl.pipelines.verdict import VerdictPipeline
from newscrawl.pipelines.wanted import MaxArticlesPipeline, WantedPipeline
from newscrawl.pipelines.writer import write_article
from newscrawl.replay.pages import Known, Read, page_of
from newscrawl.replay.sites import Sites
from newscrawl.replay.units import Unit
from newscrawl.report.replaying import ReplayFigures
from newscrawl.store import State
from newscrawl.workers.pool import PoolFailure

__all__ = ["Steps"]

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 0.02
"""How often lines that are waited for are sent on their way."""


class Steps:
    """Takes units in the order of their files; lines are written while the next ones come."""

    def __init__(self, run: Run, sites: Sites, figures: ReplayFigures, stop: Callable[[str], None]) -> None:
        self._run, self._sites, self._figures = run, sites, figures
        self._forgotten = ForgottenPipeline(run)
        self._verdict, self._wanted = VerdictPipeline(run), WantedPipeline(run)
        self._doubles, self._limit = DuplicatesPipeline(run), MaxArticlesPipeline(run, stop)
        self._writing: dict[str, asyncio.Task[bool]] = {}
        config = run.config
        by_date = [Reason.OUTSIDE_DATES] * bool(config.since or config.until)
        self._filters = (*by_date, *([Reason.OTHER_LANGUAGE] * bool(config.languages)))

    async def must_wait(self, unit: Unit) -> bool:
        """Whether the unit repeats an article that has no line yet. Raises DatasetError."""
        other = unit.repeats
        if other is None or other in self._writing:
            return False
        return await self._run.call(self._run.store.articles.line, other) is None

    async def take(self, unit: Unit, read: Read | Rejection) -> asyncio.Task[bool] | None:
        """What comes of a unit. Returns what is done when its line is on disk, or it is known that it gets none: True,
        or False where it is to be read again by a later call; None where all is done. Raises DatasetError, and
        PoolFailure where the workers have been stopped.
        """
        queue = await self._sites.of(unit)
        try:
            return await self._take(unit, read, queue)
        except DatasetError:
            raise
        except PoolFailure as failure:  # while the texts of several pages were taken together
            if failure.is_of_the_pool:
                raise
            return await self._take(unit, Rejection(Reason.EXTRACTION_FAILED, {"failure": failure.kind}), queue)
        except Exception as error:
            return await self._take(unit, _failed(unit, queue, error), queue)

    async def _take(self, unit: Unit, read: Read | Rejection, queue: SiteQueue) -> asyncio.Task[bool] | None:
        run = self._run
        url = unit.pages[-1][1].candidate.url
        if unit.noted is None or unit.noted.outcome != REJECTED:
            await self._earlier(identity(url), _article_id(read))
        is_forgotten, known = await run.call(self._known, queue.key, url)
        if is_forgotten:
            self._figures.skipped[str(Reason.FORGOTTEN)] += 1
            return None
        page = await page_of(unit, read, queue, known, self._filters, run)
        queue.figures.fetched += 1
        is_later = known.get("state") != State.DONE or unit.at >= int(known.get("fetched_at") or 0)
        if not is_later:
            self._figures.known += 1
            return None
        try:
            await self._judge(page, unit)
        except Rejected as drop:
            return self._rejected(page, unit, drop.rejection, known)
        except _PassedOver as reason:
            self._figures.skipped[str(reason)] += 1
            return None
        # The pages that follow are judged meanwhile. Each claims its article as its task begins, in the files' order.
        return self._note(page, asyncio.ensure_future(self._to_disk(page, unit, known)))

    def _known(self, site: str, url: str) -> tuple[bool, Known]:
        """Whether the site was forgotten, and what the store says of the address."""
        store = self._run.store
        return store.tombstones.site(site) is not None, store.lookup(url) or {}

    async def _earlier(self, *names: str | None) -> None:
        """Return when no earlier answer of the same address or article is on its way: what this one is rests on it."""
        while earlier := {task for name in names if name and (task := self._writing.get(name)) is not None}:
            self._run.writer.flush()
            await asyncio.wait(earlier, timeout=FLUSH_SECONDS)

    async def _judge(self, page: Page, unit: Unit) -> None:
        """Raises Rejected, _PassedOver."""
        await self._forgotten.process_item(page)
        self._verdict.process_item(page)
        noted = unit.noted
        settle_rights(page, self._run.config.purpose or (noted.purpose if noted is not None else None))
        try:
            self._wanted.process_item(page)
        except Rejected as drop:
            raise _PassedOver(drop.rejection.reason) from drop

    def _note(self, page: Page, task: asyncio.Task[bool]) -> asyncio.Task[bool]:
        names = (page.article.id, page.visit.key)
        self._writing.update(dict.fromkeys(names, task))

        def forget(done: asyncio.Task[bool]) -> None:
            for name in names:
                if self._writing.get(name) is done:
                    del self._writing[name]

        task.add_done_callback(forget)
        return task

    async def _to_disk(self, page: Page, unit: Unit, known: Known) -> bool:
        run = self._run
        try:
            await self._doubles.process_item(page)
            self._limit.process_item(page)
            await write_article(page, run)
        except Rejected as drop:
            run.claims.release(page.visit)
            rejecting = self._rejected(page, unit, drop.rejection, known)
            return rejecting is None or await rejecting
        except Unchanged:
            page.visit.queue.figures.unchanged += 1
        except Postponed:
            return False
        except DatasetError:
            raise
        except Exception as error:
            run.claims.release(page.visit)
            rejection = _failed(unit, page.visit.queue, error)
            rejecting = None if page.written else self._rejected(page, unit, rejection, known)
            return rejecting is None or await rejecting
        else:
            page.visit.queue.figures.updated += page.article.version > 1
        finally:
            run.claims.release(page.visit)
        return True

    def _rejected(self, page: Page, unit: Unit, rejection: Rejection, known: Known) -> asyncio.Task[bool] | None:
        again = known.get("state") == State.REJECTED and known.get("reason") == rejection.reason
        if rejection.reason is Reason.DUPLICATE_ADDRESS and known.get("state") == State.DONE:
            # It was settled with its article. Runs that ended within this file may not have come to its own line.
            again = bool(known["own_line"]) or known["run_id"] not in unit.file.begun_by
        has_line = known.get("state") == State.DONE and page.visit.look is not None
        if again or has_line or (unit.noted is not None and unit.noted.outcome == UNCHANGED):
            self._figures.known += 1
            return None
        return asyncio.ensure_future(self._reject(page, rejection))

    async def _reject(self, page: Page, rejection: Rejection) -> bool:
        await write_rejection(page, rejection, self._run)
        return True


class _PassedOver(Exception):
    """The page is none that was asked for; str() is the reason."""


def _failed(unit: Unit, queue: SiteQueue, error: Exception) -> Rejection:
    """Tell and count an error in newscrawl; returns how the page is left out for it."""
    logger.error("%s: an error in newscrawl; left out", unit.pages[-1][1].candidate.url, exc_info=error)
    queue.figures.errors["pipeline"] += 1
    return Rejection(Reason.EXTRACTION_FAILED, {"failure": type(error).__name__})


def _article_id(read: Read | Rejection) -> str | None:
    """Of the article that a worker found on the page itself."""
    extraction = None if isinstance(read, Rejection) else read[-1][0]
    return extraction.article.id if extraction is not None and extraction.article is not None else None
