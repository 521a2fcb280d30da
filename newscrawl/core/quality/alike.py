"""How much of what is said of a text stands in it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["body_of", "likeness", "marks"]

_WORD = re.compile(r"[^\W_]+")
_PAIRED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af]")
_LONG = 4
_STEM = 6


@lru_cache(maxsize=64)
def marks(text: str) -> frozenset[str]:
    """What a text can be known by: its words of four letters and more, cut after the sixth so that most endings fall
    away; in scripts without spaces, and in Korean with its short words, its pairs of characters.
    """
    folded = body_of(text)
    if 4 * len(_PAIRED.findall(folded)) < len(folded):
        return frozenset(word[:_STEM] for word in folded.split() if len(word) >= _LONG)
    tight = folded.replace(" ", "")
    return frozenset(tight[place : place + 2] for place in range(len(tight) - 1))


@lru_cache(maxsize=32)
def body_of(text: str) -> str:
    """The form of a text in which marks are looked up: casefolded letters and digits, single spaces between words.

    Of the last few texts it is remembered, for speed only: guard, verdict and features ask for the same ones.
    """
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def likeness(said: frozenset[str], body: str) -> float:
    """The share of marks that stand in a text, 0 to 1; 0 where there are none. In: `marks` and `body_of` of two."""
    if not said:
        return 0.0
    if max(map(len, said)) <= 2:
        body = body.replace(" ", "")
    return sum(mark in body for mark in said) / len(said)
