"""One site's part of the frontier."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections import deque
from dataclasses import dataclass, field

from newscrawl.core.candidate import BEHIND, Source
from newscrawl.core.looks import LookTrust
from newscrawl.core.rendering import Experience
from newscrawl.core.same_answers import SameAnswers
from newscrawl.core.site import Site
from newscrawl.core.typical import SitePages
from newscrawl.core.urls import identity
from newscrawl.crawl.listings import Listings
from newscrawl.crawl.traps import Traps
from newscrawl.report.figures import SiteFigures
from newscrawl.store import KnownSource, Pending, Window

LIKELY = 0.5
"""The score from which a candidate is more likely an article than not."""

UNSENT_MAX = 128
"""So many refused candidates may wait for their lines while others are handed out."""


@dataclass(frozen=True, slots=True)
class Task:
    """The next thing to ask a site for: a source or a candidate."""

    queue: SiteQueue
    source: KnownSource | None = None
    pending: Pending | None = None
    pauses: int = 0
    """How often its host has asked to wait instead of answering."""

    @property
    def is_section(self) -> bool:
        """Whether it is for a section page, a further page of a list or an archive."""
        return self.source is not None and self.source.source.kind in BEHIND


@dataclass(slots=True)
class SiteQueue:
    """What is under way and what waits, of one site in this run."""

    site: Site
    key: str
    figures: SiteFigures
    window: Window
    """What this run wants of the site."""
    opened: bool = False
    """Whether its robots.txt and what the store remembers of it have been read."""
    pages: SitePages = field(default_factory=SitePages)
    """Its latest articles, by which the lines that are typical of it are known."""
    traps: Traps = field(default_factory=Traps)
    """What its addresses have turned out to be, by their shape, and where it has no end."""
    listings: Listings = field(default_factory=Listings)
    """How far its sections and archives are followed in this run."""
    experience: Experience | None = None
    """What a browser brought on its pages; None until it is asked for."""
    same: SameAnswers = field(default_factory=SameAnswers)
    """Pages that came for several addresses."""
    sources: deque[KnownSource] = field(default_factory=deque)
    sections: deque[KnownSource] = field(default_factory=deque)
    """Pages behind the front page: they wait for all other sources, which may name the very page as a candidate."""
    guessed: set[str] = field(default_factory=set)
    """Addresses of sources that nothing names; their absence is no problem."""
    guesses: deque[Source] = field(default_factory=deque)
    """Those of them that are tried one after the other, until any sitemap or feed of the site names something."""
    known_sources: set[str] = field(default_factory=set)
    """Addresses of sources that this run has queued, so that none is asked for twice."""
    listing_keys: set[str] = field(default_factory=set)
    """Keys (core.urls.identity) of the pages for readers among them."""
    busy_sources: int = 0
    busy_sections: int = 0
    """How many of these are section pages."""
    busy: set[str] = field(default_factory=set)
    """Keys of the candidates under way."""
    unsent: set[str] = field(default_factory=set)
    """Those of them that were refused without a request, and only wait until their lines are on disk."""
    awaited: dict[str, asyncio.Event] = field(default_factory=dict)
    """What is set when the candidate with the key is no longer under way."""
    ready: deque[Pending] = field(default_factory=deque)
    exhausted: bool = False
    """The store had nothing more when last asked, and nothing was added since."""
    looks: deque[Pending] = field(default_factory=deque)
    """Articles that are looked at again when nothing new is left."""
    looks_left: int = 0
    """How many looks this run may still take from the store."""
    looks_exhausted: bool = False
    """The store had no more looks when last asked."""
    trust: LookTrust = field(default_factory=LookTrust)
    """How far the site's dates of change are believed."""
    stopped: str | None = None
    """Why nothing more is asked of the site in this run."""
    answered: bool = False
    """Whether any document of the site could be read."""
    failed_in_row: int = 0
    """Candidates that failed since the last one that was answered."""
    source_was_last: bool = False
    """Sources and likely candidates take turns: what an earlier run left over must not wait for all sources."""
    _delayed: list[tuple[float, int, Task]] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def has_likely(self) -> bool:
        """Whether the next candidate is more likely an article than not."""
        return bool(self.ready) and self.ready[0].candidate.score >= LIKELY

    def next_source(self) -> KnownSource | None:
        """The source to ask for next; None where none waits, or where sections must wait for what is under way."""
        if self.sources:
            return self.sources.popleft()
        if self.busy_sources > self.busy_sections:
            return None
        while self.guesses and not self.listings.listed:
            source = self.guesses.popleft()
            if source.url not in self.known_sources:
                self.known_sources.add(source.url)
                return KnownSource(source)
        return self.sections.popleft() if self.sections else None

    def take_section(self, key: str) -> KnownSource | None:
        """The waiting section page with this key (core.urls.identity), out of its turn."""
        if key not in self.listing_keys:
            return None
        for known in self.sections:
            if identity(known.source.url) == key:
                self.sections.remove(known)
                return known
        return None

    def under_way(self) -> int:
        """How many requests of the site have been handed out and have not come back.

        Lines are synced in groups: if what is refused unsent took a place until then, a site with thousands of
        disallowed addresses would take as long as if it had been asked for them.
        """
        return len(self.busy) - min(len(self.unsent), UNSENT_MAX) + self.busy_sources

    def idle(self) -> bool:
        """Whether nothing of the site is under way or waiting in memory."""
        sources = self.sources or self.sections or (self.guesses and not self.listings.listed)
        waiting = sources or self.ready or self.looks or self._delayed
        return not (self.busy or self.busy_sources or waiting)

    def finished(self) -> bool:
        """Whether nothing is left to ask of the site in this run."""
        return self.idle() and bool(self.stopped or (self.exhausted and self.looks_exhausted))

    def delay(self, task: Task, seconds: float) -> None:
        """Have a task wait for so long."""
        heapq.heappush(self._delayed, (time.monotonic() + seconds, next(self._numbers), task))

    def due(self) -> Task | None:
        """A delayed task whose time has come."""
        if self._delayed and self._delayed[0][0] <= time.monotonic():
            return heapq.heappop(self._delayed)[2]
        return None

    def seconds_to_due(self) -> float | None:
        """Until the next delayed task; None where there is none."""
        return max(0.0, self._delayed[0][0] - time.monotonic()) if self._delayed else None

    def drop_waiting(self) -> None:
        """Give up what waits in memory; candidates stay pending in the store, looks due."""
        self.sources.clear()
        self.sections.clear()
        self.guesses.clear()
        self.ready.clear()
        self.looks.clear()
        self._delayed.clear()
