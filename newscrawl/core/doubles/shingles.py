"""The shingles of a text, as hashes. What two texts share of them is how alike they are.

Overlapping runs of four words where words are parted by spaces, pieces of characters where they are not (words.cut).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newscrawl.core.doubles.words import cut

__all__ = ["Hashes", "shingles"]

Hashes = NDArray[np.uint64]

WORDS = 4
"""Of one shingle."""

_ODD = np.uint64(0x9E3779B97F4A7C15)  # D. Knuth's multiplier for hashing: the golden ratio's fraction in 64 bits
_HALF = np.uint64(32)


def shingles(low: list[str]) -> Hashes:
    """The hashes of a text's shingles, each once, sorted; 64 bits. In: its tokens, casefolded.

    Words are hashed one by one, and a shingle's hash is made of its words': a string for each shingle takes three times
    as long.
    """
    words, pieces = cut(low)
    found = _runs(_hashes(words)) if len(words) >= WORDS else _hashes([])
    if pieces:
        found = np.concatenate([found, _hashes(pieces)])
    found.sort()
    fresh = np.ones(len(found), np.bool_)
    np.not_equal(found[1:], found[:-1], out=fresh[1:])
    return found[fresh]


def _runs(words: Hashes) -> Hashes:
    runs = words[: 1 - WORDS].copy()
    for place in range(1, WORDS):
        runs *= _ODD
        runs ^= words[place : len(words) - WORDS + 1 + place]
    runs *= _ODD
    runs ^= runs >> _HALF
    return runs


def _hashes(parts: Sequence[str]) -> Hashes:
    from rensa import RMinHash

    return np.array(RMinHash.hash_token_sets([parts])[0], np.uint64)
