"""The way of an archived page: through the pipelines of a crawl, in their order, and onto the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from newscrawl.core.page_context import UNCHANGED
from newscrawl.core.verdict import Reason, Rejection
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import Page
from newscrawl.extensions.settlement import write_rejection
from newscrawl.pipelines.drops import Postponed, Rejected, Unchanged
from newscrawl.pipelines.duplicates import DuplicatesPipeline
from newscrawl.pipelines.forgotten import ForgottenPipeline
from newscrawl.pipelines.rights import settle_rights
from newscrawl.pipelines.verdict import VerdictPipeline
from newscrawl.pipelines.wanted import MaxArticlesPipeline, WantedPipeline
from newscrawl.pipelines.writer import write_article
from newscrawl.replay.pages import Read, page_of
from newscrawl.replay.sites import Sites
from newscrawl.replay.units import Unit
from newscrawl.report.replaying import ReplayFigures
from newscrawl.store import State

__all__ = ["Steps"]


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
        """What comes of a unit. Returns what is done when its line is on disk: True, or False where it is to be read
        again by a later call; None where it gets no line. Raises DatasetError.
        """
        run = self._run
        queue = await self._sites.of(unit)
        if await run.call(run.store.tombstones.site, queue.key) is not None:
            self._figures.skipped[str(Reason.FORGOTTEN)] += 1
            return None
        url = unit.pages[-1][1].candidate.url
        known = await run.call(run.store.lookup, url) or {}
        page = await page_of(unit, read, queue, known, self._filters, run)
        queue.figures.fetched += 1
        is_later = known.get("state") != State.DONE or unit.at >= int(known.get("fetched_at") or 0)
        if not is_later:
            self._figures.known += 1
            return None
        try:
            await self._through(page, unit)
        except Rejected as drop:
            run.claims.release(id(page))
            return self._rejected(page, unit, drop.rejection, known)
        except Unchanged:
            run.claims.release(id(page))
            queue.figures.unchanged += 1
            return None
        except Postponed:
            run.claims.release(id(page))
            return asyncio.ensure_future(_later())
        except _PassedOver as reason:
            self._figures.skipped[str(reason)] += 1
            return None
        return self._write(page)

    async def _through(self, page: Page, unit: Unit) -> None:
        """Raises Rejected, Unchanged, Postponed, _PassedOver."""
        await self._forgotten.process_item(page)
        self._verdict.process_item(page)
        noted = unit.noted
        settle_rights(page, self._run.config.purpose or (noted.purpose if noted is not None else None))
        try:
            self._wanted.process_item(page)
        except Rejected as drop:
            raise _PassedOver(drop.rejection.reason) from drop
        if (earlier := self._writing.get(page.article.id)) is not None:
            await asyncio.wait([earlier])
        await self._doubles.process_item(page)
        self._limit.process_item(page)

    def _rejected(self, page: Page, unit: Unit, rejection: Rejection, known: Any) -> asyncio.Task[bool] | None:
        again = known.get("state") == State.REJECTED and known.get("reason") == rejection.reason
        if rejection.reason is Reason.DUPLICATE_ADDRESS and known.get("state") == State.DONE:
            again = known.get("run_id") != self._run.run_id  # it was settled with its article by an earlier run
        has_line = known.get("state") == State.DONE and page.visit.look is not None
        if again or has_line or (unit.noted is not None and unit.noted.outcome == UNCHANGED):
            self._figures.known += 1
            return None
        return asyncio.ensure_future(self._reject(page, rejection))

    async def _reject(self, page: Page, rejection: Rejection) -> bool:
        await write_rejection(page, rejection, self._run)
        return True

    def _write(self, page: Page) -> asyncio.Task[bool]:
        name = page.article.id
        task = self._writing[name] = asyncio.ensure_future(self._written(page))
        task.add_done_callback(lambda done: self._writing.pop(name, None) if self._writing.get(name) is done else None)
        return task

    async def _written(self, page: Page) -> bool:
        try:
            await write_article(page, self._run)
        finally:
            self._run.claims.release(id(page))
        page.visit.queue.figures.updated += page.article.version > 1
        return True


class _PassedOver(Exception):
    """The page is none that was asked for; str() is the reason."""


async def _later() -> bool:
    return False
