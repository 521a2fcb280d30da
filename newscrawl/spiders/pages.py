"""What an answered candidate is: an item for the pipelines, or a failure to be tried again in another run."""

from __future__ import annotations

import logging
from typing import Any

from scrapy.http import Response

from newscrawl.core.answers import GONE, PASSING, is_passing, without_text
from newscrawl.core.forgetting import mark_of
from newscrawl.core.rights.page import HEADERS, header_signals
from newscrawl.core.rights.signals import Signal
from newscrawl.core.robots import PRODUCT_TOKEN
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason, Rejection
from newscrawl.crawl.frontier import Frontier
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import CAPTURES_KEY, Page, PageVisit
from newscrawl.dataset.archive.records import Capture
from newscrawl.middlewares.refusals import Disallowed, Known, OffSite, PrivateAddress, Reserved, Trapped
from newscrawl.spiders.rendering import Rendering
from newscrawl.store import State
from newscrawl.workers import work
from newscrawl.workers.pool import PoolFailure

__all__ = ["GONE", "PASSING", "PageReader", "captured", "content_type", "said_in_headers"]

logger = logging.getLogger(__name__)


FINAL = {"too-large": Reason.TOO_LARGE, "redirects": Reason.HTTP_ERROR}
"""Failures that another try will not mend, by `failure_kind`."""


class PageReader:
    """Turns answers to candidates into items."""

    def __init__(self, run: Run, frontier: Frontier, rendering: Rendering | None = None) -> None:
        """Without `rendering`, no page is rendered."""
        self._run, self._frontier, self._rendering = run, frontier, rendering

    async def read(self, response: Response, visit: PageVisit) -> Page | None:
        """The item; None where the candidate is to be tried again in a later run."""
        status, queue = response.status, visit.queue
        if is_passing(status):
            await self.try_later(visit, f"http-{status}")
            return None
        queue.figures.fetched += 1
        queue.answered = True
        queue.failed_in_row = 0
        page = Page(visit, response.url, status, said_in_headers(response))
        page.captures = captured(response.meta)
        page.etag, page.last_modified = header(response, b"ETag"), header(response, b"Last-Modified")
        if status == 304 and visit.look is not None:
            page.unmodified = True
            return page
        page.rejection = self._without_text(response, visit)
        if page.rejection is None:
            await self._extract(response, page)
            await self._render(page)
            self._mind_variants(page)
            compare(page)
        return page

    def _mind_variants(self, page: Page) -> None:
        """Other forms of an article that wait for their turn are not asked for."""
        if others := mind_variants(page):
            self._frontier.candidates.pass_over(page.visit.queue, others)

    def _without_text(self, response: Response, visit: PageVisit) -> Rejection | None:
        """Why there is nothing to extract, seen from the outside."""
        front = identity(visit.site.url)
        return without_text(response.status, response.url, visit.key, front, content_type(response))

    async def _render(self, page: Page) -> None:
        """Where the page needs a browser and there is one: what that has of it."""
        plain = page.extraction
        if self._rendering is None or plain is None or not await self._rendering.is_wanted(page):
            return
        response = await self._rendering.fetch(page)
        if response is None:
            return
        await self._extract(response, page)
        await self._rendering.took(page, response, plain)

    async def _extract(self, response: Response, page: Page) -> None:
        try:
            with self._run.backlog:
                page.extraction = await self._run.pool.run(
                    work.extract,
                    response.body,
                    response.url,
                    content_type(response),
                    response.status,
                    page.visit.candidate,
                    page.visit.queue.pages.typical,
                    sketch=self._run.config.duplicates_days > 0,
                )
        except PoolFailure as failure:
            if failure.is_of_the_pool or self._frontier.stopping:
                raise
            page.rejection = Rejection(Reason.EXTRACTION_FAILED, {"failure": failure.kind})
        except Exception as error:
            logger.exception("%s: an error in newscrawl while it was read", response.url)
            page.rejection = Rejection(Reason.EXTRACTION_FAILED, {"failure": type(error).__name__})

    async def failed(self, visit: PageVisit, kind: str, error: BaseException | None) -> Page | None:
        """The same for a candidate that did not answer."""
        if isinstance(error, OffSite):
            return Page(
                visit, visit.candidate.url, None, rejection=Rejection(Reason.REDIRECTED_AWAY, {"to": error.url})
            )
        if isinstance(error, PrivateAddress):
            private = {"to": error.url[:200], "address": error.address}
            return Page(visit, visit.candidate.url, None, rejection=Rejection(Reason.PRIVATE_ADDRESS, private))
        if isinstance(error, Known) and error.found.state is not State.PENDING:
            return Page(visit, visit.candidate.url, None, rejection=of_known(error))
        if kind in FINAL:
            return Page(visit, visit.candidate.url, None, rejection=Rejection(FINAL[kind], {"error": str(error)[:200]}))
        if isinstance(error, Disallowed):
            evidence = {"by": "robots.txt", "rule": error.rule.text[:200], "line": error.rule.line}
            return Page(visit, visit.candidate.url, None, rejection=Rejection(Reason.DISALLOWED, evidence))
        if isinstance(error, Reserved):
            return Page(visit, visit.candidate.url, None, rejection=Rejection(Reason.RESERVED, error.evidence))
        if isinstance(error, Trapped):
            if await self._run.call(self._run.store.addresses.is_announced, visit.key):
                return None  # by a sitemap or feed meanwhile: the next run asks for it
            told = visit.queue.traps.told(error.trap)
            return Page(visit, visit.candidate.url, None, rejection=Rejection(Reason.TRAP, told))
        if isinstance(error, Known):
            return None  # another candidate is or was asked for there in this run: the next run knows what it came to
        if kind in ("host-paused", "host-stopped", "robots-unreachable"):
            visit.queue.figures.errors[kind] += 1  # of the host, not of the address
        elif kind != "stopping":
            await self.try_later(visit, kind)
        return None

    async def try_later(self, visit: PageVisit, kind: str) -> None:
        """Leave the candidate pending for the next run, until too many have tried."""
        run, queue = self._run, visit.queue
        if queue.stopped:
            return  # the site is known to be in trouble: that says nothing of its addresses
        self._frontier.candidate_failed(queue, kind)
        if visit.look is not None:
            await self._frontier.looks.later(visit)
            return
        await run.call(run.store.addresses.fail, visit.key, run.run_id, kind, run.config.attempts_max)


