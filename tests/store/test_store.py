"""The store in a real database."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.moments import posix
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason
from newscrawl.store import Found, LeftOut, SitesBusy, State, Store, StoreError, Window, Written
from tests.store.databases import sql

SITE = "paper.example"
EVERYTHING = Window()


def add(store: Store, *candidates: Candidate) -> int:
    return store.addresses.add(SITE, [(identity(c.url), c) for c in candidates], "r1")


def candidate(path: str, **said: str) -> Candidate:
    return Candidate(f"https://{SITE}{path}", SourceKind.SITEMAP, **said)  # type: ignore[arg-type]


def written(path: str, content_hash: str = "c") -> Written:
    url = f"https://{SITE}{path}"
    return Written(f"id{path}", url, SITE, content_hash, 1, (identity(url),))


def test_known_addresses_are_not_new(store: Store) -> None:
    assert add(store, candidate("/a"), candidate("/b"), candidate("/a?utm_source=x")) == 2
    assert add(store, candidate("/b"), candidate("/c")) == 1
    assert store.addresses.states(SITE) == {State.PENDING: 3}


def test_adding_nothing_is_fine(store: Store) -> None:
    assert (
        add(
            store,
        )
        == 0
    )


def test_the_newest_is_taken_first_and_unlikely_ones_last(store: Store) -> None:
    unlikely = Candidate(f"https://{SITE}/about", SourceKind.SITEMAP, score=0.1)
    old, new = candidate("/old", published="2020-01-01"), candidate("/new", published="2026-11-01T08:00:00+01:00")
    add(store, unlikely, old, new)
    taken = store.addresses.take(SITE, 10, EVERYTHING)
    assert [p.candidate.url.rpartition("/")[2] for p in taken] == ["new", "old", "about"]
    assert taken[0].candidate == new


def test_nothing_is_handed_out_twice_in_a_run(store: Store) -> None:
    add(store, candidate("/a"), candidate("/b"), candidate("/c"))
    first = store.addresses.take(SITE, 1, EVERYTHING)
    rest = store.addresses.take(SITE, 5, EVERYTHING)
    assert len({p.key for p in [*first, *rest]}) == 3
    assert store.addresses.take(SITE, 5, EVERYTHING) == []
    store.addresses.begin(SITE)
    assert len(store.addresses.take(SITE, 5, EVERYTHING)) == 3


def test_one_is_handed_out_by_its_key_once(store: Store) -> None:
    add(store, candidate("/a"))
    key = identity(f"https://{SITE}/a")
    assert store.addresses.take_one("other.example", key) is None
    found = store.addresses.take_one(SITE, key)
    assert found is not None
    assert found.key == key
    assert store.addresses.take_one(SITE, key) is None
    assert store.addresses.take(SITE, 5, EVERYTHING) == []


def test_the_window_leaves_out_what_its_source_dates_outside(store: Store) -> None:
    dated = [candidate("/old", published="2026-01-01"), candidate("/new", modified="2026-11-20"), candidate("/undated")]
    add(store, *dated, candidate("/french", language="fr"))
    since = Window(since=time.mktime((2026, 11, 1, 0, 0, 0, 0, 0, 0)), languages=("de",))
    taken = {p.candidate.url.rpartition("/")[2] for p in store.addresses.take(SITE, 9, since)}
    assert taken == {"new", "undated"}


def test_a_failure_waits_for_the_next_run_and_ends_some_time(store: Store) -> None:
    add(store, candidate("/a"))
    key = identity(f"https://{SITE}/a")
    sql(store, "UPDATE addresses SET first_seen = first_seen - 9 * 86400")
    for run in ("r1", "r2", "r3"):
        store.addresses.begin(SITE)
        assert [p.key for p in store.addresses.take(SITE, 5, EVERYTHING)] == [key]
        store.addresses.fail(key, run, "timeout", attempts_max=2)
    assert store.addresses.states(SITE) == {State.PENDING: 1}, "not for an hour's trouble, however old it is"
    sql(store, "UPDATE addresses SET first_failed_at = first_failed_at - 4 * 86400, changed_at = 0")
    store.addresses.fail(key, "r4", "timeout", attempts_max=2)
    assert store.addresses.states(SITE) == {State.FAILED: 1}
    assert store.reopening.failed(SITE) == 1
    assert [p.attempts for p in store.addresses.take(SITE, 5, EVERYTHING)] == [0]


def test_tries_that_fail_lie_further_and_further_apart(store: Store) -> None:
    add(store, candidate("/a"))
    key, pauses = identity(f"https://{SITE}/a"), []
    for run in range(4):
        store.addresses.begin(SITE)
        sql(store, "UPDATE addresses SET changed_at = changed_at - 300, retry_at = NULL")
        assert store.addresses.has_next(SITE, EVERYTHING)
        assert [p.key for p in store.addresses.take(SITE, 5, EVERYTHING)] == [key]
        store.addresses.fail(key, f"r{run}", "timeout", attempts_max=5)
        retry = store.addresses.next_retry(SITE, EVERYTHING)
        pauses.append(None if retry is None else round((retry - time.time()) / 60))
    assert pauses == [None, 20, 80, 320]
    store.addresses.begin(SITE)
    assert not store.addresses.has_next(SITE, EVERYTHING)
    assert store.addresses.take(SITE, 5, EVERYTHING) == []
    store.reopening.failed(SITE)
    assert [p.key for p in store.addresses.take(SITE, 5, EVERYTHING)] == [key], "--all waits for nothing"


def test_only_a_publishing_date_is_too_late(store: Store) -> None:
    """What was changed yesterday may be as old as you like."""
    add(store, candidate("/changed", modified="2026-11-20"), candidate("/late", published="2026-11-20"))
    add(
        store,
        candidate("/day", published="2026-11-10"),
        candidate("/both", published="2026-11-01", modified="2026-11-20"),
    )
    window = Window(until=posix("2026-11-10T12:00:00Z"))
    taken = {p.candidate.url.rpartition("/")[2] for p in store.addresses.take(SITE, 9, window)}
    assert taken == {"changed", "day", "both"}


def test_a_day_alone_is_not_too_early(store: Store) -> None:
    add(store, candidate("/day", published="2026-11-10"), candidate("/before", published="2026-11-08"))
    taken = store.addresses.take(SITE, 9, Window(since=posix("2026-11-10T12:00:00Z")))
    assert [p.candidate.url.rpartition("/")[2] for p in taken] == ["day"]


def test_a_source_that_changed_last_week_says_nothing_of_an_old_article(store: Store) -> None:
    """An article that is older than --since by its own date is not fetched again for its lastmod's sake."""
    add(store, candidate("/a", modified="2026-11-20"))
    since = Window(since=posix("2026-11-15"))
    assert len(store.addresses.take(SITE, 9, since)) == 1
    url = f"https://{SITE}/a"
    own = posix("2026-01-05")
    store.articles.confirm([LeftOut(url, SITE, Reason.OUTSIDE_DATES, (identity(url),), dated=own)], "r1")
    assert store.reopening.unwanted(SITE, since) == 0
    assert store.reopening.unwanted(SITE, Window(since=posix("2026-01-01"))) == 1


