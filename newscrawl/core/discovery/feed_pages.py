"""Feeds over several pages: RFC 5005 (paged and archived feeds), and WordPress, which has them without a link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

from lxml import etree

from newscrawl.core.discovery.fields import local_name
from newscrawl.core.urls import absolute

__all__ = ["next_feed_page"]

_RELATIONS = ("next", "prev-archive", "prev-page")
"""The ways to what is older, best first: the next page of a paged feed, the archive before the current document."""

_WORDPRESS = re.compile(r"\bwordpress\b", re.IGNORECASE)


def next_feed_page(root: etree._Element, url: str) -> str | None:
    """The absolute address of the page with the entries that come before those of a feed; None for the last one.

    Takes the feed's root element and address. Where the feed names none and WordPress made it, it is `paged=` one
    higher.
    """
    named: dict[str, str] = {}
    wordpress = False
    for element in _heads(root):
        name = local_name(element.tag)
        if name == "link" and element.get("rel") in _RELATIONS:
            address = absolute(element.get("href", ""), element.base or url)
            if address and address != url:
                named.setdefault(element.get("rel", ""), address)
        elif name == "generator":
            wordpress = _WORDPRESS.search(f"{element.text or ''} {element.get('uri', '')}") is not None
    for relation in _RELATIONS:
        if relation in named:
            return named[relation]
    return _paged(url) if wordpress else None


def _heads(root: etree._Element) -> Iterator[etree._Element]:
    """What stands in the feed beside its entries: in Atom's feed, in RSS's channel."""
    for element in root:
        if local_name(element.tag) == "channel":
            yield from element
        elif local_name(element.tag) not in ("item", "entry"):
            yield element


def _paged(url: str) -> str | None:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    number = query.get("paged", "1")
    if not number.isascii() or not number.isdecimal():
        return None
    query["paged"] = str(max(1, int(number[:6])) + 1)
    return parts._replace(query=urlencode(query), fragment="").geturl()
