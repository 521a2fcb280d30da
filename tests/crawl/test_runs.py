"""Whole runs: what is found, written once, and not asked for again."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys

import pytest

from newscrawl.core.article import Article
from newscrawl.core.urls import article_id
from tests.crawl.harness import Bench, expected, read
from tests.web import DISALLOW_ALL, Discovery, Fault


def test_every_way_of_saying_what_there_is(bench: Bench) -> None:
    sites = [bench.web.site(f"{way}.test", articles=4, discovery=way, tracking=True, gzip=True) for way in Discovery]
    outcome = bench.crawl(sites)
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.texts() == expected(*sites)
    assert outcome.figures["written"] == 4 * len(sites)
    found_by = {row["source"]: row["discovered_by"] for row in bench.records()}
    assert found_by["rss.test"] == found_by["atom.test"] == "feed"
    assert found_by["news-sitemap.test"] == "news-sitemap"
    for site in sites:
        assert site.log()[0].path == "/robots.txt"
        assert {request.user_agent.partition("/")[0] for request in site.log()} == {"newscrawl"}
        assert not any("cookie" in request.headers or "referer" in request.headers for request in site.log())


def test_a_second_run_asks_for_no_article_and_a_third_for_the_new_ones(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=4, discovery=["rss", "links"])
    bench.crawl([site])
    bench.web.clear_log()
    second = bench.crawl([site])
    assert (second.exit_code, second.figures["written"]) == (0, 0)
    old = {story.path for story in site.stories}
    assert not [request for request in site.log() if request.path in old]
    assert [request.status for request in site.log("/rss.xml")] == [304]
    new = site.publish(2)
    third = bench.crawl([site])
    assert third.figures["written"] == 2
    asked = {request.path.partition("?")[0] for request in site.log()}
    assert {story.path for story in new} <= asked
    assert not old & asked
    assert bench.texts() == expected(site)


def test_the_record_is_whole_and_in_order(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=1)
    bench.crawl([site])
    (path,) = bench.output.glob("articles/*/*.jsonl")
    (record,) = read(path)
    (story,) = site.stories
    assert list(record) == list(Article(id="", text="").to_dict())
    assert record["id"] == article_id(story.url)
    assert record["title"] == story.title
    assert record["date_published"] == story.published
    assert record["authors"] == [story.author]
    assert record["http_status"] == 200
    assert record["run_id"] in path.name
    assert '"articles/*/*.jsonl"' in (bench.output / "README.md").read_text(), "so that datasets loads the folder"
    entry = json.loads((bench.output / "manifest.jsonl").read_text())
    assert entry["shard"] == path.relative_to(bench.output).as_posix()
    assert subprocess.run([sys.executable, "-m", "newscrawl", "validate", str(bench.output)]).returncode == 0


def test_one_article_under_many_addresses_has_one_line(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=1, discovery="links")
    (story,) = site.stories
    links = "".join(
        f'<h2><a href="{story.path}{end}">{story.title}</a></h2>'
        for end in ("", "?utm_source=x", "#top", "/amp", "?print=1")
    )
    page = f'<link rel="canonical" href="{story.url}"><h1>{story.title}</h1><p>{"</p><p>".join(story.paragraphs)}</p>'
    site = bench.web.site("a.test", articles=1, discovery="links", pages={"/": links, "/copy-of-that-story-1": page})
    twin = bench.web.site(
        "b.test",
        articles=0,
        pages={"/": f'<h2><a href="/copy-of-that-story-2">{story.title}</a></h2>', "/copy-of-that-story-2": page},
    )
    outcome = bench.crawl([site, twin])
    assert outcome.exit_code == 0
    first, twin_of_it = sorted(bench.records(), key=lambda row: row["duplicate_of"] or "")
    assert {first["source"], twin_of_it["source"]} == {"a.test", "b.test"}, "one line a site"
    assert twin_of_it["duplicate_of"] == first["id"]


def test_one_file_instead_of_a_folder(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=2)
    for suffix in ("", ".gz", ".zst"):
        target = bench.folder / f"news{suffix[1:]}" / f"news.jsonl{suffix}"
        target.parent.mkdir()
        assert bench.crawl([site], "--output", str(target)).exit_code == 0
        assert {row["url"]: row["text"] for row in read(target)} == expected(site)
        assert (target.parent / "news.state.db").exists()
    assert gzip.decompress((bench.folder / "newsgz" / "news.jsonl.gz").read_bytes()).count(b"\n") == 2
    plain = bench.folder / "news" / "news.jsonl"
    (bench.folder / "news" / "news.state.db").unlink()
    assert bench.crawl([site], "--output", str(plain)).figures["written"] == 0, "the file itself tells what it holds"
    site.publish()
    bench.crawl([site], "--output", str(plain))
    assert {row["url"]: row["text"] for row in read(plain)} == expected(site)


def test_limits_leave_the_rest_for_the_next_run(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=8)
    first = bench.crawl([site], "--max-articles", "3")
    assert (first.exit_code, first.figures["written"]) == (0, 3)
    assert first.figures["finish_reason"] == "max-articles"
    assert bench.crawl([site]).figures["written"] == 5
    assert bench.texts() == expected(site)


def test_since_and_language_leave_out_and_take_in_later(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=6)
    days = sorted(story.published[:10] for story in site.stories)
    bench.crawl([site], "--since", days[3])
    newer = set(bench.texts())
    assert newer == {story.url for story in site.stories if story.published[:10] >= days[3]}
    bench.crawl([site], "--language", "fi")
    assert set(bench.texts()) == newer
    bench.crawl([site])
    assert bench.texts() == expected(site)


def test_all_asks_without_validators(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=2)
    bench.crawl([site])
    bench.web.clear_log()
    bench.crawl([site], "--all")
    assert [request.status for request in site.log("/sitemap.xml")] == [200]


def test_sites_that_fail_and_exit_codes(bench: Bench) -> None:
    good = bench.web.site("good.test", articles=1)
    closed = bench.web.site("closed.test", articles=1, robots=DISALLOW_ALL)
    broken = bench.web.site("broken.test", articles=1, faults={"/robots.txt": Fault.status(500)})
    outcome = bench.crawl([good, closed, broken])
    assert outcome.exit_code == 4
    assert [outcome.site(name)["state"] for name in ("good.test", "closed.test", "broken.test")] == [
        "done",
        "failed",
        "failed",
    ]
    assert "HTTP status 500" in outcome.site("broken.test")["problems"][0]
    assert {request.path for request in broken.log()} == {"/robots.txt"}
    assert {request.path for request in closed.log()} == {"/robots.txt"}
    assert bench.crawl([closed, broken]).exit_code == 3


def test_robots_of_404_allows_and_of_disallow_forbids(bench: Bench) -> None:
    rules = "User-agent: *\nAllow: /\n\nUser-agent: newscrawl\nDisallow: /section/\nDisallow: /20*-1$\n"
    ruled = bench.web.site("ruled.test", articles=3, discovery="rss", robots=rules)
    free = bench.web.site("free.test", articles=1, discovery="rss", faults={"/robots.txt": Fault.not_found})
    outcome = bench.crawl([ruled, free])
    assert outcome.exit_code == 0
    forbidden = next(story for story in ruled.stories if story.path.endswith("-1"))
    assert ruled.log(forbidden.path) == []
    wanted = expected(ruled, free)
    del wanted[forbidden.url]
    assert bench.texts() == wanted
    assert bench.reasons()["disallowed"] == 1
    bench.web.site("ruled.test", articles=3, discovery="rss")
    bench.crawl([ruled], "--all")
    assert bench.texts() == expected(ruled, free), "other rules, another chance"


def test_a_bare_domain_is_tried_by_https_then_http(bench: Bench) -> None:
    site = bench.web.site("bare.test", articles=2)
    outcome = bench.crawl(["bare.test"])
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.texts() == expected(site)


def test_a_sites_file_with_what_differs(bench: Bench) -> None:
    first = bench.web.site("a.test", articles=3, discovery="rss", faults={"/": Fault.not_found})
    second = bench.web.site("b.test", articles=3)
    denied = second.stories[0]
    (bench.folder / "sites.toml").write_text(
        f"""
