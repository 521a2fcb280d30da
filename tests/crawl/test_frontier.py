"""What one host does must not touch the others, and nothing is asked for twice in a run."""

from __future__ import annotations

import itertools
import time
from collections import Counter

from tests.crawl.harness import Bench, expected
from tests.web import Fault, Page, WebSite

LINK = (
    '<h2><a href="http://{host}/2026/11/{n:02d}/a-headline-of-five-words-{n}">A headline of five words or more</a></h2>'
)


def asked_twice(site: WebSite) -> list[str]:
    """Article pages that were answered with 200 more than once."""
    seen = Counter(request.path for request in site.log() if request.path.startswith("/2026") and request.status == 200)
    return [path for path, times in seen.items() if times > 1]


def test_a_sub_host_without_robots_holds_up_nobody(bench: Bench) -> None:
    sub = bench.web.site("sub.example.com", articles=1, faults={"/robots.txt": Fault.unavailable})
    links = "".join(LINK.format(host="sub.example.com", n=n) for n in range(1, 41))
    site = bench.web.site("example.com", articles=4, discovery=["links", "sitemap"], pages={"/": links})
    outcome = bench.crawl([site])
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.texts() == expected(site)
    assert {request.path for request in sub.log()} == {"/robots.txt"}
    assert outcome.site("example.com")["errors"] == {"robots-unreachable": 40}
    assert outcome.figures["pending"] == 40


def test_the_languages_of_a_site_hold_in_every_run(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=4)
    (bench.folder / "sites.toml").write_text(f'[[site]]\nurl = "{site.url}"\nlanguages = ["fi"]\n')
    bench.crawl([], "--sites", "sites.toml")
    assert bench.reasons() == {"other-language": 4}
    bench.web.clear_log()
    bench.crawl([], "--sites", "sites.toml")
    assert not [request for request in site.log() if request.path.startswith("/2026")]
    bench.crawl([site])
    assert bench.texts() == expected(site)


def test_a_site_that_blocks_is_left_and_comes_back(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=40, faults={"/2026/*": Fault.status(403)})
    other = bench.web.site("b.test", articles=2)
    outcome = bench.crawl([site, other])
    assert outcome.exit_code == 4
    assert outcome.site("a.test")["state"] == "stopped"
    assert (
        "a.test refused 10 requests in a row, the last with HTTP status 403" in outcome.site("a.test")["problems"][-1]
    )
    assert 10 <= len([r for r in site.log() if r.path.startswith("/2026")]) < 20
    site.set_faults({})
    assert bench.crawl([site]).exit_code == 0
    assert bench.texts() == expected(site, other)


def test_a_site_that_does_not_answer_is_left_and_comes_back(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=40, faults={"/2026/*": Fault.reset})
    outcome = bench.crawl([site], "-s", "RETRY_TIMES=0")
    assert outcome.site("a.test")["state"] == "stopped"
    assert "20 requests in a row failed, the last by connection" in outcome.site("a.test")["problems"][-1]
    assert 20 <= len([r for r in site.log() if r.path.startswith("/2026")]) < 30


def test_nothing_is_sent_to_a_host_in_its_pause(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=8, faults={2: Fault.too_many(5).once()})
    outcome = bench.crawl([site], "-s", "DOWNLOAD_DELAY=0.3")
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.texts() == expected(site)
    asked = next(request for request in site.log() if request.status == 429)
    assert asked.end is not None
    meanwhile = [r.path for r in site.log() if asked.end + 0.2 < r.time < asked.end + 4.8]
    assert meanwhile == []


ONCE = ("-s", "NEWSCRAWL_ROBOTS_BACKOFF=0")


def test_paused_and_dead_hosts_hold_up_no_other(bench: Bench) -> None:
    paused = [bench.web.site(f"p{n}.test", articles=3, faults={"/2026/*": Fault.too_many(15)}) for n in range(30)]
    dead = [bench.web.site(f"d{n}.test", articles=1, faults={"*": Fault.silent}) for n in range(30)]
    good = bench.web.site("good.test", articles=12, latency=0.2)
    process = bench.start([*paused, *dead, good], "--max-time", "14s", "-s", "DOWNLOAD_TIMEOUT=4", *ONCE)
    outcome = bench.finish(process)
    errors = [line for line in outcome.stderr.splitlines() if "rror" in line and not line.startswith(" ")]
    assert outcome.exit_code == 4, errors
    assert outcome.site("good.test")["written"] == 12, outcome.stderr[-2000:]


