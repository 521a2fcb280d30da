"""The next page of a list: by rel, by structure (rows of numbers, addresses that count), by arrows and words last."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from newscrawl.core.address import split_address
from newscrawl.core.discovery.archives import span_of
from newscrawl.core.discovery.page_numbers import Address, split, step
from newscrawl.core.discovery.pagination_words import ARROWS, WORDS
from newscrawl.core.likeness import is_headline
from newscrawl.core.path_words import FILE_TYPES
from newscrawl.core.urls import absolute, identity

__all__ = ["next_page"]


_NAMES_MAX = 500
"""Characters of a class that are looked at: once for each link in its element."""

_WORD = re.compile(r"[^\W\d_]+")
_PAGER = re.compile(
    r"(?:^|[\s_-])(?:pagination|paginations|paging|pager|pages|pagenav|page-numbers|nav-links|load-?more|more-?link"
    r"|infinite(?:-scroll)?|loadmore)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MORE_DATA = re.compile(r"data-(?:[\w-]*-)?(?:next|more|load|url|href|src|endpoint|ajax|path)(?:-[\w-]*)?")
_NO_PAGES = FILE_TYPES - {"json", "xml", "txt"}
"""Scripts and pictures are loaded late as well."""
_NEXT_DATA = re.compile(r"(?:^|-)(?:next|more|load)")


@dataclass(frozen=True, slots=True)
class _Turn:
    """A link to another page of the list."""

    url: str
    text: str
    own: int | None
    number: int | None
    marked: bool
    """Whether its element, or one around it, says that it turns pages or goes on."""
    named: bool = False
    """Whether its address has a word before the number that says that it counts pages."""


def next_page(tree: HtmlElement, base: str, url: str, covers: Callable[[str], bool]) -> str | None:
    """The absolute address of the page that goes on where a page of a list ends; None where none is named.

    Takes the page's tree, the base of its links, its own address, and what belongs to the site.
    """
    here, own = split(url), identity(url)
    if here is None:
        return None

    def usable(href: str | None) -> str | None:
        found = absolute(href, base) if href else None
        return found if found and identity(found) != own and covers(found) else None

    for element in tree.iter("link", "a"):
        if "next" in element.get("rel", "").lower().split() and (found := usable(element.get("href"))):
            return found
    turns = list(_turns(tree, here, usable))
    return _by_number(turns) or _by_sign(turns) or _more(tree, usable)


def _turns(tree: HtmlElement, here: Address, usable: Callable[[str | None], str | None]) -> Iterator[_Turn]:
    pagers: dict[HtmlElement, bool] = {}
    for element in tree.iter("a"):
        href = element.get("href")
        if not href or href.startswith(("#", "javascript:", "mailto:")):
            continue
        text = " ".join(" ".join(element.itertext()).split())
        if is_headline(text) and not text.isdecimal():
            continue
        found = usable(href)
        there = split(found) if found else None
        if found is None or there is None or (there.segments != here.segments and span_of(found) is not None):
            continue  # the days of a calendar are no pages of a list
        numbers = step(here, there)
        marked = _marked(element, pagers)
        if numbers is not None:
            yield _Turn(found, text, *numbers, marked, there.is_named())
        elif marked and there.host == here.host and _says_next(element, text):
            yield _Turn(found, text, None, None, marked)


def _marked(element: HtmlElement, pagers: dict[HtmlElement, bool]) -> bool:
    node: HtmlElement | None = element
    for _ in range(4):
        if node is None or node.tag in ("body", "main", "article"):
            return False
        if node not in pagers:
            pagers[node] = _is_pager(node)
        if pagers[node]:
            return True
        node = node.getparent()
    return False


def _by_number(turns: list[_Turn]) -> str | None:
    """The page after this one in a row of numbers; or the only address that counts one further."""
    row = {int(t.text): t for t in turns if t.text.isdecimal() and len(t.text) <= 4 and t.number is not None}
    own = next((t.own for t in turns if t.own is not None), None)
    if len(row) >= 2 or any(t.marked for t in row.values()):
        current = _current(row, own)
        return row[current + 1].url if current is not None and current + 1 in row else None
    counting = (own or 1) + 1
    found = [t for t in turns if t.number == counting and (t.marked or t.named)]
    return found[0].url if found and len({identity(t.url) for t in found}) == 1 else None


def _current(row: dict[int, _Turn], own: int | None) -> int | None:
    """The number that a reader sees for this page, where addresses may count from 0 or by articles."""
    if own is None:
        return 1
    points = [(text, turn.number) for text, turn in sorted(row.items()) if turn.number is not None]
    (first, low), (last, high) = points[0], points[-1]
    if first == last:
        return own if low == first else None
    each, rest = divmod(high - low, last - first)
    if rest or each <= 0:
        return None
    return first + (own - low) // each


def _by_sign(turns: list[_Turn]) -> str | None:
    """An arrow or a word that says that it goes on; it must not lead back."""
    for turn in turns:
        back = turn.own is not None and turn.number is not None and turn.number <= turn.own
        if not back and _says_next_text(turn.text):
            return turn.url
    return None


def _says_next(element: HtmlElement, text: str) -> bool:
    labels = (text, element.get("aria-label", ""), element.get("title", ""))
    return any(_says_next_text(label) for label in labels) or "next" in _WORD.findall(element.get("class", "").lower())


def _says_next_text(text: str) -> bool:
    folded = " ".join(text.lower().split())
    if folded and all(c in ARROWS or c.isspace() for c in folded):
        return True
    plain = " ".join(_WORD.findall(folded))
    return plain in WORDS or any(plain.startswith(f"{word} ") for word in WORDS if len(plain.split()) <= 4)


def _more(tree: HtmlElement, usable: Callable[[str | None], str | None]) -> str | None:
    """What a script would load when the reader comes to the end: an address in a data attribute."""
    for element in tree.iter("a", "button", "div", "section", "ul", "ol", "span", "li", "main"):
        for name, value in element.attrib.items():
            if not name.startswith("data-") or not value or len(name) > 80 or not _MORE_DATA.fullmatch(name):
                continue
            if not value.startswith(("/", "http://", "https://", "?")):
                continue
            if _NEXT_DATA.search(name.removeprefix("data-")) or _loads(element):
                found = usable(value)
                if found is not None and split_address(found)[2] not in _NO_PAGES:
                    return found
    return None


def _is_pager(element: HtmlElement) -> bool:
    names = (element.get(name, "")[:_NAMES_MAX] for name in ("class", "id", "role"))
    return _PAGER.search(" ".join(names)) is not None


def _loads(element: HtmlElement) -> bool:
    if _is_pager(element):
        return True
    return element.tag in ("a", "button") and _says_next(element, " ".join(element.itertext()))
