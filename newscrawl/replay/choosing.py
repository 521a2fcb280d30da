"""Which records of an archive are read at all, told by what costs next to nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from newscrawl.core.discovery.archives import address_date
from newscrawl.core.moments import posix
from newscrawl.core.site import Site
from newscrawl.dataset.archive.reader import ArchivedPage, WarcHeaders

__all__ = ["Chooser"]

PAGE_TYPES = ("text/html", "application/xhtml+xml")
MARGIN = timedelta(days=31)
"""How far outside the dates asked for an address or a source must date a page, for it not to be read."""


@dataclass(slots=True)
class Chooser:
    """Says what is passed over, and counts it by reason."""

    sites: Sequence[Site] = ()
    """Empty: all."""
    since: datetime | None = None
    until: datetime | None = None
    skipped: Counter[str] = field(default_factory=Counter)

    def wants(self, headers: WarcHeaders) -> bool:
        """Whether a response is read, by its WARC headers."""
        url = headers.get("WARC-Target-URI") or headers.get("uri") or ""
        return self._counted(self._by_address(url) or _by_payload(headers.get("WARC-Identified-Payload-Type")))

    def takes(self, page: ArchivedPage) -> bool:
        """Whether a page is extracted, by its answer and by what was noted beside it."""
        return self._counted(self._by_answer(page) or self._by_dates(page))

    def _counted(self, reason: str | None) -> bool:
        if reason is not None:
            self.skipped[reason] += 1
        return reason is None

    def _by_address(self, url: str) -> str | None:
        if not url.lower().startswith(("http://", "https://")):
            return "not-http"
        try:
            path = urlsplit(url).path
        except ValueError:
            return "not-http"
        if path == "/robots.txt":
            return "robots.txt"
        if self.sites and not any(site.covers(url) for site in self.sites):
            return "other-site"
        return None

    @staticmethod
    def _by_answer(page: ArchivedPage) -> str | None:
        answer = page.answer
        if page.type == "revisit" and (page.context is None or answer is None):
            return "revisit"
        if answer is None:
            return "too-large" if page.size > 0 and page.digest else "not-http"
        if page.context is not None:
            return None
        if answer.status != 200:
            return f"http-{answer.status}"
        declared = (answer.header("Content-Type") or "").partition(";")[0].strip().lower()
        return _by_payload(declared)

    def _by_dates(self, page: ArchivedPage) -> str | None:
        """A page is not older than what is on it: what was fetched before `since` was published before it."""
        if self.since is None and self.until is None:
            return None
        fetched = posix(page.date)
        if self.since and fetched is not None and fetched < (self.since - timedelta(days=1)).timestamp():
            return "outside-dates"
        said = page.context.candidate.published if page.context is not None else None
        day = address_date(page.answer.url) if page.answer is not None else None
        found = posix(said) if said else posix(day.isoformat()) if day else None
        if found is None:
            return None
        early = self.since is not None and found < (self.since - MARGIN).timestamp()
        late = self.until is not None and found > (self.until + MARGIN).timestamp()
        return "outside-dates" if early or late else None


def _by_payload(kind: str | None) -> str | None:
    return "not-html" if kind and kind.strip().lower() not in PAGE_TYPES else None
