"""core.discovery.usual."""

from __future__ import annotations

from newscrawl.core.candidate import Source, SourceKind
from newscrawl.core.discovery.usual import usual_sources


def test_they_lie_at_the_root_of_the_sites_host() -> None:
    found = usual_sources("https://e.org/local/?a=b")
    assert found[0] == Source("https://e.org/sitemap_index.xml", SourceKind.SITEMAP)
    assert found[1] == Source("https://e.org/feed", SourceKind.FEED)
    assert len({source.url for source in found}) == len(found)
    assert all(source.url.startswith("https://e.org/") and source.depth == 0 for source in found)
