"""What a text says in its variable places: its numbers, and its names where the script has capitals.

Weather, prices, results and notices that are made from a template differ in little else, and say different things all
the same. Each number and name is kept with the words around it, so that two texts can be compared place by place.
"""

from __future__ import annotations

import re
from binascii import crc32

from newscrawl.core.doubles.words import tokens

__all__ = ["facts_of", "say_otherwise"]

MOST = {"#": 16, "@": 12}
"""Numbers of one text, and names, that are looked at: the first ones."""

LOOKED_AT = 2000
"""Characters at the beginning of a text: what is made from a template has its blanks there."""

_NUMBERS, _NAMES = MOST
# Digits by their ranges (ASCII, Arabic, Persian, Devanagari, Bengali, Thai): `\d` takes three times as long.
_DIGITS = "0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59"
_CAPITALS = "".join(filter(str.isupper, map(chr, range(0x590))))
# A number with what may be written to it (5pm, 20km), or a word with a capital where no sentence begins: behind another
# word, or behind a comma. One pattern, as the search for where it may begin takes the time.
_FACT = re.compile(rf"[{_DIGITS}{_CAPITALS}](?:(?<=[{_DIGITS}])[{_DIGITS}]*[a-zA-Z]{{0,3}}|(?<=[\w,] .)[^\W_]*)")
_IS_NUMBER = re.compile(f"[{_DIGITS}]").match
_ENTRY = 3


def facts_of(text: str, low: list[str]) -> bytes:
    """The variable places of a text, 3 bytes each, 168 bytes at the most. In: it folded, and its tokens, casefolded.

    Two bytes say which place it is (the lowest bit: 1 for a name), the third what stands there.
    """
    beginning = text[:LOOKED_AT]
    words = tokens(beginning)
    if len(text) > LOOKED_AT:
        words = words[:-1]  # may be cut
    skeleton, runs = _runs(words, low[: len(words)], _kinds(beginning))
    kept: dict[int, int] = {}
    seen: dict[int, int] = {}
    for at, said in runs:
        kind = skeleton[at]
        name = kind == _NAMES
        value = crc32(said.encode()) & 0xFF
        before, after = skeleton[max(0, at - 2) : at], skeleton[at + 1 : at + 3]
        for context in (f"{kind}<{' '.join(before)}", f"{kind}>{' '.join(after)}"):
            place = crc32(context.encode()) & 0xFFFE | name
            number = seen[place] = seen.get(place, -1) + 1
            # A list has the same words around many numbers; a name is told by words that come once.
            if number and not name:
                place = (place + 0x3D16 * number) & 0xFFFE
            kept[place] = -1 if number and name else value
    return b"".join([bytes((place >> 8, place & 0xFF, value)) for place, value in kept.items() if value >= 0])


def say_otherwise(one: bytes, other: bytes) -> bool:
    """Whether two texts say different things in the same places. In: their facts.

    So it is where a third of the numbers that stand in the same words differ, or a third of the names; at least two of
    them, as one alone may be a correction.
    """
    first, second = _read(one), _read(other)
    for kind in (0, 1):
        shared = [place for place in first.keys() & second.keys() if place & 1 == kind]
        differing = sum(first[place] != second[place] for place in shared)
        # Each has two places: what stands before it and what stands behind.
        if differing >= 3 and 3 * differing >= len(shared):
            return True
    return False


def _read(facts: bytes) -> dict[int, int]:
    places = range(0, len(facts), _ENTRY)
    return {facts[place] << 8 | facts[place + 1]: facts[place + 2] for place in places}


def _runs(words: list[str], low: list[str], kinds: dict[str, str]) -> tuple[list[str], list[tuple[int, str]]]:
    """The words with a sign in place of each run of numbers or names; where those are, and what they say."""
    skeleton: list[str] = []
    runs: list[tuple[int, str]] = []
    left = dict(MOST)
    end, last = 0, ""
    for at in [at for at, word in enumerate(words) if word in kinds]:
        kind = kinds[words[at]]
        if at == end and kind == last:
            runs[-1] = (runs[-1][0], f"{runs[-1][1]} {low[at]}")
        elif left[kind]:
            left[kind] -= 1
            skeleton += low[end:at]
            runs.append((len(skeleton), low[at]))
            skeleton.append(kind)
        else:
            continue
        end, last = at + 1, kind
    return skeleton + low[end : end + 2], runs


def _kinds(text: str) -> dict[str, str]:
    """Which words are numbers, and which have a capital where no sentence begins."""
    return {word: _NUMBERS if _IS_NUMBER(word) else _NAMES for word in _FACT.findall(text)}
