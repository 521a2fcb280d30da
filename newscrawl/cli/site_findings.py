"""What a check of one site has found; plain values, so that table and JSON read the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from newscrawl.core.discovery.pruning import latest_moment


class State(StrEnum):
    """How a check ended."""

    FINE = "fine"
    SHORT = "short"
    """Reached, but there was no example article, or something that the sites file names could not be read."""
    FAILED = "failed"
    """Nothing of it may or could be read: a crawl would bring nothing."""


@dataclass(slots=True)
class SourceFinding:
    """A sitemap or feed."""

    url: str
    kind: str
    named_by: str
    """sites file, robots.txt, front page, sitemap index, or nothing (the usual address)."""
    status: int | None = None
    entries: int = 0
    """Addresses that it names and that are the site's; of a sitemap index its children."""
    newest: str | None = None
    """The latest date that it gives, as it gives it."""
    problem: str | None = None


@dataclass(slots=True)
class SiteFindings:
    """One site."""

    name: str
    url: str
    """As it is reached: of a bare domain with the scheme that answered."""
    state: State = State.FAILED
    robots: dict[str, Any] = field(default_factory=dict)
    """file, status, allowed (the front page), rule and line that decided, crawl_delay, problem."""
    delay: float = 0.0
    """Seconds between two requests, as a crawl would keep to."""
    rights: dict[str, Any] = field(default_factory=dict)
    """The verdict for each purpose, and the signals it rests on."""
    sitemaps: list[SourceFinding] = field(default_factory=list)
    feeds: list[SourceFinding] = field(default_factory=list)
    front_page: dict[str, Any] = field(default_factory=dict)
    """status, links that may be articles, section pages, feeds that it announces, where it redirects to."""
    article: dict[str, Any] | None = None
    """An example: url, title, date_published, authors, language, characters, quality; None where there is none."""
    problems: list[str] = field(default_factory=list)
    requests: int = 0
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """JSON-able."""
        return {**asdict(self), "state": str(self.state), "seconds": round(self.seconds, 1)}

    def newest(self) -> str | None:
        """The latest date that any source gives."""
        return newest(s.newest for s in [*self.sitemaps, *self.feeds])


def newest(said: Iterable[str | None]) -> str | None:
    """The latest of ISO 8601 dates, as it was written; None where there is none."""
    dated = [(moment, text) for text in said if text and (moment := latest_moment(text)) is not None]
    return max(dated, default=(0.0, None))[1]
