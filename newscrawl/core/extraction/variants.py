"""The other forms of an article that a page names: for AMP, for small screens."""

from __future__ import annotations

import re

from newscrawl.core.extraction.page import Page
from newscrawl.core.urls import identity, trusted_canonical

__all__ = ["read_variants"]

_SMALL = re.compile(r"handheld|max-(?:device-)?width", re.IGNORECASE)


def read_variants(page: Page) -> tuple[str, ...]:
    """The identities (core.urls) of a page's other forms, its own aside; believed as a canonical address is.

    In: the page, which is not changed. Read are `rel=amphtml` (amp.dev, "Make your pages discoverable"), and
    `rel=alternate` with a media query for small screens (Google Search Central, "separate URLs").
    """
    own, found = identity(page.url), dict[str, None]()
    for element in page.elements["link"]:
        rel = (element.get("rel") or "").lower().split()
        if "amphtml" in rel or ("alternate" in rel and _SMALL.search(element.get("media") or "")):
            target = trusted_canonical(page.url, element.get("href"))
            if target is not None and (key := identity(target)) != own:
                found[key] = None
    return tuple(found)
