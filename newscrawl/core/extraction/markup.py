"""Markup that extractors lose or misread, put in a form that they keep."""

from __future__ import annotations

from copy import copy

from lxml.etree import SubElement
from lxml.html import HtmlElement

__all__ = ["drop", "even_out", "trimmed"]

_INLINE = ("q", "code", "kbd", "samp")
_ASIDE = ("aside", "footer", "nav")
_HOLLOW_BLOCKS = tuple("div section article figure picture ul li p h2 h3 h4".split())
_HOLLOW = (*_HOLLOW_BLOCKS, "a", "span", "strong", "i")


def trimmed(tree: HtmlElement) -> HtmlElement:
    """A copy of a tree without what trafilatura leaves out in any case: asides, footers, navigation, empty elements.

    These are half of a page's elements, and each costs trafilatura several regular expressions.
    """
    tree = copy(tree)
    for element in list(tree.iter(*_ASIDE)):
        drop(element)
    # From the leaves up: what held nothing but hollow elements is hollow itself then.
    for element in reversed(list(tree.iter(*_HOLLOW))):
        if not len(element) and not (element.text and element.text.strip()):
            drop(element, "\n" if element.tag in _HOLLOW_BLOCKS else element.text)
    return tree


def drop(element: HtmlElement, instead: str | None = None) -> None:
    """Takes an element out of its tree, in place; the text behind it stays, with `instead` before it."""
    parent, text = element.getparent(), (instead or "") + (element.tail or "")
    if parent is None:
        return
    if text:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + text
        else:
            parent.text = (parent.text or "") + text
    parent.remove(element)


def even_out(tree: HtmlElement) -> None:
    """Changes a tree in place so that trafilatura keeps what a reader sees of it.

    * the lines of <pre> get a <br> between them: its white space would be folded;
    * a <br> right behind a <br> gets a newline between: it would be taken for a doubled one and dropped, though the
      two are the end of a paragraph;
    * <q>, <code>, <kbd> and <samp> outside of <pre> become <span>: they would be taken for blocks and break the
      sentence that they stand in.
    """
    for element in list(tree.iter("pre")):
        for inner in list(element.iter()):
            _break_lines(inner)
    for element in tree.iter("br"):
        behind = element.getnext()
        if behind is not None and behind.tag == "br" and not element.tail:
            element.tail = "\n"
    for element in list(tree.iter(*_INLINE)):
        if next(element.iterancestors("pre"), None) is None:
            element.tag = "span"


def _break_lines(element: HtmlElement) -> None:
    """Puts a <br> in place of each newline in an element's text and in the texts behind its children."""
    for child in list(element):
        if child.tail and "\n" in child.tail:
            first, *others = child.tail.split("\n")
            child.tail = first
            _insert(element, element.index(child) + 1, others)
    if element.text and "\n" in element.text:
        first, *others = element.text.split("\n")
        element.text = first
        _insert(element, 0, others)


def _insert(parent: HtmlElement, place: int, lines: list[str]) -> None:
    for offset, line in enumerate(lines):
        added = SubElement(parent, "br")
        added.tail = line or None
        parent.insert(place + offset, added)