def test_the_target_of_a_redirect_is_taken_once(store: Store) -> None:
    target, key = candidate("/target"), identity(f"https://{SITE}/target")
    assert store.addresses.claim(SITE, key, target, "r1") is None
    assert store.addresses.claim(SITE, key, target, "r1") == Found(State.PENDING)
    store.addresses.release([key])
    assert store.addresses.lookup(target.url) is None, "only the redirect named it, and nothing came of that"
    assert store.addresses.claim(SITE, key, target, "r1") is None
    assert store.addresses.take(SITE, 5, EVERYTHING) == []
    store.addresses.begin(SITE)
    assert store.addresses.claim(SITE, key, target, "r2") is None, "left over from an earlier run"
    store.articles.confirm([written("/target")], "r2")
    assert store.addresses.claim(SITE, key, target, "r3") == Found(State.DONE, None, "id/target")


def test_confirming_twice_changes_nothing(store: Store) -> None:
    add(store, candidate("/a"))
    for _ in range(2):
        store.articles.confirm([written("/a")], "r1")
    assert store.addresses.states(SITE) == {State.DONE: 1}
    assert store.articles.known("id/a", None) == "id/a"
    assert store.articles.known("other", "c") == "id/a"
    assert store.articles.known("other", "d") is None


def test_done_is_not_taken_back_by_a_rejection(store: Store) -> None:
    store.articles.confirm([written("/a")], "r1")
    keys = (identity(f"https://{SITE}/a"),)
    store.articles.confirm([LeftOut(f"https://{SITE}/a", SITE, Reason.DUPLICATE_ADDRESS, keys)], "r1")
    row = store.lookup(f"http://www.{SITE}/a")
    assert row is not None
    assert row["state"] == State.DONE


