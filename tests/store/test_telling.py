"""What the store tells of one address."""

from __future__ import annotations

from newscrawl.core.candidate import Candidate, Source, SourceKind
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason
from newscrawl.store import LeftOut, Store, Written

STORY = "https://a.example/2026/11/24/a-story"
OLD = "https://a.example/old"


def test_every_address_of_an_article_leads_to_the_others(store: Store) -> None:
    site = "a.example"
    store.addresses.add(site, [(identity(OLD), Candidate(OLD, SourceKind.FEED))], "run-1")
    keys = (identity(OLD), identity(STORY))
    store.articles.confirm([Written("id-1", STORY, site, "hash", 1, keys)], "run-1")
    row = store.lookup(OLD)
    assert row is not None
    (other,) = store.telling.others(row)
    assert (other["key"], other["state"]) == (identity(STORY), "done")
    article = store.telling.article("id-1")
    assert article is not None
    assert (article["version"], article["run_id"]) == (1, "run-1")
    assert store.telling.article("id-2") is None


def test_every_address_of_a_page_that_was_left_out_leads_to_the_others(store: Store) -> None:
    keys = (identity(OLD), identity(STORY))
    store.articles.confirm([LeftOut(OLD, "a.example", Reason.TAG_PAGE, keys)], "run-1")
    row = store.lookup(STORY)
    assert row is not None
    assert [(other["key"], other["reason"]) for other in store.telling.others(row)] == [(identity(OLD), "tag-page")]


def test_an_address_belongs_to_the_site_that_covers_it(store: Store) -> None:
    for site in ("a.example", "a.example/sport", "b.example"):
        store.sources.add(site, [Source(f"https://{site}/feed", SourceKind.FEED)])
    for url, expected in (
        (STORY, "a.example"),
        ("https://a.example/sport/2026/x", "a.example/sport"),
        ("https://www.b.example/x", "b.example"),
        ("https://c.example/x", None),
    ):
        assert store.telling.site_of(url) == expected, url
    assert [row["url"] for row in store.telling.sources("b.example")] == ["https://b.example/feed"]
    assert store.telling.source("b.example", "https://b.example/feed") is not None
    assert store.telling.source("b.example", "https://b.example/other") is None
    assert store.telling.run("run-1") is None
