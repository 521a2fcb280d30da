"""Short texts as pages carry them in attributes and JSON: entities, white space, addresses."""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import urljoin, urlsplit

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_NOT_A_LETTER = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """White space folded to single spaces, entities decoded (twice where they were encoded twice), tags left out.

    In: any characters. Out: NFC, without soft hyphens, zero width spaces and surrounding white space.
    """
    for _ in range(2):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    text = _UNSEEN.sub("", _TAG.sub(" ", text) if "<" in text else text)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def key(text: str) -> str:
    """Letters and digits alone, case and width folded: equal for one name or headline spelled in two ways."""
    return _NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


def absolute(base: str, address: str) -> str | None:
    """The http(s) address that `address` means on a page at `base`; None where it means none."""
    address = address.strip()
    if not address or address.startswith(("#", "javascript:", "data:", "mailto:")):
        return None
    try:
        joined = urljoin(base, address)
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and parts.netloc else None


def looks_like_address(text: str) -> bool:
    """Whether a text is an address or a handle where a name was expected."""
    return text.startswith(("http://", "https://", "www.", "/", "@")) or "://" in text
