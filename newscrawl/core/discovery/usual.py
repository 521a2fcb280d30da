"""Where sites have their feeds and sitemaps when nothing announces them."""

from __future__ import annotations

from urllib.parse import urljoin

from newscrawl.core.candidate import Source, SourceKind

__all__ = ["usual_sources"]

_USUAL = (
    ("/sitemap_index.xml", SourceKind.SITEMAP),
    ("/feed", SourceKind.FEED),
    ("/rss", SourceKind.FEED),
    ("/rss.xml", SourceKind.FEED),
    ("/feed.xml", SourceKind.FEED),
    ("/atom.xml", SourceKind.FEED),
    ("/index.xml", SourceKind.FEED),
    ("/feeds", SourceKind.FEED),
)


def usual_sources(url: str) -> list[Source]:
    """The usual ones on a site's host, the most usual first. Takes the address of the site."""
    return [Source(urljoin(url, path), kind) for path, kind in _USUAL]
