"""Second looks at articles in a run: which are due, and what came of them."""

from __future__ import annotations

import logging
import time
from collections import deque
from dataclasses import replace

from newscrawl.core.looks import Look, next_look, next_try
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason
from newscrawl.crawl.queues import SiteQueue
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import Page, PageVisit
from newscrawl.store import Answer
from newscrawl.store.looks import GONE, MISSING

logger = logging.getLogger(__name__)


class Looks:
    """What the frontier, the callbacks and the pipelines ask about looks, and tell of them. All raise DatasetError."""

    def __init__(self, run: Run) -> None:
        self._run = run

    async def open(self, queue: SiteQueue) -> None:
        """Read what the store remembers of a site's looks."""
        run = self._run
        await run.call(run.store.looks.begin, queue.key)
        queue.trust = await run.call(run.store.looks.trust, queue.key)
        queue.looks_left = run.config.looks_max

    async def next_due(self, queue: SiteQueue) -> float | None:
        """When the next look of the site is due, as POSIX time; None where none is made."""
        run = self._run
        return await run.call(run.store.looks.next_due, queue.key, queue.window) if run.config.looks_max else None

    async def refill(self, queue: SiteQueue, limit: int) -> None:
        """Fetch looks that are due into the queue."""
        run, wanted = self._run, min(limit, queue.looks_left)
        taken = await run.call(run.store.looks.take, queue.key, wanted, queue.window) if wanted else []
        queue.looks.extend(taken)
        queue.looks_left -= len(taken)
        queue.looks_exhausted = not taken

    def listens(self, queue: SiteQueue) -> bool:
        """Whether it matters what the site's sources say of articles that are known."""
        return self._run.config.looks_max > 0 and queue.trust.believes(time.time())

    async def unchanged(self, page: Page, reason: Reason | None = None) -> None:
        """A look brought no new version; `reason`: why there is no article at the address now."""
        run, look = self._run, _look(page.visit)
        answer = answer_of(page, look.published)
        noted: str | None = reason
        if reason == Reason.GONE and page.status == 404 and not look.missing:
            # A site that is being moved or repaired answers so for a while: the next look says.
            noted, answer = MISSING, replace(answer, look_at=answer.look_at or next_try(page.answered_at, 1))
        elif reason in GONE:
            answer = replace(answer, look_at=None)
        keys = {page.visit.key, identity(page.url)}
        await run.call(run.store.looks.unchanged, look.article_id, keys, answer, noted)
        figures = page.visit.queue.figures
        if noted in GONE:
            figures.gone += 1
        else:
            figures.unchanged += 1
        await self._learn(page.visit, changed=False)

    async def changed(self, page: Page) -> None:
        """A look brought a line, and it is written: a new version, or the article that stands there now."""
        page.visit.queue.figures.updated += page.article.version > 1
        await self._learn(page.visit, changed=True)

    async def later(self, visit: PageVisit) -> None:
        """A look failed for a passing reason: the article stays as it is, the look is made again some time."""
        run, look = self._run, _look(visit)
        tries = look.tries + 1
        await run.call(run.store.looks.later, visit.key, next_try(time.time(), tries), tries)

    async def _learn(self, visit: PageVisit, changed: bool) -> None:
        """What a look that a source's date asked for says of the site's dates."""
        run, queue = self._run, visit.queue
        if not _look(visit).told:
            return
        now = time.time()
        before, queue.trust = queue.trust, queue.trust.after(changed, now)
        if queue.trust != before:
            await run.call(run.store.looks.keep_trust, queue.key, queue.trust)
        if before.believes(now) and not queue.trust.believes(now):
            queue.looks = deque(p for p in queue.looks if p.look is not None and not p.look.told)
            await run.call(run.store.looks.doubt, queue.key)
            logger.info(
                "%s: its dates of change are not believed for a month: %d looks for their sake brought no change",
                queue.site.name,
                queue.trust.unchanged,
            )


def answer_of(page: Page, published: float | None) -> Answer:
    """What the store keeps of a page's answer. `published`: its article's POSIX time."""
    look = page.visit.look
    looks = look.number + 1 if look else 0
    return Answer(
        key=page.visit.key,
        fetched_at=page.answered_at,
        look_at=next_look(published, page.answered_at, looks),
        looks=looks,
        etag=page.etag,
        last_modified=page.last_modified,
    )


def _look(visit: PageVisit) -> Look:
    assert visit.look is not None
    return visit.look
