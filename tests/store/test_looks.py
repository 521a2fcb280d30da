"""Looks in a real database."""

from __future__ import annotations

import time
from typing import Any

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.looks import LATE_MAX, LookTrust
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason
from newscrawl.core.versions import Signature
from newscrawl.crawl.items import item_of
from newscrawl.store import Answer, Store, Window, Written
from tests.store.databases import sql

SITE = "paper.example"
URL = f"https://{SITE}/2026/a-story"
KEY = identity(URL)
ALL = Window()


def line(version: int = 1, text: str = "text", **answer: Any) -> Written:
    """An article whose page was answered now and is due now, if nothing else is said."""
    said: dict[str, Any] = {"fetched_at": time.time() - 10, "look_at": time.time() - 5, "etag": '"e"'} | answer
    return Written("id", URL, SITE, text, version, (KEY, "canonical"), title_hash="title", answer=Answer(KEY, **said))


def found(modified: str | None = None) -> list[tuple[str, Candidate]]:
    return [(KEY, Candidate(URL, SourceKind.SITEMAP, modified=modified))]


def written(store: Store, **answer: Any) -> None:
    store.addresses.add(SITE, found("2026-01-01"), "r1")
    store.articles.confirm([line(**answer)], "r1")


def iso(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def test_a_look_is_handed_out_once_a_run_and_only_when_it_is_due(store: Store) -> None:
    written(store, look_at=time.time() + 60)
    assert store.looks.take(SITE, 5, ALL) == []
    store.articles.confirm([line()], "r1")
    (pending,) = store.looks.take(SITE, 5, ALL)
    assert (pending.key, pending.candidate.url, pending.candidate.found_by) == (KEY, URL, SourceKind.SITEMAP)
    assert pending.look is not None
    assert (pending.look.etag, pending.look.article_id, pending.look.told) == ('"e"', "id", False)
    assert store.looks.take(SITE, 5, ALL) == []
    store.looks.begin("other.example")
    assert store.looks.take(SITE, 5, ALL) == []
    store.looks.begin(SITE)
    assert len(store.looks.take(SITE, 5, ALL)) == 1, "a run that died had it"


def test_a_look_keeps_to_the_window(store: Store) -> None:
    written(store)
    sql(store, "UPDATE addresses SET dated = 1000, language = 'de'")
    assert store.looks.take(SITE, 5, Window(since=2000.0)) == []
    assert store.looks.take(SITE, 5, Window(languages=("fr",))) == []
    assert len(store.looks.take(SITE, 5, Window(since=500.0, languages=("de",)))) == 1


def test_one_that_is_too_late_is_dropped_but_not_one_that_was_told(store: Store) -> None:
    written(store, look_at=time.time() - LATE_MAX - 60, fetched_at=time.time() - 3 * LATE_MAX)
    store.looks.begin(SITE)
    assert store.looks.take(SITE, 5, ALL) == []
    assert store.looks.tell(found(iso(time.time() - 60))) == 1
    sql(store, "UPDATE addresses SET look_at = look_at - :late", late=LATE_MAX)
    store.looks.begin(SITE)
    (pending,) = store.looks.take(SITE, 5, ALL)
    assert pending.look is not None
    assert pending.look.told


def test_what_sources_say_is_heard_once(store: Store) -> None:
    written(store, fetched_at=time.time() - 1000, look_at=None)
    assert store.looks.tell(found()) == store.looks.tell(found("nonsense")) == 0
    assert store.looks.tell(found(iso(time.time() - 2000))) == 0, "before it was fetched"
    assert store.looks.tell(found(iso(time.time() + 90000))) == 0, "ahead of the clock"
    told = iso(time.time() - 500)
    assert store.looks.tell(found(told)) == 1
    assert store.looks.tell(found(told)) == 0
    store.looks.doubt(SITE)
    assert store.looks.take(SITE, 5, ALL) == []


def test_an_unchanged_article_is_due_at_its_next_look_under_one_address(store: Store) -> None:
    written(store)
    store.looks.take(SITE, 5, ALL)
    later = time.time() + 500
    store.looks.unchanged("id", {KEY}, Answer(KEY, time.time(), later, 1, last_modified="today"))
    query = "SELECT looks, look_at, etag, last_modified, taken FROM addresses WHERE key = :key"
    assert sql(store, query, key=KEY) == [(1, later, '"e"', "today", 0)]
    assert sql(store, query, key="canonical")[0][:2] == (0, None)


def test_one_that_is_gone_is_told_no_more(store: Store) -> None:
    written(store, fetched_at=time.time() - 1000)
    store.looks.unchanged("id", {KEY}, Answer(KEY, time.time() - 900, None, 1, etag='"other"'), Reason.GONE)
    said = "SELECT state, reason, etag FROM addresses WHERE key = :key"
    assert sql(store, said, key=KEY) == [("done", "gone", '"e"')]
    assert store.looks.tell(found(iso(time.time() - 60))) == 0
    store.articles.confirm([line(version=2)], "r2")
    assert sql(store, "SELECT state, reason FROM addresses WHERE key = :key", key=KEY) == [("done", None)]


def test_a_failure_is_tried_again_and_then_forgotten(store: Store) -> None:
    written(store)
    (first,) = store.looks.take(SITE, 5, ALL)
    assert first.attempts == 0
    store.looks.later(KEY, time.time() - 1, 1)
    (second,) = store.looks.take(SITE, 5, ALL)
    assert second.look is not None
    assert second.look.tries == 1
    store.looks.later(KEY, None, 3)
    assert sql(store, "SELECT state, look_at, attempts FROM addresses WHERE key = :key", key=KEY) == [("done", None, 0)]


def test_lines_that_are_read_back_lower_no_version_and_bring_no_old_answer(store: Store) -> None:
    now = time.time()
    written(store, fetched_at=now - 1000)
    store.articles.confirm([line(2, "new", fetched_at=now, look_at=now + 60, looks=1)], "r2")
    for _ in range(2):
        store.articles.confirm([line(1, "text", fetched_at=now - 1000)], "r3")
        store.articles.confirm([line(2, "new", fetched_at=now - 0.5, etag=None, looks=1)], "r3")
    kept = store.articles.line("id")
    assert kept is not None
    assert (kept.said, kept.version) == (Signature("new", "title"), 2)
    assert store.articles.line("none") is None
    assert sql(store, "SELECT look_at, etag FROM addresses WHERE key = :key", key=KEY) == [(now + 60, '"e"')]


def test_the_text_of_another_article_is_known(store: Store) -> None:
    written(store)
    assert store.articles.twin("id", "text", SITE) is None
    twin = store.articles.twin("other", "text", SITE)
    assert twin is not None
    assert (twin.id, twin.site) == ("id", SITE)
    assert store.articles.twin("other", None, SITE) is None


def test_trust_is_remembered_by_site(store: Store) -> None:
    assert store.looks.trust(SITE) == LookTrust()
    store.looks.keep_trust(SITE, LookTrust(3, 7.5))
    store.looks.keep_trust(SITE, LookTrust(4, 7.5))
    assert store.looks.trust(SITE) == LookTrust(4, 7.5)
    assert store.looks.trust("other.example") == LookTrust()


def test_a_line_that_is_read_back_knows_when_it_is_looked_at() -> None:
    record = {"id": "i", "url": URL, "requested_url": URL, "source": "s", "title": "T", "version": 2}
    item = item_of("articles", record)
    assert isinstance(item, Written)
    assert item.answer is None
    item = item_of("articles", record | {"fetched_at": iso(7000), "date_published": "1970-01-01"})
    assert isinstance(item, Written)
    assert item.answer == Answer(KEY, 7000.0, 7000.0 + 3 * 3600, 1)
    assert item_of("articles", record | {"fetched_at": 5}) is None
