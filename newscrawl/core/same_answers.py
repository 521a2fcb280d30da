"""Soft 404s: a site that answers whatever is asked for with one and the same page, and with success.

Known without a request of its own, by what comes: the third address with the same page is none. (Bar-Yossef et al., Sic
Transit Gloria Telae, WWW 2004, ask for a made-up address and compare; that would be a request more a folder.)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

__all__ = ["SameAnswers", "page_print"]

BYTES_MAX = 2**18
"""Of a page that are compared."""
PAGES_MAX = 2000
"""Pages of one site that are remembered, the first ones."""
ENOUGH = 3
"""Addresses with the same page: two may be two names of one list."""

# Words with a number only where they begin: looked for from each of its letters, one long word would take minutes.
_CHANGING = re.compile(rb"(?<![a-z0-9_-])[a-z_-]*\d[a-z0-9_-]*|[a-f]{8,}|\s+")


def page_print(body: bytes, urls: Iterable[str]) -> str:
    """A digest of a page without what differs at every call: numbers, tokens, white space, the addresses asked for."""
    text = body[:BYTES_MAX].lower()
    for name in sorted(_names(urls), key=len, reverse=True):
        text = text.replace(name, b"")
    return hashlib.sha256(_CHANGING.sub(b" ", text)).hexdigest()


def _names(urls: Iterable[str]) -> set[bytes]:
    """The spellings in which a page may repeat the address that it was asked for."""
    found = set()
    for url in urls:
        try:
            parts = urlsplit(url.lower())
        except ValueError:
            continue
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        leaf = parts.path.rstrip("/").rpartition("/")[2]
        for name in (url.lower(), path, parts.path, leaf, leaf.partition(".")[0]):
            plain = unquote(name, errors="replace")
            found |= {text.encode("utf-8", "replace") for text in (name, plain, plain.replace("&", "&amp;"))}
    return {name for name in found if len(name) >= 10}  # shorter ones stand in navigations too


@dataclass(slots=True)
class SameAnswers:
    """The pages of one site in one run that were no articles, by their prints."""

    _known: dict[str, tuple[str, set[str]]] = field(default_factory=dict)

    def note(self, mark: str, url: str, key: str) -> str | None:
        """Note a page: its `page_print`, the address asked for, and its key.

        Returns the first address for which the same page came, from the third address on; else None.
        """
        if mark not in self._known and len(self._known) >= PAGES_MAX:
            return None
        first, keys = self._known.setdefault(mark, (url, set()))
        if len(keys) < ENOUGH:
            keys.add(key)
        return first if len(keys) >= ENOUGH else None
