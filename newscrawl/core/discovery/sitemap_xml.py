"""Sitemaps: XML after sitemaps.org 0.9 with Google's news extension, and plain lists of addresses."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import urlsplit

from lxml import etree

from newscrawl.core.candidate import Candidate, Discovery, Source, SourceKind
from newscrawl.core.discovery.dates import iso_date
from newscrawl.core.discovery.fields import language_code, local_name, plain_title
from newscrawl.core.discovery.payload import mend_xml, without_half_text
from newscrawl.core.urls import absolute, article_likeness

__all__ = ["read_address_list", "read_sitemap"]

_LOC = re.compile(r"<((?:[\w.-]+:)?)loc\b[^<>]*>\s*(?:<!\[CDATA\[\s*)?([^\s<\]][^<\]]*)(?=[<\]])", re.IGNORECASE)
_END = re.compile(r"</(?:[\w.-]+:)?(?:urlset|sitemapindex)\s*>|<(?:urlset|sitemapindex)\b[^>]*/>", re.IGNORECASE)
_SITEMAP_FILE = re.compile(r"\.xml(?:\.gz)?$", re.IGNORECASE)


class _Collector:
    """What the entries of one sitemap at `url` amount to, each address once, in document order."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.candidates: dict[str, Candidate] = {}
        self.sources: dict[str, Source] = {}

    def source(self, loc: str, modified: str | None) -> None:
        address = absolute(loc, self.url)
        if address and address != self.url:
            self.sources.setdefault(address, Source(address, SourceKind.SITEMAP, modified))

    def page(self, loc: str, modified: str | None = None, news: etree._Element | None = None) -> None:
        address = absolute(loc, self.url)
        if not address or address in self.candidates:
            return
        path = address.split("/", 3)[3]
        if not path:
            return
        if _SITEMAP_FILE.search(path) and news is None:
            self.source(loc, modified)
            return
        if news is None:
            score = article_likeness(address)
            candidate = Candidate(address, SourceKind.SITEMAP, self.url, modified=modified, score=score)
        else:
            candidate = self._news(address, modified, news)
        self.candidates[address] = candidate

    def _news(self, address: str, modified: str | None, news: etree._Element) -> Candidate:
        found = {local_name(element.tag): element.text for element in news.iter() if element.text}
        return Candidate(
            address,
            SourceKind.NEWS_SITEMAP,
            self.url,
            title=plain_title(found.get("title")),
            published=iso_date(found.get("publication_date")),
            modified=modified,
            language=language_code(found.get("language")),
            score=1.0,
        )

    def discovery(self, problem: str | None) -> Discovery:
        return Discovery(tuple(self.candidates.values()), tuple(self.sources.values()), problem)


def read_sitemap(text: str, url: str) -> Discovery:
    """The pages and further sitemaps that an XML sitemap names.

    Takes its text and absolute address. It is read element by element and what is read set free, so that 50,000 entries
    stay small. Entries of broken XML are kept: those that no parser reaches are found by their `loc` tags. Extensions
    for images, videos and languages are passed over. A news entry comes with title, date and language, score 1; another
    one with the likeness of its address.
    """
    found = _Collector(url)
    problem = None
    text = without_half_text(text)
    try:
        for name, element in _entries(mend_xml(text)):
            _read_entry(found, name, element)
    except (etree.XMLSyntaxError, etree.LxmlError) as error:
        problem = f"broken XML ({str(error)[:100]})"
    wanted = [match[2] for match in _LOC.finditer(text) if match[1].lower() not in ("image:", "video:")]
    known = len(found.candidates) + len(found.sources)
    if len(set(wanted)) > known:
        index = re.search(r"<(?:[\w.-]+:)?sitemapindex\b", text[:20_000], re.IGNORECASE)
        for loc in wanted:
            _keep(found, html.unescape(loc.strip()), index is not None)
        if len(found.candidates) + len(found.sources) > known:
            problem = problem or "broken XML, mended"
    if not problem and not wanted:
        problem = "a sitemap without entries"
    if not problem and not _END.search(text[-2000:]):
        problem = "cut off before its end; read as far as it goes"
    return found.discovery(problem)


def _keep(found: _Collector, loc: str, index: bool) -> None:
    if index:
        found.source(loc, None)
    else:
        found.page(loc)


def _entries(data: bytes) -> Iterator[tuple[str, etree._Element]]:
    """The `url` and `sitemap` elements; each is emptied, and cut off from its forerunners, once it is used."""
    events = etree.iterparse(
        BytesIO(data),
        events=("end",),
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for _, element in events:
        name = local_name(element.tag)
        if name in ("url", "sitemap"):
            yield name, element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def _read_entry(found: _Collector, name: str, element: etree._Element) -> None:
    loc, modified, news = None, None, None
    for child in element:
        tag = local_name(child.tag)
        if tag == "loc" and loc is None and not _is_media(child):
            loc = child.text
        elif tag == "lastmod":
            modified = iso_date(child.text)
        elif tag == "news":
            news = child
    if not loc:
        return
    if name == "sitemap":
        found.source(loc, modified)
    else:
        found.page(loc, modified, news)


def _is_media(element: etree._Element) -> bool:
    tag = str(element.tag)
    return "sitemap-image" in tag or "sitemap-video" in tag or tag.startswith(("image:", "video:"))


def read_address_list(text: str, url: str) -> Discovery:
    """The pages that a plain list names: one absolute address a line (sitemaps.org, "Text file")."""
    found = _Collector(url)
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    for line in lines:
        if line[:4].lower() == "http" and _is_address(line):
            found.page(line)
    known = len(found.candidates) + len(found.sources)
    return found.discovery(None if known else "plain text without an address")


def _is_address(line: str) -> bool:
    """Whether a line is one address and no sentence that begins with one."""
    try:
        return " " not in line and bool(urlsplit(line).netloc)
    except ValueError:
        return False
