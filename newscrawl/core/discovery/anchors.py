"""The links of a page as they stand in it: what they are called, and in what they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from newscrawl.core.discovery.fields import language_code
from newscrawl.core.discovery.places import Place, Places
from newscrawl.core.likeness import is_headline
from newscrawl.core.urls import absolute

_SKIPPED = frozenset({"script", "style", "noscript", "template", "svg", "iframe"})
_HEADING = "descendant::*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6][1]"


@dataclass(frozen=True, slots=True)
class Link:
    """One of them."""

    url: str
    text: str
    place: Place
    teaser: str
    """The headline of the teaser in which the link stands, when that headline is no link itself; else ""."""

    sole: bool
    """Whether all links of that teaser lead to one address."""

    inline: bool
    """Whether it stands in the middle of a paragraph: its text is a part of a sentence, no title."""

    translation: bool
    language: str | None


def links_in(tree: HtmlElement, base: str) -> Iterator[Link]:
    """Every link with an address, in document order."""
    places, headings = Places(), _Headings()
    for element in tree.iter("a", "area"):
        href = element.get("href")
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
            continue
        address = absolute(href, base)
        if address is None:
            continue
        place = places.of(element)
        text = _anchor(element)
        teaser, sole = ("", False) if is_headline(text) or place.article is None else headings.of(place.article)
        if not place.heading and element.tag == "a" and len(element) and element.xpath(_HEADING):
            place = Place(True, place.article, place.navigation, place.footer)
        language = language_code(element.get("hreflang"))
        yield Link(address, text, place, teaser, sole, _inline(element), language is not None, language)


def options_in(tree: HtmlElement, base: str) -> Iterator[str]:
    """Addresses in menus that a script follows when one is chosen."""
    for element in tree.iter("option"):
        value = element.get("value", "").strip()
        if value.startswith(("/", "http://", "https://", "?")) and (found := absolute(value, base)):
            yield found


def _inline(element: HtmlElement) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == "p" and bool(f"{parent.text or ''}{element.tail or ''}".strip())


class _Headings:
    """The headlines of teasers that hold no link themselves."""

    def __init__(self) -> None:
        self._known: dict[HtmlElement, tuple[str, bool]] = {}

    def of(self, article: HtmlElement) -> tuple[str, bool]:
        """The headline, "" where it is a link or none, and whether all links in the teaser lead to one address."""
        if article not in self._known:
            found = article.xpath(_HEADING)
            text = "" if not found or found[0].xpath("descendant::a | ancestor::a") else _text(found[0])
            targets = {a.get("href", "").partition("#")[0] for a in article.iter("a", "area")} if text else set()
            self._known[article] = (text, len(targets - {""}) == 1) if is_headline(text) else ("", False)
        return self._known[article]


def _text(element: HtmlElement) -> str:
    parts: list[str] = []
    for node in element.iter():
        if node.tag not in _SKIPPED and node.text:
            parts.append(node.text)
        if node is not element and node.tail:
            parts.append(node.tail)
    return " ".join(" ".join(parts).split())


def _anchor(element: HtmlElement) -> str:
    """The text of a link: of the heading in it where there is one, else its own, else what its image or label says."""
    if len(element):
        heading = element.xpath(_HEADING)
        text = (_text(heading[0]) if heading else "") or _text(element)
    else:
        text = " ".join((element.text or "").split())
    if text:
        return text
    labels = [element.get("aria-label"), element.get("title"), element.get("alt")]
    labels += [image.get("alt") for image in element.iter("img", "image")]
    return next((" ".join(label.split()) for label in labels if label and label.strip()), "")
