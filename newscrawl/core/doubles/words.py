"""A text as the words, or the characters, that it is compared by."""

from __future__ import annotations

import re
import unicodedata
from itertools import filterfalse

__all__ = ["cut", "folded", "lowered", "tokens"]

WIDE_CHARACTERS = 6
"""Of Chinese and Japanese, where a word has about two."""

CLOSE_CHARACTERS = 12
"""Of Thai, Lao, Khmer and Burmese, where a word has about four, marks among them."""

_WIDE = (
    "\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_CLOSE = "\u0e01-\u0e3e\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1050-\u109f\u1780-\u17d3\ua9e0-\ua9ef\uaa60-\uaa7f"
# Vowel signs are letters of their words, though Unicode has them as marks and `\w` does not take them.
_SIGNS = "\u0900-\u0963\u0971-\u0df3\u0f71-\u0fbc"
# Written by some and not by others: accents that did not compose, points, vowels of Hebrew and Arabic, joiners.
_OPTIONAL = re.compile(
    "[\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u200b-\u200f\u2060\ud800-\udfff\ufe00-\ufe0f\ufeff]+"
)
_UNSPACED = re.compile(f"[{_WIDE}{_CLOSE}]")
_CLOSE_ONE = re.compile(f"[{_CLOSE}]")
_WORD = re.compile(f"(?:[^\\W_{_WIDE}{_CLOSE}]|[{_SIGNS}])+")
_SIGNED = re.compile(f"[{_SIGNS}]")
_TOKEN = re.compile(f"[{_WIDE}{_CLOSE}]|{_WORD.pattern}")
_PLAIN = re.compile(r"\w+")
_ASCII = bytes(code if chr(code).isalnum() else 32 for code in range(128)) + bytes(128)
_ASCII_LOWERED = _ASCII.lower()


def folded(text: str) -> str:
    """NFKC, without what is written by some and not by others; the case stays as it is."""
    text = unicodedata.normalize("NFKC", text)
    return text if text.isascii() else _OPTIONAL.sub("", text)


def tokens(text: str) -> list[str]:
    """The words of a folded text, in order, and in scripts without spaces each character."""
    if text.isascii():
        return text.encode().translate(_ASCII).decode().split()
    if _UNSPACED.search(text):
        return _TOKEN.findall(text)
    return _WORD.findall(text) if _SIGNED.search(text) else _PLAIN.findall(text.replace("_", " "))


def lowered(text: str) -> list[str]:
    """The same, casefolded one by one."""
    if text.isascii():
        return text.encode().translate(_ASCII_LOWERED).decode().split()
    found = tokens(text)
    return " ".join(found).casefold().split(" ") if found else []


def cut(low: list[str]) -> tuple[list[str], list[str]]:
    """What a text is cut into shingles by (core.doubles.shingles). In: its tokens, casefolded.

    Out: its words, in order, and overlapping pieces of what is written without spaces. A text that mixes scripts has
    both, and each kind reads over the other, so that one foreign name breaks few shingles.
    """
    letters = "".join(low)
    letters = "" if letters.isascii() else "".join(set(letters))
    alone = set(_UNSPACED.findall(letters))
    if not alone:
        return low, []
    pieces: list[str] = []
    close = set(_CLOSE_ONE.findall(letters))
    for kind, length in ((alone - close, WIDE_CHARACTERS), (close, CLOSE_CHARACTERS)):
        run = "".join(filter(kind.__contains__, low)) if kind else ""
        pieces += [run[place : place + length] for place in range(len(run) - length + 1)]
    return list(filterfalse(alone.__contains__, low)), pieces
