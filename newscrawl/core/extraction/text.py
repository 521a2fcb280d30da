"""One form for the characters of a text.

What a reader sees stays: letters, marks, digits, punctuation, quotes and dashes as they are, emoji. Everything is in
NFC (UAX #15). White space of any kind, no-break and ideographic spaces too, is one plain space. What nobody sees goes,
unless the letters around it need it:

* controls (C0, C1), lone surrogates, non-characters, private use (icon fonts), soft hyphens, zero-width spaces, word
  joiners, byte order marks, tags outside of a flag, deprecated and annotation controls;
* C1 controls that stand where windows-1252 has a character are that character (WHATWG HTML, 13.2.5.80);
* ZWNJ and ZWJ stay between letters of scripts that join or stack (Arabic, Indic, Mongolian, ...) and in emoji (compare
  RFC 5892, appendix A, CONTEXTJ); elsewhere they are noise, and more than one in a row is;
* directional controls: `fold` drops them all, since fields are cut and put together. `fold_lines` and
  `fold_paragraphs` keep, in lines with letters of a right-to-left script, pairs of embeddings and isolates
  (UAX #9, BD8-BD13) and those marks (LRM, RLM, ALM) that no letter beside them makes idle. A pair ends where its line
  does: one without an end is dropped, and so are overrides, which show other words than are written.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from newscrawl.core.extraction.direction import MARKS, balanced

__all__ = ["fold", "fold_lines", "fold_paragraphs", "key", "level", "tight"]

_C1 = {code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)}
_NEVER = (
    "\x00-\x08\x0e-\x1f\x7f\u00ad\u200b\u2060-\u2065\u206a-\u206f\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufff9-\ufffc\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000f0000-\U0010ffff"
)
_DROPPED = re.compile(f"[{_NEVER}]")
_NONCHARACTERS = re.compile(
    "[" + "".join(f"{chr(p * 0x10000 + 0xFFFE)}{chr(p * 0x10000 + 0xFFFF)}" for p in range(1, 15)) + "]"
)
_BLANKS = re.compile("[\u3164\uffa0]")
# Between two combining marks a grapheme joiner keeps their order.
_STRAY_GRAPHEME_JOINER = re.compile("\u034f(?![\u0300-\u036f\u0591-\u05c7])")
_JOINING = "\u0620-\u06d3\u06d5-\u06ef\u06fa-\u08ff\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U0001e900-\U0001e95f"
_STACKING = (
    "\u0900-\u0dff\u0f00-\u0fff\u1000-\u109f\u1780-\u18af\u1a20-\u1b7f\ua8e0-\ua9ff\uaa60-\uaa7f\U00011000-\U000114ff"
)
_EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_JOINERS = re.compile(
    f"(?<=[{_JOINING}])(?:(\u200c)[\u200c\u200d]*(?=[{_JOINING}])|(\u200d)[\u200c\u200d]*)"
    f"|(?<=[{_STACKING}])([\u200c\u200d])[\u200c\u200d]*"
    f"|(?<=[{_EMOJI}])(\u200d)[\u200c\u200d]*(?=[{_EMOJI}])"
    "|[\u200c\u200d]+"
)
_STRAY_SELECTOR = re.compile(
    "(?<![^\\s\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)
_FLAG_TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|[\U000e0000-\U000e007f]+")


def _others(members: str) -> str:
    """The members of a class of characters that has all but these."""
    spans = sorted((ord(low), ord(high or low)) for low, high in re.findall("(.)(?:-(.))?", members, re.DOTALL))
    starts = [0, *(high + 1 for _, high in spans)]
    ends = [*(low - 1 for low, _ in spans), sys.maxunicode]
    pairs = zip(starts, ends, strict=True)
    return "".join(f"{re.escape(chr(low))}-{re.escape(chr(high))}" for low, high in pairs if low <= high)


# What any of the above is about; a text without it has nothing to be cleaned of. Searched for as what is none of the
# other characters: nearly every one is in the first few of their ranges, which takes a third of the time.
_ODD = re.compile(
    "[^"
    + _others(
        f"{_NEVER}\x80-\x9f\u034f\u061c\u200c-\u200f\u202a-\u202e\u2066-\u2069\u3164\ufe00-\ufe0f\uffa0"
        "\U0001fffe-\U0001ffff\U0002fffe-\U0002ffff\U000e0000-\U000e01ff"
    )
    + "]"
)
_NOT_WORD = re.compile(r"[\W_]+")
# The same in ASCII: by table, several times as fast.
_BLANK_IN_ASCII = {code: " " for code in range(128) if not chr(code).isalnum()}


def fold(text: str) -> str:
    """The text as one line in NFC: white space folded to single plain spaces, unseen characters out."""
    return " ".join(_visible(text).split())


def fold_lines(text: str) -> str:
    """Like `fold`, line by line (a line ends at a newline); empty lines are dropped, directional pairs balanced."""
    return "\n".join(line for line in _lines(text) if line)


def fold_paragraphs(text: str) -> list[str]:
    """The text's paragraphs, which an empty line parts, each as `fold_lines` gives it; [] for an empty text."""
    found: list[list[str]] = [[]]
    for line in _lines(text):
        if line:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return ["\n".join(lines) for lines in found if lines]


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """What two spellings of one line share: casefolded NFKC letters and digits, single spaces between words."""
    text = level(text)
    if text.isascii():
        return " ".join(text.translate(_BLANK_IN_ASCII).split())
    return _NOT_WORD.sub(" ", text).strip()


def level(text: str) -> str:
    """The text as casefolded NFKC: it has the same words as its `key`, with all that stands between them."""
    return unicodedata.normalize("NFKC", _visible(text)).casefold()


@lru_cache(maxsize=4096)
def tight(text: str) -> str:
    """The text as `fold` gives it, without white space: equal for one line in two trees of a page.

    Cheaper than `key`.
    """
    if text.isascii() and text.isprintable():
        return text.replace(" ", "")
    return "".join(_visible(text).split())


def _visible(text: str) -> str:
    """In NFC, without anything that is not seen."""
    if text.isascii() and text.isprintable():
        return text
    if not _ODD.search(text):
        return unicodedata.normalize("NFC", text)
    return _settled(text, lambda line: MARKS.sub("", line))


def _lines(text: str) -> list[str]:
    if not _ODD.search(text):
        text = text if text.isascii() else unicodedata.normalize("NFC", text)
        return [" ".join(line.split()) for line in text.split("\n")]
    return [" ".join(_settled(line, balanced).split()) for line in text.split("\n")]


def _settled(text: str, directed: Callable[[str], str]) -> str:
    """Cleaned until nothing more goes: what stood between two characters may have kept one of them in place."""
    for _ in range(_ROUNDS):
        before = text
        text = unicodedata.normalize("NFC", directed(_cleaned(text)))
        if text == before:
            break
    return text


_ROUNDS = 8


def _cleaned(text: str) -> str:
    """Without what is never seen; directional characters stay."""
    text = _NONCHARACTERS.sub("", _DROPPED.sub("", text.translate(_C1)))
    text = _BLANKS.sub(" ", _STRAY_GRAPHEME_JOINER.sub("", text))
    text = _FLAG_TAGS.sub(lambda found: found[1] or "", text)
    text = _JOINERS.sub(lambda found: found[found.lastindex] if found.lastindex else "", text)
    return _STRAY_SELECTOR.sub("", text)
