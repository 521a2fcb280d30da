"""Sitemaps -> candidates and further sitemaps."""

from __future__ import annotations

from newscrawl.core.candidate import Discovery
from newscrawl.core.discovery.documents import read_document

__all__ = ["parse_sitemap"]


def parse_sitemap(body: bytes, url: str) -> Discovery:
    """What a sitemap names: an index (sources), an url set or a plain list (candidates), with Google News' fields.

    Takes the bytes as they came, gzip or not, and the absolute address; UTF-8, what the XML declares, or a BOM. After
    sitemaps.org 0.9 and Google's news sitemap 0.9. A feed under a sitemap's name is read as the feed that it is. Of
    candidates only front pages are left out. Never raises: `problem` says in a line what was broken.
    """
    return read_document(body, url, "sitemap")
