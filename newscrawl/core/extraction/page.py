"""One fetched document, decoded and parsed once, for every reader of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from newscrawl.core.decode import as_given, decode
from newscrawl.core.extraction.jsonld import parse_json_ld
from newscrawl.core.extraction.markup import even_out

# lxml refuses characters that declare an encoding of their own.
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
MACHINERY = ("script", "style", "svg", "link", "meta")
"""Elements that are no content."""

TEXTLESS = tuple(
    "iframe noscript template source img video audio canvas object embed input select button textarea".split()
)
"""Elements whose text, if any, is not the page's."""

# Every reader searches these attributes; a megabyte in one is no name.
_NAMES = ("class", "id", "style")
_LONGEST_NAME = 2000
# Where a long one may stand in the source. Hardly any page has one, and to ask each element for three attributes takes
# half as long as to parse it. What stands before the sign, a last letter of the three names, is asked first for speed.
_LONG_VALUE = re.compile(rb"""=(?<=[sdeSDE\s]=)(?=\s*(?:"[^"]{2000}|'[^']{2000}|[^\s"'=>][^\s=>]{2000}))""")
_NAME_BEFORE = re.compile(rb"(?:class|id|style)\s*$", re.IGNORECASE)
_BEFORE = 100
_KEPT = "kept-script"
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
    def elements(self) -> dict[str, list[HtmlElement]]:
        """The elements by name, each list in document order; an empty one for a name that is not there.

        One walk for all readers: each of their searches would be a walk through the tree of its own.
        """
        found: dict[str, list[HtmlElement]] = defaultdict(list)
        for element in self._all:
            found[str(element.tag)].append(element)
        return found

    def classed(self, wanted: Callable[[str], object]) -> list[HtmlElement]:
        """The elements whose class attribute is wanted, in document order.

        In: what says so of an attribute's whole value; it is asked once for each different one.
        """
        names, elements = self._classes
        chosen = set(filter(wanted, names))
        return [element for element, name in elements if name in chosen] if chosen else []

    @cached_property
    def _classes(self) -> tuple[set[str], list[tuple[HtmlElement, str]]]:
        """The different values of class attributes, and the elements that have one."""
        elements = [(element, name) for element in self._all if (name := element.get("class"))]
        return {name for _, name in elements}, elements

    @cached_property
    def _all(self) -> list[HtmlElement]:
        return list(self.tree.iter())

    @cached_property
    def json_ld(self) -> list[dict[str, Any]]:
        """The JSON-LD objects of the page, in order; arrays and @graph opened, broken JSON mended where possible."""
        found: list[dict[str, Any]] = []
        for script in self.elements["script"]:
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
        if tags:
            return sum(len(self.elements[tag]) for tag in tags)
        # libxml2 may set what stands behind the end of the page beside its root: no reader's, but it has a size.
        behind = sum(1 for root in self.tree.itersiblings() for _ in root.iter())
        return sum(map(len, self.elements.values())) + behind

    @cached_property
    def base_url(self) -> str:
        """The address that relative links of the page start from: its <base>, else its own."""
        addresses = (base.get("href") for base in self.elements["base"])
        address = next((address for address in addresses if address is not None), None)
        try:
            return urljoin(self.url, address.strip()) if address is not None else self.url
        except ValueError:
            return self.url


def read_page(body: bytes | str, url: str, content_type: str | None = None) -> Page:
    """Decodes and parses a document.

    In: the body as it came (bytes, or characters already decoded), its address, its Content-Type header if known.
    Out: a Page; an empty or hopeless document gives one with an empty body. Raises
    nothing for what the body holds but MemoryError.
    """
    html, encoding, source = decode(body, content_type) if isinstance(body, bytes) else as_given(body)
    if declaration := _XML_DECLARATION.match(html):
        html = html[declaration.end() :]
        source = html.encode()
    return Page(url=url, html=html, tree=_parse(source), encoding=encoding)


def _parse(source: bytes) -> HtmlElement:
    # As bytes with the parser told their encoding: neither a <meta> nor lxml's own guess has a say then. huge_tree:
    # without it all of a document is lost that nests deeper than 255 elements.
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    # One class for all elements, looked up in C: lxml.html's own lookup costs a tenth of the whole extraction.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    try:
        # The parser is lxml's; only its types keep the two kinds of HTMLParser apart.
        tree = document_fromstring(source, parser=parser)  # type: ignore[arg-type]
    except (etree.LxmlError, ValueError, AssertionError) as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        return document_fromstring(_EMPTY)
    if _may_have_long_names(source):
        _drop_long_names(tree)
    return tree


def _may_have_long_names(source: bytes) -> bool:
    starts = (found.start() for found in _LONG_VALUE.finditer(source))
    return any(_NAME_BEFORE.search(source, max(0, start - _BEFORE), start) for start in starts)


def _drop_long_names(tree: HtmlElement) -> None:
    for element in tree.iter():
        for name in _NAMES:
            if len(element.get(name, "")) > _LONGEST_NAME:
                del element.attrib[name]


def without(tree: HtmlElement, tags: tuple[str, ...]) -> HtmlElement:
    """A copy of a tree without elements of these names (JSON-LD scripts stay); the texts behind them stay.

    Its line breaks and inline elements are as extractors need them (`markup.even_out`).
    """
    tree = copy(tree)
    kept = [script for script in tree.iter("script") if "ld+json" in (script.get("type") or "")]
    # Under another name for the moment: lxml drops by name, in one pass and much faster than one by one.
    for script in kept:
        script.tag = _KEPT
    etree.strip_elements(tree, *tags, with_tail=False)
    for script in kept:
        script.tag = "script"
    even_out(tree)
    return tree
