"""A headline without the site's name, and which of a page's headlines to take."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import tldextract

from newscrawl.core.extraction.folding import key

# A colon of full width ends the headline on some sites; the plain one belongs to headlines.
_SEPARATOR = re.compile(r"\s+[-–—|·•:/~«»‹›]+\s+|\s*[|｜¦]\s*|\s+::\s+|(?<=\S)[：ㅣ]|\s*[»›]\s+")
_DASH = re.compile(r"(?<=\w)-(?=\w)")
_DOMAIN = re.compile(r"(?:\w[\w-]*\.)+[a-z]{2,6}", re.IGNORECASE)
_split = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline that a page gives somewhere."""

    text: str
    source: str
    weight: float
    """What it counts when headlines are compared."""


class SiteNames:
    """What a site calls itself, to find it again in titles and bylines."""

    def __init__(self, url: str, names: Iterable[str | None]) -> None:
        """In: an address on the site, and names it gives itself."""
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        parts = _split(host)
        self.label = key(parts.domain)
        self.hosts = {key(host), key(f"{parts.domain}.{parts.suffix}"), self.label} - {""}
        self.names = {folded for name in names if name and (folded := key(name))} - {""}

    def match(self, text: str) -> bool:
        """Whether a short text is the site's name in one of its spellings."""
        folded = key(text)
        if not folded:
            return False
        if folded in self.names or folded in self.hosts:
            return True
        if len(text.split()) > 6:
            return False
        return any(_kin(folded, name) for name in self.names | self.hosts)


def _kin(folded: str, name: str) -> bool:
    """One is the other with something before or after it: `CBC` and `CBC News`, `Globalnews.ca` and `Global News`."""
    shorter, longer = sorted((folded, name), key=len)
    if len(shorter) < 3 or (len(shorter) < 5 and len(longer) > 4 * len(shorter)):
        return False
    return longer.startswith(shorter) or longer.endswith(shorter)


def cut_site(title: str, site: SiteNames, extra: Iterable[str] = ()) -> str:
    """A title without the site's name at its ends.

    In: a folded title, the site's names, and what else may stand beside the name (sections).
    Out: the title; unchanged where nothing else would be left.
    """
    beside = {key(text) for text in extra} - {""}
    pieces = _pieces(title)
    start, end = 0, len(pieces)
    while end - start > 1 and (last := _last_site(pieces[start:end], site, beside)) is not None:
        end = start + last
    while end - start > 1 and site.match(pieces[start][1]) and not _DASHED.search(pieces[start + 1][0]):
        start += 1
    if start == 0 and end == len(pieces):
        return title
    return title[pieces[start][2] : pieces[end - 1][3]].strip()


_DASHED = re.compile(r"^\S-\S$")


def _pieces(title: str) -> list[tuple[str, str, int, int]]:
    """Separator before, text, start and end of every piece."""
    pieces, place, before = [], 0, ""
    for found in [*_SEPARATOR.finditer(title), None]:
        end = found.start() if found else len(title)
        if text := title[place:end].strip():
            pieces.append((before, text, place, end))
        if found:
            place, before = found.end(), found.group()
    return pieces


def _last_site(pieces: list[tuple[str, str, int, int]], site: SiteNames, beside: set[str]) -> int | None:
    """The place from which on nothing but the site's name (and a section) stands; None where there is none."""
    last = len(pieces) - 1
    for place in range(last, max(0, last - 2), -1):
        text = pieces[place][1]
        if site.match(text) or (place == last and _DOMAIN.fullmatch(text)):
            cut = place
            while cut > 1 and (key(pieces[cut - 1][1]) in beside):
                cut -= 1
            return cut
    return None


def choose(headlines: Iterable[Headline]) -> Headline | None:
    """The headline that most of the page's sources agree on; the first one of those that weigh the same.

    In: headlines without the site's name, the most trusted first. Equal means equal letters and digits.
    """
    known = [headline for headline in headlines if key(headline.text)]
    weights: dict[str, float] = {}
    for headline in known:
        weights[key(headline.text)] = weights.get(key(headline.text), 0) + headline.weight
    return max(known, key=lambda headline: weights[key(headline.text)], default=None)
