"""Signatures of texts: equal for equal texts."""

from __future__ import annotations

import hashlib
import re
import unicodedata

__all__ = ["content_hash"]

_NO_LETTER = re.compile(r"[\W_]+")


def content_hash(text: str) -> str | None:
    """SHA-256, in hex, of a text's letters and digits: casefolded, NFKC, in order, nothing between them.

    In: the text without its title. Out: equal for texts that differ in white space, punctuation, case or width of
    characters only; None for a text without a letter or digit.
    """
    letters = _NO_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())
    return hashlib.sha256(letters.encode("utf-8", "surrogatepass")).hexdigest() if letters else None
