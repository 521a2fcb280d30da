"""What the worker processes are asked to do: core's functions, imported only there.

The main process never loads trafilatura and its kin, so it starts quickly and stays small.
"""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from newscrawl.core.candidate import LISTINGS, Candidate, Discovery, Source, SourceKind
from newscrawl.core.shapes import Shapes
from newscrawl.core.site import Site
from newscrawl.core.typical import Typical

if TYPE_CHECKING:
    from newscrawl.core.extraction import Extraction


SLICE = 500
"""Candidates that are handed over and written down at once: others get their turn in between."""

FEED_PAGES_MAX = 50
"""Pages that are read behind the first one of a feed."""

FOREIGN_MAX = 5
"""Foreign hosts that one sitemap may ask for."""

SITEMAPS = (SourceKind.SITEMAP, SourceKind.NEWS_SITEMAP)

Keyed: TypeAlias = list[tuple[str, Candidate]]
"""Candidates with their keys (core.urls.identity)."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a source brought for its site."""

    slices: tuple[bytes, ...]
    """The candidates that the site covers and wants, `pack`ed: 50,000 unpickled at once would block the event loop."""
    sources: tuple[Source, ...]
    problem: str | None
    following: Source | None = None
    """The next page of the same feed, to be read where this one brought something new."""
    foreign: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    """What a sitemap names of foreign hosts, by origin: theirs to allow (sitemaps.org, cross-submits)."""


def pack(found: Keyed) -> tuple[bytes, ...]:
    """Candidates in slices of SLICE, squeezed: 50,000 that wait for the store are 1 MB so, and 9 MB as they are."""
    return tuple(zlib.compress(pickle.dumps(found[start : start + SLICE]), 1) for start in range(0, len(found), SLICE))


def unpack(part: bytes) -> Keyed:
    """The candidates of one slice."""
    found: Keyed = pickle.loads(zlib.decompress(part))  # noqa: S301 (made by this package's own workers)
    return found


def extract(
    body: bytes,
    url: str,
    content_type: str | None,
    status: int,
    candidate: Candidate,
    typical: Typical,
    *,
    sketch: bool = True,
) -> Extraction:
    """core.extraction.extract_page; with the sketch of an article, the print of a page that is none, and what it made
    use of `typical`.
    """
    from newscrawl.core.doubles.sketch import body_of, sketch_of
    from newscrawl.core.extraction import extract_page
    from newscrawl.core.same_answers import page_print
    from newscrawl.core.shapes import is_article

    noting = typical.noting()
    found = extract_page(body, url, content_type=content_type, status=status, candidate=candidate, typical=noting)
    found.typical = noting.used(found.article.id if found.article else None)
    if found.rejection is not None and is_article(found.rejection.reason) is False:
        found.page_print = page_print(body, (candidate.url, url))
    if sketch and found.rejection is None and found.article is not None:
        found.sketch = sketch_of(body_of(found.article.text, found.article.title))
    return found


def discover(
    body: bytes,
    url: str,
    content_type: str | None,
    source: Source,
    site: Site,
    since: float | None = None,
    shapes: Shapes | None = None,
) -> Found:
    """What a document says, by the parser of core.discovery for its kind, as far as it is the site's.

    What its source dates before `since` (POSIX time) is left out. `shapes`: what was learned of the site's addresses.
    """
    from newscrawl.core.discovery.pruning import children, is_older
    from newscrawl.core.urls import identity

    discovery = _parse(body, url, content_type, source, site, shapes or Shapes())
    front, own = identity(site.url), []
    foreign: dict[str, Keyed] = {}
    for candidate in discovery.candidates:
        if not site.wants(candidate.url) or is_older(candidate, since):
            continue
        key = identity(candidate.url)
        if not site.covers(candidate.url):
            if candidate.found_by in SITEMAPS:
                foreign.setdefault(candidate.url[: candidate.url.index("/", 8)], []).append((key, candidate))
        elif key != front:
            own.append((key, candidate))
    others = tuple(s for s in discovery.sources if s.kind not in SITEMAPS)
    maps, fault = children([s for s in discovery.sources if s.kind in SITEMAPS], source, since)
    most = sorted(foreign, key=lambda origin: -len(foreign[origin]))[:FOREIGN_MAX]
    packed = {origin: pack(foreign[origin]) for origin in most}
    following = _following(discovery.following, url, source, site)
    return Found(pack(own), others + maps, discovery.problem or fault, following, packed)


def _following(address: str | None, url: str, source: Source, site: Site) -> Source | None:
    """The next page of a feed, on its own host or the site's, while there are not too many."""
    if address is None or source.kind is not SourceKind.FEED or source.depth >= FEED_PAGES_MAX:
        return None
    beside = address.split("/", 3)[2].lower() == url.split("/", 3)[2].lower()
    return Source(address, source.kind, depth=source.depth + 1) if beside or site.covers(address) else None


def _parse(body: bytes, url: str, content_type: str | None, source: Source, site: Site, shapes: Shapes) -> Discovery:
    from newscrawl.core.discovery.feeds import parse_feed
    from newscrawl.core.discovery.links import parse_links
    from newscrawl.core.discovery.sitemaps import parse_sitemap

    if source.kind in LISTINGS:
        return parse_links(
            body,
            url,
            content_type=content_type,
            kind=source.kind,
            depth=source.depth,
            covers=site.covers,
            shapes=shapes,
        )
    parse = parse_feed if source.kind is SourceKind.FEED else parse_sitemap
    found = parse(body, url)
    if not shapes.has_fruitless():
        return found
    # What a sitemap or feed names is asked for, whatever its shape has brought; only its turn comes later.
    return replace(found, candidates=tuple(_ranked(c, shapes) for c in found.candidates))


def _ranked(candidate: Candidate, shapes: Shapes) -> Candidate:
    score = shapes.likelihood(candidate.url, candidate.score)
    return candidate if score >= 0.5 else replace(candidate, score=score)
