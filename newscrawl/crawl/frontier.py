"""What to ask for next: the sources of each site, then its pending addresses, a few at a time from the store.

Addresses wait on disk, not in memory; a site gets a small window of requests under way, so that a stop is quick and
no site holds up another.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from newscrawl.core.candidate import Candidate, Source, SourceKind
from newscrawl.core.site import Site
from newscrawl.crawl.run import Run, site_key
from newscrawl.report.figures import SiteFigures, SiteState
from newscrawl.store import KnownSource, Pending

LIKELY = 0.5
"""The score from which a candidate is more likely an article than not."""


@dataclass(slots=True)
class SiteQueue:
    """One site's part of the frontier in this run."""

    site: Site
    key: str
    figures: SiteFigures
    sources: deque[KnownSource] = field(default_factory=deque)
    guessed: set[str] = field(default_factory=set)
    """Addresses of sources that nothing names; their absence is no problem."""
    known_sources: set[str] = field(default_factory=set)
    """Addresses of sources that this run has queued, so that none is asked for twice."""
    opened: bool = False
    """Whether its robots.txt and what the store remembers of it have been read."""
    busy_sources: int = 0
    busy: set[str] = field(default_factory=set)
    """Keys of the candidates under way."""
    ready: deque[Pending] = field(default_factory=deque)
    exhausted: bool = False
    """The store had nothing pending when last asked, and nothing was added since."""
    paused_until: float = 0.0
    """time.monotonic() before which nothing is asked of the site."""
    stopped: str | None = None
    """Why nothing more is asked of the site in this run."""
    answered: bool = False
    """Whether any document of the site could be read."""

    source_was_last: bool = False
    """Sources and likely candidates take turns: what an earlier run left over must not wait for all sources."""

    def has_likely(self) -> bool:
        """Whether the next candidate is more likely an article than not."""
        return bool(self.ready) and self.ready[0].candidate.score >= LIKELY

    def idle(self) -> bool:
        """Whether nothing of the site is under way or waiting."""
        return not (self.busy or self.busy_sources or self.sources or self.ready)


@dataclass(frozen=True, slots=True)
class Task:
    """The next thing to ask a site for: a source or a candidate."""

    queue: SiteQueue
    source: KnownSource | None = None
    pending: Pending | None = None


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

    async def tasks(self) -> AsyncIterator[Task]:
        """Tasks as they come due, until every site is done or the run stops."""
        while not self.stopping:
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
            await self._wait()

    async def _of_site(self, queue: SiteQueue) -> AsyncIterator[Task]:
        while queue.opened and not self.stopping and not queue.stopped and queue.paused_until <= time.monotonic():
            if len(queue.busy) + queue.busy_sources >= self._window:
                return
            if not queue.ready and not queue.exhausted:
                await self._refill(queue)
            if queue.sources and not (queue.source_was_last and queue.has_likely()):
                queue.busy_sources += 1
                queue.source_was_last = True
                yield Task(queue, source=queue.sources.popleft())
                continue
            queue.source_was_last = False
            if not queue.ready:
                return
            if queue.busy_sources and not queue.has_likely():
                return  # a source under way may be that very page, or bring likelier ones
            pending = queue.ready.popleft()
            queue.busy.add(pending.key)
            yield Task(queue, pending=pending)

    async def _refill(self, queue: SiteQueue) -> None:
        queue.exhausted = True  # before the store is asked: what is added meanwhile sets it back
        run = self._run
        wanted = max(self._window * 4, 16)
        taken = await run.call(run.store.addresses.take, queue.key, wanted, list(queue.busy), run.window, run.run_id)
        queue.ready.extend(p for p in taken if p.key not in queue.busy)
        if len(taken) == wanted:
            queue.exhausted = False

    def _start_sites(self) -> None:
        while self._waiting and len(self._active) < self._run.config.sites_at_once:
            site = self._waiting.popleft()
            queue = SiteQueue(site, site_key(site), self._run.figures.site(site.name))
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
            self.stop_site(queue, f"{type(error).__name__}: {error}")
        finally:
            queue.busy_sources -= 1
            self._changed.set()

    async def _finish_sites(self) -> None:
        for queue in list(self._active.values()):
            if queue.stopped:
                queue.sources.clear()
                queue.ready.clear()
            if queue.idle() and (queue.exhausted or queue.stopped):
                del self._active[queue.key]
                failed = queue.stopped is not None or not queue.answered
                queue.figures.state = SiteState.FAILED if failed else SiteState.DONE
                queue.figures.pending = await self._run.call(self._run.store.addresses.pending, queue.key)

    async def _wait(self) -> None:
        now = time.monotonic()
        pauses = [q.paused_until - now for q in self._active.values() if q.paused_until > now]
        try:
            await asyncio.wait_for(self._changed.wait(), min(pauses, default=60.0) + 0.01)
        except TimeoutError:
            return

    def add_source(self, queue: SiteQueue, known: KnownSource, *, first: bool = False) -> bool:
        """Queue a source that this run has not queued yet; says whether it did."""
        if known.source.url in queue.known_sources:
            return False
        queue.known_sources.add(known.source.url)
        if first:
            queue.sources.appendleft(known)
        else:
            queue.sources.append(known)
        self._changed.set()
        return True

    async def add_candidates(self, queue: SiteQueue, candidates: list[Candidate]) -> int:
        """Write candidates down as pending; returns how many were new."""
        run = self._run
        new = await run.call(run.store.addresses.add, queue.key, candidates, run.run_id)
        queue.figures.found += new
        queue.figures.pending += new
        if new:
            queue.exhausted = False
            self._changed.set()
        return new

    def queue_of(self, site: Site) -> SiteQueue:
        """The queue of a site under way. Raises KeyError for any other."""
        return self._active[site_key(site)]

    async def claim(self, queue: SiteQueue, key: str) -> Pending | None:
        """The candidate with this key, taken out of its turn, where it is waiting: its page has come as a source."""
        if key in queue.busy:
            return None
        queue.busy.add(key)
        for pending in queue.ready:
            if pending.key == key:
                queue.ready.remove(pending)
                return pending
        found = await self._run.call(self._run.store.addresses.take_one, key)
        if found is None:
            queue.busy.discard(key)
        return found

    def source_done(self, queue: SiteQueue) -> None:
        """A source has been read, or has failed."""
        queue.busy_sources -= 1
        self._changed.set()

    def page_done(self, queue: SiteQueue, key: str) -> None:
        """A candidate has its line, its rejection or its failure written down, or is left for another run."""
        queue.busy.discard(key)
        self._changed.set()

    def pause(self, queue: SiteQueue, seconds: float) -> None:
        """Ask nothing of the site for so long."""
        queue.paused_until = max(queue.paused_until, time.monotonic() + seconds)
        self._changed.set()

    def stop_site(self, queue: SiteQueue, why: str) -> None:
        """Ask nothing more of the site in this run; what is pending stays so."""
        if not queue.stopped:
            queue.stopped = why
            queue.figures.problems.append(why)
        self._changed.set()

    def stop(self) -> None:
        """Hand out nothing more."""
        self.stopping = True
        self._changed.set()


def first_sources(site: Site) -> list[Source]:
    """The sources that a site's declaration names, and its front page."""
    return [
        Source(site.url, SourceKind.FRONT_PAGE),
        *(Source(url, SourceKind.SITEMAP) for url in site.sitemaps),
        *(Source(url, SourceKind.FEED) for url in site.feeds),
        *(Source(url, SourceKind.SECTION, depth=1) for url in site.sections),
    ]
