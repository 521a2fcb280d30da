"""What an answered sitemap, feed, front or section page brings."""

from __future__ import annotations

import hashlib
import logging

from scrapy.http import Response

from newscrawl import work
from newscrawl.core.candidate import Candidate, Discovery, Source, SourceKind
from newscrawl.core.urls import identity
from newscrawl.crawl.frontier import Frontier, SiteQueue
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import SourceVisit
from newscrawl.extraction_pool import PoolFailure
from newscrawl.spiders.pages import content_type
from newscrawl.store import KnownSource, Visit

logger = logging.getLogger(__name__)

PAGES = (SourceKind.FRONT_PAGE, SourceKind.SECTION)
GUESSED = "/sitemap.xml"
"""Where a sitemap is looked for when robots.txt names none."""


class SourceReader:
    """Reads sources: candidates go to the frontier, further sources too, problems to the figures."""

    def __init__(self, run: Run, frontier: Frontier) -> None:
        self._run, self._frontier = run, frontier

    async def read(self, response: Response, visit: SourceVisit, queue: SiteQueue) -> None:
        """Take in one answer, whatever its status."""
        body_hash = hashlib.sha256(response.body).hexdigest()
        brought, problem = 0, None
        if response.status == 304 or (response.status == 200 and body_hash == visit.body_hash):
            queue.answered = True
        elif response.status == 200:
            queue.answered = True
            try:
                discovery = await self._run.pool.run(
                    work.discover, response.body, response.url, content_type(response), visit.source
                )
            except PoolFailure as failure:
                discovery, body_hash = Discovery(problem=f"could not be read: {failure.kind}"), ""
            brought, problem = await self._take_in(discovery, visit, queue), discovery.problem
        else:
            problem = await self._refused(response.status, visit, queue)
        queue.figures.sources += 1
        if problem:
            self._report(queue, visit.source.url, problem)
        await self._note(response, visit, queue, body_hash, brought, problem)

    async def _take_in(self, discovery: Discovery, visit: SourceVisit, queue: SiteQueue) -> int:
        site, run = queue.site, self._run
        sources = [s for s in discovery.sources if self._is_wanted(s, visit, queue)]
        await run.call(run.store.sources.add, queue.key, sources)
        for source in sources:
            self._frontier.add_source(queue, KnownSource(source))
        front = identity(site.url)
        wanted: list[Candidate] = [
            c for c in discovery.candidates if site.covers(c.url) and site.wants(c.url) and identity(c.url) != front
        ]
        return await self._frontier.add_candidates(queue, wanted)

    def _is_wanted(self, source: Source, visit: SourceVisit, queue: SiteQueue) -> bool:
        if source.kind in PAGES:
            deepest = self._run.config.max_depth if queue.site.max_depth is None else queue.site.max_depth
            return source.depth <= deepest and queue.site.covers(source.url)
        if source.kind is SourceKind.FEED:
            return queue.site.covers(source.url) or visit.source.kind is SourceKind.FRONT_PAGE
        # Children on other hosts would have to be named by those hosts' robots.txt (sitemaps.org, cross-submits).
        return queue.site.covers(source.url)

    async def _refused(self, status: int, visit: SourceVisit, queue: SiteQueue) -> str | None:
        run, source = self._run, visit.source
        if status in (404, 410) and source.kind is not SourceKind.FRONT_PAGE:
            await run.call(run.store.sources.forget, queue.key, source.url)
            if source.url in queue.guessed:
                return None
        queue.figures.errors[f"http-{status}"] += 1
        return f"HTTP status {status}"

    async def _note(
        self,
        response: Response,
        visit: SourceVisit,
        queue: SiteQueue,
        body_hash: str,
        brought: int,
        problem: str | None,
    ) -> None:
        good = response.status == 200 and body_hash != ""
        header = response.headers.get
        noted = Visit(
            site=queue.key,
            url=visit.source.url,
            status=response.status,
            # What could not be read must come again, even unchanged.
            etag=(header(b"ETag") or b"").decode("latin-1") or None if good else None,
            last_modified=(header(b"Last-Modified") or b"").decode("latin-1") or None if good else None,
            body_hash=body_hash if good else None,
            brought=brought,
            problem=problem,
        )
        await self._run.call(self._run.store.sources.visited, noted)

    def failed(self, visit: SourceVisit, queue: SiteQueue, kind: str, message: str) -> None:
        """A source that did not answer."""
        if kind == "stopping" or (kind == "disallowed" and visit.source.kind is not SourceKind.FRONT_PAGE):
            return
        if visit.source.url not in queue.guessed:
            queue.figures.errors[kind] += 1
            self._report(queue, visit.source.url, message or kind)

    @staticmethod
    def _report(queue: SiteQueue, url: str, problem: str) -> None:
        text = problem if url in problem else f"{url}: {problem}"
        queue.figures.problems.append(text)
        logger.info("%s: %s", queue.site.name, text)
