"""What the store knows of sources, against a real database."""

from __future__ import annotations

import time
from typing import Any

import pytest

from newscrawl.core.candidate import Source, SourceKind
from newscrawl.core.schedule import LESSONS, Result
from newscrawl.store import Store, Visit, sources
from tests.store.databases import sql

SITE = "paper.example"
FEED = Source(f"https://{SITE}/feed", SourceKind.FEED)
DAY = 86400


def change(store: Store, statement: str) -> None:
    """Let time pass."""
    sql(store, f"UPDATE sources SET {statement}")


def visit(
    store: Store, source: Source = FEED, status: int | None = 200, result: Result = Result.SAME, **said: Any
) -> None:
    store.sources.visited(Visit(SITE, source.url, status, result, modified=source.modified, **said))


def due(store: Store) -> list[str]:
    return sorted(k.source.url.rpartition("/")[2] for k in store.sources.of_site(SITE) if k.due)


def section(name: str) -> Source:
    return Source(f"https://{SITE}/{name}", SourceKind.SECTION, depth=1)


def child(name: str, modified: str | None) -> Source:
    return Source(f"https://{SITE}/{name}", SourceKind.SITEMAP, modified=modified)


def test_sources_are_read_anew_when_told_and_know_their_last_visit(store: Store) -> None:
    store.sources.add(SITE, [FEED])
    assert store.sources.last_visits() == {SITE: 0.0}
    visit(store, etag='"x"', body_hash="h")
    assert store.sources.last_visits()[SITE] > 0
    change(store, "due_at = due_at + 9999")
    store.sources.forget_validators(SITE)
    assert [(k.etag, k.body_hash, k.due) for k in store.sources.of_site(SITE)] == [(None, None, True)]


def test_validators_are_kept_on_304_and_on_no_answer_and_lost_on_an_error(store: Store) -> None:
    store.sources.add(SITE, [FEED, FEED])
    visit(store, etag='"x"', body_hash="h", brought=3, result=Result.NEWS)
    for status, result in ((304, Result.SAME), (None, Result.FAILED)):
        visit(store, status=status, result=result)
        assert [(k.etag, k.body_hash) for k in store.sources.of_site(SITE)] == [('"x"', "h")]
    visit(store, status=500, result=Result.FAILED)
    assert [k.etag for k in store.sources.of_site(SITE)] == [None]


def test_only_a_whole_answer_counts_as_one(store: Store) -> None:
    store.sources.add(SITE, [FEED])
    visit(store)
    change(store, "read_at = 5")
    visit(store, status=304)
    assert [k.read_at for k in store.sources.of_site(SITE)] == [5]


def test_a_source_is_due_at_every_run_until_its_pace_is_known(store: Store) -> None:
    store.sources.add(SITE, [FEED])
    visit(store, result=Result.NEWS, brought=3)
    for _ in range(LESSONS + 3):
        visit(store, status=304)  # one second after the other: that teaches nothing
    assert due(store) == ["feed"]
    for _ in range(LESSONS):
        assert due(store) == ["feed"]
        change(store, "visited_at = visited_at - 600")
        visit(store, status=304)
    assert due(store) == []
    ahead = store.sources.next_due(SITE)
    assert ahead is not None
    assert 900 < ahead - time.time() < 900 * 1.5**LESSONS
    change(store, f"due_at = {time.time() - 1}")
    assert due(store) == ["feed"]
    assert store.sources.next_due(SITE) == pytest.approx(time.time(), abs=5)


def test_what_is_named_again_keeps_its_pace(store: Store) -> None:
    store.sources.add(SITE, [FEED])
    visit(store)
    change(store, "due_at = due_at + 9999")
    assert [k.due for k in store.sources.add(SITE, [FEED, section("new")])] == [False, True]


def test_a_section_that_has_brought_nothing_waits_from_the_beginning(store: Store) -> None:
    store.sources.add(SITE, [section("sport"), section("empty")])
    visit(store, section("sport"), result=Result.NEWS, brought=1)
    visit(store, section("empty"), result=Result.CHANGED)
    assert due(store) == ["sport"]


def test_a_guess_that_was_wrong_is_not_made_again_for_a_week(store: Store) -> None:
    store.sources.add(SITE, [FEED])
    visit(store, status=404, result=Result.GUESSED_WRONG)
    ahead = store.sources.next_due(SITE)
    assert ahead is not None
    assert ahead - time.time() == pytest.approx(7 * DAY, abs=5)


def test_old_children_of_an_index_are_left_alone(store: Store) -> None:
    """The newest one is not: its date may be that of a day, or stand still."""
    old, last = child("2019.xml", "2019-12-31"), child("2026.xml", "2026-11-20T08:00:00Z")
    store.sources.add(SITE, [old, last])
    for source in (old, last):
        visit(store, source, result=Result.NEWS, brought=5)
    assert due(store) == ["2026.xml"]
    assert [k.due for k in store.sources.add(SITE, [old, last])] == [False, True]
    changed = child("2019.xml", "2026-11-19")
    assert [k.due for k in store.sources.add(SITE, [changed, last])] == [True, True]
    change(store, f"visited_at = visited_at - {8 * DAY}")
    assert due(store) == ["2019.xml", "2026.xml"], "once a week, whatever the index says"


def test_a_child_without_a_date_goes_by_its_pace(store: Store) -> None:
    store.sources.add(SITE, [child("a.xml", None), child("b.xml", "2020-01-01")])
    for name in ("a.xml", "b.xml"):
        visit(store, child(name, None), result=Result.NEWS, brought=5)
    assert due(store) == ["a.xml", "b.xml"]


def test_what_nothing_names_and_brings_nothing_is_forgotten(store: Store) -> None:
    named, old = section("named"), section("old")
    useful = section("useful")
    store.sources.add(SITE, [named, old, useful, FEED])
    for source in (named, old, FEED):
        visit(store, source)
    visit(store, useful, result=Result.NEWS, brought=1)
    change(store, f"named_at = named_at - {61 * DAY}")
    store.sources.add(SITE, [named, FEED])
    assert store.sources.forget_useless(SITE) == 1
    assert [k.source.url.rpartition("/")[2] for k in store.sources.of_site(SITE)] == ["feed", "useful", "named"]
    change(store, f"news_at = news_at - {61 * DAY}")
    assert store.sources.forget_useless(SITE) == 1


def test_a_pause_of_the_crawl_is_held_against_no_source(store: Store) -> None:
    store.sources.add(SITE, [section("a")])
    visit(store, section("a"))
    change(store, f"named_at = named_at - {90 * DAY}, visited_at = visited_at - {90 * DAY}")
    assert store.sources.forget_useless(SITE) == 0


def test_the_section_pages_of_a_site_are_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "PAGES_MAX", 3)
    store.sources.add(SITE, [section(f"s{number}") for number in range(6)] + [FEED])
    for name in ("s4", "s5"):
        visit(store, section(name), result=Result.NEWS, brought=1)
    assert store.sources.forget_useless(SITE) == 3
    assert due(store) == ["feed", "s0", "s4", "s5"]


def test_feeds_come_before_heavier_sources(store: Store) -> None:
    front = Source(f"https://{SITE}/", SourceKind.FRONT_PAGE)
    store.sources.add(SITE, [front, child("sitemap.xml", None), section("a"), FEED])
    visit(store, child("sitemap.xml", None), result=Result.NEWS, brought=900)
    kinds = [k.source.kind for k in store.sources.of_site(SITE)]
    assert kinds == [SourceKind.FEED, SourceKind.FRONT_PAGE, SourceKind.SITEMAP, SourceKind.SECTION]
