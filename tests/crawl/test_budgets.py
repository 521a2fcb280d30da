"""crawl.traps and crawl.listings: what is let through, without a crawl."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

from newscrawl.core.candidate import Candidate, Source, SourceKind
from newscrawl.core.shapes import Count, Shapes
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason
from newscrawl.crawl.listings import Limits, Listings
from newscrawl.crawl.traps import Traps
from newscrawl.report.figures import TrapFigures
from newscrawl.store import Window

FRONT = Source("https://e.org/", SourceKind.FRONT_PAGE)


def link(path: str, found_by: SourceKind = SourceKind.SECTION) -> Candidate:
    return Candidate(f"https://e.org{path}", found_by)


def ask(traps: Traps, path: str, reason: Reason | None, found_by: SourceKind = SourceKind.SECTION) -> bool:
    """Whether an address is let through; it is settled at once."""
    candidate = link(path, found_by)
    if traps.admit(candidate, identity(candidate.url)) is not None:
        return False
    traps.settled(identity(candidate.url), candidate.url, reason)
    return True


def test_a_numbered_shape_has_its_budget() -> None:
    traps = Traps(10)
    let = [ask(traps, f"/item/{n}", Reason.INDEX_PAGE) for n in range(30)]
    assert let == [True] * 10 + [False] * 20
    assert traps.figures == {"e.org/item/<d>": TrapFigures("numbers without end", asked=10, articles=0, left_out=20)}
    assert traps.told("e.org/item/<d>") == {
        "shape": "e.org/item/<d>",
        "kind": "numbers without end",
        "asked": 10,
        "articles": 0,
    }
    assert traps.shuns(link("/item/99"))
    assert not traps.shuns(link("/other/99"))


def test_articles_and_words_and_families_stretch_it() -> None:
    traps = Traps(10)
    assert ask(traps, "/item/1000", None)
    assert sum(ask(traps, f"/item/{n}", Reason.INDEX_PAGE) for n in range(90)) == 20
    assert sum(ask(traps, f"/words/{'x' * (n + 2)}", Reason.INDEX_PAGE) for n in range(90)) == 50
    assert sum(ask(traps, f"/f?k{n % 4}=a{n}", Reason.INDEX_PAGE) for n in range(90)) == 30


def test_what_says_nothing_spends_nothing_and_sitemaps_always_pass() -> None:
    traps = Traps(2)
    assert all(ask(traps, f"/a/{n}", Reason.DISALLOWED) for n in range(9))
    assert all(ask(traps, f"/b/{n}", Reason.INDEX_PAGE, SourceKind.SITEMAP) for n in range(9))
    assert not ask(traps, "/b/99", Reason.INDEX_PAGE)
    assert not ask(traps, "/x/y/x/y/x", None)
    assert ask(traps, "/x/y/x/y/x", None, SourceKind.FEED)


def test_what_is_under_way_counts_and_may_be_asked_again() -> None:
    traps = Traps(4)
    first = [link(f"/item/{n}") for n in range(4)]
    for candidate in first[:2]:
        traps.admit(candidate, identity(candidate.url))
        traps.settled(identity(candidate.url), candidate.url, Reason.NO_TEXT)
    for candidate in first[2:]:
        assert traps.admit(candidate, identity(candidate.url)) is None
    assert traps.admit(link("/item/9"), "e.org/item/9") == "e.org/item/<d>"
    assert traps.admit(first[2], identity(first[2].url)) is None, "a second try of the same"
    traps.let_go(identity(first[2].url))
    assert traps.admit(link("/item/10"), "e.org/item/10") is None


def test_a_budget_spent_by_earlier_runs_leaves_a_few_to_try() -> None:
    traps = Traps(20, Shapes({"e.org/item/<d>": Count(0, 40)}))
    assert 0 < sum(ask(traps, f"/item/{n}", Reason.INDEX_PAGE) for n in range(900)) <= 2


def test_sections_are_bounded_by_shape_and_number() -> None:
    listings = Listings(Limits(sections=30, of_shape=5))

    def takes(path: str) -> bool:
        return listings.takes(Source(f"https://e.org{path}", SourceKind.SECTION, depth=1), FRONT)

    assert sum(takes(f"/list?colour={n}") for n in range(9)) == 5
    assert takes("/list?colour=0"), "a known one is taken again"
    assert not takes("/a/b/a/b")
    assert sum(takes(f"/{'x' * n}") for n in range(3, 60)) == 25
    assert {trap.kind: trap.left_out for trap in listings.traps.values()} == {
        "numbers without end": 4,
        "endless path": 1,
    }


def test_pages_of_a_list_are_bounded_and_none_comes_twice() -> None:
    listings = Listings(Limits(section_pages=3))
    pages = [FRONT, *(Source(f"https://e.org/?page={n}", SourceKind.PAGE) for n in range(2, 5))]
    assert [listings.takes(after, before) for before, after in itertools.pairwise(pages)] == [
        True,
        True,
        False,
    ]
    assert not listings.takes(pages[1], pages[2]), "back"
    assert not listings.takes(Source("http://www.e.org/", SourceKind.PAGE), pages[1]), "the first page"


def test_a_list_goes_on_while_most_of_it_is_new() -> None:
    listings, page = Listings(), Source("https://e.org/?page=2", SourceKind.PAGE)
    found = [link(f"/2026/11/{n}/a-story-of-today") for n in range(10, 20)]
    assert listings.goes_on(FRONT, found, older=0, brought=0)
    assert not listings.goes_on(FRONT, found, older=6, brought=4)
    assert not listings.goes_on(FRONT, [], older=0, brought=0)
    assert not listings.goes_on(page, found, older=0, brought=0)
    assert listings.goes_on(page, found, older=0, brought=1)
    assert Listings(walk=True).goes_on(page, found, older=10, brought=0)
    assert not Listings(listed=True).goes_on(FRONT, found, older=0, brought=0)
    since = Window(since=datetime(2026, 11, 22, tzinfo=UTC).timestamp())
    assert not Listings(window=since, walk=True).goes_on(FRONT, found, older=0, brought=10)


def test_archives_only_for_the_dates_asked_for() -> None:
    def takes(listings: Listings, path: str) -> bool:
        return listings.takes(Source(f"https://e.org{path}", SourceKind.ARCHIVE), FRONT)

    since = datetime(2025, 3, 10, tzinfo=UTC).timestamp()
    window = Window(since=since, until=since + 10 * 86400)
    assert not takes(Listings(), "/2025/03/")
    listings = Listings(Limits(archive_pages=5), window)
    paths = ["/2024/", "/2025/", "/2025/02/", "/2025/03/", "/2025/03/12", "/2025/03/29", "/2025/03/12", "/archive"]
    assert [takes(listings, path) for path in paths] == [False, True, False, True, True, False, True, True]
    assert [takes(listings, path) for path in ("/2025/03/14", "/2025/03/15")] == [True, False]


def test_what_was_under_way_when_a_trap_was_named_is_counted_with_it() -> None:
    traps = Traps(10)
    under_way = [link(f"/item/{n}") for n in range(10)]
    for candidate in under_way[:8]:
        ask(traps, candidate.url.removeprefix("https://e.org"), Reason.INDEX_PAGE)
    for candidate in under_way[8:]:
        assert traps.admit(candidate, identity(candidate.url)) is None
    assert not ask(traps, "/item/99", None)
    for candidate in under_way[8:]:
        traps.settled(identity(candidate.url), candidate.url, Reason.INDEX_PAGE)
    assert traps.figures["e.org/item/<d>"].asked == 10
