"""One page in several forms, so that no class name, no element's name and no single template carries the judge.

`bare`: without classes and ids, and with the elements that say what they hold renamed. `grafted`: with a block of
another page's article in it, which is labelled by construction.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from copy import deepcopy

from lxml import html as lxml_html
from lxml.html import HtmlElement

from newscrawl.core.extraction.page import read_page
from newscrawl.core.extraction.text import tight

_TELLING = ("article", "main", "section", "header", "footer", "aside", "nav", "figure", "figcaption")


def bare(body: bytes | str, url: str) -> str:
    """The page without classes and ids; what names its content is a <div>."""
    tree = deepcopy(read_page(body, url).tree)
    for element in tree.iter():
        for name in ("class", "id", "itemprop", "itemtype", "role", "data-testid"):
            element.attrib.pop(name, None)
        if element.tag in _TELLING:
            element.tag = "div"
    return _written(tree)


def grafted(body: bytes | str, url: str, text: frozenset[str], donor: Sequence[str], dice: random.Random) -> str | None:
    """The page with a heading and some of the donor's paragraphs near its own text; None where that is not found.

    `text`: the runs of its article, without white space.
    """
    tree = deepcopy(read_page(body, url).tree)
    home = _home(tree, text)
    if home is None or home.tag in ("html", "body") or len(donor) < 3:
        return None
    block = _block(donor, dice)
    where = dice.random()
    parent = home.getparent()
    if where < 0.4 and parent is not None:
        parent.insert(parent.index(home) + 1, block)
    elif where < 0.8:
        home.append(block)
    else:
        home.insert(len(home) // 2, block)
    return _written(tree)


def _home(tree: HtmlElement, text: frozenset[str]) -> HtmlElement | None:
    """The deepest element that holds nearly all of the article's paragraphs."""
    paragraphs = [
        e for e in tree.iter("p", "div", "li", "td") if e.find(".//p") is None and tight(e.text_content()) in text
    ]
    if not paragraphs:
        return None
    counts: dict[HtmlElement, int] = {}
    for paragraph in paragraphs:
        for above in paragraph.iterancestors():
            counts[above] = counts.get(above, 0) + 1
    holding = [element for element, count in counts.items() if count >= 0.8 * len(paragraphs)]
    return max(holding, key=lambda element: len(list(element.iterancestors())), default=None)


def _block(donor: Sequence[str], dice: random.Random) -> HtmlElement:
    count = dice.choice((1, 2, 3, 5, 8, len(donor)))
    start = dice.randrange(max(1, len(donor) - count))
    block = lxml_html.Element(dice.choice(("div", "div", "section", "aside", "article", "ul")))
    inner = "li" if block.tag == "ul" else dice.choice(("p", "p", "p", "div"))
    if dice.random() < 0.8:
        block.append(_heading(donor[0][:90], dice))
    block.extend(_element(inner, text) for text in donor[start : start + count])
    for _ in range(dice.choice((0, 0, 1, 2))):
        wrapper = lxml_html.Element("div")
        wrapper.append(block)
        block = wrapper
    return block


def _heading(text: str, dice: random.Random) -> HtmlElement:
    heading = lxml_html.Element(dice.choice(("h2", "h3", "h4", "div", "p")))
    if dice.random() < 0.5:
        link = lxml_html.Element("a", href="/another-page")
        link.text = text
        heading.append(link)
    else:
        heading.text = text
    return heading


def _element(tag: str, text: str) -> HtmlElement:
    element = lxml_html.Element(tag)
    element.text = text
    return element


def _written(tree: HtmlElement) -> str:
    return str(lxml_html.tostring(tree, encoding="unicode"))


def donors(bodies: Iterable[tuple[str, str, str]]) -> dict[str, list[tuple[str, list[str]]]]:
    """By country, the (site, paragraphs) of articles whose whole text is known. In: (country, site, body)."""
    found: dict[str, list[tuple[str, list[str]]]] = {}
    for country, site, body in bodies:
        paragraphs = [line for line in body.split("\n") if len(line) > 40]
        if len(paragraphs) >= 3:
            found.setdefault(country, []).append((site, paragraphs))
    return found
