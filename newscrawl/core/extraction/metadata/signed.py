"""Who signs an article on the page itself: in a byline, beside the headline, or at an end of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from newscrawl.core.extraction.folding import key
from newscrawl.core.extraction.metadata.authors import is_person, looks_signed, opens_byline, split_names
from newscrawl.core.extraction.metadata.element_text import text_of
from newscrawl.core.extraction.page import Page

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_BYLINE = re.compile(r"(?:byline|author|autor|auteur)(?:s|e|en|es|i)?(?:name|link|text|txt|info|line)?")
# What may follow in the name of an element that holds names alone.
_AFTER = frozenset("name names link url text list item label meta info fn vcard txt".split())
_ELSEWHERE = re.compile(
    r"comment|related|teaser|sidebar|widget|footer|recommend|\bbio\b|biograph|newsletter|\bpromo\b|card-?list|most-?read",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"photo|foto|image|picture|bild|caption|credit|copyright|figure", re.IGNORECASE)
_CARD = re.compile(r"(?:^|\s)(?:vcard|h-card|hcard)(?:$|\s)")
_MAX_BYLINE = 120
_MAX_CARD = 1200
"""Characters of an element that may be a byline with words on its authors; the class of a whole page is none."""
_MAX_NAMES = 6
_MAX_CLIMB = 5
_MAX_AFTER = 1500
_MIN_PROSE = 400
_EDGE = 3
_BOLD = frozenset({"strong", "b"})
_SHORT = ("h1", "p", "div", "span", "address", "em", "small", "strong", "b", "i", "li", "h5")
_NOUNS_IN_CAPITALS = frozenset({"de", "lb", "gsw", "nds"})


def signed_names(page: Page, language: str | None = None) -> list[str]:
    """The names in the first place of the page that is a byline; [] where there is none.

    In: the page, and its language where known. In order: elements whose class calls them byline or author, texts like
    `By Jane Doe` after the headline, a paragraph at either end of the text that is nothing but names. Never from
    comments, asides, captions and lists of articles.
    """
    heading = next(iter(page.elements["h1"]), None)
    # What holds the headline too is no sidebar, whatever its class says.
    around = set(heading.iterancestors()) if heading is not None else set()
    ways = (_classed(page, around, language), _after_headline(page, around), _around_text(page, language))
    return next((names for way in ways for names in way if names), [])


def linked_beside(page: Page, known: set[str]) -> list[str]:
    """The texts of the links with rel=author that stand in one byline with those of names known by their keys."""
    anchors = [
        a for a in page.elements["a"] if "author" in (rel := a.get("rel") or "") and "author" in rel.lower().split()
    ]
    texts = {anchor: text_of(anchor) for anchor in anchors}
    own = next((anchor for anchor in anchors if key(texts[anchor]) in known), None)
    best: list[str] = []
    for above in islice(own.iterancestors(), _MAX_CLIMB) if own is not None else ():
        if above.tag in ("body", "main", "article") or len(text_of(above)) > 2 * _MAX_BYLINE:
            break
        best = [texts[anchor] for anchor in anchors if above in anchor.iterancestors()]
    return best


def _names(text: str, *, one_word: bool = False) -> list[str]:
    """The names of a text that is a byline and nothing else; [] where it is not."""
    names = split_names(text)
    if not 0 < len(names) <= _MAX_NAMES or any(sign.isdigit() for name in names for sign in name):
        return []
    return names if all(is_person(n) and (looks_signed(n) or (one_word and _one_name(n))) for n in names) else []


def _one_name(name: str) -> bool:
    """`Ulrike`: one capitalised word, where the place says that it is a name."""
    return " " not in name and name[:1].isupper() and name[1:].islower() and len(name) <= 12


def _classed(page: Page, around: set[HtmlElement], language: str | None) -> Iterator[list[str]]:
    for element in page.classed(_is_byline):
        if _is_elsewhere(element, around):
            continue
        text = text_of(element)
        if len(text) > _MAX_CARD:
            continue
        own = _linked(element, sure=language in _NOUNS_IN_CAPITALS)
        if 0 < len(own) <= _MAX_NAMES:
            yield own
        if 2 < len(text) <= _MAX_BYLINE:
            yield _signed(text, card=_CARD.search(element.get("class") or "") is not None)


def _linked(element: HtmlElement, *, sure: bool) -> list[str]:
    """The names that are links; where addresses say names too, those alone: `/authors/jane-doe`, not `All articles`.

    `sure`: only those.
    """
    links = [(text_of(anchor), key(anchor.get("href") or "")) for anchor in element.iter("a")]
    links = [(text, address) for text, address in links if looks_signed(text) and is_person(text)]
    named = [text for text, address in links if key(text.split()[-1]) in address]
    return [name for text in named or [text for text, _ in links if not sure] for name in split_names(text)]


def _signed(text: str, *, card: bool) -> list[str]:
    """The names in the text of an element that calls itself a byline: dates and the like may stand beside them."""
    names = [name for name in split_names(text) if is_person(name)]
    alone = card and len(names) == 1
    return [name for name in names if looks_signed(name) or (alone and _one_name(name))]


def _is_byline(name: str) -> bool:
    """Whether one of an element's class names ends in `author` or `byline`: `post-author`, `article__byline--name`."""
    # Asked of every class of a page: most are told by this.
    if not ("uthor" in name or "utor" in name or "uteur" in name or "yline" in name or "y-line" in name):
        return False
    for whole in name.split():
        words = [
            word.lower() for word in _WORDS.findall(whole.replace("by-line", "byline").replace("byLine", "byline"))
        ]
        while len(words) > 1 and words[-1] in _AFTER:
            words.pop()
        if words and _BYLINE.fullmatch(words[-1]):
            return True
    return False


