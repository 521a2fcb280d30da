"""Text fields of sitemaps, feeds and links in the form that a candidate has."""

from __future__ import annotations

import html
import re
from functools import lru_cache

__all__ = ["language_code", "local_name", "plain_title"]

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*\s*")


def plain_title(text: str | None) -> str | None:
    """A title without markup and entities (feeds escape them once more than XML asks), white space folded."""
    if not text:
        return None
    if "&" in text or "<" in text:
        text = html.unescape(_TAG.sub(" ", html.unescape(text)))
    return " ".join(text.split()) or None


def language_code(text: str | None) -> str | None:
    """The primary code of a BCP 47 tag in lower case (`de-AT` -> `de`), or None."""
    match = _LANGUAGE.fullmatch(text or "")
    return match[1].lower() if match else None


def local_name(tag: object) -> str:
    """The name of an lxml element's tag without namespace or unbound prefix, in lower case; "" for a comment's."""
    return _local(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=1024)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()
