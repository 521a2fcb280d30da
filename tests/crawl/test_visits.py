"""Which sources a run asks for, and how; the server's log is the witness."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3

from newscrawl.core.candidate import Source, SourceKind
from newscrawl.core.schedule import LESSONS, Result
from newscrawl.core.site import site_from_argument
from newscrawl.crawl.config import Config
from newscrawl.crawl.run import Run
from newscrawl.store import Store, Visit
from tests.crawl.harness import Bench, expected
from tests.web import Fault, WebSite

LEARNED = f"lessons = {LESSONS}, interval = 3600, due_at = strftime('%s', 'now') + 3600"


def change(bench: Bench, statement: str) -> None:
    """Let time pass for the sources."""
    with contextlib.closing(sqlite3.connect(bench.output / "state.db")) as connection, connection:
        connection.execute(f"UPDATE sources SET {statement}")


def asked(site: WebSite) -> list[str]:
    """What was asked for, without queries."""
    return sorted(request.path.partition("?")[0] for request in site.log())


def test_a_second_run_at_once_is_conditional_and_a_third_finds_what_came_meanwhile(bench: Bench) -> None:
    sites = [bench.web.site(f"{way}.test", articles=4, discovery=way) for way in ("rss", "sitemap", "sitemap-index")]
    bench.crawl(sites)
    bench.web.clear_log()
    second = bench.crawl(sites)
    assert (second.exit_code, second.figures["written"]) == (0, 0)
    for site in sites:
        assert {request.status for request in site.log()} == {304}
        assert "/robots.txt" not in asked(site)
    new = {site.host: {story.path for story in site.publish(2)} for site in sites}
    bench.web.clear_log()
    third = bench.crawl(sites)
    assert third.figures["written"] == 6
    assert bench.texts() == expected(*sites)
    for site in sites:
        beside = [path for path in asked(site) if path not in new[site.host]]
        assert len(asked(site)) == len(beside) + 2
        assert len(beside) <= 3, beside


def test_a_run_before_anything_is_due_asks_for_nothing(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=3, discovery=["rss", "sitemap"])
    bench.crawl([site])
    change(bench, LEARNED)
    bench.web.clear_log()
    early = bench.crawl([site])
    assert site.log() == []
    assert (early.exit_code, early.figures["responses"], early.site("a.test")["state"]) == (0, 0, "done"), early.stderr
    assert early.figures["next_due_at"] is not None
    new = site.publish()[0]
    change(bench, "due_at = 0 WHERE kind = 'feed'")
    bench.crawl([site])
    assert asked(site) == sorted([new.path, "/rss.xml"]), "what is due, and nothing else"
    bench.web.clear_log()
    bench.crawl([site], "--all")
    assert {"/", "/rss.xml", "/sitemap.xml"} <= set(asked(site))


def test_what_the_sites_file_names_for_the_first_time_is_due(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=2)
    bench.crawl([site])
    change(bench, LEARNED)
    more = bench.web.site("feeds.test", articles=0, pages={"/more.xml": rss(site.publish()[0].url)})
    (bench.folder / "sites.toml").write_text(f'[[site]]\nurl = "{site.url}"\nfeeds = ["{more.url}more.xml"]\n')
    bench.web.clear_log()
    bench.crawl([], "--sites", "sites.toml")
    assert bench.texts() == expected(site)
    assert len(asked(site)) == 1


def test_a_source_that_failed_is_tried_again_at_the_next_run(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=3, faults={"/sitemap.xml": Fault.status(500)})
    first = bench.crawl([site])
    assert first.figures["written"] == 0
    site.set_faults({})
    bench.crawl([site])
    assert bench.texts() == expected(site)


def test_a_source_that_fails_for_long_is_asked_less_and_less(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=3, discovery=["rss", "sitemap"], faults={"/rss.xml": Fault.reset})
    for _ in range(3):
        bench.crawl([site])
        change(bench, "visited_at = visited_at - 301")
    bench.web.clear_log()
    bench.crawl([site])
    assert "/sitemap.xml" in asked(site)
    assert site.log("/rss.xml") == []


def test_a_guess_is_made_once(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=2, discovery="rss")
    bench.crawl([site])
    assert [request.status for request in site.log("/sitemap.xml")] == [404]
    bench.crawl([site])
    assert len(site.log("/sitemap.xml")) == 1


def test_a_server_that_answers_304_for_ever_is_found_out_in_a_day(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=2, faults={"/sitemap.xml": Fault.stale})
    bench.crawl([site])
    site.publish()
    bench.crawl([site])
    assert len(bench.texts()) == 2
    change(bench, "read_at = read_at - 90000")
    bench.crawl([site])
    assert bench.texts() == expected(site)
    assert [request.status for request in site.log("/sitemap.xml")] == [200, 304, 200]


def test_sites_that_were_not_visited_for_longest_come_first(bench: Bench) -> None:
    store = Store.open(f"sqlite:///{bench.folder}/state.db")
    for host in ("b.test", "a.test"):
        store.sources.add(host, [Source(f"http://{host}/", SourceKind.FRONT_PAGE)])
        store.sources.visited(Visit(host, f"http://{host}/", 200, Result.SAME))
    store.close()
    config = Config(output=bench.output, state=str(bench.folder / "state.db"))
    run = Run(config, [site_from_argument(f"http://{name}.test/") for name in "abcd"])
    try:
        assert [site.name for site in run.sites] == ["c.test", "d.test", "b.test", "a.test"]
    finally:
        asyncio.run(run.close())


def rss(url: str) -> str:
    """A feed of one entry."""
    return (
        f"<rss version='2.0'><channel><title>x</title><item><title>x</title><link>{url}</link></item></channel></rss>"
    )
