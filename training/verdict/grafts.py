"""Made pages in real surroundings: a corpus page whose article is taken out, or gives its place to something else."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from copy import deepcopy

from lxml import html as lxml_html
from lxml.html import HtmlElement

from newscrawl.core.extraction.metadata.nodes import is_article
from newscrawl.core.extraction.page import read_page
from newscrawl.core.extraction.text import tight
from training.verdict.frames import Content, head_of
from training.verdict.stock import Stock

__all__ = ["emptied", "grafted", "shortened"]

_NOT_OF_A_PAGE = ("og:", "article:", "twitter:", "parsely", "sailthru", "dc.", "dcterms", "cxense", "news_keywords")


def grafted(
    body: bytes, url: str, text: frozenset[str], content: Content, stock: Stock, dice: random.Random
) -> str | None:
    """The page with another content in the place of its article; None where that place is not found.

    `text`: the article's paragraphs without white space.
    """
    tree = deepcopy(read_page(body, url).tree)
    home = _home(tree, text)
    if home is None:
        return None
    for heading in list(tree.iter("h1")):
        _renamed(heading, content)
    _clear(home)
    home.append(lxml_html.fragment_fromstring(content.inner, create_parent="div"))
    _undress(tree, dice, 1.0)
    for element in [e for e in tree.iter("time", "address", "a") if e.tag != "a" or e.get("rel") == "author"]:
        if home not in element.iterancestors():
            element.drop_tree()
    page = tree.find("body")
    if page is not None and dice.random() < 0.8:
        # What the software says of the kind of page.
        page.attrib.pop("class", None)
    head = tree.find("head")
    if head is not None:
        for title in list(head.iter("title")):
            head.remove(title)
        site = url.split("/")[2]
        head.extend(lxml_html.fragment_fromstring(head_of(content, stock, site, dice), create_parent="div"))
    return _written(tree)


def emptied(body: bytes, url: str, text: frozenset[str], dice: random.Random) -> str | None:
    """The page without its article's paragraphs, as a post is that only shows a video; its head says what it said."""
    tree = deepcopy(read_page(body, url).tree)
    home = _home(tree, text)
    if home is None:
        return None
    taken = [e for e in home.iter() if isinstance(e.tag, str) and tight(e.text_content()) in text and e is not home]
    if dice.random() < 0.5 or not taken:
        _clear(home)
    else:
        for element in taken:
            if element.getparent() is not None:
                element.drop_tree()
    if dice.random() < 0.6:
        home.append(lxml_html.fragment_fromstring("<div><iframe src='https://player.example/embed/1'></iframe></div>"))
    if dice.random() < 0.3:
        _undress(tree, dice, 0.5)
    return _written(tree)


def shortened(body: bytes, url: str, text: frozenset[str], dice: random.Random) -> str | None:
    """The page with the first paragraphs of its article alone, as a report in brief."""
    tree = deepcopy(read_page(body, url).tree)
    home = _home(tree, text)
    if home is None:
        return None
    found = [e for e in home.iter("p", "div") if tight(e.text_content()) in text]
    keep = dice.randint(2, 4)
    if len(found) <= keep:
        return None
    for element in found[keep:]:
        if element.getparent() is not None:
            element.drop_tree()
    return _written(tree)


def _undress(tree: HtmlElement, dice: random.Random, share: float) -> None:
    for script in list(tree.iter("script")):
        if "ld+json" in (script.get("type") or "") and dice.random() < share and _speaks_of_article(script.text or ""):
            script.drop_tree()
    for meta in list(tree.iter("meta")):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name.startswith(_NOT_OF_A_PAGE) and dice.random() < share:
            meta.drop_tree()
    for element in tree.iter():
        if (
            isinstance(element.tag, str)
            and (element.get("itemprop") or element.get("itemtype"))
            and dice.random() < share
        ):
            element.attrib.pop("itemprop", None)
            element.attrib.pop("itemtype", None)


def _speaks_of_article(text: str) -> bool:
    try:
        value = json.loads(text)
    except ValueError:
        return True
    nodes = value if isinstance(value, list) else value.get("@graph", [value]) if isinstance(value, dict) else []
    return any(isinstance(node, dict) and is_article(node) for node in nodes)


def _home(tree: HtmlElement, text: frozenset[str]) -> HtmlElement | None:
    """The deepest element that holds nearly all of the article's paragraphs; None where it is the whole page."""
    found = [e for e in tree.iter("p", "div", "li", "td") if e.find(".//p") is None and tight(e.text_content()) in text]
    counts: dict[HtmlElement, int] = {}
    for above in _above(found):
        counts[above] = counts.get(above, 0) + 1
    holding = [element for element, count in counts.items() if count >= 0.8 * len(found)]
    home = max(holding, key=lambda element: len(list(element.iterancestors())), default=None)
    return None if home is None or home.tag in ("html", "body") or len(found) < 2 else home


def _above(elements: Iterable[HtmlElement]) -> Iterable[HtmlElement]:
    for element in elements:
        yield from element.iterancestors()


def _clear(element: HtmlElement) -> None:
    tail = element.tail
    attributes = dict(element.attrib)
    element.clear()
    element.attrib.update(attributes)
    element.tail = tail


def _renamed(heading: HtmlElement, content: Content) -> None:
    if not content.heading:
        heading.drop_tree()
        return
    _clear(heading)
    heading.text = content.title


def _written(tree: HtmlElement) -> str:
    text: str = lxml_html.tostring(tree, encoding="unicode")
    return f"<!doctype html>{text}"
