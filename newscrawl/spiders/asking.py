"""Tasks of the frontier as requests, conditional ones where the last answer gave validators."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from scrapy import Request

from newscrawl.core.candidate import LISTINGS
from newscrawl.core.looks import Look
from newscrawl.core.schedule import wants_full_answer
from newscrawl.crawl.queues import Task
from newscrawl.crawl.visits import META_KEY, PageVisit, SourceVisit
from newscrawl.store import KnownSource

SOURCE_PRIORITY = 100
SITEMAP_MAXSIZE = 64 * 2**20
"""sitemaps.org allows 50 MB."""


def visit_of(task: Task, *, in_full: bool) -> tuple[PageVisit | SourceVisit, dict[str, str]]:
    """What a task is about, and headers for it; `in_full`: sources are read anew, also where they did not change."""
    if task.pending is not None:
        visit = PageVisit(task, task.pending.candidate, task.pending.key)
        look = visit.look
        # Where a feed gives the text, the page may be the same and the article another.
        conditional = look is not None and look.conditional and not visit.candidate.content
        return visit, validators(look) if look and conditional else {}
    known = task.source
    assert known is not None
    fresh = in_full or wants_full_answer(known.read_at, known.interval, time.time())
    body_hash = None if in_full else known.body_hash
    return SourceVisit(task, known.source, body_hash, known.problem), {} if fresh else validators(known)


def request_for(
    visit: PageVisit | SourceVisit, headers: dict[str, str], callback: Callable[..., Any], errback: Callable[..., Any]
) -> Request:
    """The request of a visit. Raises ValueError where its address is none."""
    meta: dict[str, Any] = {META_KEY: visit}
    if isinstance(visit, SourceVisit) and visit.source.kind not in LISTINGS:
        meta["download_maxsize"] = SITEMAP_MAXSIZE
    return Request(
        url_of(visit),
        callback=callback,
        errback=errback,
        meta=meta,
        headers=headers,
        priority=0 if isinstance(visit, PageVisit) else SOURCE_PRIORITY,
        dont_filter=True,  # the store is what tells known addresses from new ones
    )


def url_of(visit: PageVisit | SourceVisit) -> str:
    """The address that is asked for."""
    return visit.candidate.url if isinstance(visit, PageVisit) else visit.source.url


def validators(known: KnownSource | Look) -> dict[str, str]:
    """Headers for a conditional request (RFC 9110, section 13.1)."""
    headers = {}
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers
