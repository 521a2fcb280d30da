"""robots.txt in a crawl: what each answer means, how long it is kept, and that it comes first (RFC 9309)."""

from __future__ import annotations

import itertools
import sqlite3

import pytest

from tests.crawl.harness import QUICK, Bench, expected
from tests.web import DISALLOW_ALL, Fault, WebSite
from tests.web.faults import AnyFault


def asked(site: WebSite) -> list[str]:
    return [request.path for request in site.log()]


def test_4xx_allows_all(bench: Bench) -> None:
    sites = [
        bench.web.site(f"s{status}.test", articles=1, discovery="rss", faults={"/robots.txt": Fault.status(status)})
        for status in (400, 401, 403, 404, 410, 418)
    ]
    assert bench.crawl(sites).exit_code == 0
    assert bench.texts() == expected(*sites)


def test_no_answer_disallows_all_until_there_is_one(bench: Bench) -> None:
    faults: list[AnyFault] = [Fault.status(500), Fault.unavailable, Fault.too_many(0), Fault.reset]
    sites = [bench.web.site(f"s{n}.test", faults={"/robots.txt": fault}) for n, fault in enumerate(faults)]
    other = bench.web.site("b.test")
    outcome = bench.crawl([*sites, other])
    for site in sites:
        assert set(asked(site)) == {"/robots.txt"}
        assert outcome.site(site.host)["state"] == "failed"
    assert [len(asked(site)) for site in sites[:3]] == [4, 4, 4]
    assert bench.texts() == expected(other)
    for site in sites:
        site.set_faults({})
    assert bench.crawl(sites).exit_code == 0
    assert bench.texts() == expected(*sites, other)


def test_it_is_tried_again_within_the_run_while_others_go_on(bench: Bench) -> None:
    late = [bench.web.site(f"{n}.test", faults={"/robots.txt": Fault.unavailable().times(2)}) for n in range(20)]
    other = bench.web.site("other.test", latency=0.05)
    outcome = bench.crawl([*late, other], "-s", "NEWSCRAWL_ROBOTS_BACKOFF=1")
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.texts() == expected(*late, other)
    for site in late:
        first, second, third, *_ = (request.time for request in site.log("/robots.txt"))
        assert second - first >= 1
        assert third - second >= 3
    assert max(request.time for request in other.log()) < min(r.time for r in late[0].log("/sitemap.xml"))


def test_a_backoff_of_nothing_asks_once(bench: Bench) -> None:
    site = bench.web.site("a.test", faults={"/robots.txt": Fault.unavailable})
    assert bench.crawl([site], "-s", "NEWSCRAWL_ROBOTS_BACKOFF=0").exit_code == 3
    assert asked(site) == ["/robots.txt"]


def hops(number: int) -> dict[str | int, AnyFault]:
    """So many redirects to /rules."""
    places = ["/robots.txt", *(f"/hop-{n}" for n in range(1, number)), "/rules"]
    return {place: Fault.redirect(to, 302) for place, to in itertools.pairwise(places)}


def test_redirects_are_followed_up_to_five_and_to_other_hosts(bench: Bench) -> None:
    """Rules hold for the host that was asked for, wherever they lie."""
    pages = {"/rules": "User-agent: newscrawl\nDisallow: /2026/\n"}
    one, five, six = (
        bench.web.site(f"{name}.test", articles=1, discovery="rss", faults=hops(number), pages=pages)
        for name, number in (("one", 1), ("five", 5), ("six", 6))
    )
    rules = bench.web.site("rules.test", articles=1, robots="User-agent: *\nAllow: /\n", pages={"/a": DISALLOW_ALL})
    away = bench.web.site("away.test", discovery="rss", faults={"/robots.txt": Fault.redirect("http://rules.test/a")})
    bench.crawl([one, five, six, rules, away])
    assert asked(away) == ["/robots.txt"]
    assert bench.texts() == expected(six, rules)


def test_a_copy_is_used_for_a_day(bench: Bench) -> None:
    site = bench.web.site("a.test", robots="User-agent: *\nDisallow: /section/\n")
    bench.crawl([site])
    site.publish(1)
    bench.web.clear_log()
    assert bench.crawl([site]).exit_code == 0
    assert "/robots.txt" not in asked(site)
    assert bench.texts() == expected(site), "the sitemaps that it names are known from the copy"
    bench.crawl([site], "--all")
    assert asked(site).count("/robots.txt") == 1
    age(bench, 86_401)
    bench.web.clear_log()
    bench.crawl([site])
    assert asked(site)[0] == "/robots.txt"


def age(bench: Bench, seconds: int) -> None:
    with sqlite3.connect(bench.output / "state.db") as store:
        store.execute("UPDATE origin_files SET fetched_at = fetched_at - ?", (seconds,))


@pytest.mark.parametrize(("age_of_copy", "code"), [(3600, 0), (90_000, 3)])
def test_a_copy_helps_over_an_error_of_the_server_within_a_day(bench: Bench, age_of_copy: int, code: int) -> None:
    site = bench.web.site("a.test")
    bench.crawl([site])
    age(bench, age_of_copy)
    site.set_faults({"/robots.txt": Fault.unavailable})
    assert bench.crawl([site], "--all").exit_code == code


def test_a_disallowed_page_names_the_line(bench: Bench) -> None:
    site = bench.web.site("a.test", robots="User-agent: *\n# No stories\nDisallow: /2026/*\n")
    bench.crawl([site])
    assert {tuple(row["evidence"].items()) for row in bench.records("rejected") if row["reason"] == "disallowed"} == {
        (("by", "robots.txt"), ("rule", "Disallow: /2026/*"), ("line", 3))
    }
    assert not [path for path in asked(site) if path.startswith("/2026/")]


def test_a_crawl_delay_that_is_capped_is_told(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=1, robots="User-agent: *\nCrawl-delay: 600\n")
    outcome = bench.crawl([site], quick=[*QUICK, "NEWSCRAWL_CRAWL_DELAY_MAX=0.1"])
    assert outcome.exit_code == 0
    said = "robots.txt asks for a Crawl-delay of 600 s; 0.1 s are kept (NEWSCRAWL_CRAWL_DELAY_MAX)"
    assert said in outcome.site("a.test")["problems"]


def test_a_stop_does_not_wait_for_a_pause(bench: Bench) -> None:
    site = bench.web.site("a.test", faults={"/robots.txt": Fault.unavailable})
    outcome = bench.crawl([site], "--max-time", "2s", "-s", "NEWSCRAWL_ROBOTS_BACKOFF=60")
    assert outcome.figures["seconds"] < 8
    assert "Traceback" not in outcome.stderr