def test_a_pause_of_a_feeds_host_is_not_the_sites(bench: Bench) -> None:
    feeds = bench.web.site("feeds.example", articles=0, faults={"/rss.xml": Fault.too_many(9000)})
    site = bench.web.site("a.test", articles=3)
    (bench.folder / "sites.toml").write_text(f'[[site]]\nurl = "{site.url}"\nfeeds = ["{feeds.url}rss.xml"]\n')
    outcome = bench.crawl([], "--sites", "sites.toml")
    assert outcome.exit_code == 0
    assert bench.texts() == expected(site)
    assert "asked for a pause" in outcome.site("a.test")["problems"][0]


def test_another_deny_reaches_what_has_not_changed(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=3)
    denied = site.stories[0]
    sites = bench.folder / "sites.toml"
    sites.write_text(f'[[site]]\nurl = "{site.url}"\ndeny = ["{denied.path}"]\n')
    bench.crawl([], "--sites", "sites.toml")
    assert denied.url not in bench.texts()
    sites.write_text(f'[[site]]\nurl = "{site.url}"\n')
    bench.crawl([], "--sites", "sites.toml")
    assert bench.texts() == expected(site)


def test_the_crawl_delay_holds_where_the_site_really_is(bench: Bench) -> None:
    rules = "User-agent: *\nCrawl-delay: 1.5\n"
    real = bench.web.site("www.a.test", articles=2, robots=rules)
    bench.web.site("a.test", articles=0, robots="", faults={"/": Fault.redirect("http://www.a.test/")})
    (bench.folder / "sites.toml").write_text(
        '[[site]]\nurl = "http://a.test/"\nsitemaps = ["http://www.a.test/sitemap.xml"]\n'
    )
    bench.crawl([], "--sites", "sites.toml")
    times = [request.time for request in real.log() if request.path != "/robots.txt"]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert len(gaps) >= 2
    assert min(gaps) >= 0.7, gaps
    assert bench.texts() == expected(real)


def test_a_site_named_twice_is_crawled_once(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=2)
    bench.web.site("www.a.test", articles=2)
    outcome = bench.crawl([site, "http://www.a.test/", site])
    assert outcome.exit_code == 0, outcome.stderr
    assert len(outcome.figures["sites"]) == 1
    assert bench.texts() == expected(site)


def test_max_time_waits_for_no_silent_host(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=6, faults={1: Fault.silent, 2: Fault.too_many(60)})
    mute = bench.web.site("mute.test", articles=6, faults={"/20*": Fault.silent})
    started = time.monotonic()
    outcome = bench.crawl([site, mute], "--max-time", "4s", "-s", "DOWNLOAD_TIMEOUT=115")
    assert time.monotonic() - started < 115
    assert len([request for request in mute.log() if request.path.startswith("/20")]) <= 2, "at once"
    assert (outcome.exit_code, outcome.figures["finish_reason"]) == (0, "max-time")
    assert outcome.site("a.test")["state"] == "unfinished"
    site.set_faults({})
    mute.set_faults({})
    bench.crawl([site, mute])
    assert bench.texts() == expected(site, mute)
    assert asked_twice(site) == []


def test_a_section_that_a_slow_sitemap_lists_is_asked_for_once(bench: Bench) -> None:
    menu = '<nav><a href="/category/news">News</a></nav>'
    rows = "".join(f"<url><loc>http://a.test{path}</loc></url>" for path in ("/category/news", "/tag/rain"))
    child = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
    index = "<sitemapindex><sitemap><loc>http://a.test/1.xml</loc></sitemap></sitemapindex>"
    site = bench.web.site(
        "a.test",
        articles=4,
        discovery=["rss", "links"],
        pages={
            "/": menu + '<link rel="alternate" type="application/rss+xml" href="/rss.xml">',
            "/category/news": menu + '<a href="/section/town">Town</a>',
            "/index.xml": Page(index, "application/xml"),
            "/1.xml": Page(child, "application/xml"),
        },
        robots="Sitemap: http://a.test/index.xml\n",
        faults={"/1.xml": Fault.slow_headers(1.5)},
    )
    outcome = bench.crawl([site])
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.texts() == expected(site)
    seen = Counter(request.path for request in site.log())
    assert {path for path, times in seen.items() if times > 1} == set()
    assert seen["/category/news"] == 1
