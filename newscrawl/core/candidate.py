"""An address that may be an article, and the documents of a site that name such addresses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SourceKind(StrEnum):
    """What a document that names candidates is; but for ONCE also the `discovered_by` of a record."""

    NEWS_SITEMAP = "news-sitemap"
    SITEMAP = "sitemap"
    FEED = "feed"
    FRONT_PAGE = "front-page"
    SECTION = "section"
    GIVEN = "given"
    PAGE = "page"
    """A further page of a front page or section; what it names counts as the section's."""
    ARCHIVE = "archive"
    """A list by date; what it names counts as a section's."""


ONCE = (SourceKind.PAGE, SourceKind.ARCHIVE)
"""Read once and then forgotten: what is new stands on the first page of a list."""

BEHIND = (SourceKind.SECTION, *ONCE)
"""Pages behind the front page."""

LISTINGS = (SourceKind.FRONT_PAGE, *BEHIND)
"""Pages for readers, that name candidates by links."""

ANNOUNCING = (SourceKind.NEWS_SITEMAP, SourceKind.SITEMAP, SourceKind.FEED)
"""Documents for machines: what they name is meant to be found, and dated."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document of a site that names candidates or other sources."""

    url: str
    """Absolute address, as found."""

    kind: SourceKind

    modified: str | None = None
    """ISO 8601: when the document that names it says it changed last (a sitemap index's `lastmod`)."""

    depth: int = 0
    """Steps from the front page (0) for pages, from the first one (0) for sitemaps and a feed's pages."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be an article, with what its source said of it."""

    url: str
    """Absolute address without fragment, as found: it is the one to fetch."""

    found_by: SourceKind

    found_on: str | None = None
    """Address of the document that names it."""

    title: str | None = None
    """As the source gives it, white space folded."""

    published: str | None = None
    """ISO 8601 with the offset that the source gives; a date alone where it gives no time."""

    modified: str | None = None
    """Like `published`: a sitemap's `lastmod`, a feed's `updated`."""

    language: str | None = None
    """BCP 47 primary code that the source declares."""

    score: float = 0.5
    """How likely it is an article by address, anchor text and place, 0 to 1; sources that list articles only: 1."""

    content: str | None = None
    """The article's HTML as a feed has it, whole, packed (core.feed_content); for pages that show no text."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """What one source brought."""

    candidates: tuple[Candidate, ...] = ()
    sources: tuple[Source, ...] = ()
    problem: str | None = None
    """One line when the document was broken, empty or mended; None when all was well."""
    following: str | None = None
    """Absolute address of the next page of the same list, to be read where this one brought something new."""
