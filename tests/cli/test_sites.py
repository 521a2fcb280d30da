"""`newscrawl sites check` against sites of many kinds."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from newscrawl.cli import main
from newscrawl.cli.pace import Pace
from tests.web import DISALLOW_ALL, Discovery, Fault, NewsWeb
from tests.web.documents import rss


@pytest.fixture(autouse=True)
def _through_the_web(news_web: NewsWeb, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, news_web.proxy_url)
    monkeypatch.chdir(tmp_path)


TRIED = ("fine", "closed", "broken", "empty", "lost", "wall")


def check(capsys: pytest.CaptureFixture[str], *argv: str, code: int) -> dict[str, dict[str, Any]]:
    """What is said of each site, by its name."""
    assert main(["sites", "check", *argv, "--delay", "0", "--json"]) == code
    out = capsys.readouterr().out
    return {found["name"]: found for found in map(json.loads, out.splitlines())}


def test_a_site_that_is_fine_is_told_in_whole(news_web: NewsWeb, capsys: pytest.CaptureFixture[str]) -> None:
    site = news_web.site(
        "a.test", articles=12, discovery=[Discovery.NEWS_SITEMAP, Discovery.RSS, Discovery.LINKS],
        robots="User-agent: *\nDisallow: /login\nCrawl-delay: 0.2\nContent-Signal: ai-train=no\n",
    )  # fmt: skip
    found = check(capsys, site.url, code=0)["a.test"]
    assert (found["state"], found["problems"]) == ("fine", [])
    assert (found["robots"]["status"], found["robots"]["allowed"], found["delay"]) == (200, True, 0.2)
    (sitemap,), (feed,) = found["sitemaps"], found["feeds"]
    assert (sitemap["kind"], sitemap["named_by"], sitemap["entries"]) == ("news-sitemap", "robots.txt", 12)
    assert (feed["named_by"], feed["entries"], feed["status"]) == ("front page", 12, 200)
    newest = max(site.stories, key=lambda story: story.published)
    assert sitemap["newest"][:10] == newest.published[:10]
    assert found["front_page"]["likely_articles"] == 5
    assert found["front_page"]["sections"] >= 1
    article = found["article"]
    assert (article["url"], article["title"]) == (newest.url, newest.title)
    assert article["characters"] == len(newest.text)
    assert found["rights"]["training"] == "reserved"
    assert found["rights"]["signals"][0]["where"].startswith("robots.txt line")
    paths = [request.path for request in site.log()]
    assert paths[:2] == ["/robots.txt", "/"]
    assert len(paths) == len(set(paths)) == found["requests"] == 5, "nothing twice"
    assert list(Path().iterdir()) == [], "nothing is written"


def test_an_index_is_read_by_its_newest_children(news_web: NewsWeb, capsys: pytest.CaptureFixture[str]) -> None:
    site = news_web.site("a.test", articles=160, discovery=Discovery.SITEMAP_INDEX)
    found = check(capsys, site.url, code=0)["a.test"]
    index, *children = found["sitemaps"]
    assert (index["kind"], index["entries"]) == ("sitemap-index", 4)
    assert [child["named_by"] for child in children] == ["sitemap index"] * 2
    assert all(child["entries"] for child in children)


def test_the_usual_addresses_are_tried_where_nothing_is_announced(
    news_web: NewsWeb, capsys: pytest.CaptureFixture[str]
) -> None:
    told = news_web.site("told.test", articles=2, discovery=Discovery.RSS)
    feed = rss("a.test", told.stories, tracking=False).replace("told.test", "a.test")
    site = news_web.site("a.test", articles=2, discovery=Discovery.LINKS, pages={"/rss.xml": feed})
    found = check(capsys, site.url, code=0)["a.test"]
    assert [(one["url"], one["named_by"], one["entries"]) for one in found["feeds"]] == [
        ("http://a.test/rss.xml", "nothing", 2)
    ]
    assert (found["sitemaps"], found["problems"]) == ([], [])
    asked = [request.path for request in site.log()]
    assert asked.index("/feed") < asked.index("/rss.xml")
    assert "/atom.xml" not in asked


def test_each_way_to_fall_short_has_its_words(
    news_web: NewsWeb, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    news_web.site("fine.test", articles=1)
    news_web.site("closed.test", robots=DISALLOW_ALL)
    news_web.site("broken.test", faults={"/robots.txt": Fault.unavailable()})
    news_web.site("empty.test", articles=0)
    denied = "<html><head><title>Access denied</title></head><body><h1>Access denied</h1></body></html>"
    news_web.site("wall.test", articles=0, pages={"/": denied, "/sitemap.xml": denied})
    news_web.site("lost.test", articles=2, faults={"/2026/*": Fault.not_found()})
    news_web.site("stale.test", articles=2)
    file = tmp_path / "sites.toml"
    lines = [
        f'[[site]]\nurl = "http://{name}.test/"\n' for name in ("fine", "closed", "broken", "empty", "lost", "wall")
    ]
    file.write_text("\n".join([*lines, '[[site]]\nurl = "http://stale.test/"\nfeeds = ["/old.xml"]\n']), "utf-8")
    found = check(capsys, str(file), code=4)
    states = {name: site["state"] for name, site in found.items()}
    assert states == {
        "fine.test": "fine", "closed.test": "failed", "broken.test": "failed", "empty.test": "short",
        "lost.test": "short", "stale.test": "short", "wall.test": "failed",
    }  # fmt: skip
    problems = {name: " ".join(site["problems"]) for name, site in found.items()}
    assert "http://closed.test/: disallowed by http://closed.test/robots.txt, line 2" in problems["closed.test"]
    assert "robots.txt answered 503; without an answer nothing is crawled" in problems["broken.test"]
    assert "no address of an article was found" in problems["empty.test"]
    assert "HTTP status 404" in problems["lost.test"]
    assert "http://wall.test/: a page that keeps robots out" in problems["wall.test"]
    assert "http://stale.test/old.xml: HTTP status 404" in problems["stale.test"]
    assert found["stale.test"]["article"], "a crawl would bring something all the same"


def test_the_table_on_paper(news_web: NewsWeb, capsys: pytest.CaptureFixture[str]) -> None:
    fine = news_web.site("a.test", articles=2, discovery=[Discovery.SITEMAP, Discovery.RSS])
    news_web.site("b.test", robots=DISALLOW_ALL)
    assert main(["sites", "check", fine.url, "http://b.test/", "--delay", "0"]) == 4
    out, err = capsys.readouterr()
    head, first, second = out.splitlines()[:3]
    assert head.split() == ["site", "state", "robots", "delay", "sitemaps", "feeds", "newest", "links", "training"]
    assert first.split()[:6] == ["a.test", "fine", "allows", "0", "s", "1:"]
    assert second.split()[:3] == ["b.test", "failed", "disallows"]
    assert fine.stories[-1].title in out
    assert "2 sites: 1 fine, 1 failed" in out
    assert "1 of 2: " in err
    assert "2 of 2: " in err
    assert main(["sites", "check", "http://b.test/", "--delay", "0", "-q"]) == 3
    assert capsys.readouterr().err == ""


def test_a_narrow_terminal_shows_every_figure(news_web: NewsWeb) -> None:
    import io

    from newscrawl.cli.site_findings import SiteFindings, SourceFinding, State
    from newscrawl.cli.site_table import print_table

    found = SiteFindings("a-rather-long-name.of-a-site.example", "https://a.example/", State.FINE, delay=1.0)
    found.robots, found.front_page = {"status": 404, "allowed": True}, {"status": 200, "likely_articles": 41}
    found.sitemaps = [SourceFinding("x", "sitemap", "robots.txt", 200, 50_000, "2026-11-24T08:30:00+01:00")]
    found.rights, found.problems = {"training": "unknown"}, [f"problem {number}" for number in range(9)]
    out = io.StringIO()
    print_table([found], out, width=80)
    text = out.getvalue()
    assert max(map(len, text.splitlines())) <= 80
    for part in ("none", "1: 50,000", "2026-11-24 08:30", "41", "unknown", "… and 4 more; --json names them all"):
        assert part in text, part


def test_a_bare_domain_is_tried_by_http_too(
    news_web: NewsWeb, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")  # nobody answers there
    news_web.site("a.test", articles=1)
    found = check(capsys, "a.test", code=0)["a.test"]
    assert found["url"] == "http://a.test/"


def test_a_host_is_asked_no_faster_than_it_wants(news_web: NewsWeb, capsys: pytest.CaptureFixture[str]) -> None:
    site = news_web.site("a.test", articles=1, robots="User-agent: *\nAllow: /\nCrawl-delay: 0.5\n")
    assert check(capsys, site.url, code=0)["a.test"]["delay"] == 0.5
    times = [request.time for request in site.log()]
    gaps = [later - sooner for sooner, later in itertools.pairwise(times)]
    assert min(gaps[1:]) >= 0.45, "from robots.txt on"


def test_pace_is_kept_over_threads_and_per_host() -> None:
    import threading
    import time

    pace, times = Pace(), []

    def ask() -> None:
        pace.wait("http://a.test/x", 0.1)
        times.append(time.monotonic())

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    assert times[-1] - times[0] >= 0.29
    began = time.monotonic()
    pace.wait("http://b.test/", 120.0)
    assert time.monotonic() - began < 120, "another host waits for none of them"
