"""Short texts as pages carry them in attributes and JSON: entities, tags, addresses."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from newscrawl.core.extraction import text as texts

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_NOT_A_LETTER = re.compile(r"[\W_]+")
# The same in ASCII: deleted by table, several times as fast.
_NOT_A_LETTER_IN_ASCII = {code: None for code in range(128) if not chr(code).isalnum()}


def fold(text: str) -> str:
    """One line of text (see text.fold), entities decoded (twice where they were encoded twice), tags left out."""
    for _ in range(2):
        if "&" not in text or not _ENTITY.search(text):
            break
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    flat = " ".join(text.split())
    # What most texts are: nothing in them has to be looked for.
    return flat if flat.isascii() and flat.isprintable() else texts.fold(flat)


@lru_cache(maxsize=2048)
def key(text: str) -> str:
    """Letters and digits alone, case and width folded: equal for one name or headline spelled in two ways."""
    if text.isascii():
        return text.lower().translate(_NOT_A_LETTER_IN_ASCII)
    return _NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


def absolute(base: str, address: str) -> str | None:
    """The http(s) address that `address` means on a page at `base`; None where it means none."""
    address = address.strip()
    if not address or address.startswith("#"):
        return None
    try:
        joined = urljoin(base, address)
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and parts.hostname else None


def looks_like_address(text: str) -> bool:
    """Whether a text is an address or a handle where a name was expected."""
    return text.startswith(("www.", "/", "@")) or "://" in text
