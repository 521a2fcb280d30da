"""Front and section pages -> article candidates, sections and the feeds they announce."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from w3lib.encoding import html_body_declared_encoding, html_to_unicode, http_content_type_encoding

from newscrawl.core.address import split_address
from newscrawl.core.candidate import ONCE, Candidate, Discovery, Source, SourceKind
from newscrawl.core.decode import is_of_the_web
from newscrawl.core.discovery.anchors import Link, links_in, options_in
from newscrawl.core.discovery.archives import span_of
from newscrawl.core.discovery.chunks import as_page, is_json
from newscrawl.core.discovery.page_numbers import successor
from newscrawl.core.discovery.pagination import next_page
from newscrawl.core.discovery.payload import unpack
from newscrawl.core.likeness import is_headline, is_section, link_likeness
from newscrawl.core.path_words import ARCHIVES
from newscrawl.core.shapes import Shapes
from newscrawl.core.urls import absolute, host_key, identity, registered_domain

__all__ = ["MAX_SECTIONS", "THRESHOLD", "parse_links"]

THRESHOLD = 0.5
"""A link is a candidate from this score on."""

MAX_SIZE = 8_000_000
"""Bytes of a page; reading its links takes seconds a megabyte where it is made of nothing else."""

MAX_LINKS = 50_000
"""Links of a page that are looked at; the largest pages of archives have some thousands."""

MAX_SECTIONS = 30
"""Sections taken from one page, those of the navigation first."""

MAX_ARCHIVES = 400
"""Lists by date taken from one page: a year of days, and some."""

_FEED_TYPE = re.compile(
    r"application/(?:rss|atom|feed)\+(?:xml|json)|application/(?:rdf\+)?xml|text/xml", re.IGNORECASE
)
_COMMENTS = re.compile(r"comment|kommentar|coment|withcomments|oembed|wp-json", re.IGNORECASE)


def parse_links(
    body: bytes,
    url: str,
    *,
    content_type: str | None = None,
    kind: SourceKind,
    depth: int,
    covers: Callable[[str], bool] | None = None,
    shapes: Shapes | None = None,
) -> Discovery:
    """What a front or section page names.

    Takes the page's bytes, absolute address and Content-Type header, what kind of source it is and how many steps from
    the front page it lies, and what was learned of the site's addresses. Candidates are links that `covers` takes (by
    default those on the same registered domain) whose address, anchor text and place score .5 or more (corrected by
    what was learned), in document order, each identity once with its best score; the anchor is the title where it reads
    like a headline. Sources are the announced feeds and at most MAX_SECTIONS
    sections, one step deeper. Never raises.
    """
    data, _ = unpack(body, MAX_SIZE + 1)
    if len(data) > MAX_SIZE:
        return Discovery(problem=f"larger than {MAX_SIZE} bytes, too large for a page")
    tree = _parse(data, content_type)
    if tree is None:
        return Discovery(problem="empty page")
    base = _base(tree, url)
    page = _Page(url, kind, depth, covers, shapes)
    for link in islice(links_in(tree, base), MAX_LINKS):
        page.add(link)
    page.add_archives(options_in(tree, base))
    candidates = tuple(page.candidates.values())
    following = next_page(tree, base, url, page.covers)
    if following is None and kind is SourceKind.PAGE and candidates and not _is_whole(tree):
        following = successor(url)  # a part of a page, for a script that counts on
    more = (Source(following, SourceKind.PAGE, depth=depth),) if following else ()
    sources = (*_feeds(tree, base), *page.sections(), *page.archives.values(), *more)
    return Discovery(candidates, sources, None if candidates or sources else "a page without links to articles")


def _parse(data: bytes, content_type: str | None) -> HtmlElement | None:
    declared = [http_content_type_encoding(content_type), html_body_declared_encoding(data[:4096])]
    if any(name and not is_of_the_web(name) for name in declared):
        content_type = "text/html; charset=utf-8"
    _, text = html_to_unicode(content_type, data)
    if is_json(text):
        text = as_page(text) or text
    try:
        # Bytes in one known encoding: a declaration in the page can no longer contradict it.
        parser = HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
        return document_fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _base(tree: HtmlElement, url: str) -> str:
    for element in tree.iter("base"):
        href = element.get("href")
        if href is not None:
            return absolute(href, url) or url
    return url


def _is_whole(tree: HtmlElement) -> bool:
    """Whether a document is a page of its own, not a part for a script: those have no title."""
    return tree.find(".//title") is not None


def _feeds(tree: HtmlElement, base: str) -> Iterator[Source]:
    seen = set()
    for element in tree.iter("link"):
        rel = element.get("rel", "").lower().split()
        href, kind = element.get("href", ""), element.get("type", "")
        if not (("alternate" in rel and _FEED_TYPE.match(kind.strip())) or "feed" in rel):
            continue
        if _COMMENTS.search(href) or _COMMENTS.search(element.get("title", "")):
            continue
        address = absolute(href, base)
        if address and address not in seen:
            seen.add(address)
            yield Source(address, SourceKind.FEED)


class _Page:
    """What the links of one page amount to."""

    def __init__(
        self, url: str, kind: SourceKind, depth: int, covers: Callable[[str], bool] | None, shapes: Shapes | None
    ) -> None:
        self._shapes = shapes or Shapes()
        self.url, self.depth = url, depth
        self.kind = SourceKind.SECTION if kind in ONCE else kind
        self.own = identity(url)
        domain = _domain(url)
        self.covers = covers or (lambda link: _domain(link) == domain)
        self.archives: dict[str, Source] = {}
        self.candidates: dict[str, Candidate] = {}
        self._sections: dict[str, tuple[bool, Source]] = {}

    def add(self, link: Link) -> None:
        if not self.covers(link.url):
            return
        score = link_likeness(link.url, None if link.teaser else link.text, link.place.weight)
        if link.sole or (link.place.heading and link.place.article is not None and is_headline(link.text)):
            # The headline of a teaser leads to its article, whatever the address looks like.
            score = max(score, 0.6)
        score = self._learned(link, score)
        if score >= THRESHOLD:
            self._keep(link, score)
        elif self._is_archive(link.url, link.text):
            self._add_archive(link.url)
        elif not link.translation and is_section(link.url, link.text):
            key = identity(link.url)
            first = link.place.navigation and not link.place.footer
            if key != self.own:
                known = self._sections.setdefault(
                    key, (first, Source(link.url, SourceKind.SECTION, depth=self.depth + 1))
                )
                if first and not known[0]:
                    self._sections[key] = (True, known[1])

    @staticmethod
    def _is_archive(url: str, text: str) -> bool:
        if is_headline(text):
            return False
        return span_of(url) is not None or (split_address(url)[1] in ARCHIVES and "?" not in url)

    def _add_archive(self, url: str) -> None:
        key = identity(url)
        if key != self.own and len(self.archives) < MAX_ARCHIVES:
            self.archives.setdefault(key, Source(url, SourceKind.ARCHIVE, depth=self.depth + 1))

    def add_archives(self, urls: Iterable[str]) -> None:
        """Take further addresses of lists by date, as a menu to choose from holds them."""
        for url in urls:
            if self.covers(url) and span_of(url) is not None:
                self._add_archive(url)

    def _learned(self, link: Link, score: float) -> float:
        """The score by what the site's addresses of this shape have brought; navigation gains nothing by it."""
        learned = self._shapes.likelihood(link.url, score)
        return min(learned, score) if link.place.navigation or link.place.footer else learned

    def _keep(self, link: Link, score: float) -> None:
        key = identity(link.url)
        if key == self.own or ("/" not in key and "?" not in key):
            return
        text = link.teaser or link.text
        title = text if is_headline(text) and len(text) <= 300 and not link.inline else None
        known = self.candidates.get(key)
        if known is None:
            self.candidates[key] = Candidate(link.url, self.kind, self.url, title, language=link.language, score=score)
        elif score > known.score or (title and not known.title):
            self.candidates[key] = Candidate(
                known.url,
                self.kind,
                self.url,
                title if title and (score > known.score or not known.title) else known.title,
                language=known.language or link.language,
                score=max(score, known.score),
            )

    def sections(self) -> tuple[Source, ...]:
        """The sections: those of the navigation first, the shallow before the deep, else in document order."""
        found = [(first, source) for key, (first, source) in self._sections.items() if key not in self.candidates]
        found.sort(key=lambda entry: (not entry[0], entry[1].url.rstrip("/").count("/")))
        return tuple(source for _, source in found[:MAX_SECTIONS])


def _domain(url: str) -> str:
    return registered_domain(host_key(url.split("/", 3)[2]))
