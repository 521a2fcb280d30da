"""What an answered candidate is: an item for the pipelines, or a failure to be tried again in another run."""

from __future__ import annotations

from scrapy.http import Response

from newscrawl import work
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason, Rejection
from newscrawl.crawl.frontier import Frontier, SiteQueue
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import Page, PageVisit
from newscrawl.extraction_pool import PoolFailure
from newscrawl.middlewares.refusals import OffSite

GONE = frozenset({404, 410})
PASSING = frozenset({401, 403, 407, 408, 421, 423, 425, 429, 451})
"""Refusals that another run may not meet; so are all of 5xx."""
HTML_TYPES = (
    "text/html",
    "application/xhtml+xml",
    "application/xml",
    "text/xml",
    "text/plain",
    "application/octet-stream",
)


class PageReader:
    """Turns answers to candidates into items."""

    def __init__(self, run: Run, frontier: Frontier) -> None:
        self._run, self._frontier = run, frontier

    async def read(self, response: Response, visit: PageVisit, queue: SiteQueue) -> Page | None:
        """The item; None where the candidate is to be tried again in a later run."""
        status = response.status
        if status in PASSING or status >= 500:
            await self.try_later(visit, queue, f"http-{status}")
            return None
        queue.figures.fetched += 1
        queue.answered = True
        page = Page(visit, response.url, status, rejection=self._without_text(response, visit))
        if page.rejection is None:
            await self._extract(response, page)
        return page

    def _without_text(self, response: Response, visit: PageVisit) -> Rejection | None:
        """Why there is nothing to extract, seen from the outside."""
        if response.status in GONE:
            return Rejection(Reason.GONE, {"status": response.status})
        if response.status != 200:
            return Rejection(Reason.HTTP_ERROR, {"status": response.status})
        if identity(response.url) != visit.key and identity(response.url) == identity(visit.site.url):
            return Rejection(Reason.GONE, {"redirected_to": response.url})
        declared = (content_type(response) or "").partition(";")[0].strip().lower()
        if declared and declared not in HTML_TYPES:
            return Rejection(Reason.NOT_HTML, {"content_type": declared[:80]})
        return None

    async def _extract(self, response: Response, page: Page) -> None:
        try:
            page.extraction = await self._run.pool.run(
                work.extract, response.body, response.url, content_type(response), response.status, page.visit.candidate
            )
        except PoolFailure as failure:
            if failure.kind == "stopped":
                raise
            page.rejection = Rejection(Reason.EXTRACTION_FAILED, {"failure": failure.kind})

    async def failed(self, visit: PageVisit, queue: SiteQueue, kind: str, error: BaseException | None) -> Page | None:
        """The same for a candidate that did not answer."""
        if isinstance(error, OffSite):
            return Page(
                visit, visit.candidate.url, None, rejection=Rejection(Reason.REDIRECTED_AWAY, {"to": error.url})
            )
        if kind == "too-large":
            return Page(
                visit, visit.candidate.url, None, rejection=Rejection(Reason.TOO_LARGE, {"error": str(error)[:200]})
            )
        if kind == "disallowed":
            return Page(visit, visit.candidate.url, None, rejection=Rejection(Reason.DISALLOWED, {"by": "robots.txt"}))
        if kind not in ("stopping", "host-paused", "robots-unreachable"):
            await self.try_later(visit, queue, kind)
        return None

    async def try_later(self, visit: PageVisit, queue: SiteQueue, kind: str) -> None:
        """Leave the candidate pending for the next run, until too many have tried."""
        queue.figures.errors[kind] += 1
        run = self._run
        await run.call(run.store.addresses.fail, visit.key, run.run_id, kind, run.config.attempts_max)


def content_type(response: Response) -> str | None:
    """The header; None where there is none."""
    return (response.headers.get(b"Content-Type") or b"").decode("latin-1") or None
