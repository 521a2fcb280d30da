"""What the worker processes are asked to do: core's functions, imported only there.

The main process never loads trafilatura and its kin, so it starts quickly and stays small.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from newscrawl.core.candidate import Candidate, Discovery, Source, SourceKind
from newscrawl.core.site import Site
from newscrawl.core.typical import Typical

if TYPE_CHECKING:
    from newscrawl.core.extraction import Extraction


SLICE = 500
"""Candidates that are handed over and written down at once: others get their turn in between."""

Keyed: TypeAlias = list[tuple[str, Candidate]]
"""Candidates with their keys (core.urls.identity)."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a source brought for its site."""

    slices: tuple[bytes, ...]
    """The candidates that the site covers and wants, `pack`ed: 50,000 unpickled at once would block the event loop."""
    sources: tuple[Source, ...]
    problem: str | None


def pack(found: Keyed) -> tuple[bytes, ...]:
    """Candidates in slices of SLICE."""
    return tuple(pickle.dumps(found[start : start + SLICE]) for start in range(0, len(found), SLICE))


def unpack(part: bytes) -> Keyed:
    """The candidates of one slice."""
    found: Keyed = pickle.loads(part)  # noqa: S301 (made by this package's own workers)
    return found


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
    return Found(pack([(key, c) for key, c in keyed if key != front]), discovery.sources, discovery.problem)


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