def mind_variants(page: Page) -> set[str]:
    """Have other forms of an article settled with it; returns their keys and its own, but for the one asked for."""
    extraction = page.extraction
    if extraction is None or extraction.article is None or extraction.rejection is not None:
        return set()
    if extraction.part_links is not None and extraction.part_links.first is not None:
        return set()
    page.keys.update(extraction.variants)
    return {*extraction.variants, identity(extraction.article.url)} - {page.visit.key}


def compare(page: Page) -> None:
    """A page that is no article and comes for whatever is asked for is no page."""
    extraction = page.extraction
    if extraction is None or extraction.rejection is None or extraction.page_print is None:
        return
    other = page.visit.queue.same.note(extraction.page_print, page.visit.candidate.url, page.visit.key)
    if other is not None:
        evidence = {"same_as": other, "else": str(extraction.rejection.reason)}
        page.rejection = Rejection(Reason.SOFT_404, evidence)


def of_known(error: Known) -> Rejection:
    """What a candidate is that leads to an address of which all is known."""
    if error.found.state is State.DONE:
        return Rejection(Reason.DUPLICATE_ADDRESS, {"id": error.found.article_id, "redirected_to": error.url})
    if error.found.reason == Reason.FORGOTTEN:
        return Rejection(Reason.FORGOTTEN, {"mark": mark_of(identity(error.url))})
    if error.found.reason == Reason.GONE:
        return Rejection(Reason.GONE, {"redirected_to": error.url})
    return Rejection(Reason.REDIRECTED_AWAY, {"to": error.url, "which_is": error.found.reason})


def captured(meta: dict[str, Any]) -> tuple[Capture, ...]:
    """With --archive: what a request and those that led to it were answered; by its Request.meta."""
    return tuple(meta.get(CAPTURES_KEY, ()))


def said_in_headers(response: Response) -> tuple[Signal, ...]:
    """What an answer's headers say of use."""
    lines = ((name, line.decode("latin-1")) for name in HEADERS for line in response.headers.getlist(name))
    return header_signals(lines, response.url, PRODUCT_TOKEN)


def content_type(response: Response) -> str | None:
    """The header; None where there is none."""
    return header(response, b"Content-Type")


def header(response: Response, name: bytes) -> str | None:
    """A field of the answer's header; None where there is none."""
    return (response.headers.get(name) or b"").decode("latin-1") or None
