"""The difference of two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

__all__ = ["Part", "compare"]

_TOKEN = re.compile(r"\w+\W*|\W+")
_WORD = re.compile(r"\w+")
_MANY = 4_000_000
"""Pairs of words: beyond, paragraphs are compared first and words only within those that changed."""


class Part(StrEnum):
    """What a piece of text is to both texts."""

    SAME = "same"
    MISSING = "missing"
    """In the known text alone."""
    EXTRA = "extra"
    """In the text that was got alone."""


def compare(expected: str, got: str) -> list[tuple[Part, str]]:
    """Pieces in reading order, each with all that stands between its words; neighbours differ in their kind.

    Words are compared as the score compares them: with their case, without punctuation and white space, which come
    from `got` where a piece stands in both.
    """
    left, right = _TOKEN.findall(expected), _TOKEN.findall(got)
    if len(left) * len(right) > _MANY:
        pieces = _by_paragraphs(expected, got)
    else:
        pieces = _by_words(left, right)
    return [(part, "".join(text for _, text in group)) for part, group in groupby(pieces, key=lambda piece: piece[0])]


def _by_paragraphs(expected: str, got: str) -> Iterator[tuple[Part, str]]:
    left, right = re.split(r"(?<=\n)(?=\S)", expected), re.split(r"(?<=\n)(?=\S)", got)
    for kind, a, b, c, d in SequenceMatcher(None, _words(left), _words(right), autojunk=False).get_opcodes():
        before, after = "".join(left[a:b]), "".join(right[c:d])
        if kind == "replace":
            words = _TOKEN.findall(before), _TOKEN.findall(after)
            if len(words[0]) * len(words[1]) <= _MANY:
                yield from _by_words(*words)
                continue
        yield from _pieces(kind, before, after)


def _by_words(left: list[str], right: list[str]) -> Iterator[tuple[Part, str]]:
    for kind, a, b, c, d in SequenceMatcher(None, _words(left), _words(right), autojunk=False).get_opcodes():
        yield from _pieces(kind, "".join(left[a:b]), "".join(right[c:d]))


def _pieces(kind: str, before: str, after: str) -> Iterator[tuple[Part, str]]:
    if kind == "equal":
        yield Part.SAME, after
        return
    # A piece without a word in it is punctuation, which the score does not count.
    if before:
        yield (Part.MISSING, before) if _WORD.search(before) else (Part.SAME, "")
    if after:
        yield (Part.EXTRA if _WORD.search(after) else Part.SAME, after)


def _words(tokens: list[str]) -> list[str]:
    return [" ".join(_WORD.findall(token)) for token in tokens]
