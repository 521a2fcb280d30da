"""What the worker processes are asked to do: core's functions, imported only there.

The main process never loads trafilatura and its kin, so it starts quickly and stays small.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newscrawl.core.candidate import Candidate, Discovery, Source, SourceKind
from newscrawl.core.site import Site
from newscrawl.core.typical import Typical

if TYPE_CHECKING:
    from newscrawl.core.extraction import Extraction


@dataclass(frozen=True, slots=True)
class Found:
    """What a source brought for its site."""

    candidates: list[tuple[str, Candidate]]
    """With their keys (core.urls.identity); only such as the site covers and wants."""
    sources: tuple[Source, ...]
    problem: str | None


def extract(
    body: bytes, url: str, content_type: str | None, status: int, candidate: Candidate, typical: Typical
) -> Extraction:
    """core.extraction.extract_page."""
    from newscrawl.core.extraction import extract_page

    return extract_page(body, url, content_type=content_type, status=status, candidate=candidate, typical=typical)


def discover(body: bytes, url: str, content_type: str | None, source: Source, site: Site) -> Found:
    """What a document says, by the parser of core.discovery for its kind, as far as it is the site's."""
    from newscrawl.core.urls import identity

    discovery = _parse(body, url, content_type, source, site)
    front = identity(site.url)
    keyed = ((identity(c.url), c) for c in discovery.candidates if site.covers(c.url) and site.wants(c.url))
    return Found([(key, c) for key, c in keyed if key != front], discovery.sources, discovery.problem)


def _parse(body: bytes, url: str, content_type: str | None, source: Source, site: Site) -> Discovery:
    from newscrawl.core.discovery.feeds import parse_feed
    from newscrawl.core.discovery.links import parse_links
    from newscrawl.core.discovery.sitemaps import parse_sitemap

    if source.kind in (SourceKind.FRONT_PAGE, SourceKind.SECTION):
        return parse_links(
            body, url, content_type=content_type, kind=source.kind, depth=source.depth, covers=site.covers
        )
    parse = parse_feed if source.kind is SourceKind.FEED else parse_sitemap
    return parse(body, url)
