"""Addresses that count the pages of a list: which two are of one list, and their numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from newscrawl.core.discovery.pagination_words import MARKS
from newscrawl.core.urls import host_key

__all__ = ["Address", "split", "step", "successor"]

_DIGITS = 20
"""Of a page's number: what counts articles or moments has more than four."""
HIGHEST = 9999
"""A larger number is an identifier, not a page's."""

_TAIL = re.compile(r"(.*?)[-_.]?(?:([^\W\d_]+)[-_.]?)?(\d{1,4})")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Address:
    """What of an address may count pages."""

    host: str
    segments: tuple[str, ...]
    query: dict[str, str]

    def is_named(self) -> bool:
        """Whether a word before the number says that it counts pages."""
        if any(key.lower() in MARKS for key in self.query):
            return True
        tail = [word for segment in self.segments[-2:] for word in _WORD.findall(segment)]
        return not MARKS.isdisjoint(tail)


def split(url: str) -> Address | None:
    """None where it is no address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    segments = tuple(unquote(s, errors="replace").lower() for s in parts.path.split("/") if s)
    return Address(host_key(parts.netloc), segments, dict(parse_qsl(parts.query, keep_blank_values=True)))


def step(here: Address, there: Address) -> tuple[int | None, int | None] | None:
    """The numbers of two pages of one list, None where a page has none; None where they are not of one list.

    A page without a number is the first one, or is told by a cursor.
    """
    if here.host != there.host:
        return None
    if here.segments == there.segments:
        return _query_step(here.query, there.query)
    mine, its = _path_number(here.segments), _path_number(there.segments)
    if {k: v for k, v in here.query.items() if v} != {k: v for k, v in there.query.items() if v}:
        return None
    if its is None:
        return None
    if mine is not None and mine[0] == its[0]:
        return mine[1], its[1]
    bare = _without_extension(here.segments)
    bases = {bare, bare[:-1] if bare and bare[-1] in ("index", "default", "home") else bare}
    return (None, its[1]) if its[0] in bases else None


def _query_step(mine: dict[str, str], its: dict[str, str]) -> tuple[int | None, int | None] | None:
    differing = {key for key in mine.keys() | its.keys() if mine.get(key) != its.get(key)}
    if len(differing) != 1:
        return None
    key = differing.pop()
    if key not in its:
        return None
    value, own = its[key], mine.get(key, "")
    if not value.isdecimal():
        return (None, None) if len(value) >= 6 and any(c.isdigit() for c in value) else None  # a cursor
    if max(len(value), len(own)) > _DIGITS or (own and not own.isdecimal()):
        return None
    return int(own) if own else None, int(value)


def _without_extension(segments: tuple[str, ...]) -> tuple[str, ...]:
    if not segments:
        return segments
    return (*segments[:-1], re.sub(r"\.[a-z]{2,5}$", "", segments[-1]))


def _path_number(segments: tuple[str, ...]) -> tuple[tuple[str, ...], int] | None:
    """The list of a page and its number in it: /news/page/3, /news/3, /news/page3, /news-3.html, /news/index_3.html."""
    if not segments:
        return None
    *folder, leaf = _without_extension(segments)
    found = _TAIL.fullmatch(leaf)
    if found is None or int(found[3]) > HIGHEST:
        return None
    stem, word, number = found[1], found[2] or "", int(found[3])
    rest = list(folder)
    if stem:
        rest.append(f"{stem}{'-' + word if word and word not in MARKS else ''}")
    elif word and word not in MARKS and word not in ("index", "default"):
        rest.append(word)
    elif not word and rest and rest[-1] in MARKS:
        rest.pop()
    return tuple(rest), number


def successor(url: str) -> str | None:
    """The next address of a list whose address counts pages by a parameter: for parts that name no next one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    query = parse_qsl(parts.query, keep_blank_values=True)
    counting = [key for key, value in query if value.isdecimal() and key.lower() in MARKS and len(value) <= 4]
    if len(counting) != 1:
        return None
    more = [(key, str(int(value) + 1) if key == counting[0] else value) for key, value in query]
    return parts._replace(query=urlencode(more)).geturl()
