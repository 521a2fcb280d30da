"""Whether two texts are near doubles."""

from __future__ import annotations

from dataclasses import dataclass
from operator import eq

from newscrawl.core.doubles.facts import say_otherwise
from newscrawl.core.doubles.sketch import HASHES, Sketch

__all__ = ["Match", "compare", "resemblance"]

RESEMBLANCE = 0.7
"""Jaccard similarity, as estimated, from which two texts are near doubles. At a true .6 one pair in half a million
reaches it."""

CUT = 0.65
"""The same where one text holds the other."""

HELD = 0.95
"""The share of the shorter text that the longer one holds, where it is one with its end cut off."""

_BY_CHANCE = 1 / 256
"""Bytes that agree though their hashes do not."""


@dataclass(frozen=True, slots=True)
class Match:
    """What two sketches say of their texts."""

    similarity: float
    """Jaccard similarity of their shingles, estimated, 0 to 1."""
    is_double: bool


def compare(one: Sketch, other: Sketch) -> Match:
    """Judge a pair; in whatever order."""
    similarity = resemblance(one.hashes, other.hashes)
    alike = similarity >= RESEMBLANCE or (similarity >= CUT and _held(similarity, one.size, other.size) >= HELD)
    return Match(similarity, alike and not say_otherwise(one.facts, other.facts))


def resemblance(one: bytes, other: bytes) -> float:
    """The estimated Jaccard similarity of two texts, by the hashes of their sketches."""
    share: float = sum(map(eq, one, other)) / HASHES
    return max(0.0, (share - _BY_CHANCE) / (1.0 - _BY_CHANCE))


def _held(similarity: float, one: int, other: int) -> float:
    """How much of the shorter text stands in the longer one, by their sizes in shingles."""
    return similarity * (one + other) / (1 + similarity) / min(one, other)
