"""core.robots: what a robots.txt says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.robots import MAX_BYTES, parse_robots

URL = "https://e.org/robots.txt"
BODY = b"""\
User-agent: *
Disallow: /intern/
Allow: /intern/open
Crawl-delay: 1.5

User-agent: newscrawl
Disallow: /no

Sitemap: https://e.org/sitemap.xml
Sitemap: /news.xml.gz
sitemap: https://e.org/sitemap.xml
Sitemap: mailto:nobody
"""


def test_rules_and_sitemaps() -> None:
    robots = parse_robots(BODY, URL)
    assert robots.sitemaps == ("https://e.org/sitemap.xml", "https://e.org/news.xml.gz")
    assert not robots.allowed("https://e.org/intern/x", "other")
    assert robots.allowed("https://e.org/intern/open", "other")
    assert robots.allowed("https://e.org/intern/x", "newscrawl")
    assert not robots.allowed("https://e.org/no", "newscrawl/0.1 (+https://e.org)")
    assert robots.crawl_delay("other") == 1.5
    assert robots.crawl_delay("newscrawl") is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\x00\x01",
        b"<!doctype html><html><body>Not found</body></html>",
        b"\x00" * 100,
        "für alle".encode("latin-1"),
    ],
)
def test_junk_allows_all(body: bytes) -> None:
    robots = parse_robots(body, URL)
    assert robots.allowed("https://e.org/a", "newscrawl")
    assert robots.sitemaps == ()


def test_a_bom_hides_no_rule() -> None:
    assert not parse_robots(b"\xef\xbb\xbf" + BODY, URL).allowed("https://e.org/intern/x", "other")


def test_only_the_first_500_kib_count_and_no_rule_is_cut() -> None:
    head = b"User-agent: *\n" + b"#" * (MAX_BYTES - 27) + b"\n"
    robots = parse_robots(head + b"Disallow: /secret\nDisallow: /a\n", URL)
    assert robots.allowed("https://e.org/", "x")
    assert robots.allowed("https://e.org/a", "x")


def test_a_delay_that_is_none() -> None:
    assert parse_robots(b"User-agent: *\nCrawl-delay: -5\n", URL).crawl_delay("x") is None
    assert parse_robots(b"User-agent: *\nCrawl-delay: soon\n", URL).crawl_delay("x") is None
    assert parse_robots(b"User-agent: *\nCrawl-delay: inf\n", URL).crawl_delay("x") is None


@pytest.mark.parametrize(
    "body",
    [
        b"User-agent: *\n" * 9000 + b"Allow: /\n" * 9000,
        b"".join(b"User-agent: a%d\n" % number for number in range(9000)) + b"Allow: /\n" * 9000,
        b"User-agent: *\n" * 9000 + b"Crawl-delay: 1\n" * 9000,
        b"Useragent:\n" * 45000,
    ],
    ids=["one agent", "many agents", "delays", "agents alone"],
)
def test_many_agents_and_many_rules_take_no_more_than_they_are(body: bytes) -> None:
    robots = parse_robots(body, URL)
    assert robots.allowed("https://e.org/a", "newscrawl")
    for kind in ("rules", "delays"):
        parts = [getattr(group, kind) for group in robots._groups.values()]
        assert sum(len(part) for part in {id(part): part for group in parts for part in group}.values()) <= 9000
        assert max(sum(map(len, group)) for group in parts) <= 9000, "each line once a group"


def test_agents_named_together_share_what_comes_next() -> None:
    robots = parse_robots(
        b"User-agent: a\nUser-agent: b\nUser-agent: a\nCrawl-delay: 2\nDisallow: /x\nCrawl-delay: 3\n"
        b"User-agent: b\nDisallow: /y\n",
        URL,
    )
    assert [robots.allowed(f"https://e.org{path}", "a") for path in ("/x", "/y")] == [False, True]
    assert [robots.allowed(f"https://e.org{path}", "b") for path in ("/x", "/y")] == [False, False]
    assert (robots.crawl_delay("a"), robots.crawl_delay("b"), robots.crawl_delay("c")) == (3, 3, None)


@given(st.binary(max_size=300))
def test_any_bytes_are_read(body: bytes) -> None:
    robots = parse_robots(body, URL)
    assert isinstance(robots.allowed("https://e.org/a", "newscrawl"), bool)
    assert all(sitemap.lower().startswith("http") for sitemap in robots.sitemaps)
