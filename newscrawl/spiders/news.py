"""One spider for every site: what differs between sites is data (core.site.Site)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl.core.candidate import LISTINGS
from newscrawl.core.robots import PRODUCT_TOKEN, Robots
from newscrawl.core.site import Site
from newscrawl.core.urls import host_key, identity
from newscrawl.crawl.address_guard import AddressGuard
from newscrawl.crawl.arguments import apply_arguments, sites_from_arguments
from newscrawl.crawl.backlog import drop_body
from newscrawl.crawl.config import Config
from newscrawl.crawl.delays import Delays
from newscrawl.crawl.frontier import Frontier
from newscrawl.crawl.queues import SiteQueue, Task
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import META_KEY, Page, PageVisit, SourceVisit
from newscrawl.dataset.appending import DatasetError
from newscrawl.middlewares.refusals import Disallowed, HostPaused, HostStopped, Reserved, Trapped
from newscrawl.middlewares.rights import RightsFiles
from newscrawl.middlewares.robots_files import RobotsFiles
from newscrawl.report.display import Display
from newscrawl.spiders.asking import request_for, url_of, visit_of
from newscrawl.spiders.failures import failure_kind
from newscrawl.spiders.opening import SiteOpener
from newscrawl.spiders.pages import PageReader, captured
from newscrawl.spiders.parts import PartsReader
from newscrawl.spiders.rendering import Rendering
from newscrawl.spiders.sources import SourceReader
from newscrawl.spiders.stopping import end_crawl
from newscrawl.workers.pool import PoolFailure

logger = logging.getLogger(__name__)

QUEUED_AHEAD = 2
"""Requests of a site that wait while its allowed ones are under way."""

FORGOTTEN_SITE = "was forgotten, so that nothing is asked of it; `newscrawl forget --readmit --site` takes that back"


class NewsSpider(Spider):
    """Crawls news sites: `scrapy crawl news -a sites=URL[,URL] [-a sites_file=F] [-a since=7d]`."""

    name = "news"

    def __init__(self, crawler: Crawler, run: Run) -> None:
        super().__init__(self.name)
        self.run = run
        self.delays = Delays(crawler)
        self.guard = AddressGuard([site.url for site in run.sites], getproxies())
        self.robots = RobotsFiles(crawler, run, self._keep_crawl_delay)
        self.rights = RightsFiles(crawler, run, self.robots)
        self.display: Display | None = None
        window = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") + QUEUED_AHEAD
        self._opener = SiteOpener(run, self.robots, self.rights, obey=crawler.settings.getbool("ROBOTSTXT_OBEY"))
        self.frontier = Frontier(run, window, self._open_site)
        self._pages = PageReader(run, self.frontier, Rendering(run, self._fetch_part))
        self._parts = PartsReader(run, self.frontier, self._pages, self._fetch_part)
        self._sources = SourceReader(run, self.frontier, self.robots, self._drop_body)
        self._stopping: asyncio.Task[None] | None = None
        self.closed_for_good = asyncio.Event()
        """Set when the run is closed."""

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
        except DatasetError as error:
            logger.info("%s; stopping, nothing that was written is lost", error)
            self.stop("output-failed")

    def _request(self, task: Task) -> Request | None:
        visit, headers = visit_of(task, in_full=self.run.config.visit_all)
        if not headers:
            self.run.pool.start()  # there will be something to read: the workers get ready while it is on its way
        is_page = isinstance(visit, PageVisit)
        callbacks = (self.parse_page, self.fail_page) if is_page else (self.parse_source, self.fail_source)
        try:
            return request_for(visit, headers, *callbacks)
        except ValueError as error:
            logger.info("%s: no address to fetch: %s", url_of(visit), error)
            self._let_go(visit)
            return None

    async def parse_source(self, response: Response) -> AsyncIterator[Page]:
        """Take in a sitemap, feed, front or section page; one that is a candidate as well is not asked for twice."""
        visit: SourceVisit = response.meta[META_KEY]
        both = None
        try:
            await self._sources.read(response, visit)
            if visit.source.kind in LISTINGS and response.status != 304:
                both = await self.frontier.candidates.claim(visit.queue, identity(response.url))
        except PoolFailure as failure:
            self._leave(response.url, failure)
        finally:
            self._let_go(visit)
        if both is not None:
            twin = PageVisit(Task(visit.queue, pending=both), both.candidate, both.key)
            async for page in self._parse_page(response, twin):
                yield page

    async def fail_source(self, failure: Failure) -> None:
        """Note a source that did not answer."""
        visit: SourceVisit = failure.request.meta[META_KEY]  # type: ignore[attr-defined]
        if not self._postpone(visit, failure.value):
            await self._sources.failed(visit, failure_kind(failure.value), str(failure.value))
        self._let_go(visit)

    async def parse_page(self, response: Response) -> AsyncIterator[Page]:
        """Read an answered candidate; one that waits as a section as well is not asked for twice."""
        visit: PageVisit = response.meta[META_KEY]
        known = visit.queue.take_section(visit.key) if response.status == 200 else None
        try:
            if known is not None:
                with contextlib.suppress(PoolFailure):  # left for the next run
                    twin = SourceVisit(Task(visit.queue, source=known), known.source, known.body_hash, known.problem)
                    await self._sources.read(response, twin)
        except BaseException:
            self._let_go(visit)
            raise
        async for page in self._parse_page(response, visit):
            yield page

    async def _parse_page(self, response: Response, visit: PageVisit) -> AsyncIterator[Page]:
        page = None
        try:
            read = await self._pages.read(response, visit)
            page = await self._parts.complete(read) if read is not None else None
            if page is None:
                await self.frontier.candidates.release(visit)
        except PoolFailure as failure:
            self._leave(visit.candidate.url, failure)
        finally:
            if page is None:
                self._let_go(visit)
        if page is not None:
            yield page  # extensions.settlement lets go of it when the pipelines are through

    async def _fetch_part(self, request: Request) -> Response:
        """Past the scheduler, through all downloader middlewares, in the host's turn."""
        visit: PageVisit = request.meta[META_KEY]
        if visit.site.delay:
            self.delays.ask(request.url, visit.site.delay)
        return await self.crawler.engine.download_async(request)

    async def fail_page(self, failure: Failure) -> AsyncIterator[Page]:
        """Note a candidate that did not answer."""
        visit: PageVisit = failure.request.meta[META_KEY]  # type: ignore[attr-defined]
        page = None
        if not self._postpone(visit, failure.value):
            page = await self._pages.failed(visit, failure_kind(failure.value), failure.value)
        if page is None:
            await self.frontier.candidates.release(visit)
            self._let_go(visit)
            return
        page.captures = captured(failure.request.meta)  # type: ignore[attr-defined]
        if isinstance(failure.value, (Disallowed, Reserved, Trapped)):
            self.frontier.candidates.refused(visit.queue, visit.key)
        yield page

    def _drop_body(self, response: Response) -> None:
        drop_body(response, self.crawler.engine.scraper.slot)

    def _leave(self, url: str, failure: PoolFailure) -> None:
        """For the next run: the workers have been stopped; or none can start, and so this run ends."""
        logger.debug("%s: left for the next run", url)
        if failure.kind == "broken":
            self.run.fatal = self.run.fatal or str(failure)
            self.stop("workers-failed")

    def _let_go(self, visit: PageVisit | SourceVisit) -> None:
        if isinstance(visit, PageVisit):
            self.frontier.candidates.done(visit.queue, *visit.keys)
        else:
            self.frontier.source_done(visit.task)

    def _postpone(self, visit: PageVisit | SourceVisit, error: BaseException | None) -> bool:
        """Whether a paused host's request will be handed out again; the site's own host may stop the whole site."""
        if isinstance(error, HostPaused):
            if error.seconds <= self.run.config.retry_after_max:
                return self.frontier.postpone(visit.task, error.seconds)
            why = f"{error.host} asked for a pause of {error.seconds:.0f} s; left for the next run"
        elif isinstance(error, HostStopped):
            why = str(error)
        else:
            return False
        if host_key(error.host) == host_key(urlsplit(visit.site.url).hostname or ""):
            self.frontier.stop_site(visit.queue, why)
        elif why not in visit.queue.figures.problems:
            visit.queue.figures.problems.append(why)
        return False

    async def _open_site(self, queue: SiteQueue) -> None:
        if await self.run.call(self.run.store.tombstones.site, queue.key) is not None:
            self.frontier.stop_site(queue, FORGOTTEN_SITE)
            return
        if queue.site.delay:
            self.delays.ask(queue.site.url, queue.site.delay)
        await self._opener.open(queue, self.frontier, self.frontier.stop_site)

    def _keep_crawl_delay(self, origin: str, robots: Robots) -> None:
        asked = robots.crawl_delay(PRODUCT_TOKEN)
        if asked:
            self.delays.ask(origin, min(asked, self.run.config.crawl_delay_max))

    def stop(self, reason: str) -> None:
        """End the crawl soon: nothing new is asked for, what waits is given up, what is under way gets a grace."""
        if self._stopping is None:
            self.run.figures.finish_reason = self.run.figures.finish_reason or reason
            self._stopping = asyncio.ensure_future(self._stop(reason))

    async def _stop(self, reason: str) -> None:
        self.frontier.stop()
        self.robots.stop()
        await end_crawl(self.crawler.engine, self.run.pool, self.closed_for_good, reason)
