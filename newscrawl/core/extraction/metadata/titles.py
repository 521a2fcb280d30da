"""A headline without the site's name, and which of a page's headlines to take."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from newscrawl.core.extraction.folding import key
from newscrawl.core.urls import registered_domain

# Between words with spaces around; a bar, or a colon of full width, without them too.
_SEPARATOR = re.compile(r"\s+(?:[-–—|·•:/~«»‹›ǀ│]|::|>>)+\s+|\s*[|｜¦ǀ│]\s*|(?<=\S)[：ㅣ]|\s*[»›]\s+")
# Where words are written without spaces, so are separators.
_WIDE_SEPARATOR = re.compile(
    r"(?<=[\u3040-\u9fff\uac00-\ud7af'\"”’！？!?。…)）])[-_–—](?=[\u3040-\u9fff\uac00-\ud7af]{1,8}$)"
)
_TIGHT = re.compile(r"\s*[-–—|·•/｜¦：ㅣ»›(]")
_NOT_WORD = re.compile(r"[\W_]+")
_MIN_LENGTH = 8
_DOMAIN = re.compile(r"(?:\w[\w-]*\.)+[a-z]{2,6}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline that a page gives somewhere."""

    text: str
    source: str
    weight: float
    """What it counts when headlines are compared."""

    shown: bool = False
    """Whether it stands for itself there, so that a longer one is one with something added."""


class SiteNames:
    """What a site calls itself, to find it again in titles and bylines."""

    def __init__(self, url: str, names: Iterable[str | None]) -> None:
        """In: an address on the site, and names it gives itself."""
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        domain = registered_domain(host)
        label = domain.split(".")[0]
        hosts = {host, domain, label}
        self._words = [_words(name) for name in {*names, label.replace("-", " ")} if name]
        self._keys = {folded for name in {*names, *hosts} if name and (folded := key(name))}

    def match(self, text: str, *, near: bool = False) -> bool:
        """Whether a text is the site's name; `near`: or the name with a word or two more or less (`CBC News`)."""
        folded = key(text)
        if not folded or folded in self._keys:
            return bool(folded)
        words = _words(text)
        # A name goes on in names (`CBC News`); a headline that starts with one goes on in words (`Time to act`).
        if not near or len(words) > 6 or any(word[:1].islower() for word in text.split()[1:]):
            return False
        return any(_kin(words, name) for name in self._words) or any(_near(folded, name) for name in self._keys)


def _words(text: str) -> list[str]:
    return [folded for word in _NOT_WORD.split(text) if (folded := key(word))]


def _kin(words: list[str], name: list[str]) -> bool:
    """One is the other with up to two words before or after it."""
    shorter, longer = sorted((words, name), key=len)
    if not shorter or len(longer) - len(shorter) > 2 or len("".join(shorter)) < 2:
        return False
    return longer[: len(shorter)] == shorter or longer[-len(shorter) :] == shorter


def _near(folded: str, name: str) -> bool:
    """`Globalnews.ca` and `Global News`: spelled in one, with a little added."""
    shorter, longer = sorted((folded, name), key=len)
    return len(shorter) >= 5 and len(longer) <= 2 * len(shorter) and longer.startswith(shorter)


class _Piece(NamedTuple):
    text: str
    start: int
    end: int


def cut_site(title: str, site: SiteNames, *, beside: Iterable[str] = (), near: bool = True) -> str:
    """A title without the site's name at its ends.

    In: a folded title; the site's names; what else may stand before the name at the end (sections); `near` as in
    `SiteNames.match`. Out: the title; unchanged where nothing else would be left.
    """
    folded_beside = {key(text) for text in beside} - {""}
    pieces = _pieces(title)
    start, end = 0, len(pieces)
    while end - start > 1 and (place := _site_at_end(pieces[start:end], site, near)) is not None:
        end = start + place
        while end - start > 1 and key(pieces[end - 1].text) in folded_beside:
            end -= 1
    while end - start > 1 and site.match(pieces[start].text):
        start += 1
    if start == 0 and end == len(pieces):
        return title
    cut = title[pieces[start].start : pieces[end - 1].end].strip()
    # `標題-政治｜site`
    return _WIDE_SEPARATOR.split(cut)[0] if end < len(pieces) else cut


def pieces_of(title: str) -> list[str]:
    """The texts between the separators of a title."""
    return [piece.text for piece in _pieces(title)]


def _pieces(title: str) -> list[_Piece]:
    pieces, place = [], 0
    for found in [*_SEPARATOR.finditer(title), None]:
        end = found.start() if found else len(title)
        if text := title[place:end].strip():
            pieces.append(_Piece(text, place, end))
        place = found.end() if found else end
    return pieces


def _site_at_end(pieces: list[_Piece], site: SiteNames, near: bool) -> int | None:
    """From which piece on there is only the site's name, or that and a section after it; None where it is not there."""
    last = len(pieces) - 1
    if site.match(pieces[last].text, near=near) or (near and _DOMAIN.fullmatch(pieces[last].text)):
        return last
    # `Headline | site | Section`: the name in full must stand there.
    return last - 1 if last >= 2 and site.match(pieces[last - 1].text) else None


def choose(headlines: Iterable[Headline]) -> Headline | None:
    """The headline that most of a page's sources agree on; the first one of those that weigh the same.

    In: headlines without the site's name, the most trusted first. A headline that says what a shown one says and adds
    something after a separator counts for the shown one, one that breaks off for the whole one. Equal means equal
    letters and digits.
    """
    known = [headline for headline in headlines if key(headline.text)]
    weights: dict[str, float] = {}
    for headline in known:
        if headline.weight:
            meant = key(_meant(headline, known).text)
            weights[meant] = weights.get(meant, 0) + headline.weight
    return max(known, key=lambda headline: weights.get(key(headline.text), 0), default=None)


def _meant(headline: Headline, known: list[Headline]) -> Headline:
    """The shown headline that one extends, or the whole one that it was cut out of."""
    for other in known:
        if other.shown and _extends(headline.text, other):
            return other
    text = headline.text.rstrip(" .…")
    for other in known if len(key(text)) >= _MIN_LENGTH else ():
        if other.weight and other.text.startswith(text):
            rest = other.text[len(text) :]
            # An ellipsis, or a quotation mark that ended the attribute.
            broken = headline.text.endswith(("…", "...")) or rest.lstrip()[:1] == '"'
            if broken and key(rest):
                return other
    return headline


def _extends(text: str, shown: Headline) -> bool:
    """Whether a text is the shown headline, a separator and something else."""
    if not text.startswith(shown.text):
        return False
    rest = text[len(shown.text) :]
    if not _TIGHT.match(rest) or len(key(shown.text)) < _MIN_LENGTH:
        return False
    # The less a place is one for headlines, the more of the text it must make up.
    return shown.weight > 0 or len(rest) < 2 * len(shown.text)
