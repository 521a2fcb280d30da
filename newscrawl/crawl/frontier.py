"""What to ask for next: the sources of each site, then its pending addresses, a few at a time from the store.

Addresses wait on disk, not in memory; a site gets a small window of requests under way, so that a stop is quick and
no site holds up another.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any

from newscrawl.core.candidate import BEHIND, LISTINGS
from newscrawl.core.urls import identity
from newscrawl.crawl.candidates import Candidates
from newscrawl.crawl.items import site_key
from newscrawl.crawl.looks import Looks
from newscrawl.crawl.queues import SiteQueue, Task
from newscrawl.crawl.run import Run
from newscrawl.report.figures import SiteState
from newscrawl.store import KnownSource
from newscrawl.store.shapes import SHAPES_MAX
from newscrawl.workers import work

logger = logging.getLogger(__name__)

FAILURES_IN_ROW = 20
"""So many failed candidates without an answer between them, and the site is left for the next run."""

PAUSES_MAX = 5
"""How often one address waits for its host in a run."""


class Frontier:
    """Hands out tasks while there are any; callbacks tell it what came of them."""

    def __init__(self, run: Run, window: int, open_site: Callable[[SiteQueue], Coroutine[Any, Any, None]]) -> None:
        """`window`: requests of one site under way at once. `open_site` fills a queue with its first sources."""
        self._run, self._window, self._open_site = run, window, open_site
        self._waiting = deque(run.sites)
        self._active: dict[str, SiteQueue] = {}
        self._changed = asyncio.Event()
        self._openings: set[asyncio.Task[None]] = set()
        self.stopping = False
        self.looks = Looks(run)
        self.candidates = Candidates(run, self._changed.set)

    async def tasks(self) -> AsyncIterator[Task]:
        """Tasks as they come due, until every site is done or the run stops."""
        while not self.stopping and self._run.fatal is None:
            self._changed.clear()
            self._start_sites()
            given = False
            for queue in list(self._active.values()):
                async for task in self._of_site(queue):
                    given = True
                    yield task
            if given:
                continue
            await self._finish_sites()
            if not self._active and not self._waiting:
                return
            if not self._waiting or len(self._active) >= self._run.config.sites_at_once:
                await self._wait()

    async def _of_site(self, queue: SiteQueue) -> AsyncIterator[Task]:
        for _ in range(self._window):  # then it is another site's turn, also where all that this one has is refused
            if not queue.opened or self.stopping or queue.stopped or queue.under_way() >= self._window:
                return
            task = queue.due() or await self._next(queue)
            if task is None:
                return
            if task.pending is not None:
                queue.busy.add(task.pending.key)
            else:
                queue.busy_sources += 1
                queue.busy_sections += task.is_section
            yield task

    async def _next(self, queue: SiteQueue) -> Task | None:
        if not queue.ready and not queue.exhausted:
            await self._refill(queue)
        if not (queue.source_was_last and queue.has_likely()) and (known := queue.next_source()) is not None:
            queue.source_was_last = True
            return Task(queue, source=known)
        queue.source_was_last = False
        if not queue.ready and not queue.busy_sources and queue.exhausted:
            return await self._look(queue)
        if not queue.ready or (queue.busy_sources and not queue.has_likely()):
            return None  # a source under way may be an unlikely candidate's very page, or bring likelier ones
        return Task(queue, pending=queue.ready.popleft())

    async def _look(self, queue: SiteQueue) -> Task | None:
        if not queue.looks and not queue.looks_exhausted:
            await self.looks.refill(queue, self._window * 4)
        return Task(queue, pending=queue.looks.popleft()) if queue.looks else None

    async def _refill(self, queue: SiteQueue) -> None:
        queue.exhausted = True  # before the store is asked: what is added meanwhile sets it back
        run = self._run
        wanted = max(self._window * 4, 16)
        taken = await run.call(run.store.addresses.take, queue.key, wanted, queue.window)
        queue.ready.extend(taken)
        if len(taken) == wanted:
            queue.exhausted = False

    def _start_sites(self) -> None:
        run = self._run
        while self._waiting and len(self._active) < run.config.sites_at_once:
            site = self._waiting.popleft()
            window = replace(run.window, languages=run.config.languages or site.languages)
            queue = SiteQueue(site, site_key(site), run.figures.site(site_key(site), site.name), window)
            queue.figures.state = SiteState.RUNNING
            queue.busy_sources = 1  # the opening itself
            self._active[queue.key] = queue
            opening = asyncio.get_running_loop().create_task(self._opening(queue))
            self._openings.add(opening)
            opening.add_done_callback(self._openings.discard)

    async def _opening(self, queue: SiteQueue) -> None:
        try:
            await self._open_site(queue)
            queue.opened = True
        except Exception as error:  # one site's failure must not end the run
            if not self.stopping:
                self.stop_site(queue, f"{type(error).__name__}: {error}")
        finally:
            queue.busy_sources -= 1
            self._changed.set()

    async def _finish_sites(self) -> None:
        for queue in list(self._active.values()):
            if queue.stopped:
                queue.drop_waiting()
            if queue.finished():
                self._active.pop(queue.key, None)
                queue.figures.state = _state(queue)
                await self._sum_up(queue)

    async def _sum_up(self, queue: SiteQueue) -> None:
        """What is left of the site, and when it is due again."""
        run, store = self._run, self._run.store
        if queue.known_sources and not queue.stopped:
            await run.call(store.sources.forget_useless, queue.key)
        if len(queue.traps.shapes) > SHAPES_MAX:
            await run.call(store.shapes.forget_oldest, queue.key)
        queue.figures.pending = await run.call(store.addresses.pending, queue.key)
        dues = (
            await run.call(store.sources.next_due, queue.key),
            await run.call(store.addresses.next_retry, queue.key, queue.window),
            await self.looks.next_due(queue),
        )
        queue.figures.next_due = min((due for due in dues if due is not None), default=None)

    async def _wait(self) -> None:
        dues = [due for queue in self._active.values() if (due := queue.seconds_to_due()) is not None]
        try:
            await asyncio.wait_for(self._changed.wait(), min(dues, default=60.0) + 0.01)
        except TimeoutError:
            return

    def add_source(self, queue: SiteQueue, known: KnownSource) -> None:
        """Queue a source that is due, unless this run has queued it already."""
        if (known.due or self._run.config.visit_all) and known.source.url not in queue.known_sources:
            queue.known_sources.add(known.source.url)
            if known.source.kind in LISTINGS:
                queue.listing_keys.add(identity(known.source.url))
            (queue.sections if known.source.kind in BEHIND else queue.sources).append(known)
            self._changed.set()

    async def add_candidates(self, queue: SiteQueue, slices: Sequence[bytes]) -> int | None:
        """Write candidates down as pending, `work.pack`ed; returns how many were new, None where the run stops."""
        run, total = self._run, 0
        for part in slices:
            if self.stopping:
                return None
            new = await run.call(self._write_down, queue.key, part, self.looks.listens(queue))
            total += new
            queue.figures.found += new
            queue.figures.pending += new
            if new:
                queue.exhausted = False
                self._changed.set()
        return total

    def _write_down(self, site: str, part: bytes, listens: bool) -> int:
        store, found = self._run.store, work.unpack(part)
        new = store.addresses.add(site, found, self._run.run_id)
        if listens and new < len(found):
            store.looks.tell(found)
        return new

    def source_done(self, task: Task) -> None:
        """A source has been read, or has failed."""
        task.queue.busy_sources -= 1
        task.queue.busy_sections -= task.is_section
        self._changed.set()

    def postpone(self, task: Task, seconds: float) -> bool:
        """Hand a task out again after a pause of its host; False where it has waited often enough."""
        if task.pauses >= PAUSES_MAX or self.stopping:
            return False
        task.queue.delay(replace(task, pauses=task.pauses + 1), seconds)
        return True

    def candidate_failed(self, queue: SiteQueue, kind: str) -> None:
        """Count a failure of a candidate; too many in a row stop the site."""
        queue.failed_in_row += 1
        queue.figures.errors[kind] += 1
        if queue.failed_in_row >= FAILURES_IN_ROW:
            why = f"{queue.failed_in_row} requests in a row failed, the last by {kind}; left for the next run"
            self.stop_site(queue, why)

    def stop_site(self, queue: SiteQueue, why: str) -> None:
        """Ask nothing more of the site in this run; what is pending stays so."""
        if not queue.stopped:
            queue.stopped = why
            queue.figures.problems.append(why)
            logger.info("%s: %s", queue.site.name, why)
        self._changed.set()

    def stop(self) -> None:
        """Hand out nothing more."""
        self.stopping = True
        for opening in self._openings:
            opening.cancel()
        self._changed.set()

    async def leave(self) -> None:
        """The run is over: say so of the sites that are not done."""
        for queue in list(self._active.values()):
            queue.figures.state = SiteState.UNFINISHED
            queue.figures.pending = await self._run.call(self._run.store.addresses.pending, queue.key)


def _state(queue: SiteQueue) -> SiteState:
    if not queue.answered:
        return SiteState.FAILED
    return SiteState.STOPPED if queue.stopped else SiteState.DONE
