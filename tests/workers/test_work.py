"""What worker processes hand back."""

from __future__ import annotations

from newscrawl.core.candidate import Candidate, Source, SourceKind
from newscrawl.core.same_answers import page_print
from newscrawl.core.site import site_from_argument
from newscrawl.core.typical import SitePages
from newscrawl.workers import work
from tests.web.documents import story_page
from tests.web.stories import make_story

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


def test_a_page_that_is_no_article_has_its_print_made_by_the_worker() -> None:
    candidate = Candidate("https://e.org/a-page-of-the-site", SourceKind.FRONT_PAGE)
    links = "".join(f'<li><a href="/{n}">A headline of some words {n}</a></li>' for n in range(40)).encode()
    index, story = (b"<html><body><ul>" + links + b"</ul></body></html>"), story_page(make_story("e.org", 1)).encode()
    typical = SitePages().typical
    found = work.extract(index, candidate.url, "text/html", 200, candidate, typical)
    assert found.rejection is not None
    assert found.page_print == page_print(index, [candidate.url])
    found = work.extract(story, make_story("e.org", 1).url, "text/html", 200, candidate, typical)
    assert (found.rejection, found.page_print) == (None, None)
