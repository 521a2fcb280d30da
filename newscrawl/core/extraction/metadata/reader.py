"""Title, dates, authors and all else that a page says of its article.

Order of trust: JSON-LD, OpenGraph and other <meta>, microdata, then what the page shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from newscrawl.core.candidate import Candidate
from newscrawl.core.extraction.folding import absolute, fold
from newscrawl.core.extraction.metadata import titles
from newscrawl.core.extraction.metadata.bylines import Authors, read_authors
from newscrawl.core.extraction.metadata.headlines import read_title
from newscrawl.core.extraction.metadata.nodes import Graph, Node, addresses, first_text, types_of
from newscrawl.core.extraction.metadata.publication import read_dates
from newscrawl.core.extraction.metadata.sources import Sources, read_sources
from newscrawl.core.extraction.metadata.topics import read_language, read_paywalled, read_section, read_tags
from newscrawl.core.extraction.page import Page

_DESCRIPTIONS = ("og:description", "description", "twitter:description", "dc.description", "sailthru.description")
_IMAGES = (
    "og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "sailthru.image.full",
    "parsely-image-url",
)  # fmt: skip
_PUBLISHERS = (
    "publisher", "dc.publisher", "dcterms.publisher", "article:publisher", "og:article:publisher", "copyright-holder",
)  # fmt: skip
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

    paywalled: bool | None = None
    canonical: str | None = None
    """Absolute address that the page gives as its own; not judged."""

    site_name: str | None = None
    language: str | None = None
    """BCP 47 primary code that the page declares."""

    types: set[str] = field(default_factory=set)
    """schema.org types of the page's objects, and `og:` with its OpenGraph type."""

    found: dict[str, str] = field(default_factory=dict)
    """Field -> where it was found."""


def read_metadata(page: Page, candidate: Candidate | None = None, *, now: datetime | None = None) -> Metadata:
    """What a page says of its article.

    In: the page; the candidate that led to it, whose title and date fill gaps; `now` (aware, default the clock),
    against which future dates are judged.
    Out: a Metadata. Never raises for what the page holds.
    """
    sources, graph = read_sources(page), Graph(page.json_ld)
    canonical = _canonical(page, sources)
    shown = [
        text
        for text in (sources.first("og:title"), sources.title, *(each.text for each in sources.headings[:3]))
        if text
    ]
    article = graph.article(page.url, [canonical] if canonical else [], shown)
    data = Metadata(language=read_language(sources, article), types=_types(sources, graph))
    data.canonical = canonical or _own_address(page, article)
    data.site_name = _site_name(sources, graph)
    data.publisher = _publisher(sources, graph, article) or data.site_name
    site = titles.SiteNames(page.url, _names(data, graph, sources))
    data.section = read_section(page, sources, graph, article, site)
    if title := read_title(page, sources, article, site, data.section, candidate):
        data.title, data.found["title"] = title.text, title.source
    read_dates(data, page, sources, article, candidate, now)
    _set_authors(data, read_authors(page, sources, graph, article, site, data.language))
    data.tags = read_tags(page, sources, article)
    data.description = _description(sources, article)
    data.image = _image(page, sources, graph, article)
    data.paywalled = read_paywalled(sources, article)
    return data


def _canonical(page: Page, sources: Sources) -> str | None:
    declared = [*sources.links.get("canonical", []), *sources.meta.get("og:url", [])]
    return next((url for address in declared if (url := absolute(page.base_url, address))), None)


def _own_address(page: Page, article: Node | None) -> str | None:
    if article is None:
        return None
    named = addresses([article.get("mainEntityOfPage"), article.get("url")])
    return next((url for address in named if (url := absolute(page.base_url, address))), None)


def _site_name(sources: Sources, graph: Graph) -> str | None:
    declared = sources.first("og:site_name")
    if declared:
        return declared
    site = next(graph.of_type("WebSite"), None)
    return (first_text(site.get("name")) if site else None) or sources.first(*_APPLICATION)


def _publisher(sources: Sources, graph: Graph, article: Node | None) -> str | None:
    declared = [graph.named(article.get("publisher")) if article else None, *sources.items.get("publisher", [])]
    declared += [value for name in _PUBLISHERS for value in sources.meta.get(name, [])]
    return next((name for name in declared if name and "/" not in name and len(name) <= 100), None)


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


def _description(sources: Sources, article: Node | None) -> str | None:
    declared = first_text(article.get("description")) if article else None
    return declared or sources.first(*_DESCRIPTIONS)


def _image(page: Page, sources: Sources, graph: Graph, article: Node | None) -> str | None:
    declared = [value for name in _IMAGES for value in sources.meta.get(name, [])]
    if article is not None:
        images = article.get("image")
        declared += addresses(
            [graph.resolve(image) for image in images] if isinstance(images, list) else graph.resolve(images)
        )
    declared += [*sources.items.get("image", []), *sources.links.get("image_src", [])]
    return next((url for address in declared if (url := absolute(page.base_url, fold(address)))), None)
