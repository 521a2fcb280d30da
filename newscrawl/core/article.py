"""The record: what one line of the dataset holds."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(slots=True, kw_only=True)
class Article:
    """One article, in the order in which its fields are written.

    A field that is not known is None, or an empty list; nothing is invented.
    """

    id: str
    """Hex digest of the identity of `url` (see core.urls): the same for the same article in every run."""

    text: str
    """Title, empty line, paragraphs with an empty line between; NFC; a line break inside a paragraph is one newline."""

    source: str = ""
    """The site's name in the sites file, else its domain."""

    url: str = ""
    """Canonical address of the article."""

    requested_url: str = ""
    """The address that was fetched."""

    title: str | None = None
    """As the article shows it, without the site's name."""

    language: str | None = None
    """BCP 47 primary code of the text."""

    language_score: float | None = None
    """Probability of `language`, 0 to 1."""

    date_published: str | None = None
    """ISO 8601 with the offset that the page gives; a date alone where it gives no time."""

    date_modified: str | None = None
    """Like `date_published`; never filled from it."""

    date_source: str | None = None
    """Where `date_published` was found: json-ld, meta, microdata, time, feed, sitemap, url, text."""

    authors: list[str] = field(default_factory=list)
    """Persons' names, without "By", job or site."""

    publisher: str | None = None

    section: str | None = None

    tags: list[str] = field(default_factory=list)

    description: str | None = None
    """The standfirst."""

    image: str | None = None
    """Absolute address of the main image."""

    image_info: dict[str, Any] | None = None
    """`url`, `width`, `height` and `caption` of the main image, each null where not known; null without an image."""

    paywalled: bool | None = None

    rights: dict[str, Any] | None = None
    """What the publisher says of use, null where nothing was looked at (docs/rights.md): `verdict` for `purpose` (for
    training where the run has none) and for `training`, each allowed, reserved or unknown; the `signals` it rests on,
    each with `name`, `value`, `where`, `training` (allowed, reserved or null) and `at` (ISO 8601); the places
    `looked_at`."""

    content_hash: str | None = None
    """Hex digest of the folded text without the title: equal for equal texts (see core.fingerprints)."""

    cluster_id: str | None = None
    """Of a double: the id of the first article of its group; None for one that repeats none (docs/duplicates.md)."""

    duplicate_of: str | None = None
    """Of a double: the id of the earlier article that it is nearest to."""

    version: int = 1

    fetched_at: str | None = None
    """ISO 8601, UTC."""

    discovered_by: str | None = None
    """A core.candidate.SourceKind."""

    rendered: bool = False

    http_status: int | None = None

    archive: dict[str, Any] | None = None
    """File, offset, length and digest of the WARC record."""

    kind: str | None = "article"

    kind_score: float | None = None
    """Probability that the page is an article (a live blog is one) and not a page of another kind, 0 to 1."""

    quality: float | None = None
    """The probability that the page is an article and its text right, 0 to 1 (see benchmarks/README.md)."""

    extractor: str | None = None
    """newscrawl's version and the method taken."""

    run_id: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The record as a dict, in field order."""
        return {f.name: getattr(self, f.name) for f in fields(self)}
