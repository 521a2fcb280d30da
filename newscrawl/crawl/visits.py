"""What travels with a request through Scrapy, and what a callback hands to the pipelines."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newscrawl.core.article import Article
from newscrawl.core.candidate import Candidate, Source
from newscrawl.core.looks import Look
from newscrawl.core.page_context import OriginWord
from newscrawl.core.rights.signals import Signal
from newscrawl.core.site import Site
from newscrawl.core.verdict import Rejection
from newscrawl.crawl.queues import SiteQueue, Task

if TYPE_CHECKING:
    from newscrawl.core.extraction import Extraction
    from newscrawl.dataset.archive.records import Capture, Rendered

META_KEY = "newscrawl"
"""The key of Request.meta under which a request says what it is for."""


ORIGIN_KEY = "newscrawl_origin"
"""The key under which a request for a file of an origin (robots.txt and its kin) has the address asked for first."""


HEADS_KEY = "newscrawl_heads"
"""The key under which the HTTP handler puts the Heads of an exchange, where they are archived."""

CAPTURES_KEY = "newscrawl_captures"
"""The key under which middlewares.archive has what a request and those that led to it were answered."""


@dataclass(frozen=True, slots=True)
class Heads:
    """What stands before the bodies of a request and its answer, with the empty lines, as it went over the wire."""

    request: bytes
    response: bytes


@dataclass(frozen=True, slots=True)
class SourceVisit:
    """A request for a source."""

    task: Task
    source: Source
    body_hash: str | None = None
    """Of the last answer; an equal one need not be read again."""
    problem: str | None = None
    """What was wrong with that."""

    @property
    def queue(self) -> SiteQueue:
        """Its site's part of the frontier."""
        return self.task.queue

    @property
    def site(self) -> Site:
        """The site."""
        return self.task.queue.site


@dataclass(frozen=True, slots=True)
class PageVisit:
    """A request for a candidate, or a second look at an article."""

    task: Task
    candidate: Candidate
    key: str
    hops: set[str] = field(default_factory=set)
    """Keys of the addresses that it was redirected to; they are settled with it."""

    @property
    def keys(self) -> set[str]:
        """All addresses that are asked for in its name."""
        return {self.key, *self.hops}

    @property
    def is_part(self) -> bool:
        """Whether it is for a further part of a candidate's article, and not for a candidate of its own."""
        return self.task.pending is not None and self.key != self.task.pending.key

    @property
    def look(self) -> Look | None:
        """What is known of the article, where it has its line."""
        return self.task.pending.look if self.task.pending else None

    @property
    def queue(self) -> SiteQueue:
        """Its site's part of the frontier."""
        return self.task.queue

    @property
    def site(self) -> Site:
        """The site."""
        return self.task.queue.site


@dataclass(slots=True)
class Page:
    """The item that a callback yields: an answered candidate, before the pipelines judge it."""

    visit: PageVisit
    url: str
    """The address that answered, after redirects."""
    status: int | None
    rights: tuple[Signal, ...] = ()
    """What the answer's headers say of use; what the page itself says is in `extraction`."""
    extraction: Extraction | None = None
    rejection: Rejection | None = None
    """Set where there is nothing to extract; the verdict pipeline drops it."""
    unmodified: bool = False
    """Whether it is a second look that was answered by 304: it brought nothing new."""
    keys: set[str] = field(default_factory=set)
    """Further addresses of its article (core.urls.identity), settled with it: its other parts and forms."""
    written: bool = False
    """Whether its line is on disk."""
    captures: tuple[Capture, ...] = ()
    """With --archive: what came over the wire, where it was led from first."""
    rendered: bool = False
    """Whether the extraction is of the page as a browser had it."""
    as_rendered: Rendered | None = None
    """With --archive: that form."""
    origin: OriginWord | None = None
    """What its publisher says of use elsewhere, where that was looked at."""
    place: dict[str, Any] | None = None
    """`archive` of its record, where it comes out of an archive."""
    parts: list[Page] = field(default_factory=list)
    """The further pages whose texts were joined to it."""
    whole: bool = False
    """Whether the one in `parts` has all of the text."""
    etag: str | None = None
    last_modified: str | None = None
    answered_at: float = field(default_factory=time.time)
    """POSIX time."""

    @property
    def article(self) -> Article:
        """The article that extraction found. Raises ValueError where there is none."""
        if self.extraction is None or self.extraction.article is None:
            raise ValueError(f"{self.url}: no article")
        return self.extraction.article


def said_by(page: Page) -> tuple[Signal, ...]:
    """What an answer and its page say of use."""
    return (*page.rights, *(page.extraction.rights if page.extraction else ()))
