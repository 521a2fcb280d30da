"""Signatures of texts: equal for equal texts."""

from __future__ import annotations

import hashlib
import re
import unicodedata

__all__ = ["content_hash"]

_NO_LETTER = re.compile(r"[\W_]+")
# The same in ASCII, which is most of it in most texts: deleted by table, in a tenth of the time.
_NO_LETTER_IN_ASCII = bytes(code for code in range(128) if not chr(code).isalnum())


def content_hash(text: str) -> str | None:
    """SHA-256, in hex, of a text's letters and digits: casefolded, NFKC, in order, nothing between them.

    In: the text without its title. Out: equal for texts that differ in white space, punctuation, case or width of
    characters only; None for a text without a letter or digit.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().encode("utf-8", "surrogatepass")
    letters = folded.translate(None, _NO_LETTER_IN_ASCII)
    if not letters.isascii():
        letters = _NO_LETTER.sub("", letters.decode("utf-8", "surrogatepass")).encode("utf-8", "surrogatepass")
    return hashlib.sha256(letters).hexdigest() if letters else None
