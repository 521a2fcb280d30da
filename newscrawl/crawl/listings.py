"""How far the lists of a site are followed in a run: sections, their further pages, archives by date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from newscrawl.core.candidate import LISTINGS, ONCE, Candidate, Source, SourceKind
from newscrawl.core.discovery.archives import address_date, span_of
from newscrawl.core.shapes import family, is_endless, is_numbered, kind_of, shape_of
from newscrawl.core.urls import identity
from newscrawl.report.figures import TrapFigures
from newscrawl.store import KnownSource, Window


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of each kind that is asked for, of one site in one run."""

    section_pages: int = 20
    """Pages of one list, the first included."""
    sections: int = 100
    archive_pages: int = 100
    of_shape: int = 20
    """Sections whose addresses differ by numbers or parameters alone."""


@dataclass(slots=True)
class Listings:
    """What has been asked for of one site's lists. Each `takes_` counts what it lets pass."""

    limits: Limits = field(default_factory=Limits)
    window: Window = field(default_factory=Window)
    traps: dict[str, TrapFigures] = field(default_factory=dict)
    """Where what is left out is named."""
    walk: bool = False
    """Go on to further pages even where all is known: this run asks for more of them than earlier ones."""
    listed: bool = False
    """Whether a sitemap or feed of the site names addresses."""
    _sections: set[str] = field(default_factory=set)
    _shapes: Counter[str] = field(default_factory=Counter)
    _archives: set[str] = field(default_factory=set)
    _pages: Counter[str] = field(default_factory=Counter)
    _first: dict[str, str] = field(default_factory=dict)
    """Of each further page, its list's first one."""

    def know(self, sources: Iterable[KnownSource]) -> None:
        """Count what earlier runs found: it is asked for in any case."""
        for known in sources:
            if known.source.kind is SourceKind.SECTION:
                self._know_section(known.source.url)
            elif known.source.kind not in LISTINGS and known.body_hash:
                self.listed = True

    def takes(self, source: Source, found_on: Source) -> bool:
        """Whether a page that another one names is asked for."""
        if source.kind is SourceKind.SECTION:
            return self._takes_section(source.url)
        if source.kind is SourceKind.PAGE:
            return self._takes_page(source.url, found_on.url)
        return source.kind is not SourceKind.ARCHIVE or self._takes_archive(source.url)

    def _takes_section(self, url: str) -> bool:
        key = identity(url)
        if key in self._sections:
            return True
        shape = shape_of(url)
        for name in dict.fromkeys((shape, family(shape))):
            if is_endless(url) or (is_numbered(name) and self._shapes[name] >= self.limits.of_shape):
                self._name(name, "endless path" if is_endless(url) else kind_of(name), self._shapes[name])
                return False
        if len(self._sections) >= self.limits.sections:
            return False
        self._know_section(url)
        return True

    def _know_section(self, url: str) -> None:
        key, shape = identity(url), shape_of(url)
        if key not in self._sections:
            self._sections.add(key)
            self._shapes.update({shape, family(shape)})

    def _takes_page(self, url: str, found_on: str) -> bool:
        first = self._first.get(identity(found_on), identity(found_on))
        if identity(url) in self._first or identity(url) == first or is_endless(url):
            return False
        if self._pages[first] + 1 >= self.limits.section_pages:
            return False
        self._pages[first] += 1
        self._first[identity(url)] = first
        return True

    def _takes_archive(self, url: str) -> bool:
        """By `--since`: only the lists of the dates that it asks for."""
        if self.window.since is None:
            return False
        key, span = identity(url), span_of(url)
        if key in self._archives:
            return True
        since, until = self._days()
        # A day more on either side: the site's days are those of its own time zone.
        if span is not None and (span[1] < since - timedelta(days=1) or span[0] > until + timedelta(days=1)):
            return False
        if len(self._archives) >= self.limits.archive_pages:
            return False
        self._archives.add(key)
        return True

    def _days(self) -> tuple[date, date]:
        now = datetime.now(UTC).timestamp()
        since, until = self.window.since or 0.0, self.window.until or now
        return datetime.fromtimestamp(since, UTC).date(), datetime.fromtimestamp(min(until, now), UTC).date()

    def goes_on(self, source: Source, found: list[Candidate], older: int, brought: int) -> bool:
        """Whether the list goes on to its next page.

        `found`: what this page names; `older`: how many of it earlier runs knew; `brought`: how many were new just now.
        """
        if not found or self._is_before(found):
            return False
        if self.walk:
            return True
        if older * 2 > len(found):
            return False  # the new ones are on this page: what follows is known
        further = source.kind in ONCE
        return brought > 0 or not (further or self.listed)

    def _is_before(self, found: list[Candidate]) -> bool:
        """Whether all that the page names is from before `--since`, as far as addresses tell."""
        if self.window.since is None:
            return False
        days = [day for candidate in found if (day := address_date(candidate.url)) is not None]
        return len(days) * 2 > len(found) and max(days) < self._days()[0] - timedelta(days=1)

    def _name(self, shape: str, kind: str, asked: int) -> None:
        named = self.traps.setdefault(shape, TrapFigures(kind))
        named.asked = max(named.asked, asked)
        named.left_out += 1
