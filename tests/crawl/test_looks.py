"""Articles that have their line are looked at again: a change is a new version, once; nothing else is written.

Time goes by in the store: a look is set back to be due.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newscrawl.core.looks import UNCHANGED_MAX
from tests.crawl.harness import Bench, expected
from tests.crawl.test_parts import LONG, STORY, address, part, put_up
from tests.crawl.test_stops import wait_for
from tests.crawl.test_typical import FOREIGN, explain, site_with, with_foreign_paragraph
from tests.web import Fault, Page, Request, WebSite

HOUR = 3600.0


def sql(bench: Bench, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """One statement on the store, between two runs."""
    with closing(sqlite3.connect(bench.output / "state.db")) as connection, connection:
        return list(connection.execute(statement, values))


def ago(**span: float) -> str:
    """A moment so long ago, ISO 8601."""
    return (datetime.now(UTC) - timedelta(**span)).isoformat()


def age(bench: Bench, hours: float = 2.0) -> None:
    """All that was fetched was fetched so long before."""
    seconds = hours * HOUR
    sql(bench, "UPDATE addresses SET fetched_at = fetched_at - ?, look_at = look_at - ?", seconds, seconds)


def make_due(bench: Bench) -> None:
    """Every article is due for a look."""
    sql(bench, "UPDATE addresses SET look_at = strftime('%s') - 60 WHERE state = 'done' AND candidate IS NOT NULL")


def versions(bench: Bench) -> dict[str, list[int]]:
    """The versions of each article, in the order of their lines."""
    found: dict[str, list[int]] = {}
    for row in sorted(bench.records(), key=lambda row: str(row["run_id"])):
        found.setdefault(row["url"], []).append(row["version"])
    return found


def looks(site: WebSite) -> list[Request]:
    """What was asked for of stories."""
    return [request for request in site.log() if request.path.startswith("/2026")]


def again(bench: Bench, *sites: WebSite, arguments: tuple[str, ...] = ()) -> dict[str, Any]:
    """The next run, with a log of its own, when all sources are due; its figures."""
    sql(bench, "UPDATE sources SET due_at = NULL")
    bench.web.clear_log()
    outcome = bench.crawl(sites, *arguments)
    assert outcome.exit_code == 0, outcome.stderr
    return outcome.figures


def test_a_changed_article_is_a_new_version_once(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=3)
    bench.crawl([site])
    new = site.change(1)
    make_due(bench)
    figures = again(bench, site)
    assert (figures["written"], figures["updated"], figures["unchanged"], figures["pending"]) == (1, 1, 2, 0)
    assert versions(bench) == {story.url: [1, 2] if story.number == 1 else [1] for story in site.stories}
    first, second = sorted((r for r in bench.records() if r["url"] == new.url), key=lambda r: r["version"])
    assert first["id"] == second["id"]
    assert first["content_hash"] != second["content_hash"]
    assert second["text"] == new.text
    assert sorted(request.status or 0 for request in looks(site)) == [200, 304, 304]
    make_due(bench)
    figures = again(bench, site)
    assert (figures["written"], figures["updated"], figures["unchanged"]) == (0, 0, 3)
    assert [request.status for request in looks(site)] == [304, 304, 304]
    assert not bench.records("rejected")


def test_an_unchanged_page_without_validators_writes_nothing(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=6, validators=False)
    bench.crawl([site])
    site.touch(ago(hours=-0.01))
    make_due(bench)
    figures = again(bench, site)
    assert [request.status for request in looks(site)] == [200] * 6
    assert not any(request.conditional for request in looks(site))
    assert (figures["written"], figures["unchanged"]) == (0, 6)
    assert set(map(tuple, versions(bench).values())) == {(1,)}, "its date_modified alone is no change"
    assert not bench.records("rejected")


def test_what_turns_out_to_be_typical_of_the_site_is_no_change(bench: Bench) -> None:
    site = site_with(bench, 6, with_foreign_paragraph)
    bench.crawl([site])
    assert any(FOREIGN in row["text"] for row in bench.records()), "nobody can know it yet"
    make_due(bench)
    sql(bench, "UPDATE addresses SET etag = NULL, last_modified = NULL")
    figures = again(bench, site)
    assert (figures["written"], figures["unchanged"]) == (0, 6)


def test_the_parts_of_an_article_are_looked_at_with_it(bench: Bench) -> None:
    site = put_up(bench)
    bench.crawl([site])
    site = put_up(bench, faults={address(3): Fault.unavailable})
    without_validators = "UPDATE addresses SET etag = NULL, last_modified = NULL, attempts = ?"
    for tries in (0, 2):
        make_due(bench)
        sql(bench, without_validators, tries)
        bench.crawl([site], "-s", "RETRY_ENABLED=0")
        assert [row["text"] for row in bench.records()] == [LONG.text], "no line without a part that it had"
    site = put_up(bench)
    make_due(bench)
    sql(bench, without_validators, 0)
    assert again(bench, site)["unchanged"] == 1
    word = STORY.paragraphs[0].split()[0]
    site = put_up(bench, pages={address(4): part(4).replace("<p>", f"<p>{word} again. ", 2)})
    make_due(bench)
    sql(bench, without_validators, 0)
    assert again(bench, site)["updated"] == 1
    assert sorted(row["version"] for row in bench.records()) == [1, 2]


def test_a_page_that_answers_404_is_gone_at_the_second_look(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=2)
    bench.crawl([site])
    note = "SELECT reason, look_at IS NULL FROM addresses WHERE url = ?"
    site.set_faults({0: Fault.status(404).times(1), 1: Fault.status(404)})
    make_due(bench)
    figures = again(bench, site)
    assert (figures["gone"], figures["unchanged"]) == (0, 2)
    back, gone = site.stories
    assert sql(bench, note, back.url) == sql(bench, note, gone.url) == [("missing", 0)]
    make_due(bench)
    figures = again(bench, site)
    assert (figures["gone"], figures["unchanged"]) == (1, 1)
    assert (sql(bench, note, back.url)[0][0], sql(bench, note, gone.url)) == (None, [("gone", 1)])


def test_a_page_that_is_gone_is_noted_and_asked_for_no_more(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=3)
    bench.crawl([site])
    gone, paywalled, kept = site.stories
    site.remove(0)
    site.set_faults({1: Fault.body("<h1>Subscribe now</h1><form><input type=password></form>")})
    make_due(bench)
    figures = again(bench, site)
    assert (figures["gone"], figures["unchanged"], figures["written"]) == (1, 2, 0)
    assert len(bench.records()) == 3
    assert not bench.records("rejected")
    notes = dict(sql(bench, "SELECT url, reason FROM addresses WHERE state = 'done'"))
    assert (notes[gone.url], notes[kept.url]) == ("gone", None)
    assert notes[paywalled.url] is not None
    assert sql(bench, "SELECT look_at FROM addresses WHERE url = ?", gone.url) == [(None,)]
    command = [sys.executable, "-m", "newscrawl", "explain", gone.url, "--output", str(bench.output)]
    said = subprocess.run(command, env=bench.environment, cwd=bench.folder, capture_output=True, text=True, timeout=60)
    assert "no article: gone" in said.stdout
    site.set_faults({})
    sql(bench, "UPDATE addresses SET look_at = 1 WHERE look_at IS NOT NULL")
    again(bench, site)
    assert not looks(site), "two days too late"
    assert dict(sql(bench, "SELECT url, state FROM addresses"))[gone.url] == "done"


def test_nothing_is_due_at_once_and_recent_articles_are_after_an_hour(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=2)
    story, old = site.stories
    recent, without_date = (
        f'<link rel="canonical" href="{site.url}{name}"><article><h1>{story.title} {name}</h1>{date}'
        f"<p>{'</p><p>'.join((name, *story.paragraphs[::step]))}</p></article>"
        for name, step, date in (
            ("a-recent-story-in-five-words", 1, f'<meta property="article:published_time" content="{ago(hours=2)}">'),
            ("a-story-without-any-date-at-all", 2, ""),
        )
    )
    links = "".join(
        f'<h2><a href="/{name}">{name.replace("-", " ")}</a></h2>'
        for name in ("a-recent-story-in-five-words", "a-story-without-any-date-at-all")
    )
    pages = {"/": links, "/a-recent-story-in-five-words": recent, "/a-story-without-any-date-at-all": without_date}
    site = bench.web.site("a.test", articles=2, pages=pages)
    bench.crawl([site])
    due = dict(sql(bench, "SELECT url, look_at - fetched_at FROM addresses WHERE state = 'done'"))
    assert due[f"{site.url}a-recent-story-in-five-words"] == pytest.approx(HOUR)
    assert due[old.url] is None
    bench.web.clear_log()
    bench.crawl([site])
    bench.crawl([site], "--all")
    assert not [request for request in site.log() if "stor" in request.path]
    age(bench)
    figures = again(bench, site)
    asked = [request.path for request in site.log() if "stor" in request.path]
    assert "/a-recent-story-in-five-words" in asked
    assert old.path not in asked
    assert figures["unchanged"] == len(asked)
    again(bench, site)
    assert not [request for request in site.log() if "stor" in request.path]


def test_a_later_lastmod_brings_a_look_whatever_the_age(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=4)
    bench.crawl([site])
    age(bench)
    new = site.change(2, modified=ago(hours=1))
    figures = again(bench, site)
    assert [request.path for request in looks(site)] == [new.path]
    assert (figures["found"], figures["updated"], figures["written"]) == (0, 1, 1)
    assert versions(bench)[new.url] == [1, 2]
    again(bench, site)
    again(bench, site, arguments=("--all",))
    assert not looks(site), "the same date is no reason any more"
    site.change(3, modified=ago(days=2))
    again(bench, site)
    assert not looks(site), "a date before the fetch is none"


def test_a_feeds_updated_is_a_reason_too(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=3, discovery="atom")
    bench.crawl([site])
    age(bench)
    new = site.change(0, modified=ago(hours=1))
    assert again(bench, site)["updated"] == 1
    assert [request.path for request in looks(site)] == [new.path]


def test_a_lastmod_that_lies_is_believed_no_more(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=60)
    bench.crawl([site])
    age(bench)
    site.touch(ago(hours=1.5))
    figures = again(bench, site)
    assert UNCHANGED_MAX <= len(looks(site)) <= UNCHANGED_MAX + 4
    assert (figures["unchanged"], figures["written"]) == (len(looks(site)), 0)
    assert sql(bench, "SELECT count(*) FROM addresses WHERE look_at IS NOT NULL") == [(0,)]
    said = explain(bench, site.stories[0].url, "--output", str(bench.output))
    assert "not believed since" in said
    assert "brought no change" in said
    age(bench)
    site.touch(ago(minutes=1))
    again(bench, site)
    assert not looks(site)
    make_due(bench)
    assert again(bench, site, arguments=("-s", "NEWSCRAWL_LOOKS_MAX=7"))["unchanged"] == 7, "its own looks go on"


def test_looks_come_last_and_are_few(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=8)
    bench.crawl([site])
    make_due(bench)
    new = site.publish(3)
    figures = again(bench, site, arguments=("-s", "NEWSCRAWL_LOOKS_MAX=5"))
    asked = [request.path for request in looks(site)]
    assert set(asked[:3]) == {story.path for story in new}
    assert len(asked) == 8
    assert (figures["unchanged"], figures["written"]) == (5, 3)
    again(bench, site, arguments=("-s", "NEWSCRAWL_LOOKS_MAX=0"))
    assert not looks(site)
    assert again(bench, site)["unchanged"] == 3


def test_a_look_that_fails_is_made_again_later(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=2)
    bench.crawl([site])
    make_due(bench)
    site.set_faults({0: Fault.unavailable, 1: Fault.reset})
    bench.crawl([site], "-s", "RETRY_ENABLED=0")
    rows = sql(bench, "SELECT state, attempts, look_at - strftime('%s') FROM addresses WHERE candidate IS NOT NULL")
    assert [row[:2] for row in rows] == [("done", 1), ("done", 1)]
    assert all(0 < row[2] < HOUR + 2 for row in rows)
    site.set_faults({})
    new = site.change(0)
    sql(bench, "UPDATE addresses SET look_at = look_at - 3600 WHERE look_at IS NOT NULL")
    assert again(bench, site)["updated"] == 1
    assert versions(bench)[new.url] == [1, 2]
    assert not bench.records("rejected")


def test_another_address_of_an_article_is_no_version(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=1)
    (story,) = site.stories
    bench.crawl([site])
    new = site.change(0)
    copy = f'<link rel="canonical" href="{story.url}"><h1>{new.title}</h1><p>{"</p><p>".join(new.paragraphs)}</p>'
    links = f'<h2><a href="/the-story-under-another-address-1">{story.title}</a></h2>'
    site = bench.web.site("a.test", articles=1, pages={"/": links, "/the-story-under-another-address-1": Page(copy)})
    again(bench, site)
    assert bench.reasons() == {"duplicate-address": 1}
    assert versions(bench) == {story.url: [1]}


@pytest.mark.parametrize("asked", [1, 8])
def test_killed_while_it_looks(bench: Bench, asked: int) -> None:
    site = bench.web.site("a.test", articles=12, latency=0.15)
    bench.crawl([site])
    changed = [site.change(number) for number in range(12)]
    make_due(bench)
    bench.web.clear_log()
    process = bench.start([site])
    wait_for(lambda: len(looks(site)) >= asked)
    process.kill()
    process.communicate()
    assert {row[0] for row in sql(bench, "SELECT DISTINCT state FROM addresses")} == {"done"}
    figures = again(bench, site)
    assert figures["pending"] == 0
    assert versions(bench) == {story.url: [1, 2] for story in changed}
    latest = {row["url"]: row["text"] for row in bench.records() if row["version"] == 2}
    assert latest == expected(site)
    make_due(bench)
    assert again(bench, site)["unchanged"] == 12
    assert versions(bench) == {story.url: [1, 2] for story in changed}


def test_a_version_whose_confirmation_was_lost_is_not_written_again(bench: Bench) -> None:
    """The new line is on disk, the store is as it was before the look."""
    site = bench.web.site("a.test", articles=2)
    bench.crawl([site])
    make_due(bench)
    new = site.change(1)
    state, manifest = bench.output / "state.db", bench.output / "manifest.jsonl"
    for path in (state, manifest):
        shutil.copy(path, bench.folder / path.name)
    again(bench, site)
    for path in (state, manifest):
        shutil.copy(bench.folder / path.name, path)
    assert again(bench, site)["updated"] == 0
    assert [request.path for request in looks(site)] == [site.stories[0].path]
    assert versions(bench)[new.url] == [1, 2]
    manifest.unlink()  # all shards are read back, the first one too
    make_due(bench)
    assert again(bench, site)["written"] == 0
    assert Counter(row["version"] for row in bench.records()) == {1: 2, 2: 1}
    site.change(1)
    make_due(bench)
    again(bench, site)
    assert versions(bench)[new.url] == [1, 2, 3]
