"""When the article of a page was published and last changed, from all places that say so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
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
    "article_date_original", "originalpublicationdate", "og:pubdate", "published_at", "published_time",
    "st:published_at", "schema:datepublished", "date.available", "dc.issued", "dc.created", "date.created",
)  # fmt: skip
# Names that some pages give to the moment at which they were served.
_ANY_DATE = ("dc.date", "dcterms.date", "date")
_MODIFIED = (
    "article:modified_time", "og:article:modified_time", "article:modified", "og:updated_time", "article:updated_time",
    "datemodified", "dcterms.modified", "dc.date.modified", "rnews:datemodified", "lastmod", "revised",
    "schema:datemodified", "dc.modified", "date.modified", "date.updated", "updated_at",
)  # fmt: skip
_LAST_MODIFIED = ("last-modified",)
_JUST_NOW = timedelta(minutes=2)
# News can be a minute old when it is fetched, but hardly a second.
_THIS_MOMENT = timedelta(seconds=5)
_DAY_ALONE = len("2024-05-03")
_EXACT = len("2024-05-03T14:05:00+02:00")
_MAX_TIMES = 30
_ELSEWHERE = re.compile(r"comment|related|teaser|sidebar|widget", re.IGNORECASE)
_INSIDE = re.compile(r"article|entry|post|content|story|byline|meta|date", re.IGNORECASE)
_PUBLISHING = re.compile(r"publish|pubdate", re.IGNORECASE)
_CHANGING = re.compile(r"updated|modified", re.IGNORECASE)


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
    changed = [*_parsed(_modified(sources, article), clock, month_first)]
    given = [
        *_not_the_clock(_parsed(_published(sources, article), clock, month_first), clock, _THIS_MOMENT),
        *_not_the_clock(_parsed(_meta(sources, _ANY_DATE), clock, month_first), clock, _JUST_NOW),
    ]
    # A moment with its offset can't be told more exactly; a midnight may be a day alone.
    told = bool(given) and len(given[0].value) == _EXACT and given[0].value[11:19] != "00:00:00"
    if not (told and changed):
        times = _times(page, clock)
        changed += _parsed((("time", text) for text in times.changed), clock, month_first)
        given += _parsed(_elsewhere(times.published, sources, candidate), clock, month_first)
    changed += _parsed(_meta(sources, _LAST_MODIFIED), clock, month_first)
    if modified := choose(_not_the_clock(changed, clock, _JUST_NOW)):
        data.date_modified, data.found["date_modified"] = modified.value, modified.source
    given += () if told else _in_addresses(page, sources, clock)
    published = choose(given)
    if published is None or len(published.value) == _DAY_ALONE:
        shown = shown_date(page, data.title, data.language, clock, month_first)
        published = choose([*given, Found(shown, "text")]) if shown else published
    if published:
        data.date_published = published.value
        # Readers of the record know RDFa and microdata as one kind.
        data.date_source = "microdata" if published.source == "rdfa" else published.source
        data.found["date_published"] = published.source


def _parsed(given: Iterable[tuple[str, str]], now: datetime, month_first: bool | None) -> Iterator[Found]:
    for source, text in given:
        if value := parse_date(text, now=now, month_first=month_first):
            yield Found(value, source)


def _not_the_clock(found: Iterable[Found], now: datetime, within: timedelta) -> Iterator[Found]:
    """The dates that are not the moment at which the page was made; a day alone is none."""
    for date in found:
        moment = datetime.fromisoformat(date.value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if len(date.value) == _DAY_ALONE or abs(moment - now) > within:
            yield date


def _published(sources: Sources, article: Node | None) -> Iterator[tuple[str, str]]:
    for name in ("datePublished", "dateCreated", "uploadDate") if article is not None else ():
        yield from (("json-ld", text) for text in texts((article or {}).get(name)))
    yield from _meta(sources, _PUBLISHED)


def _meta(sources: Sources, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in names:
        yield from (("meta", text) for text in sources.meta.get(name, []))


def _elsewhere(shown: list[str], sources: Sources, candidate: Candidate | None) -> Iterator[tuple[str, str]]:
    for name in ("datepublished", "datecreated"):
        yield from sources.marked(name)[:3]
    yield from (("time", text) for text in shown)
    if candidate and candidate.published:
        yield ("feed" if candidate.found_by is SourceKind.FEED else "sitemap"), candidate.published


@dataclass(slots=True)
class _Times:
    """What the <time> elements of the article say, as written."""

    published: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def _times(page: Page, now: datetime) -> _Times:
    """The first <time>s of the article, and the first that its class calls updated.

    `class="entry-date published updated"` is a publishing time. A time in the page's header that shows today is the
    page's clock.
    """
    times = _Times()
    for element in page.elements["time"][:_MAX_TIMES]:
        text = element.get("datetime") or text_of(element)
        name = element.get("class") or ""
        publishing = element.get("pubdate") is not None or _PUBLISHING.search(name) is not None
        if times.published and (times.changed or not _CHANGING.search(name) or publishing):
            # One that follows tells nothing new.
            continue
        if not text or not (element.get("pubdate") is not None or _belongs(element)):
            continue
        if _CHANGING.search(name) and not publishing:
            times.changed = times.changed or [text]
        elif not (_in_header(element) and _is_today(text, now)):
            times.published.append(text)
    return times


def _in_header(element: HtmlElement) -> bool:
    """Whether an element stands in the header of the page, not of its article."""
    for above in element.iterancestors():
        if above.tag in ("article", "main", "h1"):
            return False
        if above.tag == "header":
            return above.find(".//h1") is None
    return False


def _is_today(text: str, now: datetime) -> bool:
    value = parse_date(text, now=now)
    return value is not None and abs(datetime.fromisoformat(value[:10]).date() - now.date()) <= timedelta(days=1)


def _modified(sources: Sources, article: Node | None) -> Iterator[tuple[str, str]]:
    if article is not None:
        yield from (("json-ld", text) for text in texts(article.get("dateModified")))
    yield from _meta(sources, _MODIFIED)
    yield from sources.marked("datemodified")[:3]


def _belongs(element: HtmlElement) -> bool:
    """Whether a <time> stands in the article, by the elements around it; one that stands beside the headline does."""
    inside = False
    for above in (element, *element.iterancestors()):
        name = above.get("class") or ""
        # What says when a text changed holds no time of its publishing, but the <time> itself may be both.
        if above.tag in ("aside", "footer", "nav") or _ELSEWHERE.search(name):
            return False
        if above is not element and _CHANGING.search(name) and not _PUBLISHING.search(name):
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