[[site]]
url = "{first.url}"
name = "The First"
feeds = ["{first.url}rss.xml"]

[[site]]
url = "{second.url}"
deny = ["{denied.path}"]
""",
        encoding="utf-8",
    )
    outcome = bench.crawl([], "--sites", "sites.toml")
    wanted = expected(first, second)
    del wanted[denied.url]
    assert bench.texts() == wanted
    assert {row["source"] for row in bench.records()} == {"The First", "b.test"}
    assert outcome.exit_code == 0


def test_links_to_other_hosts_are_not_followed(bench: Bench) -> None:
    other = bench.web.site("other.test", articles=1)
    away = f'<h2><a href="{other.stories[0].url}">A headline of more than four words</a></h2>'
    site = bench.web.site(
        "a.test",
        articles=1,
        pages={
            "/": away + '<h2><a href="/moved-away-to-another-place-12345">Another headline with many words</a></h2>'
        },
        faults={"/moved-away-to-another-place-12345": Fault.redirect(other.stories[0].url)},
    )
    bench.crawl([site])
    assert other.log() == []
    assert bench.reasons() == {"redirected-away": 1}


@pytest.mark.parametrize("compression", ["", "zst"])
def test_scrapy_crawl_news_works_as_well(bench: Bench, compression: str) -> None:
    site = bench.web.site("a.test", articles=3)
    (bench.folder / "scrapy.cfg").write_text("[settings]\ndefault = newscrawl.settings\n")
    command = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"sites={site.url}", "-a", "since=2000-01-01"]
    command += ["-O", "feed.jsonl", "-s", "DOWNLOAD_DELAY=0", "-s", f"NEWSCRAWL_COMPRESSION={compression}"]
    done = subprocess.run(command, env=bench.environment, cwd=bench.folder, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    rows = read(bench.folder / "feed.jsonl")
    assert {row["url"]: row["text"] for row in rows} == expected(site)
    shards = [row for path in (bench.folder / "output").glob("articles/*/*.jsonl*") for row in read(path)]
    key = "id"
    assert sorted(rows, key=lambda r: r[key]) == sorted(shards, key=lambda r: r[key])
