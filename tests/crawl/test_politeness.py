"""Manners, measured from the servers' own log: gaps between requests, and pauses that a server asks for."""

from __future__ import annotations

import itertools

from tests.crawl.harness import Bench, expected
from tests.web import Fault, WebSite
from tests.web.spec import Request

SLOW = ("NEWSCRAWL_EXTRACTION_PROCESSES=1", "NEWSCRAWL_ROBOTS_BACKOFF=0.1", "AUTOTHROTTLE_START_DELAY=0.3")
DELAY = 0.3


def gaps(site: WebSite) -> list[float]:
    times = [request.time for request in site.log()]
    assert times == sorted(times)
    return [later - earlier for earlier, later in itertools.pairwise(times)]


def test_no_gap_is_shorter_than_the_delay_that_holds_for_the_host(bench: Bench) -> None:
    """The one of the settings, of the sites file, or of robots.txt: whichever is longest, over redirects too."""
    plain = bench.web.site("plain.test", articles=4, faults={0: Fault.unavailable().once(), 1: Fault.reset().once()})
    asked = bench.web.site("asked.test", articles=3, robots="User-agent: *\nCrawl-delay: 0.8\n")
    told = bench.web.site("told.test", articles=3, robots="User-agent: *\nCrawl-delay: 0.2\n")
    target = bench.web.site("www.moved.test", articles=3)
    moved = bench.web.site(
        "moved.test", articles=3, faults={"/20*": Fault.redirect("http://www.moved.test/about")}, discovery="rss"
    )
    tables = [f'[[site]]\nurl = "{site.url}"\n' for site in (plain, asked)]
    tables += [f'[[site]]\nurl = "{site.url}"\ndelay = 0.7\n' for site in (told, moved)]
    (bench.folder / "sites.toml").write_text("".join(tables))
    outcome = bench.crawl([], "--sites", "sites.toml", quick=[*SLOW, f"DOWNLOAD_DELAY={DELAY}"])
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.texts() == expected(plain, asked, told)
    floors = {plain: DELAY, asked: 0.8, told: 0.7, moved: 0.7, target: 0.7}
    found = {site.host: (min(gaps(site)), floor) for site, floor in floors.items()}
    assert all(gap >= floor for gap, floor in found.values()), found
    assert min(gaps(plain)) < 0.8, "others are not slowed down"


def test_several_requests_under_way_begin_a_delay_apart(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=5, latency=1.0)
    bench.crawl([site], quick=[*SLOW, f"DOWNLOAD_DELAY={DELAY}", "AUTOTHROTTLE_ENABLED=0"])
    assert bench.texts() == expected(site)
    assert min(gaps(site)) >= DELAY
    under_way = [sum(other.time < request.time < (other.end or 0.0) for other in site.log()) for request in site.log()]
    assert max(under_way) == 1, "two at most, itself counted"


def assert_paused(site: WebSite, seconds: float, *, by_date: bool) -> None:
    """Nothing came to the host after its refusal until so many seconds were over, and then something did."""
    log: list[Request] = site.log()
    refused = next(request for request in log if request.status in (429, 503))
    until = int(refused.time) + seconds if by_date else (refused.end or refused.time) + seconds
    later = [request.time - until for request in log if request.time > refused.time]
    assert later, f"{site.host} was asked again"
    assert min(later) >= 0, (site.host, later)


def test_after_a_429_nothing_comes_before_its_time_by_any_path(bench: Bench) -> None:
    """Wherever the pause is asked for, and whichever request comes next: robots.txt, source, page, retry, redirect."""
    pause = Fault.too_many(3).once()
    date = Fault.too_many(4, as_date=True).once()
    busy = Fault.status(503, retry_after=3).once()
    sites = {
        bench.web.site("robots.test", faults={"/robots.txt": pause}): 3,
        bench.web.site("source.test", faults={"/sitemap.xml": pause}): 3,
        bench.web.site("front.test", articles=6, faults={"/": date}): 4,
        bench.web.site("page.test", articles=6, faults={2: pause}, latency=0.05): 3,
        bench.web.site("busy.test", articles=6, faults={2: busy}): 3,
        bench.web.site("away.test", articles=3, faults={"/about": pause}): 3,
    }
    leads = bench.web.site("leads.test", articles=4, faults={1: Fault.redirect("http://away.test/about")})
    (bench.folder / "sites.toml").write_text(
        "".join(f'[[site]]\nurl = "{site.url}"\n' for site in sites)
        + f'[[site]]\nurl = "{leads.url}"\nhosts = ["away.test"]\n'
    )
    outcome = bench.crawl([], "--sites", "sites.toml", "-s", "DOWNLOAD_DELAY=0.2")  # so that none is on its way
    assert outcome.exit_code == 0, outcome.stderr
    for site, seconds in sites.items():
        assert_paused(site, seconds, by_date=site.host == "front.test")
    for site in sites:
        assert set(expected(site)) <= set(bench.texts()), site.host
