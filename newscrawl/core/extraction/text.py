"""One form for the characters of a text."""

from __future__ import annotations

import re
import unicodedata

# Soft hyphen, zero-width space, word joiner, byte order mark, and the marks that steer a display's direction.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# Joiners are letters' business in Arabic, Indic, Myanmar, Khmer and Mongolian writing, and in emoji; elsewhere noise.
_STRAY_JOINER = re.compile(
    "(?<![\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe0f\ufe70-\ufefe"
    "\u2600-\u27bf\U0001f000-\U0001faff])[\u200c\u200d]+"
)
_JOINERS = ("\u200c", "\u200d")
_NOT_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """The text as one line in NFC: white space (no-break spaces too) folded to single spaces, invisible marks out."""
    return " ".join(_visible(text).split())


def fold_lines(text: str) -> str:
    """Like `fold`, line by line; empty lines are dropped."""
    lines = (" ".join(line.split()) for line in _visible(text).split("\n"))
    return "\n".join(line for line in lines if line)


def key(text: str) -> str:
    """What two spellings of one line share: casefolded NFKC letters and digits, single spaces between words."""
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def tight(text: str) -> str:
    """The text as `fold` gives it, without white space: equal for one line in two trees of a page.

    Cheaper than `key`.
    """
    return "".join(_visible(text).split())


def _visible(text: str) -> str:
    if text.isascii():
        return text
    text = _INVISIBLE.sub("", text)
    if any(joiner in text for joiner in _JOINERS):
        text = _STRAY_JOINER.sub("", text)
    return unicodedata.normalize("NFC", text)