def test_a_rejection_for_dates_is_reopened_when_a_run_wants_them(store: Store) -> None:
    add(store, candidate("/a"), candidate("/b"))
    for path, reason in (("/a", Reason.OUTSIDE_DATES), ("/b", Reason.INDEX_PAGE)):
        url = f"https://{SITE}{path}"
        store.articles.confirm([LeftOut(url, SITE, reason, (identity(url),), dated=1000.0)], "r1")
    assert store.reopening.unwanted(SITE, Window(since=2000.0)) == 0
    assert store.reopening.unwanted(SITE, Window(since=500.0)) == 1
    assert [p.candidate.url for p in store.addresses.take(SITE, 5, EVERYTHING)] == [f"https://{SITE}/a"]


def test_two_live_runs_do_not_share_a_site(store: Store) -> None:
    store.runs.begin("r1", [SITE])
    with pytest.raises(SitesBusy, match=r"r1 is crawling paper\.example"):
        store.runs.begin("r2", [SITE, "other.example"])
    store.runs.begin("r3", ["other.example"])
    assert store.runs.alive() == {"r1", "r3"}
    store.runs.end("r1", {"written": 3})
    assert store.runs.begin("r4", [SITE]) == []
    assert store.runs.last_ended() == {"written": 3}


def test_a_dead_run_gives_its_sites_up(store: Store) -> None:
    code = (
        "import os, sys; from newscrawl.store import Store; s = Store.open(sys.argv[1]);"
        f"s.runs.begin('dead', ['{SITE}']); print(os.getpid(), flush=True); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, store.url], check=False, stdout=subprocess.PIPE, cwd=Path.cwd())
    assert store.runs.begin("r2", [SITE]) == ["dead"]


def test_a_run_elsewhere_is_dead_when_its_heart_stops(store: Store) -> None:
    store.runs.begin("far", [SITE])
    sql(store, "UPDATE runs SET machine = 'elsewhere'")
    with pytest.raises(SitesBusy):
        store.runs.begin("r2", [SITE])
    sql(store, "UPDATE runs SET heartbeat_at = heartbeat_at - 1000")
    assert store.runs.begin("r2", [SITE]) == ["far"]


def test_a_heartbeat_is_noted(store: Store) -> None:
    store.runs.begin("r1", [])
    sql(store, "UPDATE runs SET heartbeat_at = 0")
    assert store.runs.beat("r1")
    assert sql(store, "SELECT heartbeat_at FROM runs")[0][0] > 0
    store.runs.end("r1")
    assert not store.runs.beat("r1"), "a run that was taken for dead hears of it"


def test_values_are_remembered(store: Store) -> None:
    assert store.recall("x") is None
    store.remember("x", 3)
    store.remember("x", 4)
    assert store.recall("x") == 4


def test_a_newer_store_is_refused(store: Store) -> None:
    sql(store, "UPDATE meta SET value = '999' WHERE name = 'schema_version'")
    with pytest.raises(StoreError, match="schema 999 is newer"):
        Store.open(store.url)


def test_what_is_no_store_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_bytes(b"no database" * 200)
    with pytest.raises(StoreError) as caught:
        Store.open(f"sqlite:///{tmp_path / 'state.db'}")
    assert "\n" not in str(caught.value)
    assert "state.db" in str(caught.value)


@pytest.mark.parametrize("url", ["nonsense", "nodb://x/y", "sqlite:////proc/none/state.db"])
def test_an_address_of_no_database_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        Store.open(url)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql+nothing://me:s3cret@h/d", "postgresql+nothing://me:***@h/d"),
        ("postgresql+nothing://me@h/d?password=s3cret&sslmode=require", "d?password=***&sslmode=require"),
        ("postgresql://me:s3c:r/et@h:port/d", "postgresql://me:***@h:port/d"),
        ("sqlite:///file:/tmp/x.db?uri=true&password=s3cret", "SQLite's file: addresses are not taken; write sqlite:///FILE"),
    ],
)  # fmt: skip
def test_no_password_stands_in_a_message(url: str, said: str) -> None:
    with pytest.raises(StoreError) as caught:
        Store.open(url)
    assert said in str(caught.value)
    assert "s3c" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_kill_leaves_whole_transactions(store: Store) -> None:
    code = f"""
import sys
from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.store import Store
store, n = Store.open(sys.argv[1]), 0
print("ready", flush=True)
while True:
    found = [(f"{SITE}/{{n}}-{{i}}", Candidate(f"https://{SITE}/{{n}}-{{i}}", SourceKind.FEED)) for i in range(10)]
    store.addresses.add("{SITE}", found, "r")
    n += 1
"""
    with subprocess.Popen([sys.executable, "-c", code, store.url], stdout=subprocess.PIPE, cwd=Path.cwd()) as child:
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.3)
        child.kill()
    count = store.addresses.states(SITE)[State.PENDING]
    assert count > 0
    assert count % 10 == 0


