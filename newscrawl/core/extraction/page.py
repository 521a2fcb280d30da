"""One fetched document, decoded and parsed once, for every reader of it."""

from __future__ import annotations

import re
from collections import Counter
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from newscrawl.core.extraction.decode import clean_characters, decode
from newscrawl.core.extraction.jsonld import parse_json_ld
from newscrawl.core.extraction.markup import drop, even_out

# lxml refuses characters that declare an encoding of their own.
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
MACHINERY = ("script", "style", "svg", "link", "meta")
"""Elements that are no content."""

TEXTLESS = tuple(
    "iframe noscript template source img video audio canvas object embed input select button textarea".split()
)
"""Elements whose text, if any, is not the page's."""

COUNTED = tuple(
    "form input select textarea button table td time article h1 h2 h3 img figure video audio iframe li script".split()
)
"""Elements whose number says what a page is built of."""

_LONGEST_NAME = 2000
# Every reader searches these attributes; a megabyte in one is no name.
_LONG_NAMES = etree.XPath(
    "//*[" + " or ".join(f"string-length(@{name}) > {_LONGEST_NAME}" for name in ("class", "id", "style")) + "]"
)
_EMPTY = "<html><head></head><body></body></html>"


@dataclass(eq=False)
class Page:
    """A document and what readers share of it. Not picklable (its tree is not); made and used in one process."""

    url: str
    """The address it was fetched from, as given."""

    html: str
    """Its characters, without an XML declaration and without control characters."""

    tree: HtmlElement
    """The root, always an <html>; comments and processing instructions are left out. Readers never change it."""

    encoding: str
    """Python's name of the encoding that the bytes were in; "utf-8" where characters were given."""

    @cached_property
    def json_ld(self) -> list[dict[str, Any]]:
        """The JSON-LD objects of the page, in order; arrays and @graph opened, broken JSON mended where possible."""
        found: list[dict[str, Any]] = []
        for script in self.tree.iter("script"):
            if (script.get("type") or "").strip().lower().startswith("application/ld+json"):
                found.extend(parse_json_ld(script.text or ""))
        return found

    @cached_property
    def declared_text(self) -> str:
        """The article's text as JSON-LD gives it (articleBody), often cut short: the longest one; "" for none."""
        bodies = (body for node in self.json_ld if isinstance(body := node.get("articleBody"), str))
        return max(bodies, key=len, default="")

    @cached_property
    def slim_tree(self) -> HtmlElement:
        """A copy of the tree without scripts, styles and elements that hold no text; not to be changed either.

        JSON-LD stays: trafilatura looks for it.
        """
        return without(self.tree, (*MACHINERY, *TEXTLESS))

    def count(self, *tags: str) -> int:
        """How many elements of these names the page has; of all elements where no name is given."""
        path = " | ".join(f"//{tag}" for tag in tags) or "//*"
        return int(self.tree.xpath(f"count({path})"))

    @cached_property
    def counts(self) -> Counter[str]:
        """How many elements of the names in `COUNTED` the page has: one walk for all of them."""
        return Counter(map(attrgetter("tag"), self.tree.iter(*COUNTED)))

    @cached_property
    def base_url(self) -> str:
        """The address that relative links of the page start from: its <base>, else its own."""
        base = self.tree.find(".//base[@href]")
        try:
            return urljoin(self.url, (base.get("href") or "").strip()) if base is not None else self.url
        except ValueError:
            return self.url


def read_page(body: bytes | str, url: str, content_type: str | None = None) -> Page:
    """Decodes and parses a document.

    In: the body as it came (bytes, or characters already decoded), its address, its Content-Type header if known.
    Out: a Page; an empty or hopeless document gives one with an empty body. Never raises for what the body holds.
    """
    if isinstance(body, bytes):
        html, encoding = decode(body, content_type)
    else:
        html, encoding = clean_characters(body.removeprefix("\ufeff")), "utf-8"
    html = _XML_DECLARATION.sub("", html, count=1)
    return Page(url=url, html=html, tree=_parse(html), encoding=encoding)


def _parse(html: str) -> HtmlElement:
    # As bytes with the parser told their encoding: neither a <meta> nor lxml's own guess has a say then. huge_tree:
    # without it all of a document is lost that nests deeper than 255 elements.
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    # One class for all elements, looked up in C: lxml.html's own lookup costs a tenth of the whole extraction.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    try:
        # The parser is lxml's; only its types keep the two kinds of HTMLParser apart.
        tree = document_fromstring(html.encode("utf-8"), parser=parser)  # type: ignore[arg-type]
    except (etree.LxmlError, ValueError, AssertionError):
        return document_fromstring(_EMPTY)
    for element in _LONG_NAMES(tree):
        for name in ("class", "id", "style"):
            if len(element.get(name, "")) > _LONGEST_NAME:
                del element.attrib[name]
    return tree


def without(tree: HtmlElement, tags: tuple[str, ...]) -> HtmlElement:
    """A copy of a tree without elements of these names (JSON-LD scripts stay); the texts behind them stay.

    Its line breaks and inline elements are as extractors need them (`markup.even_out`).
    """
    tree = copy(tree)
    for element in list(tree.iter(*tags)):
        if element.tag != "script" or "ld+json" not in (element.get("type") or ""):
            drop(element)
    even_out(tree)
    return tree