def _is_elsewhere(element: HtmlElement, around: set[HtmlElement]) -> bool:
    for above in (element, *element.iterancestors()):
        if above in around:
            break
        name = above.get("class") or ""
        if above.tag in ("aside", "nav", "figure", "figcaption", "form"):
            return True
        if above.tag == "footer" and not any(outer.tag == "article" for outer in above.iterancestors()):
            return True
        if above.tag not in ("body", "html") and _ELSEWHERE.search(name):
            return True
    return _PICTURE.search(element.get("class") or "") is not None


def _after_headline(page: Page, around: set[HtmlElement]) -> Iterator[list[str]]:
    """`By Jane Doe` in an element of its own, after the <h1>."""
    passed = seen = 0
    for element in page.tree.iter(*_SHORT):
        if element.tag == "h1":
            passed, seen = 1, 0
        said = (element.text or "").strip() if passed else ""
        seen += len(said)
        if seen > _MAX_AFTER:
            return
        if said and len(said) <= _MAX_BYLINE and _is_said(said, element) and not _is_elsewhere(element, around):
            text = text_of(element)
            if len(text) <= _MAX_BYLINE and opens_byline(text):
                yield _names(text)


def _is_said(said: str, element: HtmlElement) -> bool:
    """Whether a text may be a byline's: it starts with a `By`, and the name follows there or in the next element."""
    return opens_byline(said) or (len(element) > 0 and len(said) <= 20 and opens_byline(said + " X"))


def _around_text(page: Page, language: str | None) -> Iterator[list[str]]:
    """A paragraph in bold, or set to the right, at an end of the text that is nothing but names."""
    paragraphs = _text_of_article(page)
    for place, paragraph in enumerate([*paragraphs[:_EDGE], *paragraphs[: -_EDGE - 1 : -1]]):
        text = text_of(paragraph)
        if not 4 < len(text) <= _MAX_BYLINE:
            continue
        bold = [child for child in paragraph if child.tag in _BOLD]
        whole = bool(bold) and key("".join(text_of(child) for child in bold)) == key(text)
        aligned = "right" in (paragraph.get("style") or "") + (paragraph.get("align") or "")
        # In German every noun has a capital, so a crosshead in bold looks like a name.
        alone = aligned or (whole and place < _EDGE and language not in _NOUNS_IN_CAPITALS)
        if opens_byline(text) or (alone and text[-1].isalnum()):
            yield _names(text)


def _text_of_article(page: Page) -> list[HtmlElement]:
    """The paragraphs of the element that holds the most text in paragraphs of its own."""
    held: dict[HtmlElement, int] = {}
    for paragraph in page.elements["p"]:
        parent = paragraph.getparent()
        if parent is not None:
            held[parent] = held.get(parent, 0) + len(paragraph.text or "") + sum(len(c.tail or "") for c in paragraph)
    best = max(held, key=lambda element: held[element], default=None)
    if best is None or held[best] < _MIN_PROSE:
        return []
    return [child for child in best if child.tag == "p" and ((child.text or "").strip() or len(child))]
