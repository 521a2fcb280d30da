"""What the head and the marked-up places of a page say, read in one pass and left as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.core.extraction.folding import fold
from newscrawl.core.extraction.metadata.element_text import stands_aside, text_of
from newscrawl.core.extraction.metadata.headings import Heading, read_heading
from newscrawl.core.extraction.metadata.marked import read_microdata, read_rdfa
from newscrawl.core.extraction.page import Page

_NAMES = ("property", "name", "itemprop", "http-equiv")
# One name for the several spellings of a vocabulary.
_PREFIX = re.compile(
    r"^(?:http://(?:www\.)?(?:ogp\.me|opengraphprotocol\.org)/(?:ns|schema)(?:/(?P<type>[a-z.]+))?[#/]|"
    r"(?P<dc>dc|dct|dcterms)[:.](?:terms\.)?)"
)
_WRITTEN_BY = re.compile(
    r"\b(?:by|von|par|por|da|di|de|door|av|af|przez|od|oleh|author|autor\w*|auteur|autore)\s*:?$|от|автор|作者|著者|작성자|كتب|yazar",
    re.IGNORECASE,
)
_KINDS = frozenset({"author", "category", "tag"})
_RELS = frozenset({"canonical", "image_src"})
# What browsers, shops and trackers ask for.
_UNREAD = (
    "viewport",
    "msapplication",
    "apple-itunes",
    "apple-mobile-web-app-s",
    "al:",
    "fb:",
    "google",
    "theme-color",
    "robots",
    "csrf",
)
_MAX_VALUES = 100
_MAX_HEADINGS = 15


@dataclass(slots=True)
class Sources:
    """The values of a page by their names; values are folded, empty ones left out, in document order."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    """<meta> by lower case name, property, itemprop or http-equiv."""

    links: dict[str, list[str]] = field(default_factory=dict)
    """href of <link> by rel, as written: canonical, image_src."""

    anchors: dict[str, list[str]] = field(default_factory=dict)
    """Texts of <a rel> outside of navigation, by rel: author, category, tag."""

    items: dict[str, list[str]] = field(default_factory=dict)
    """Microdata of the page's article by lower case itemprop; of a nested item its name."""

    rdfa: dict[str, list[str]] = field(default_factory=dict)
    """RDFa of the page's article by the names that schema.org has, in lower case."""

    types: list[str] = field(default_factory=list)
    """Microdata itemtypes that stand in no other item, without their vocabulary's address."""

    title: str | None = None
    """<title>."""

    headings: list[Heading] = field(default_factory=list)
    """The <h1>, without those in navigation and those that lead to the front page."""

    subheadings: list[Heading] = field(default_factory=list)
    """The first <h2>: where the <h1> is the site's name, the headline stands in one."""

    language: str | None = None
    """lang of <html>."""

    def first(self, *names: str) -> str | None:
        """The first value of the first <meta> name that has one."""
        for name in names:
            if values := self.meta.get(name):
                return values[0]
        return None

    def marked(self, name: str) -> list[tuple[str, str]]:
        """The values of a property of schema.org in the body, each with its source: microdata, then rdfa."""
        return [
            *(("microdata", value) for value in self.items.get(name, [])),
            *(("rdfa", value) for value in self.rdfa.get(name, [])),
        ]


def read_sources(page: Page) -> Sources:
    """The values of a page's <meta>, <link>, <title>, <h1>, rel, itemprop and property."""
    sources = Sources(language=page.tree.get("lang") or page.tree.get("xml:lang"))
    for tag, read in _READERS.items():
        for element in page.elements[tag]:
            read(element, sources)
    for anchor in page.elements["a"]:
        if (rel := anchor.get("rel")) and anchor.get("href") is not None:
            _read_anchor(anchor, rel, sources)
    read_microdata(page.tree, sources.types, partial(_add, sources.items))
    if not page.json_ld:
        # Nearly every page with RDFa has JSON-LD too, which says the same and more.
        read_rdfa(page.tree, partial(_add, sources.rdfa))
    _read_parsely(sources)
    _read_twitter_labels(sources)
    return sources


def _add(values: dict[str, list[str]], name: str, value: str | None) -> None:
    value = fold(value) if value else ""
    if value:
        _put(values, name, value)


def _put(values: dict[str, list[str]], name: str, value: str) -> None:
    known = values.setdefault(name, [])
    if len(known) < _MAX_VALUES:
        known.append(value)


def _read_meta(element: HtmlElement, sources: Sources) -> None:
    content = element.get("content")
    if content:
        names = {value.strip().lower() for value in map(element.get, _NAMES) if value}
        wanted = [name for name in names if name and not name.startswith(_UNREAD)]
        content = fold(content) if wanted else ""
        for name in wanted:
            if content:
                _put(sources.meta, _PREFIX.sub(_plain, name) if name[0] in "dh" else name, content)


def _plain(match: re.Match[str]) -> str:
    if match["dc"]:
        return "dc." if match["dc"] == "dc" else "dcterms."
    return f"{match['type']}:" if match["type"] else "og:"


def _read_parsely(sources: Sources) -> None:
    """The JSON in <meta name="parsely-page">, as if each of its values stood in a <meta> (Parse.ly's documentation)."""
    for text in sources.meta.get("parsely-page", [])[:1]:
        try:
            page = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            return
        for name, value in page.items() if isinstance(page, dict) else ():
            known = "author" if name == "authors" else str(name).replace("_", "-").lower()
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, str):
                    _add(sources.meta, f"parsely-{known}", each)


def _read_twitter_labels(sources: Sources) -> None:
    """twitter:data whose label says `Written by`, in any language, as the value `twitter:author`."""
    for number in "1234":
        label, data = sources.first(f"twitter:label{number}"), sources.first(f"twitter:data{number}")
        if label and data and _WRITTEN_BY.search(label):
            _add(sources.meta, "twitter:author", data)


def _read_link(element: HtmlElement, sources: Sources) -> None:
    for rel in (element.get("rel") or "").lower().split():
        if rel in _RELS:
            _add(sources.links, rel, element.get("href"))


def _read_anchor(anchor: HtmlElement, rel: str, sources: Sources) -> None:
    kinds = _KINDS.intersection(rel.lower().split())
    # Categories are often marked as tags too.
    for kind in kinds - {"tag"} or kinds:
        if not stands_aside(anchor):
            _add(sources.anchors, kind, text_of(anchor))


def _read_title(element: HtmlElement, sources: Sources) -> None:
    parent = element.getparent()
    # An <svg> has titles too.
    if sources.title is None and (parent is None or parent.tag in ("head", "html", "body")):
        sources.title = text_of(element) or None


def _read_heading(element: HtmlElement, sources: Sources) -> None:
    known = sources.headings if element.tag == "h1" else sources.subheadings
    if len(known) >= _MAX_HEADINGS or stands_aside(element):
        return
    heading = read_heading(element)
    if heading and not any(_leads_home(anchor.get("href")) for anchor in element.iter("a")):
        known.append(heading)


def _leads_home(address: str | None) -> bool:
    try:
        parts = urlsplit((address or "").strip())
    except ValueError:
        return False
    return not parts.query and not parts.fragment and (parts.path == "/" or bool(parts.netloc and not parts.path))


_READERS: dict[str, Callable[[HtmlElement, Sources], None]] = {
    "meta": _read_meta,
    "link": _read_link,
    "title": _read_title,
    "h1": _read_heading,
    "h2": _read_heading,
}
