"""Archived pages as the items that the pipelines take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from newscrawl.core.looks import Look
from newscrawl.core.page_context import REJECTED, PageContext
from newscrawl.core.parts import body_of
from newscrawl.core.raw_answer import RawAnswer
from newscrawl.core.rights.signals import Signal
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason, Rejection
from newscrawl.crawl.queues import SiteQueue, Task
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import Page, PageVisit, said_by
from newscrawl.replay.units import Unit
from newscrawl.spiders.pages import compare, mind_variants
from newscrawl.spiders.parts import Found, put_together
from newscrawl.store import Pending, State

if TYPE_CHECKING:
    from newscrawl.core.extraction import Extraction

__all__ = ["Known", "Read", "page_of"]

OneRead: TypeAlias = "tuple[Extraction | None, tuple[Signal, ...]]"
Read: TypeAlias = "Sequence[OneRead]"
"""What a worker gives for the pages of a unit, in order."""

Known: TypeAlias = Mapping[str, Any]
"""What the store says of the address that was asked for (store.Store.lookup); empty where it knows nothing."""

_NOTHING: OneRead = (None, ())

ONLY_IN_CRAWLS = (
    Reason.REDIRECTED_AWAY,
    Reason.SOFT_404,
    Reason.TRAP,
    Reason.DISALLOWED,
    Reason.PRIVATE_ADDRESS,
    Reason.DROPPED_BY_PIPELINE,
)
"""Reasons that don't lie in the page, nor in other pages' records: what the crawl noted holds."""


async def page_of(
    unit: Unit, read: Read | Rejection, queue: SiteQueue, known: Known, filters: Sequence[Reason], run: Run
) -> Page:
    """The item.

    In: what a worker gave for the unit, or why none could; `filters`, the reasons by which this replay itself leaves
    out what it was not asked for.
    """
    failure, read = (read, [(None, ())] * len(unit.pages)) if isinstance(read, Rejection) else (None, read)
    pages = [
        _page(unit, answer, context, found, queue) for (answer, context), found in zip(unit.pages, read, strict=True)
    ]
    page, noted = pages[-1], unit.noted
    page.visit = _visit(queue, unit.pages[-1][1], _look(page, noted, known))
    page.place = unit.place
    if page.status is not None and 300 <= page.status < 400:  # what it led to was not asked for: it has no answer
        page.url, page.status = page.visit.candidate.url, None
    page.rejection = failure or (_noted(noted, filters) if noted is not None else _part_of(page))
    if page.rejection is None and page.extraction is not None and page.extraction.rejection is None:
        mind_variants(page)
        await _join(page, pages[:-1], noted, run)
    if noted is None:
        compare(page)
    return page


def _page(
    unit: Unit,
    answer: RawAnswer,
    context: PageContext,
    found: tuple[Extraction | None, tuple[Signal, ...]],
    queue: SiteQueue,
) -> Page:
    extraction, said = found
    return Page(
        _visit(queue, context, None),
        answer.url,
        answer.status,
        said,
        extraction,
        origin=context.rights,
        rendered=context.fields.get("rendered") is True,
        etag=answer.header("ETag"),
        last_modified=answer.header("Last-Modified"),
        answered_at=unit.at,
    )


def _visit(queue: SiteQueue, context: PageContext, look: Look | None) -> PageVisit:
    key = identity(context.candidate.url)
    return PageVisit(Task(queue, pending=Pending(key, context.candidate, 0, look)), context.candidate, key)


def _look(page: Page, noted: PageContext | None, known: Known) -> Look | None:
    """Set where the page is a later answer of an article's own address: it brings its next version, or nothing."""
    article = page.extraction.article if page.extraction else None
    if article is None or known.get("article_id") != article.id or known.get("state") != State.DONE:
        return None
    if noted is not None and noted.outcome == REJECTED:
        return None
    own = page.visit.key == identity(article.url) or (noted is not None and noted.fields.get("version", 1) > 1)
    return Look(article.id, known.get("dated"), int(known.get("looks") or 0)) if own else None


def _noted(noted: PageContext, filters: Sequence[Reason]) -> Rejection | None:
    """A rejection that the page can't give by itself."""
    if noted.outcome != REJECTED:
        return None
    reason = next((reason for reason in Reason if reason == noted.reason), None)
    wanted = reason in (Reason.OTHER_LANGUAGE, Reason.OUTSIDE_DATES) and reason not in filters
    double = reason is Reason.DUPLICATE_ADDRESS and not noted.evidence.keys().isdisjoint(("part_of", "redirected_to"))
    led = reason is Reason.GONE and "redirected_to" in noted.evidence
    if reason is not None and (reason in ONLY_IN_CRAWLS or wanted or double or led):
        return Rejection(reason, dict(noted.evidence))
    return None


def _part_of(page: Page) -> Rejection | None:
    """Of a page in others' archives: a later part is none by itself, as in a crawl."""
    links = page.extraction.part_links if page.extraction else None
    return Rejection(Reason.DUPLICATE_ADDRESS, {"part_of": links.first}) if links is not None and links.first else None


async def _join(page: Page, parts: Sequence[Page], noted: PageContext | None, run: Run) -> None:
    found = Found([body_of(page.article)])
    for part in parts:
        if part.extraction is None or part.extraction.article is None:
            continue
        found.texts.append(body_of(part.article))
        found.pages.append(part)
        found.said += said_by(part)
        found.keys |= {part.visit.key, identity(part.url)}
    if found.pages:
        found.whole = noted is not None and noted.whole
        found.texts = found.texts[1:] if found.whole else found.texts
        await put_together(page, found, run)
