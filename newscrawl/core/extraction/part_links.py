"""Which other pages a page's article goes on on, by its links.

A link leads to another part where its address is the page's own with a page's number put in or counted on, and where
its form says so as well: `rel`, a number as its text, or a pager around it. A next article's address has another slug.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from newscrawl.core.extraction.body.places import Place, named_by
from newscrawl.core.extraction.page import Page
from newscrawl.core.parts import PartAddress, PartLinks, split_part
from newscrawl.core.urls import absolute, clean, identity

__all__ = ["read_part_links"]

MAX_PARTS = 100
_PAGER = re.compile(
    r"pag(?:er|ing|ination|enav|enumber)|page-?(?:nav|numbers?|links?|list)|multi-?page|post-page", re.IGNORECASE
)
_NUMBER = re.compile(r"\D{0,14}(\d{1,2})(?:\s*(?:/|of|von|de|di|из|z|av)\s*\d{1,2})?\D{0,3}")
_ALL = re.compile(r"[?&=](?:all|full|print|complete|single|whole|entire|one-?page|show-?all|view-?all)", re.IGNORECASE)
_WORD_ONLY = re.compile(r"[/,_-][^\W\d][^\d/]{2,30}/?")
_NUMBER_BEHIND = re.compile(r"\S{0,60}?(?<!\d)\d{1,2}(?:/?|\.\w{2,5})(?=[?#&]|\s*$)")
_RELATIVE = re.compile(r"\s*(?:\?\S{0,20}?|(?:\./)?[^\W\d]{0,12}[=_-]?)(?<!\d)\d{1,2}(?:/|\.\w{2,5})?(?=[&#]|\s*$)")
_LEAVES_MAX = 100
"""Places of an address's last segment in another address: of one that is a letter there may be any number."""
_SHORT = 24
_UP = 3
"""Elements above a link that may be its pager."""


@dataclass(frozen=True, slots=True)
class _Link:
    url: str
    rel: frozenset[str]
    text: str
    around: tuple[HtmlElement, ...]

    def number(self) -> int | None:
        found = _NUMBER.fullmatch(self.text)
        return int(found[1]) if found else None

    def pager(self) -> tuple[HtmlElement, ...]:
        """The element around the link; that around it too, where the first one holds nothing but the link."""
        inner = len(self.around) > 1 and self.around[1].tag in ("li", "span", "strong", "b")
        return self.around[1:3] if inner else self.around[1:2]

    def in_pager(self) -> bool:
        return any(_PAGER.search(f"{element.get('class') or ''} {element.get('id') or ''}") for element in self.around)


def read_part_links(page: Page) -> PartLinks | None:
    """What a page says of the other parts of its article; None for an article of one page, as nearly all are.

    In: the page, which is not changed; that it holds an article is for the caller to know.
    """
    own = split_part(page.url)
    leaves = _leaves(page.url)
    if own is None and not _may_have_parts(page, leaves):
        return None
    here = identity(page.url)
    links = list(_links(page, leaves, (here, own.stem if own else here)))
    if not links:
        return None
    first = _first(links, own)
    if own is not None and not own.is_worded and first is None:
        own = None  # a number of the article's own
    places = [(here, 1, "")] + ([(own.stem, own.number, own.form)] if own else [])
    found = _parts(links, places)
    following = _following(found, places)
    if not found and first is None:
        return None
    others = tuple(dict.fromkeys(link.url for link, _ in found))[:MAX_PARTS]
    stem = own.stem if own else here
    whole = _whole(links, [link for link, _ in found], stem, page.url)
    return PartLinks(following, whole, first, own.number if own else 1, others)


def _may_have_parts(page: Page, leaves: frozenset[str]) -> bool:
    """Whether any address may be a part's, roughly: nearly all pages need no closer look."""
    for href in {element.get("href") for element in (*page.elements["link"], *page.elements["a"])}:
        if href:
            if _RELATIVE.match(href):
                return True
            for leaf in leaves:
                if leaf in href and _is_numbered(href, leaf):
                    return True
    return False


def _is_numbered(href: str, leaf: str) -> bool:
    place = href.find(leaf)
    for _ in range(_LEAVES_MAX):
        if place < 0:
            return False
        if _NUMBER_BEHIND.match(href, place + len(leaf)):
            return True
        place = href.find(leaf, place + len(leaf))
    return True


