"""The rules of one robots.txt group, and which of them decides of an address (RFC 9309, section 2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

ROBOTS_PATH = "/robots.txt"
_KEPT = "!$&'()*+,/:;=?@[]#-._~%"
"""Reserved and unreserved characters of RFC 3986 stay as they are; all others count percent-encoded."""
_ODD = re.compile(r'[ "<>\\^`{|}]')
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PERCENT = re.compile("%([0-9A-Fa-f]{2})?")
_LOOSE_IN_QUERY = re.compile("%(?:2F|3A|3F|40)")
"""`/ : ? @`, which a query may carry either way (RFC 3986, section 3.4; RFC 9309's table of examples)."""
_ORIGIN = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*")


class Rule(NamedTuple):
    """A line of robots.txt that allows or disallows."""

    allowed: bool
    text: str
    """As `Disallow: /path`."""
    line: int
    """Its number in the file, from 1."""


def normal(path: str) -> str:
    """A path with query, or a pattern, as it is compared: only what must be is percent-encoded, hex in capitals.

    Surrogates stand for bytes that were no UTF-8 (PEP 383).
    """
    if path.isascii() and path.isprintable() and "%" not in path and not _ODD.search(path):
        return path
    try:
        quoted = quote(path, safe=_KEPT, errors="surrogateescape")
    except UnicodeEncodeError:
        quoted = quote(path, safe=_KEPT, errors="replace")
    return _PERCENT.sub(_unified, quoted)


def _unified(found: re.Match[str]) -> str:
    digits = found[1]
    if digits is None:
        return "%25"
    character = chr(int(digits, 16))
    return character if character in _UNRESERVED else f"%{digits.upper()}"


def path_of(url: str) -> str:
    """What rules are compared with: path and query of an address, absolute or not, without its fragment."""
    origin = _ORIGIN.match(url)
    path = url[origin.end() :] if origin else url
    path = path.partition("#")[0]
    return path if path.startswith("/") else f"/{path}"


def _loosened(path: str) -> str:
    """Without needless encodings in the query."""
    if "%" not in path:
        return path
    before, mark, query = path.partition("?")
    return before + mark + _LOOSE_IN_QUERY.sub(lambda found: chr(int(found[0][1:], 16)), query)


class _Wildcards:
    """A pattern with `*`; greedy from the left, so in linear time whatever the pattern is."""

    __slots__ = ("_least", "_parts", "_to_the_end")

    def __init__(self, pattern: str) -> None:
        self._to_the_end = pattern.endswith("$")
        parts = _verbatim(pattern.removesuffix("$")).split("*")
        self._parts = (parts[0], *filter(None, parts[1:-1]), parts[-1])
        self._least = sum(map(len, self._parts))

    def match(self, path: str) -> bool:
        first, *middle, last = self._parts
        if len(path) < self._least or not path.startswith(first):
            return False
        place = len(first)
        for part in middle:
            place = path.find(part, place)
            if place < 0:
                return False
            place += len(part)
        if self._to_the_end:
            return len(path) - len(last) >= place and path.endswith(last)
        return path.find(last, place) >= 0


def _verbatim(text: str) -> str:
    """Where `$` has no meaning it is compared as if encoded (RFC 9309, section 2.2.3)."""
    return text.replace("$", "%24")


class Ruleset:
    """The rules that hold for one product token, ready for many addresses."""

    def __init__(self, rules: Iterable[tuple[str, Rule]]) -> None:
        """`rules`: pattern and rule, in the file's order."""
        best: dict[str, Rule] = {}
        for pattern, rule in rules:
            key = _loosened(normal(pattern))
            known = best.get(key)
            if known is None or (rule.allowed and not known.allowed):
                best[key] = rule
        self._starts: dict[str, Rule] = {}
        self._whole: dict[str, Rule] = {}
        wild: list[tuple[int, Rule, _Wildcards]] = []
        for pattern, rule in best.items():
            if "*" in pattern:
                wild.append((len(pattern), rule, _Wildcards(pattern)))
            elif pattern.endswith("$"):
                self._whole[_verbatim(pattern[:-1])] = rule
            else:
                self._starts[_verbatim(pattern)] = rule
        self._wild = sorted(wild, key=lambda row: (-row[0], not row[1].allowed))
        self._lengths = sorted({len(start) for start in self._starts}, reverse=True)

    def rule_for(self, url: str) -> Rule | None:
        """The rule that decides of an address: the one with the most octets, Allow where two are as long."""
        path = _verbatim(normal(path_of(url))).replace("*", "%2A")
        if path == ROBOTS_PATH:
            return None
        loose = _loosened(path)
        found = self._longest(loose)
        if loose != path:
            found = max(found, self._longest(path), key=lambda row: row[:2])
        return found[2]

    def _longest(self, path: str) -> tuple[int, bool, Rule | None]:
        """Length of the pattern, whether it allows, and its rule; a length of -1 where none matches."""
        best: tuple[int, bool, Rule | None] = (-1, False, None)
        whole = self._whole.get(path)
        if whole is not None:
            best = (len(path) + 1, whole.allowed, whole)
        for length in self._lengths:
            if length > len(path):
                continue
            if length < best[0]:
                break
            start = self._starts.get(path[:length])
            if start is not None:
                best = max(best, (length, start.allowed, start), key=lambda row: row[:2])
                break
        for length, rule, pattern in self._wild:
            if (length, rule.allowed) <= best[:2]:
                break
            if pattern.match(path):
                return (length, rule.allowed, rule)
        return best