def test_what_was_reserved_is_taken_up_again(store: Store) -> None:
    add(store, candidate("/a"), candidate("/b"))
    keys = [identity(f"https://{SITE}/{name}") for name in "ab"]
    store.articles.confirm(
        [
            LeftOut(f"https://{SITE}/a", SITE, Reason.RESERVED, (keys[0],)),
            LeftOut(f"https://{SITE}/b", SITE, Reason.GONE, (keys[1],)),
        ],
        "r1",
    )
    assert store.reopening.reserved(SITE) == 1
    assert [pending.key for pending in store.addresses.take(SITE, 5, EVERYTHING)] == [keys[0]]


def test_what_a_sitemap_says_counts_more_than_a_link(store: Store) -> None:
    url = f"https://{SITE}/a"
    add(store, Candidate(url, SourceKind.FRONT_PAGE, title="Headline", score=0.4))
    assert add(store, candidate("/a", published="2026-11-01")) == 0
    assert add(store, Candidate(url, SourceKind.FRONT_PAGE, title="Other")) == 0
    (pending,) = store.addresses.take(SITE, 5, Window(since=posix("2026-10-01")))
    said = pending.candidate
    assert (said.found_by, said.title, said.published) == (SourceKind.SITEMAP, "Headline", "2026-11-01")
    assert store.addresses.is_announced(pending.key)
    assert not store.addresses.is_announced("elsewhere.test/b")


def test_what_a_sitemap_names_is_no_trap(store: Store) -> None:
    urls = [f"https://{SITE}{path}" for path in ("/a", "/b", "/c")]
    add(store, *(Candidate(url, SourceKind.SECTION) for url in urls))
    reasons = (Reason.TRAP, Reason.TRAP, Reason.INDEX_PAGE)
    store.articles.confirm(
        [LeftOut(url, SITE, reason, (identity(url),)) for url, reason in zip(urls, reasons, strict=True)], "r1"
    )
    assert add(store, candidate("/a"), candidate("/c")) == 1
    assert store.addresses.states(SITE) == {State.PENDING: 1, State.REJECTED: 2}


def test_the_text_that_a_feed_gives_is_kept_whatever_named_the_address_before(store: Store) -> None:
    add(store, candidate("/a", published="2026-11-01"))
    for content in ("packed", "another"):
        add(store, Candidate(f"https://{SITE}/a", SourceKind.FEED, title="Headline", content=content))
    (pending,) = store.addresses.take(SITE, 5, EVERYTHING)
    said = pending.candidate
    assert (said.found_by, said.content, said.published) == (SourceKind.FEED, "packed", "2026-11-01")
