"""What an answered front page, section, further page or archive brings, and how far it is followed."""

from __future__ import annotations

from newscrawl.core.candidate import LISTINGS, Source, SourceKind
from newscrawl.crawl.frontier import Frontier
from newscrawl.crawl.queues import SiteQueue
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import SourceVisit
from newscrawl.store import KnownSource
from newscrawl.workers import work


class ListReader:
    """Takes in pages for readers: candidates, sections, feeds, archives and the next page."""

    def __init__(self, run: Run, frontier: Frontier) -> None:
        self._run, self._frontier = run, frontier

    async def take_in(self, found: work.Found, visit: SourceVisit) -> int | None:
        """Hand on what a page names; returns how many candidates were new, None where the run stops."""
        run, queue = self._run, visit.queue
        sources = [s for s in found.sources if self._is_wanted(s, visit) and queue.listings.takes(s, visit.source)]
        # Written down before the candidates: a run that dies in between must not leave the list for known.
        known = await run.call(run.store.sources.add, queue.key, sources)
        further = [one for one in known if one.source.kind is SourceKind.PAGE]
        for one in known:
            if one.source.kind is not SourceKind.PAGE:
                self._frontier.add_source(queue, one)
        named = [pair for part in found.slices for pair in work.unpack(part)]
        listed = [(key, candidate) for key, candidate in named if not queue.traps.shuns(candidate)]
        older = 0
        if further:
            keys = [key for key, _ in listed[: work.SLICE]]
            older = await run.call(run.store.addresses.known_before, keys, run.started)
        brought = None if self._frontier.stopping else await self._frontier.add_candidates(queue, work.pack(listed))
        if brought is not None and further:
            goes_on = queue.listings.goes_on(visit.source, [candidate for _, candidate in listed], older, brought)
            await self._follow(queue, further, goes_on=goes_on)
        return brought

    async def _follow(self, queue: SiteQueue, further: list[KnownSource], *, goes_on: bool) -> None:
        for known in further:
            if goes_on:
                self._frontier.add_source(queue, known)
            else:
                await self._run.call(self._run.store.sources.forget, queue.key, known.source.url)

    def _is_wanted(self, source: Source, visit: SourceVisit) -> bool:
        queue = visit.queue
        if source.kind is SourceKind.FEED:
            return queue.site.covers(source.url) or visit.source.kind is SourceKind.FRONT_PAGE
        if source.kind not in LISTINGS or not queue.site.covers(source.url):
            return False
        if source.kind is SourceKind.ARCHIVE:
            return True  # as many as the run allows, however deep
        deepest = self._run.config.max_depth if queue.site.max_depth is None else queue.site.max_depth
        # Where no sitemap or feed names anything, all there is must be found on pages: a step further.
        return source.depth <= deepest + (deepest > 0 and not queue.listings.listed)
