"""What sites without sitemap and feed show: sections, numbered pages, archives; and whose pages a site's are."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import date, timedelta

import pytest

from tests.crawl.harness import Bench, expected
from tests.web import Fault, Story


def teaser(story: Story, address: str | None = None) -> str:
    return f'<h2><a href="{address or story.url}">{story.title}</a></h2>'


def make_due(bench: Bench) -> None:
    """As if the time of all sources had come."""
    with contextlib.closing(sqlite3.connect(bench.output / "state.db")) as connection, connection:
        connection.execute("UPDATE sources SET due_at = NULL")


def test_hosts_of_a_site_are_what_its_table_says(bench: Bench) -> None:
    paper = bench.web.site("example.com", articles=1)
    names = ("sport.example.com", "shop.example.com", "blogs.example.net", "partner.example.net")
    hosts = {name: bench.web.site(name, articles=1, discovery="rss") for name in names}
    links = "".join(teaser(site.stories[0]) for site in (paper, *hosts.values()))
    paper = bench.web.site("example.com", articles=1, pages={"/": links})
    sites = bench.folder / "sites.toml"
    sites.write_text(
        f'[[site]]\nurl = "{paper.url}"\nsubdomains = ["sport"]\nhosts = ["blogs.example.net"]\n', encoding="utf-8"
    )
    outcome = bench.crawl([], "--sites", str(sites))
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.texts() == expected(paper, hosts["sport.example.com"], hosts["blogs.example.net"])
    assert hosts["shop.example.com"].log() == hosts["partner.example.net"].log() == []
    sites.write_text(f'[[site]]\nurl = "{paper.url}"\n', encoding="utf-8")
    make_due(bench)
    bench.crawl([], "--sites", str(sites))
    assert hosts["shop.example.com"].stories[0].url in bench.texts(), "other rules, another look at what is known"
    assert hosts["partner.example.net"].log() == []


def test_advertisements_in_a_feed_lead_nowhere(bench: Bench) -> None:
    away = bench.web.site("ads.example", articles=1)
    site = bench.web.site("a.test", articles=2, discovery="rss")
    rows = "".join(f"<item><title>{s.title}</title><link>{s.url}</link></item>" for s in (*site.stories, *away.stories))
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>a</title>{rows}</channel></rss>'
    site = bench.web.site("a.test", articles=2, discovery="rss", pages={"/rss.xml": feed})
    assert bench.crawl([site]).exit_code == 0
    assert bench.texts() == expected(site)
    assert away.log() == []


@pytest.mark.parametrize("listing", ["numbers", "rel-next", "older", "scroll", "scroll-json"])
def test_lists_are_followed_to_their_end_and_later_to_what_is_new(bench: Bench, listing: str) -> None:
    site = bench.web.site("a.test", articles=34, listing=listing)
    outcome = bench.crawl([site])
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.texts() == expected(site)
    assert {row["discovered_by"] for row in bench.records()} == {"front-page", "section"}
    assert outcome.site("a.test")["problems"] == []
    bench.web.clear_log()
    site.publish(2)
    make_due(bench)
    assert bench.crawl([site]).figures["written"] == 2
    further = [request.path for request in site.log() if "page" in request.path or "before" in request.path]
    assert further == [], "the new ones were on the first page"
    assert bench.texts() == expected(site)


def test_a_list_has_a_budget(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=34, listing="rel-next")
    bench.crawl([site], "-s", "NEWSCRAWL_SECTION_PAGES=2")
    assert len(bench.texts()) == 20
    assert site.log("/page/2")
    assert not site.log("/page/3")
    make_due(bench)
    bench.crawl([site])
    assert len(bench.texts()) == 20, "what is known ends a list"
    bench.crawl([site], "--all")
    assert bench.texts() == expected(site)


def test_a_run_that_is_cut_short_goes_on_where_it_was(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=34, listing="rel-next", faults={"/page/3": Fault.unavailable})
    bench.crawl([site], "-s", "RETRY_TIMES=0")
    assert len(bench.texts()) == 20
    site.set_faults({})
    make_due(bench)
    bench.crawl([site])
    assert bench.texts() == expected(site)


def test_navigation_alone(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=12, listing="sections")
    assert bench.crawl([site]).exit_code == 0
    assert bench.texts() == expected(site)


def test_archives_are_read_for_the_dates_asked_for(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=60, listing="archive")
    bench.crawl([site])
    assert len(bench.texts()) == 5
    assert not [request for request in site.log() if request.path.startswith("/archive")]
    stories = site.stories
    since = stories[-25].published[:10]
    bench.crawl([site], "--since", since)
    wanted = {story.url for story in stories if story.published[:10] >= since}
    assert wanted <= set(bench.texts())
    days = {r.path.removeprefix("/archive/") for r in site.log() if r.path.startswith("/archive/")}
    asked = {day for day in days if len(day) == 10}
    newest = stories[-1].published[:10]
    assert {story.published[:10] for story in stories if story.published[:10] >= since} <= asked
    assert min(asked) >= (date.fromisoformat(since) - timedelta(days=1)).isoformat()
    assert max(asked) >= newest
