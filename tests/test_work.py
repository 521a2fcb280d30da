"""What worker processes hand back."""

from __future__ import annotations

from newscrawl import work
from newscrawl.core.candidate import Candidate, Source, SourceKind
from newscrawl.core.site import site_from_argument

URL = "https://e.org/sitemap.xml"
SITEMAP = Source(URL, SourceKind.SITEMAP)


def test_candidates_come_in_slices_and_none_is_lost() -> None:
    found = [(f"e.org/{n}", Candidate(f"https://e.org/{n}", SourceKind.SITEMAP)) for n in range(2 * work.SLICE + 1)]
    slices = work.pack(found)
    assert [len(work.unpack(part)) for part in slices] == [work.SLICE, work.SLICE, 1]
    assert [pair for part in slices for pair in work.unpack(part)] == found
    assert work.pack([]) == ()


def test_only_the_sites_own_addresses_come_back() -> None:
    body = b"https://e.org/2026/a\nhttps://other.org/b\nhttps://www.e.org/c\n"
    found = work.discover(body, URL, None, SITEMAP, site_from_argument("e.org"))
    keys = [key for part in found.slices for key, _ in work.unpack(part)]
    assert (keys, found.sources, found.problem) == (["e.org/2026/a", "e.org/c"], (), None)
