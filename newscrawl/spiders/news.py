"""One spider for every site: what differs between sites is data (core.site.Site)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any, Self
from urllib.parse import urljoin

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl.core.candidate import Source, SourceKind
from newscrawl.core.robots import Robots
from newscrawl.core.site import Site
from newscrawl.core.urls import identity
from newscrawl.crawl.arguments import apply_arguments, sites_from_arguments
from newscrawl.crawl.config import Config
from newscrawl.crawl.delays import Delays
from newscrawl.crawl.frontier import Frontier, SiteQueue, Task, first_sources
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import META_KEY, Page, PageVisit, SourceVisit
from newscrawl.extraction_pool import PoolFailure
from newscrawl.middlewares.refusals import RobotsUnreachable, Stopping
from newscrawl.middlewares.robots import PRODUCT_TOKEN, RobotsFiles
from newscrawl.report.display import Display
from newscrawl.spiders.failures import failure_kind
from newscrawl.spiders.pages import PageReader
from newscrawl.spiders.sources import GUESSED, PAGES, SourceReader
from newscrawl.store import KnownSource

logger = logging.getLogger(__name__)

SOURCE_PRIORITY = 100
QUEUED_AHEAD = 2
"""Requests of a site that wait while its allowed ones are under way."""


class NewsSpider(Spider):
    """Crawls news sites: `scrapy crawl news -a sites=URL[,URL] [-a sites_file=F] [-a since=7d]`."""

    name = "news"

    def __init__(self, crawler: Crawler, run: Run) -> None:
        super().__init__(self.name)
        self.run = run
        self.robots = RobotsFiles(crawler)
        self.delays = Delays(crawler)
        self.display: Display | None = None
        window = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") + QUEUED_AHEAD
        self.frontier = Frontier(run, window, self._open_site)
        self._pages = PageReader(run, self.frontier)
        self._sources = SourceReader(run, self.frontier)

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, *_: Any, run: Run | None = None, display: Display | None = None, **arguments: Any
    ) -> Self:
        """Takes an open run, or opens one from the spider arguments and the settings.

        Raises SitesError, ValueError, StoreError, SitesBusy, DatasetError.
        """
        if run is None:
            sites: Sequence[Site] = sites_from_arguments(arguments)
            apply_arguments(arguments, crawler.settings)
            run = Run(Config.from_settings(crawler.settings), sites)
        spider = cls(crawler, run)
        spider._set_crawler(crawler)
        spider.display = display
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Requests as the frontier hands out tasks."""
        try:
            async for task in self.frontier.tasks():
                request = self._request(task)
                if request is not None:
                    yield request
        except asyncio.CancelledError:
            self.stop("shutdown")
            raise

    def _request(self, task: Task) -> Request | None:
        queue = task.queue
        if task.pending is not None:
            visit = PageVisit(queue.site, task.pending.candidate, task.pending.key)
            return self._build(visit.candidate.url, visit, queue)
        known = task.source
        assert known is not None
        fresh = self.run.config.visit_all
        headers = {} if fresh else validators(known)
        body_hash = None if fresh else known.body_hash
        return self._build(known.source.url, SourceVisit(queue.site, known.source, body_hash), queue, headers)

    def _build(
        self, url: str, visit: PageVisit | SourceVisit, queue: SiteQueue, headers: dict[str, str] | None = None
    ) -> Request | None:
        is_page = isinstance(visit, PageVisit)
        try:
            return Request(
                url,
                callback=self.parse_page if is_page else self.parse_source,
                errback=self.fail_page if is_page else self.fail_source,
                meta={META_KEY: visit},
                headers=headers,
                priority=0 if is_page else SOURCE_PRIORITY,
                dont_filter=True,  # the store is what tells known addresses from new ones
            )
        except ValueError as error:
            logger.info("%s: no address to fetch: %s", url, error)
            self._let_go(visit, queue)
            return None

    async def parse_source(self, response: Response) -> AsyncIterator[Page]:
        """Take in a sitemap, feed, front or section page; one that is a candidate as well is not asked for twice."""
        visit: SourceVisit = response.meta[META_KEY]
        queue = self.frontier.queue_of(visit.site)
        try:
            await self._sources.read(response, visit, queue)
            both = await self.frontier.claim(queue, identity(response.url)) if visit.source.kind in PAGES else None
        finally:
            self._let_go(visit, queue)
        if both is not None and response.status != 304:
            async for page in self._parse_page(response, PageVisit(visit.site, both.candidate, both.key), queue):
                yield page
        elif both is not None:
            self.frontier.page_done(queue, both.key)

    async def fail_source(self, failure: Failure) -> None:
        """Note a source that did not answer."""
        visit: SourceVisit = failure.request.meta[META_KEY]  # type: ignore[attr-defined]
        queue = self.frontier.queue_of(visit.site)
        self._sources.failed(visit, queue, failure_kind(failure.value), str(failure.value))
        self._let_go(visit, queue)

    async def parse_page(self, response: Response) -> AsyncIterator[Page]:
        """Read an answered candidate."""
        visit: PageVisit = response.meta[META_KEY]
        async for page in self._parse_page(response, visit, self.frontier.queue_of(visit.site)):
            yield page

    async def _parse_page(self, response: Response, visit: PageVisit, queue: SiteQueue) -> AsyncIterator[Page]:
        page = None
        try:
            page = await self._pages.read(response, visit, queue)
        except PoolFailure:
            logger.debug("%s: left for the next run", visit.candidate.url)  # the workers have been stopped
        finally:
            if page is None:
                self._let_go(visit, queue)
        if page is not None:
            yield page  # extensions.settlement lets go of it when the pipelines are through

    async def fail_page(self, failure: Failure) -> AsyncIterator[Page]:
        """Note a candidate that did not answer."""
        visit: PageVisit = failure.request.meta[META_KEY]  # type: ignore[attr-defined]
        queue = self.frontier.queue_of(visit.site)
        page = await self._pages.failed(visit, queue, failure_kind(failure.value), failure.value)
        if page is None:
            self._let_go(visit, queue)
        else:
            yield page

    def _let_go(self, visit: PageVisit | SourceVisit, queue: SiteQueue) -> None:
        if isinstance(visit, PageVisit):
            self.frontier.page_done(queue, visit.key)
        else:
            self.frontier.source_done(queue)

    async def _open_site(self, queue: SiteQueue) -> None:
        """Before anything else of a site: its robots.txt, and what the store remembers of it."""
        robots = await self._robots_of(queue)
        if robots is None:
            return
        site, run, store = queue.site, self.run, self.run.store
        self._slow_down(site, robots)
        found = first_sources(site)
        found += [Source(url, SourceKind.SITEMAP) for url in robots.sitemaps]
        if not robots.sitemaps and not site.sitemaps:
            queue.guessed.add(urljoin(site.url, GUESSED))
            found += [Source(url, SourceKind.SITEMAP) for url in queue.guessed]
        await run.call(store.sources.add, queue.key, found)
        known = {k.source.url: k for k in await run.call(store.sources.of_site, queue.key)}
        for source in found:
            self.frontier.add_source(queue, known.pop(source.url, KnownSource(source)))
        for remembered in known.values():
            self.frontier.add_source(queue, remembered)
        await self._mind_changed_rules(queue, robots)
        await run.call(store.addresses.reopen, queue.key, run.window)
        queue.figures.pending = await run.call(store.addresses.pending, queue.key)

    async def _mind_changed_rules(self, queue: SiteQueue, robots: Robots) -> None:
        """What an earlier robots.txt disallowed gets another chance when there is another robots.txt."""
        store, name = self.run.store, f"robots of {queue.key}"
        before = await self.run.call(store.recall, name)
        if before != robots.digest:
            await self.run.call(store.remember, name, robots.digest)
            if before is not None:
                await self.run.call(store.addresses.reopen_disallowed, queue.key)

    async def _robots_of(self, queue: SiteQueue) -> Robots | None:
        """The site's rules; a bare domain that does not speak https is tried by http. None: the site is stopped."""
        try:
            return await self.robots.of(queue.site.url)
        except RobotsUnreachable as error:
            if queue.site.bare and error.no_connection and queue.site.url.startswith("https:"):
                queue.site = replace(queue.site, url="http:" + queue.site.url.removeprefix("https:"))
                return await self._robots_of(queue)
            if not self.settings.getbool("ROBOTSTXT_OBEY"):
                return Robots()
            queue.figures.errors[error.kind] += 1
            self.frontier.stop_site(queue, f"{error}; without an answer for robots.txt nothing is crawled (RFC 9309)")
            return None

    def _slow_down(self, site: Site, robots: Robots) -> None:
        least = self.run.config.crawl_delay_max
        asked = min(robots.crawl_delay(PRODUCT_TOKEN) or 0.0, least)
        if delay := max(asked, site.delay or 0.0):
            self.delays.ask(site.url, delay)

    def host_paused(self, site: Site, host: str, seconds: float, longest: float) -> None:
        """A host has sent Retry-After."""
        queue = self.frontier.queue_of(site)
        if seconds > longest:
            self.frontier.stop_site(queue, f"{host} asked for a pause of {seconds:.0f} s; left for the next run")
        else:
            self.frontier.pause(queue, seconds)

    def stop(self, reason: str) -> None:
        """End the crawl soon: nothing new is asked for, what still waits for its turn is given up."""
        if self.frontier.stopping:
            return
        self.frontier.stop()
        engine = self.crawler.engine
        for slot in engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(Failure(Stopping("the run is being stopped")))
        if reason != "shutdown":  # then the engine is closing already
            self._closing = asyncio.ensure_future(engine.close_spider_async(reason=reason))


def validators(known: KnownSource) -> dict[str, str]:
    """Headers for a conditional request (RFC 9110, section 13.1)."""
    headers = {}
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers
