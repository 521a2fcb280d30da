"""When the article of a page was published and last changed, from all places that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.extraction.metadata.dates import Found, choose, date_in_address, parse_date
from newscrawl.core.extraction.metadata.element_text import text_of
from newscrawl.core.extraction.metadata.nodes import Node, texts
from newscrawl.core.extraction.metadata.shown import shown_date
from newscrawl.core.extraction.metadata.sources import Sources
from newscrawl.core.extraction.page import Page

if TYPE_CHECKING:
    from newscrawl.core.extraction.metadata.reader import Metadata

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished",
    "parsely-pub-date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "sailthru.date", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "dc.date.created", "citation_publication_date", "citation_date", "pubdate",
    "publishdate", "publish-date", "publish_date", "publication_date", "published-date", "rnews:datepublished",
    "article_date_original", "originalpublicationdate", "og:pubdate",
)  # fmt: skip
# Names that some pages give to the moment at which they were served.
_ANY_DATE = ("dc.date", "dcterms.date", "date")
_MODIFIED = (
    "article:modified_time", "og:article:modified_time", "article:modified", "og:updated_time", "article:updated_time",
    "datemodified", "dcterms.modified", "dc.date.modified", "rnews:datemodified", "lastmod", "revised",
)  # fmt: skip
_LAST_MODIFIED = ("last-modified",)
_JUST_NOW = timedelta(minutes=2)
_DAY_ALONE = len("2024-05-03")
_ELSEWHERE = re.compile(r"comment|related|updated|modified|teaser|sidebar|widget", re.IGNORECASE)
_INSIDE = re.compile(r"article|entry|post|content|story|byline|meta|date", re.IGNORECASE)


def read_dates(
    data: Metadata,
    page: Page,
    sources: Sources,
    article: Node | None,
    candidate: Candidate | None,
    now: datetime | None,
) -> None:
    """Fills the three date fields of `data`. A changing date is never taken for a publishing one, nor the reverse."""
    clock = now or datetime.now(UTC)
    month_first = _month_first(sources)
    modified = choose(
        [
            *_parsed(_modified(sources, article), clock, month_first),
            *_not_the_clock(_parsed(_meta(sources, _LAST_MODIFIED), clock, month_first), clock),
        ]
    )
    data.date_modified = modified.value if modified else None
    given = [
        *_parsed(_published(sources, article), clock, month_first),
        *_not_the_clock(_parsed(_meta(sources, _ANY_DATE), clock, month_first), clock),
        *_parsed(_elsewhere(page, sources, candidate), clock, month_first),
        *_in_addresses(page, sources, clock),
    ]
    published = choose(given)
    if published is None or len(published.value) == _DAY_ALONE:
        shown = shown_date(page.tree, data.title, data.language, clock, month_first)
        published = choose([*given, Found(shown, "text")]) if shown else published
    if published:
        data.date_published, data.date_source = published.value, published.source


def _parsed(given: Iterator[tuple[str, str]], now: datetime, month_first: bool | None) -> Iterator[Found]:
    for source, text in given:
        if value := parse_date(text, now=now, month_first=month_first):
            yield Found(value, source)


def _not_the_clock(found: Iterator[Found], now: datetime) -> Iterator[Found]:
    for date in found:
        moment = datetime.fromisoformat(date.value)
        if (
            len(date.value) == _DAY_ALONE
            or abs((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now) > _JUST_NOW
        ):
            yield date


def _published(sources: Sources, article: Node | None) -> Iterator[tuple[str, str]]:
    for name in ("datePublished", "dateCreated", "uploadDate") if article is not None else ():
        yield from (("json-ld", text) for text in texts((article or {}).get(name)))
    yield from _meta(sources, _PUBLISHED)


def _meta(sources: Sources, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in names:
        yield from (("meta", text) for text in sources.meta.get(name, []))


def _elsewhere(page: Page, sources: Sources, candidate: Candidate | None) -> Iterator[tuple[str, str]]:
    for name in ("datepublished", "datecreated"):
        yield from (("microdata", text) for text in sources.items.get(name, [])[:3])
    for element in islice(page.tree.iter("time"), 10):
        text = element.get("datetime") or text_of(element)
        if text and (element.get("pubdate") is not None or _belongs(element)):
            yield "time", text
            break
    if candidate and candidate.published:
        yield ("feed" if candidate.found_by is SourceKind.FEED else "sitemap"), candidate.published


def _modified(sources: Sources, article: Node | None) -> Iterator[tuple[str, str]]:
    if article is not None:
        yield from (("json-ld", text) for text in texts(article.get("dateModified")))
    yield from _meta(sources, _MODIFIED)
    yield from (("microdata", text) for text in sources.items.get("datemodified", [])[:3])


def _belongs(element: HtmlElement) -> bool:
    """Whether a <time> stands in the article, by the elements around it."""
    inside = False
    for above in (element, *element.iterancestors()):
        if above.tag in ("aside", "footer", "nav") or _ELSEWHERE.search(above.get("class") or ""):
            return False
        inside = inside or above.tag in ("article", "main", "header") or bool(_INSIDE.search(above.get("class") or ""))
    return inside


def _in_addresses(page: Page, sources: Sources, now: datetime) -> Iterator[Found]:
    for url in (page.url, *sources.links.get("canonical", [])):
        if value := date_in_address(url, now=now):
            yield Found(value, "url")


def _month_first(sources: Sources) -> bool | None:
    """How a page in this language writes 04/05/2024: only in English both ways are in use."""
    language = (sources.language or sources.first("og:locale") or "").replace("_", "-").lower()
    if language.startswith("en-us"):
        return True
    return None if language.startswith("en-ca") or language in ("en", "") else False
