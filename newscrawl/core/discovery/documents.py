"""Sitemap or feed: what a document is decides how it is read, not the name under which it came."""

from __future__ import annotations

from dataclasses import replace

from newscrawl.core.candidate import Discovery
from newscrawl.core.discovery.feed_items import read_feed, read_json_feed
from newscrawl.core.discovery.payload import Kind, sniff, to_text, unpack
from newscrawl.core.discovery.sitemap_xml import read_address_list, read_sitemap

__all__ = ["read_document"]


def read_document(body: bytes, url: str, wanted: str) -> Discovery:
    """What a sitemap or feed names. `wanted` is the word for it in a problem ("sitemap", "feed"). Never raises."""
    data, fault = unpack(body)
    text = to_text(data)
    kind = sniff(text)
    if kind is Kind.EMPTY:
        found = Discovery(problem=f"empty document instead of a {wanted}")
    elif kind is Kind.HTML:
        found = Discovery(problem=f"HTML instead of a {wanted}")
    elif kind is Kind.JSON:
        found = read_json_feed(text, url)
    elif kind is Kind.TEXT:
        found = read_address_list(text, url)
    elif kind is Kind.SITEMAP:
        found = read_sitemap(text, url)
    else:
        found = read_feed(text, url)
        if kind is Kind.XML and not found.candidates:
            found = read_sitemap(text, url)
            if not found.candidates and not found.sources:
                found = replace(found, problem=f"XML, but no {wanted}")
    return replace(found, problem=fault) if fault else found
