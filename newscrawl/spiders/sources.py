"""What an answered sitemap, feed, front or section page brings."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable

from scrapy.http import Response

from newscrawl.core.candidate import LISTINGS, ONCE, Source, SourceKind
from newscrawl.core.schedule import Result
from newscrawl.crawl.frontier import Frontier
from newscrawl.crawl.queues import SiteQueue
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import SourceVisit
from newscrawl.middlewares.refusals import Refused
from newscrawl.middlewares.robots_files import RobotsFiles
from newscrawl.spiders.lists import ListReader
from newscrawl.spiders.pages import content_type
from newscrawl.store import Visit
from newscrawl.workers import work
from newscrawl.workers.pool import PoolFailure

logger = logging.getLogger(__name__)

LARGE = 2**20
"""Bytes from which a body is hashed off the event loop; so many more give a source as much time again as a page has."""

TIMES = 4
"""Times that of a page, at most: a sitemap of 50 MB takes some ten seconds."""

GZIP = b"\x1f\x8b"

OF_THE_HOST = ("disallowed", "host-paused", "robots-unreachable")
"""Failures that say nothing of the source."""

UNREAD = work.Found((), (), "could not be read: too large, too slow, or an error")


class SourceReader:
    """Reads sources: candidates go to the frontier, further sources too, problems to the figures."""

    def __init__(
        self, run: Run, frontier: Frontier, robots: RobotsFiles, drop_body: Callable[[Response], None]
    ) -> None:
        """`drop_body` is called with an answer of which the body is needed no more."""
        self._run, self._frontier, self._robots, self._drop_body = run, frontier, robots, drop_body
        self._lists = ListReader(run, frontier)

    async def read(self, response: Response, visit: SourceVisit) -> None:
        """Take in one answer, whatever its status; that of a sitemap or feed has no body any more afterwards."""
        with self._run.backlog:
            await self._read(response, visit)

    async def _read(self, response: Response, visit: SourceVisit) -> None:
        queue = visit.queue
        body_hash = await _hash(response.body)
        brought: int | None = 0
        problem, result = None, Result.SAME
        if response.status == 304 or (response.status == 200 and body_hash == visit.body_hash):
            queue.answered = True
            problem = visit.problem  # an empty feed that does not change is empty still
        elif response.status == 200:
            queue.answered = True
            found = await self._parse(response, visit)
            if visit.source.kind not in LISTINGS:  # those may be candidates as well
                self._drop_body(response)
            brought = await self._take_in(found, visit, response.url)
            problem = None if may_be_empty(visit.source, found) else found.problem
            body_hash = "" if found is UNREAD else body_hash
            named = found.slices or found.sources
            result = Result.NEWS if brought else Result.CHANGED if named or not problem else Result.FAILED
        else:
            problem, result = self._refused(response.status, visit)
        if visit.source.url in queue.guessed and result is Result.FAILED:
            problem, result, body_hash = None, Result.GUESSED_WRONG, ""
        if brought is None:
            return  # stopped half way: the next run must read all of it
        queue.figures.sources += 1
        if problem:
            self._report(queue, visit.source.url, problem)
        await self._note(response, visit, body_hash, result, brought, problem)

    async def _parse(self, response: Response, visit: SourceVisit) -> work.Found:
        try:
            return await self._run.pool.run_within(
                self._run.config.page_timeout * min(TIMES, 1 + len(response.body) // LARGE),
                work.discover,
                response.body,
                response.url,
                content_type(response),
                visit.source,
                visit.site,
                visit.queue.window.since,
                visit.queue.traps.shapes.told(),
            )
        except PoolFailure as failure:
            if failure.is_of_the_pool:
                raise
            return UNREAD
        except Exception:
            logger.exception("%s: an error in newscrawl while it was read", visit.source.url)
            return UNREAD

    async def _take_in(self, found: work.Found, visit: SourceVisit, url: str) -> int | None:
        run, queue = self._run, visit.queue
        queue.guessed -= {s.url for s in found.sources}
        if visit.source.kind in LISTINGS:
            return await self._lists.take_in(found, visit)
        queue.listings.listed |= bool(found.slices)
        sources = [s for s in found.sources if self._is_wanted(s, visit)]
        for known in await run.call(run.store.sources.add, queue.key, sources):
            self._frontier.add_source(queue, known)
        slices = [*found.slices]
        for origin, theirs in found.foreign.items():
            if await self._may_name(origin, {visit.source.url, url}):
                slices += theirs
        # Written down before the candidates: a run that ends in between finds nothing new on this page again.
        following = [] if found.following is None else [found.following]
        further = await run.call(run.store.sources.add, queue.key, following)
        brought = None if self._frontier.stopping else await self._frontier.add_candidates(queue, slices)
        for known in further if brought is not None else ():
            if brought:
                self._frontier.add_source(queue, known)
            elif is_once(known.source) and known.visited_at is None and known.source.url not in queue.known_sources:
                await run.call(run.store.sources.forget, queue.key, known.source.url)
        return brought

    async def _may_name(self, origin: str, addresses: set[str]) -> bool:
        """Whether the robots.txt of a foreign host names this sitemap (sitemaps.org, "cross submits").

        Or an index beside or above it, of which it may be a part.
        """
        try:
            robots = await self._robots.of(origin + "/", patient=False)
        except Refused:
            return False
        folders = tuple(named[: named.rindex("/") + 1] for named in robots.sitemaps)
        return any(address.startswith(folders) for address in addresses)

    def _is_wanted(self, source: Source, visit: SourceVisit) -> bool:
        queue = visit.queue
        # A sitemap on another host, named by the site's robots.txt, may be an index of others there (sitemaps.org).
        return queue.site.covers(source.url) or _netloc(source.url) == _netloc(visit.source.url)

    @staticmethod
    def _refused(status: int, visit: SourceVisit) -> tuple[str | None, Result]:
        source, queue = visit.source, visit.queue
        if is_once(source) and status < 500:
            return None, Result.SAME  # the end of the feed or list
        if source.url in queue.guessed:
            return None, Result.GUESSED_WRONG
        absent = status in (404, 410) and source.kind is not SourceKind.FRONT_PAGE
        queue.figures.errors[f"http-{status}"] += 1
        return f"HTTP status {status}", Result.ABSENT if absent else Result.FAILED

    async def _note(
        self,
        response: Response,
        visit: SourceVisit,
        body_hash: str,
        result: Result,
        brought: int,
        problem: str | None,
    ) -> None:
        good = response.status == 200 and body_hash != ""
        header = response.headers.get
        noted = Visit(
            site=visit.queue.key,
            url=visit.source.url,
            status=response.status,
            result=result,
            # What could not be read must come again, even unchanged.
            etag=(header(b"ETag") or b"").decode("latin-1") or None if good else None,
            last_modified=(header(b"Last-Modified") or b"").decode("latin-1") or None if good else None,
            body_hash=body_hash if good else None,
            brought=brought,
            problem=problem,
            modified=visit.source.modified if good or response.status == 304 else None,
        )
        await self._write(visit, noted)
        if is_once(visit.source) and response.status < 500 and body_hash:
            # What it brought is written down; the next run follows the feed or list from its first page again.
            await self._run.call(self._run.store.sources.forget, visit.queue.key, visit.source.url)

    async def failed(self, visit: SourceVisit, kind: str, message: str) -> None:
        """A source that did not answer."""
        queue = visit.queue
        if kind == "stopping":
            return
        forbidden = kind == "disallowed" and visit.source.kind is not SourceKind.FRONT_PAGE
        if forbidden or kind not in OF_THE_HOST:
            result = Result.FORBIDDEN if forbidden else Result.FAILED
            if visit.source.url in queue.guessed:
                result = Result.GUESSED_WRONG
            await self._write(visit, Visit(queue.key, visit.source.url, None, result, problem=message or kind))
        if forbidden:
            return
        if visit.source.url not in queue.guessed:
            queue.figures.errors[kind] += 1
            if kind != "host-stopped":  # told once, not for each source
                self._report(queue, visit.source.url, message or kind)

    async def _write(self, visit: SourceVisit, noted: Visit) -> None:
        store = self._run.store.sources
        if visit.source.url in visit.queue.guessed:
            await self._run.call(store.add, noted.site, [visit.source])  # written down when it has been tried
        await self._run.call(store.visited, noted)

    @staticmethod
    def _report(queue: SiteQueue, url: str, problem: str) -> None:
        text = problem if url in problem else f"{url}: {problem}"
        queue.figures.problems.append(text)
        logger.info("%s: %s", queue.site.name, text)


def is_feed_page(source: Source) -> bool:
    """Whether it is a page behind the first one of a feed."""
    return source.kind is SourceKind.FEED and source.depth > 0


def is_once(source: Source) -> bool:
    """Whether it is asked for because another one names it in this run, and need not be known to later ones."""
    return source.kind in ONCE or is_feed_page(source)


def may_be_empty(source: Source, found: work.Found) -> bool:
    """Whether it is no problem that a document names nothing: where a feed or list ends, or a day has none."""
    return found is not UNREAD and is_once(source) and not found.slices


def _netloc(url: str) -> str:
    return url.split("/", 3)[2].lower()


async def _hash(body: bytes) -> str:
    if len(body) > LARGE:
        return await asyncio.to_thread(content_digest, body)
    return content_digest(body)


def content_digest(body: bytes) -> str:
    """SHA-256 of a source's body, hex; that of a gzip file without the time at which it was packed (RFC 1952, 2.3)."""
    digest = hashlib.sha256(body[:4] if body.startswith(GZIP) else body)
    if body.startswith(GZIP):
        digest.update(memoryview(body)[8:])
    return digest.hexdigest()
