"""What the head and the marked-up places of a page say, read in one pass and left as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from newscrawl.core.extraction.folding import fold
from newscrawl.core.extraction.metadata.element_text import stands_aside, text_of
from newscrawl.core.extraction.metadata.headings import Heading, read_heading
from newscrawl.core.extraction.page import Page

_MARKED = XPath("//*[@itemprop]")
_LINKED = XPath("//a[@rel][@href]")
_SCOPES = XPath("//*[@itemscope][@itemtype]")
_NAMES = ("property", "name", "itemprop", "http-equiv")
_WANTED = frozenset({
    "datepublished", "datecreated", "datemodified", "headline", "author", "creator", "articlesection", "keywords",
    "description", "image", "publisher", "isaccessibleforfree",
})  # fmt: skip
_ADDRESS_IN = {"a": "href", "link": "href", "area": "href", "img": "src", "source": "src", "iframe": "src"}
_KINDS = frozenset({"author", "category", "tag"})
_MAX_VALUES = 100
_MAX_HEADINGS = 20


@dataclass(slots=True)
class Sources:
    """The values of a page by their names; values are folded, empty ones left out, in document order."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    """<meta> by lower case name, property, itemprop or http-equiv."""

    links: dict[str, list[str]] = field(default_factory=dict)
    """href of <link> by lower case rel, as written."""

    anchors: dict[str, list[str]] = field(default_factory=dict)
    """Texts of <a rel> outside of navigation, by rel: author, category, tag."""

    items: dict[str, list[str]] = field(default_factory=dict)
    """Microdata of the page's article by lower case itemprop; of a nested item its name."""

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


def read_sources(page: Page) -> Sources:
    """The values of a page's <meta>, <link>, <title>, <h1>, rel and itemprop."""
    sources = Sources(language=page.tree.get("lang") or page.tree.get("xml:lang"))
    for element in page.tree.iter("meta", "link", "title", "h1", "h2"):
        _READERS[str(element.tag)](element, sources)
    for anchor in _LINKED(page.tree):
        _read_anchor(anchor, sources)
    _read_microdata(page.tree, sources)
    return sources


def _add(values: dict[str, list[str]], name: str, value: str | None) -> None:
    value = fold(value) if value else ""
    if value:
        known = values.setdefault(name, [])
        if len(known) < _MAX_VALUES:
            known.append(value)


def _read_meta(element: HtmlElement, sources: Sources) -> None:
    content = element.get("content")
    if content:
        names = {element.get(attribute, "").strip().lower() for attribute in _NAMES}
        for name in names - {""}:
            _add(sources.meta, name, content)


def _read_link(element: HtmlElement, sources: Sources) -> None:
    for rel in (element.get("rel") or "").lower().split():
        _add(sources.links, rel, element.get("href"))


def _read_anchor(anchor: HtmlElement, sources: Sources) -> None:
    kinds = set((anchor.get("rel") or "").lower().split()) & _KINDS
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


def _read_microdata(tree: HtmlElement, sources: Sources) -> None:
    """HTML Living Standard, 5 Microdata: an itemprop belongs to the nearest item above it."""
    main = _main_item(tree, sources)
    for element in _MARKED(tree):
        names = [name for name in element.get("itemprop").lower().split() if name in _WANTED]
        if names and _owner(element) is main:
            value = _value(element)
            for name in names:
                _add(sources.items, name, value)


def _main_item(tree: HtmlElement, sources: Sources) -> HtmlElement | None:
    """The first item that is an article; None stands for properties outside of any item."""
    main = None
    for scope in _SCOPES(tree):
        kinds = [kind.rstrip("/").rsplit("/", 1)[-1] for kind in scope.get("itemtype").split()]
        if scope.get("itemprop") is None and len(sources.types) < 50:
            sources.types.extend(kinds)
        if main is None and any(kind.endswith(("Article", "BlogPosting")) for kind in kinds):
            main = scope
    return main


def _owner(element: HtmlElement) -> Any:
    for ancestor in element.iterancestors():
        if ancestor.get("itemscope") is not None:
            return ancestor
    return None


def _value(element: HtmlElement) -> str | None:
    if element.get("itemscope") is not None:
        for inner in element.iter():
            if "name" in (inner.get("itemprop") or "").lower().split():
                return inner.get("content") or text_of(inner)
        return element.get("content") or text_of(element)
    if content := element.get("content"):
        return str(content)
    if element.tag == "time" and element.get("datetime"):
        return str(element.get("datetime"))
    if (attribute := _ADDRESS_IN.get(str(element.tag))) and not (element.tag == "a" and text_of(element)):
        return element.get(attribute)
    return text_of(element)
