"""What an element of a page shows as text, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from newscrawl.core.extraction.folding import fold

_BLOCKS = frozenset({"br", "p", "div", "li", "td", "h1", "h2", "h3", "h4", "h5", "h6"})
_UNREAD = frozenset({"script", "style", "noscript", "svg", "template", "button"})
_MAX_DEPTH = 50


def text_of(element: HtmlElement) -> str:
    """The text that an element shows, folded, with a space where a block ends or two texts were set side by side."""
    if not len(element):
        return "" if element.tag in _UNREAD or not element.text else fold(element.text)
    text = ""
    for piece in _pieces(element, 0):
        # Style alone keeps `<span>Kicker</span><span>Headline</span>` apart.
        text += " " + piece if text[-1:].islower() and piece[:1].isupper() else piece
    return fold(text)


def stands_aside(element: HtmlElement) -> bool:
    """Whether an element stands in navigation, an aside or the page's footer; an article's footer belongs to it."""
    footed = False
    for above in element.iterancestors():
        if above.tag in ("nav", "aside"):
            return True
        if above.tag in ("article", "main"):
            footed = False
        footed = footed or above.tag == "footer"
    return footed


def _pieces(element: HtmlElement, depth: int) -> Iterator[str]:
    if element.tag in _UNREAD or depth > _MAX_DEPTH:
        return
    if element.text:
        yield element.text
    for child in element:
        apart = child.tag in _BLOCKS
        if apart:
            yield " "
        yield from _pieces(child, depth + 1)
        if apart:
            yield " "
        if child.tail:
            yield child.tail
