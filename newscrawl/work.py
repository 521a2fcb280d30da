"""What the worker processes are asked to do: core's functions, imported only there.

The main process never loads trafilatura and its kin, so it starts quickly and stays small.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.core.candidate import Candidate, Discovery, Source, SourceKind

if TYPE_CHECKING:
    from newscrawl.core.extraction import Extraction


def extract(body: bytes, url: str, content_type: str | None, status: int, candidate: Candidate) -> Extraction:
    """core.extraction.extract_page."""
    from newscrawl.core.extraction import extract_page

    return extract_page(body, url, content_type=content_type, status=status, candidate=candidate)


def discover(body: bytes, url: str, content_type: str | None, source: Source) -> Discovery:
    """The parser of core.discovery that is for this kind of source."""
    from newscrawl.core.discovery.feeds import parse_feed
    from newscrawl.core.discovery.links import parse_links
    from newscrawl.core.discovery.sitemaps import parse_sitemap

    if source.kind in (SourceKind.FRONT_PAGE, SourceKind.SECTION):
        return parse_links(body, url, content_type=content_type, kind=source.kind, depth=source.depth)
    parse = parse_feed if source.kind is SourceKind.FEED else parse_sitemap
    return parse(body, url)