def _links(page: Page, leaves: frozenset[str], stems: tuple[str, ...]) -> Iterator[_Link]:
    """The links to addresses that begin as the page's own does, without those of comments."""
    for element in (*page.elements["link"], *page.elements["a"]):
        href = (element.get("href") or "").strip()
        relative = 0 < len(href) <= _SHORT and href[0] not in "/#" and ":" not in href
        if not relative and not any(leaf in href for leaf in leaves):
            continue
        url = absolute(href, page.base_url)
        if url is None or not (identity(url).startswith(stems) or _stem(url) in stems):
            continue
        rel = frozenset((element.get("rel") or "").lower().split())
        if element.tag == "link":
            if rel & {"next", "prev", "canonical"}:
                yield _Link(url, rel, "", ())
            continue
        around = tuple(element.iterancestors())[:_UP]
        if not any(named_by(one.get("class"), one.get("id")) & Place.COMMENTS for one in element.iterancestors()):
            yield _Link(url, rel, " ".join(element.text_content().split())[:40], (element, *around))


def _stem(url: str) -> str | None:
    part = split_part(url)
    return part.stem if part else None


def _leaves(url: str) -> frozenset[str]:
    own = split_part(url)
    found = []
    for path in (urlsplit(url).path, "/" + own.stem.partition("/")[2].partition("?")[0] if own else ""):
        leaf = re.sub(r"\.\w{2,5}$", "", path.rstrip("/").rpartition("/")[2])
        found += [leaf, unquote(leaf)]
    return frozenset(leaf for leaf in found if leaf)


def _parts(links: list[_Link], places: list[tuple[str, int, str]]) -> list[tuple[_Link, PartAddress]]:
    """The links to parts, with what their addresses say."""
    found = []
    for link in links:
        part = split_part(link.url)
        if part is None or not any(part.stem == stem and form in ("", part.form) for stem, _, form in places):
            continue
        if _is_meant(link, part):
            found.append((link, part))
    return found


def _is_meant(link: _Link, part: PartAddress) -> bool:
    """Whether a link's form says that its number is a part's; some count from nought."""
    shown = link.number()
    if part.is_weak:
        return link.text == str(part.number) or link.in_pager()
    counted = shown is not None and shown in (part.number, part.number + 1)
    return counted or link.in_pager() or bool(link.rel & {"next", "prev"})


def _following(found: list[tuple[_Link, PartAddress]], places: list[tuple[str, int, str]]) -> str | None:
    for stem, number, form in reversed(places):
        for link, part in found:
            if part.stem == stem and form in ("", part.form) and _is_next(link, part, number, bool(form)):
                return link.url
    return None


def _is_next(link: _Link, part: PartAddress, number: int, numbered: bool) -> bool:
    if part.number == number + 1:
        # Where the first part has no number and they count from nought, "3" leads to number 2.
        return numbered or link.number() in (None, part.number)
    return not numbered and part.number == 1 and part.is_worded and (link.number() == 2 or "next" in link.rel)


def _first(links: list[_Link], own: PartAddress | None) -> str | None:
    """The first part's address, where the page's own is a later one's and it says so."""
    if own is None or own.number < 1:
        return None
    for link in links:
        part = split_part(link.url)
        is_stem = identity(link.url) == own.stem
        if not is_stem and (part is None or part.stem != own.stem or part.number != 1 or part.form != own.form):
            continue
        if own.number == 1 and not (is_stem and own.is_worded and "prev" in link.rel):
            continue
        if link.text == "1" or link.rel & {"prev", "first", "start"} or (is_stem and "canonical" in link.rel):
            return link.url
    return None


def _whole(links: list[_Link], numbered: list[_Link], stem: str, url: str) -> str | None:
    """The page that has all parts: the canonical one, else a link in the pager, else a print version."""
    if not numbered:
        return None
    pagers = {id(element) for link in numbered for element in link.pager()}
    canonical = [link for link in links if "canonical" in link.rel]
    beside = [link for link in links if any(id(element) in pagers for element in link.pager())]
    sure = [*canonical, *beside]
    for place, link in enumerate((*sure, *links)):
        if link.url != url and _has_all(link, stem, sure=place < len(sure)):
            return link.url
    return None


def _has_all(link: _Link, stem: str, *, sure: bool) -> bool:
    parts = urlsplit(clean(link.url))
    if identity(link.url) == stem:
        return bool(_ALL.search(f"?{parts.query}")) or parts.path.rstrip("/").endswith("/print")
    if not sure or split_part(link.url) is not None:
        return False
    rest = identity(link.url).removeprefix(stem)
    if rest == identity(link.url):
        return False
    return bool(_WORD_ONLY.fullmatch(rest) or (rest.startswith("?") and _ALL.search(rest)))
