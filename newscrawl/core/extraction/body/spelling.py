"""The characters of a page's runs: how many of a kind each run has, and its words. All runs are read at once, as
numbers: a regular expression a run takes more than twice as long.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Spelling", "is_wide", "spelled", "words_of"]

Counts = NDArray[np.int64]
Codes = NDArray[np.uint32]

_WORD = re.compile(r"[^\W_]+")
_MARK, _DIGIT, _BAR = 1, 2, 3
_KINDS = np.zeros(0x10000, np.uint8)
_KINDS[[ord(mark) for mark in ".,;:!?…。、，！？؟،।۔"]] = _MARK
_KINDS[[ord(bar) for bar in "|•·»›©→▶#@/"]] = _BAR
_WIDE = ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7AF))
_SPACE, _BREAK = ord(" "), ord("\n")


@dataclass(eq=False, slots=True)
class Spelling:
    """What the runs are made of."""

    words: list[list[str]]
    """For each run its letters and digits, casefolded, as words."""
    marks: Counts
    """(runs,): punctuation marks."""
    digits: Counts
    bars: Counts
    """(runs,): what stands between the parts of menus and bylines."""


def spelled(texts: Sequence[str]) -> Spelling:
    """In: the runs' texts, without line breaks."""
    codes = _codes("\n".join(texts).casefold() + "\n")
    # Most characters are plain letters and spaces: only the others are looked at.
    odd = np.flatnonzero((codes - ord("a") > 25) & (codes != _SPACE) & (codes != _BREAK))
    others = codes[odd]
    letters = others.view("<U1")
    kinds = _KINDS.take(others, mode="clip")
    kinds[np.strings.isdecimal(letters)] = _DIGIT
    told = np.flatnonzero(kinds)
    run = np.searchsorted(np.flatnonzero(codes == _BREAK), odd[told])
    counts = np.bincount(4 * run + kinds[told], minlength=4 * len(texts))
    codes[odd[~np.strings.isalnum(letters)]] = _SPACE
    lines = codes.tobytes().decode("utf-32-le", "surrogatepass").split("\n")
    words = [line.split() for line in lines[: len(texts)]]
    return Spelling(words, counts[_MARK::4], counts[_DIGIT::4], counts[_BAR::4])


def words_of(text: str) -> list[str]:
    """The words of one text, as `spelled` gives them; for a short one."""
    return _WORD.findall(text.casefold())


def is_wide(text: str) -> bool:
    """Whether a good part of a text is written in a script without spaces (Chinese, Japanese) or in Korean."""
    codes = _codes(text)
    wide = sum(int(np.count_nonzero((codes >= low) & (codes <= high))) for low, high in _WIDE)
    return wide > 0.2 * len(text)


def _codes(text: str) -> Codes:
    return np.frombuffer(bytearray(text.encode("utf-32-le", "surrogatepass")), "<u4")
