"""Sitemaps: what is not asked for, and whose addresses count."""

from __future__ import annotations

import gzip
import html
from collections import Counter
from collections.abc import Iterable

from tests.crawl.harness import Bench, expected
from tests.web import Fault, Page, WebSite

NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(rows: Iterable[tuple[str, str | None]]) -> Page:
    """A sitemap of addresses with their lastmod."""
    return Page(f"<urlset {NS}>{''.join(_row('url', *row) for row in rows)}</urlset>", "application/xml")


def index(rows: Iterable[tuple[str, str | None]]) -> Page:
    """An index of sitemaps with their lastmod."""
    return Page(f"<sitemapindex {NS}>{''.join(_row('sitemap', *row) for row in rows)}</sitemapindex>", "text/xml")


def _row(name: str, address: str, modified: str | None) -> str:
    said = f"<lastmod>{modified}</lastmod>" if modified else ""
    return f"<{name}><loc>{html.escape(address)}</loc>{said}</{name}>"


def asked(site: WebSite) -> Counter[str]:
    """How often each path was asked for."""
    return Counter(request.path for request in site.log())


def test_what_is_too_old_is_not_asked_for_until_a_run_goes_further_back(bench: Bench) -> None:
    first = bench.web.site("a.test", articles=3)
    old, middle, new = first.stories
    site = bench.web.site(
        "a.test",
        articles=3,
        robots="Sitemap: http://a.test/index.xml\n",
        discovery=[],
        pages={
            "/index.xml": index([("http://a.test/old.xml", "2020-02-01"), ("http://a.test/new.xml", None)]),
            "/old.xml": urlset([(old.url, "2020-01-01")]),
            "/new.xml": urlset([(middle.url, "2020-01-01T00:00:00Z"), (new.url, new.published)]),
        },
    )
    outcome = bench.crawl([site], "--since", "2026-01-01")
    assert (outcome.figures["found"], outcome.figures["written"]) == (1, 1), outcome.stderr
    assert (asked(site)["/old.xml"], asked(site)["/new.xml"]) == (1, 1)  # the newest of an index is read anyway
    bench.crawl([site])
    assert bench.texts() == expected(site)


def test_an_index_of_indexes_ends(bench: Bench) -> None:
    """One that names itself, another that names the first again, and a chain without an end."""
    loop = {
        "/a.xml": index([("http://a.test/a.xml", None), ("http://a.test/b.xml", None), ("http://a.test/c0.xml", None)]),
        "/b.xml": index([("http://a.test/a.xml", None), ("http://a.test/stories.xml", None)]),
    }
    chain = {f"/c{n}.xml": index([(f"http://a.test/c{n + 1}.xml", None)]) for n in range(20)}
    stories = bench.web.site("a.test", articles=2).stories
    listed = {"/stories.xml": urlset([(story.url, None) for story in stories])}
    robots = "Sitemap: http://a.test/a.xml\n"
    site = bench.web.site("a.test", articles=2, discovery=[], robots=robots, pages=loop | chain | listed)
    outcome = bench.crawl([site])
    assert bench.texts() == expected(site)
    assert max(asked(site).values()) == 1
    assert "/c4.xml" in asked(site)
    assert "/c5.xml" not in asked(site)
    assert any("more than 5 steps deep" in line for line in outcome.site("a.test")["problems"])


def test_foreign_hosts_only_as_the_protocol_allows(bench: Bench) -> None:
    """sitemaps.org, "Sitemaps & Cross Submits": a host's robots.txt says whose sitemaps may name its addresses."""
    robots = "Sitemap: http://maps.example/a/index.xml\n"
    sister = bench.web.site("b.example", articles=2, discovery=[], robots=robots)
    other = bench.web.site("d.example", articles=2, discovery=[], robots="Sitemap: http://maps.example/d/index.xml\n")
    advert = bench.web.site("c.example", articles=1, discovery=[])
    site = bench.web.site("a.example", articles=2, discovery=[], robots=robots)
    rows = [(story.url, None) for web in (site, sister, other, advert) for story in web.stories]
    packed = gzip.compress(gzip.compress(urlset(rows).body.encode())).decode("latin-1")
    maps = bench.web.site(
        "maps.example",
        articles=0,
        discovery=[],
        pages={
            "/a/index.xml": index([("http://maps.example/a/1.xml", None), ("http://c.example/2.xml", None)]),
            "/a/1.xml": Page(packed, "application/xml", encoding="latin-1"),
        },
    )
    outcome = bench.crawl([site])
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.texts() == expected(site, sister)
    assert asked(maps)["/a/1.xml"] == 1
    assert set(asked(advert)) == set(asked(other)) == {"/robots.txt"}


def test_a_foreign_host_that_does_not_answer_is_left_alone(bench: Bench) -> None:
    robots = "Sitemap: http://a.example/all.xml\n"
    sister = bench.web.site("b.example", articles=2, robots=robots, faults={"/robots.txt": Fault.unavailable})
    rows = [(story.url, None) for story in (*bench.web.site("a.example", articles=2).stories, *sister.stories)]
    site = bench.web.site("a.example", articles=2, discovery=[], robots=robots, pages={"/all.xml": urlset(rows)})
    bench.crawl([site])
    assert bench.texts() == expected(site)
    assert set(asked(sister)) == {"/robots.txt"}
