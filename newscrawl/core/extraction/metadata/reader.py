"""Title, dates, authors and all else that a page says of its article.

Order of trust: JSON-LD, OpenGraph and other <meta>, microdata, then what the page shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from newscrawl.core.candidate import Candidate
from newscrawl.core.extraction.folding import absolute
from newscrawl.core.extraction.metadata import titles
from newscrawl.core.extraction.metadata.access import read_paywalled
from newscrawl.core.extraction.metadata.bylines import Authors, read_authors
from newscrawl.core.extraction.metadata.descriptions import read_description
from newscrawl.core.extraction.metadata.headlines import read_title
from newscrawl.core.extraction.metadata.images import ImageInfo, read_image
from newscrawl.core.extraction.metadata.nodes import Graph, Node, addresses, first_text, types_of
from newscrawl.core.extraction.metadata.publication import read_dates
from newscrawl.core.extraction.metadata.sources import Sources, read_sources
from newscrawl.core.extraction.metadata.topics import read_language, read_section, read_tags
from newscrawl.core.extraction.page import Page

_PUBLISHERS = (
    "publisher", "dc.publisher", "dcterms.publisher", "article:publisher", "og:article:publisher", "copyright-holder",
)  # fmt: skip
T = TypeVar("T")
_APPLICATION = ("application-name", "apple-mobile-web-app-title")


@dataclass(slots=True)
class Metadata:
    """What a page says of its article; None or empty where it says nothing."""

    title: str | None = None
    """As the page shows it, without the site's name."""

    date_published: str | None = None
    """As core.extraction.metadata.dates.parse_date gives it."""

    date_modified: str | None = None

    date_source: str | None = None
    """Where `date_published` was found: json-ld, meta, microdata, time, feed, sitemap, url, text."""

    authors: list[str] = field(default_factory=list)
    """Persons' names; only where the page names no person, the organisation that it declares as its author."""

    author_organisations: list[str] = field(default_factory=list)
    """Agencies, offices and sites among those who sign."""

    publisher: str | None = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    description: str | None = None
    image: str | None = None
    """Absolute address."""

    image_info: ImageInfo | None = None
    """The image with its size and caption where the page says them."""

    paywalled: bool | None = None
    canonical: str | None = None
    """Absolute address that the page gives as its own; not judged."""

    site_name: str | None = None
    language: str | None = None
    """BCP 47 primary code that the page declares."""

    types: set[str] = field(default_factory=set)
    """schema.org types of the page's objects, and `og:` with its OpenGraph type."""

    found: dict[str, str] = field(default_factory=dict)
    """Field -> where it was found: json-ld, meta, microdata, rdfa, the name of a <meta> or element, text, structure."""


def read_metadata(page: Page, candidate: Candidate | None = None, *, now: datetime | None = None) -> Metadata:
    """What a page says of its article.

    In: the page; the candidate that led to it, whose title and date fill gaps; `now` (aware, default the clock),
    against which future dates are judged.
    Out: a Metadata. Never raises for what the page holds.
    """
    sources, graph = read_sources(page), Graph(page.json_ld)
    data = Metadata()
    canonical = _canonical(page, sources)
    declared = (sources.first("og:title"), sources.title)
    shown = [*filter(None, declared), *(heading.text for heading in sources.headings[:3])]
    article = graph.article(page.url, [canonical[0]] if canonical else [], shown)
    data.types = _types(sources, graph)
    data.language = _put(data, "language", read_language(sources, article))
    data.canonical = _put(data, "canonical", canonical or _own_address(page, article))
    data.site_name = _put(data, "site_name", _site_name(sources, graph))
    named = _publisher(sources, graph, article)
    data.publisher = _put(data, "publisher", named or ((data.site_name, "site") if data.site_name else None))
    site = titles.SiteNames(page.url, _names(data, graph, sources))
    data.section = _put(data, "section", read_section(page, sources, graph, article, site))
    if title := read_title(page, sources, article, site, data.section, candidate):
        data.title, data.found["title"] = title.text, title.source
    read_dates(data, page, sources, article, candidate, now)
    _set_authors(data, read_authors(page, sources, graph, article, site, data.language))
    data.tags = _put(data, "tags", read_tags(page, sources, article)) or []
    data.description = _put(data, "description", read_description(page, sources, article, data.title))
    data.image_info = _put(data, "image", read_image(page, sources, graph, article))
    data.image = data.image_info["url"] if data.image_info else None
    data.paywalled = _put(data, "paywalled", read_paywalled(page, sources, article))
    return data


def _put(data: Metadata, name: str, read: tuple[T, str] | None) -> T | None:
    """The value of what was read; where it was found is noted."""
    if read is None:
        return None
    data.found[name] = read[1]
    return read[0]


def _canonical(page: Page, sources: Sources) -> tuple[str, str] | None:
    declared = [("link", text) for text in sources.links.get("canonical", [])]
    declared += [("og:url", text) for text in sources.meta.get("og:url", [])]
    return next(((url, source) for source, text in declared if (url := absolute(page.base_url, text))), None)


def _own_address(page: Page, article: Node | None) -> tuple[str, str] | None:
    if article is None:
        return None
    named = addresses([article.get("mainEntityOfPage"), article.get("url")])
    return next(((url, "json-ld") for address in named if (url := absolute(page.base_url, address))), None)


def _site_name(sources: Sources, graph: Graph) -> tuple[str, str] | None:
    if declared := sources.first("og:site_name"):
        return declared, "og:site_name"
    site = next(graph.of_type("WebSite"), None)
    if name := first_text(site.get("name")) if site else None:
        return name, "json-ld"
    application = sources.first(*_APPLICATION)
    return (application, "meta") if application else None


def _publisher(sources: Sources, graph: Graph, article: Node | None) -> tuple[str, str] | None:
    declared = [("json-ld", graph.named(article.get("publisher")) if article else None)]
    declared += sources.marked("publisher")
    declared += [("meta", value) for name in _PUBLISHERS for value in sources.meta.get(name, [])]
    return next(((name, source) for source, name in declared if name and "/" not in name and len(name) <= 100), None)


def _names(data: Metadata, graph: Graph, sources: Sources) -> Iterable[str | None]:
    yield from (data.site_name, data.publisher, sources.first(*_APPLICATION))
    for node in graph.of_type("WebSite", "Organization", "NewsMediaOrganization"):
        yield from (first_text(node.get("name")), first_text(node.get("alternateName")))


def _types(sources: Sources, graph: Graph) -> set[str]:
    kinds = {kind for node in graph.nodes for kind in types_of(node)} | set(sources.types)
    return kinds | {f"og:{kind.lower()}" for kind in sources.meta.get("og:type", [])}


def _set_authors(data: Metadata, authors: Authors) -> None:
    """Persons; where a page names none, the agency or office that it declares as its author."""
    data.authors = authors.persons or authors.organisations
    data.author_organisations = authors.organisations
    if authors.source:
        data.found["authors"] = authors.source
