"""Strings in a page's data that hold text: HTML, HTML escaped once more, plain paragraphs."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, fragment_fromstring

from newscrawl.core.extraction.body.blocks import Block, Walk
from newscrawl.core.extraction.body.places import Place, named_by
from newscrawl.core.extraction.markup import drop, even_out
from newscrawl.core.extraction.text import fold_paragraphs
from newscrawl.core.likeness import headline_width

__all__ = ["has_blocks", "of_string", "paragraphs_of", "plain"]

_TAG = re.compile(r"<\s*(?:p|br|div|h[2-6]|ul|section|figure)\b", re.IGNORECASE)
_ESCAPED_TAG = re.compile(r"&lt;\s*(?:p|br|div)\b", re.IGNORECASE)
_MARKUP = re.compile(r"<\s*/?[a-z][^<>]*>|&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.IGNORECASE)
_NO_TEXT = ("script", "style", "figure", "iframe", "template", "form", "button", "svg", "noscript", "aside", "nav")
_FOREIGN = (
    Place.COMMENTS | Place.SHARING | Place.CONSENT | Place.NEWSLETTER | Place.RELATED | Place.PAYWALL | Place.NAVIGATION
)
_CAPTION = re.compile(r"(?:^|[\s_-])(?:captions?|credits?|legend)(?:$|[\s_-])", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_ROOM = ("p", "div", "li", "h2", "h3", "h4")
# What a site's scripts put something else for ($$AD$$, {{related}}, [[gallery 3]]), or an address alone.
_PLACEHOLDER = re.compile(r"(?:\$\$|##|%%|@@|\{\{|\[\[|<<)[\w .:/-]{1,60}(?:\$\$|##|%%|@@|\}\}|\]\]|>>)|https?://\S+")


def has_blocks(text: str) -> bool:
    """Whether a string is HTML with more than marks inside of one paragraph."""
    return bool(_TAG.search(text))


def of_string(text: str) -> list[Block]:
    """The paragraphs of a string; [] where it is no text but a word, an address, a program."""
    if _ESCAPED_TAG.search(text) and not _TAG.search(text):
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    if _TAG.search(text):
        return _of_html(text)
    if text.count(" ") * 60 < len(text) and headline_width(text) < 1.5 * len(text):
        return []  # no words: an address, a picture
    paragraphs = fold_paragraphs(text)
    if len(paragraphs) == 1:
        paragraphs = paragraphs[0].split("\n")
    return [block for part in paragraphs for block in (_of_html(part) if _MARKUP.search(part) else [Block(part)])]


def _of_html(text: str) -> list[Block]:
    try:
        tree: HtmlElement = fragment_fromstring(text, create_parent="div")
        etree.strip_elements(tree, etree.Comment, *_NO_TEXT, with_tail=False)
        _clear(tree)
        even_out(tree)
        return [block for block in Walk().blocks(tree) if not _PLACEHOLDER.fullmatch(block.text)]
    except (etree.LxmlError, ValueError, AssertionError, RecursionError):
        return []


def plain(text: str) -> str:
    """A piece of a paragraph without its markup; white space at its ends stays."""
    if not _MARKUP.search(text):
        return text
    try:
        return str(fragment_fromstring(text, create_parent="div").text_content())
    except (etree.LxmlError, ValueError, AssertionError):
        return ""


def paragraphs_of(text: str) -> list[Block]:
    """The paragraphs of a block's own string, however short."""
    if _MARKUP.search(text):
        return _of_html(text)
    return [Block(part) for part in fold_paragraphs(text)]


def _clear(tree: HtmlElement) -> None:
    """Takes captions, hidden elements, boxes of other kinds and lines that are nothing but a link out of a tree."""
    for element in list(tree.iter()):
        style = element.get("class")
        foreign = style and (_CAPTION.search(style) or named_by(style, None) & _FOREIGN)
        if foreign or _HIDDEN.search(element.get("style") or ""):
            drop(element)
    rooms: dict[HtmlElement, list[HtmlElement]] = {}
    for link in tree.iter("a"):
        room = next(link.iterancestors(*_ROOM), None)
        if room is not None and room is not tree:
            rooms.setdefault(room, []).append(link)
    for room, links in rooms.items():
        text = room.text_content().strip()
        if any(link.text_content().strip() == text for link in links):
            drop(room)
