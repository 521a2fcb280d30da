"""A heading as pages build it: the headline, and the kicker or subtitle that is set into the same element."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from newscrawl.core.extraction.folding import fold, key
from newscrawl.core.extraction.metadata.element_text import text_of

# Words of the trade for what stands over or under a headline, in class names of several languages.
_BESIDE = re.compile(
    r"kicker|eyebrow|dachzeile|spitzmarke|catch-?line|(?:over|top|roof|sub)-?(?:line|head|titel)|"
    r"(?:top|super|pre|over|sur|sub|ante|sopra?|anti)-?(?:title|t[ií]tul|titre|titol|headline|heading)|"
    r"volanta|cintillo|occhiello|(?:^|[\s_-])(?:topic|category|section|rubri\w*|label|badge|flag|date)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SMALL = frozenset({"small", "time", "sup", "sub", "button"})
_MIN_CORE = 8
_MAX_WRAPPERS = 4


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's text, and what it is made of."""

    text: str
    """All of it."""

    core: str | None = None
    """Without what is marked as kicker, date or subtitle; None where nothing is."""

    parts: tuple[str, ...] = ()
    """The texts set side by side in it, where there are two or more that could be a headline."""


def read_heading(element: HtmlElement) -> Heading | None:
    """What a heading says; None where it says nothing."""
    text = text_of(element)
    if not text:
        return None
    pieces = _pieces(_unwrapped(element))
    if len(pieces) < 2:
        return Heading(text)
    plain = " ".join(piece for piece, beside in pieces if not beside)
    core = fold(plain) if any(beside for _, beside in pieces) else ""
    parts = tuple(piece for piece, _ in pieces if len(key(piece)) >= _MIN_CORE)
    return Heading(text, core if len(key(core)) >= _MIN_CORE else None, parts if len(parts) > 1 or core else ())


def _unwrapped(element: HtmlElement) -> HtmlElement:
    """The element in which texts stand side by side: the heading, or the only element in it that says something."""
    for _ in range(_MAX_WRAPPERS):
        if len(element) != 1 or (element.text or "").strip() or (element[0].tail or "").strip():
            break
        element = element[0]
    return element


def _pieces(element: HtmlElement) -> list[tuple[str, bool]]:
    """The texts side by side, each with whether it is marked as something beside the headline."""
    pieces = [(fold(element.text or ""), False)]
    for child in element:
        pieces.append((text_of(child), _is_beside(child)))
        pieces.append((fold(child.tail or ""), False))
    # What holds no letter is the separator between them.
    return [(text.strip(), beside) for text, beside in pieces if key(text)]


def _is_beside(element: HtmlElement) -> bool:
    return element.tag in _SMALL or _BESIDE.search(element.get("class") or "") is not None
