"""Feeds -> candidates."""

from __future__ import annotations

from newscrawl.core.candidate import Discovery
from newscrawl.core.discovery.documents import read_document

__all__ = ["parse_feed"]


def parse_feed(body: bytes, url: str) -> Discovery:
    """What a feed names: RSS 0.9 to 2.0, RDF, Atom or JSON Feed, with title, dates and language.

    Takes the bytes as they came, gzip or not, and the absolute address. A sitemap under a feed's name is read as the
    sitemap that it is. Never raises: `problem` says in a line what was broken, or that it was empty or no feed.
    """
    return read_document(body, url, "feed")
