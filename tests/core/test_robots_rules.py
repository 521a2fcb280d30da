"""Which line of a robots.txt decides: the cases of RFC 9309 and of two public test suites, each as a table.

Google's robots_test.cc (github.com/google/robotstxt) and Protego's test_protego.py (github.com/scrapy/protego). Left
out where they differ from RFC 9309 or from each other: lines cut after 16 KB; addresses that are not percent-encoded,
which Google leaves to its caller; an unknown line that ends a group (Protego; section 2.2.4 says it must not, and
Google's current parser keeps to it); a closing `$` that also stands for itself (Protego).
"""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.robots import Rule, parse_robots

HOST = "http://foo.bar"


def allowed(lines: str, agent: str, address: str) -> bool:
    body = "\n".join(part.strip() for part in lines.split("|")).encode()
    return parse_robots(body, f"{HOST}/robots.txt").allowed(address if "://" in address else HOST + address, agent)


GROUPS = """allow: /foo/bar/||user-agent: FooBot|disallow: /|allow: /x/|user-agent: BarBot|disallow: /|allow: /y/|||
    allow: /w/|user-agent: BazBot||user-agent: FooBot|allow: /z/|disallow: /"""
RFC_SIMPLE = """User-Agent: *|Disallow: *.gif$|Disallow: /example/|Allow: /publications/||User-Agent: foobot|
    Disallow:/|Allow:/example/page.html|Allow:/example/allowed.gif||User-Agent: barbot|User-Agent: bazbot|
    Disallow: /example/page.html||User-Agent: quxbot"""
RFC_LONGEST = """User-Agent: foobot|Allow: /example/page/|Disallow: /example/page/disallowed.gif"""

AGENTS = [
    # RFC 9309, 5.1 and 5.2
    (RFC_SIMPLE, "foobot", "/example/page.html", True),
    (RFC_SIMPLE, "foobot", "/example/allowed.gif", True),
    (RFC_SIMPLE, "foobot", "/publications/", False),
    (RFC_SIMPLE, "barbot", "/example/page.html", False),
    (RFC_SIMPLE, "bazbot", "/example/page.html", False),
    (RFC_SIMPLE, "bazbot", "/example/other.gif", True),
    (RFC_SIMPLE, "quxbot", "/example/x.gif", True),
    (RFC_SIMPLE, "otherbot", "/example/", False),
    (RFC_SIMPLE, "otherbot", "/publications/", True),
    (RFC_SIMPLE, "otherbot", "/a/x.gif", False),
    (RFC_SIMPLE, "otherbot", "/a/x.gif?y", True),
    (RFC_LONGEST, "foobot", "/example/page/", True),
    (RFC_LONGEST, "foobot", "/example/page/disallowed.gif", False),
    # How lines are written (Google)
    ("user-agent: FooBot|disallow: /", "FooBot", "/x/y", False),
    ("foo: FooBot|bar: /", "FooBot", "/x/y", True),
    ("user-agent FooBot|disallow /", "FooBot", "/x/y", False),
    ("user agent harry potter|disallow /horcrux", "harry potter", "/horcrux", False),
    ("USER-AGENT: FooBot|ALLOW: /x/|DISALLOW: /", "FooBot", "/x/y", True),
    ("uSeR-aGeNt: FooBot|AlLoW: /x/|dIsAlLoW: /", "FooBot", "/a/b", False),
    ("User-Agent: FOO BAR|Allow: /x/|Disallow: /", "foo", "/x/y", True),
    ("User-Agent: foo bar|Allow: /x/|Disallow: /", "Foo", "/a/b", False),
    ("User-Agent: *|Disallow: /|User-Agent: Foo Bar|Allow: /x/|Disallow: /", "Foo", "/x/y", True),
    # groups
    *[(GROUPS, "FooBot", path, path in ("/x/b", "/z/d")) for path in ("/x/b", "/z/d", "/y/c", "/foo/bar/")],
    *[(GROUPS, "BarBot", path, path in ("/y/c", "/w/a")) for path in ("/y/c", "/w/a", "/z/d", "/foo/bar/")],
    *[(GROUPS, "BazBot", path, path == "/z/d") for path in ("/z/d", "/foo/bar/")],
    ("", "FooBot", "/x/y", True),
    ("user-agent: *|allow: /|user-agent: FooBot|disallow: /", "FooBot", "/x/y", False),
    ("user-agent: *|allow: /|user-agent: FooBot|disallow: /", "BarBot", "/x/y", True),
    ("user-agent: FooBot|allow: /|user-agent: BarBot|disallow: /", "QuxBot", "/x/y", True),
    ("User-agent: *|Disallow: /x/|User-agent: FooBot|Disallow: /y/", "FooBot", "/x/page", True),
    ("User-agent: *|Disallow: /x/|User-agent: FooBot|Disallow: /y/", "FooBot", "/y/page", False),
    ("User-agent: BarBot|Sitemap: http://foo.bar/s|User-agent: *|Disallow: /", "BarBot", "/", False),
    ("User-agent: FooBot|Unknown: x|User-agent: *|Disallow: /", "FooBot", "/", False),
    ("User-agent: *|Disallow: /a|User-agent: b|Disallow: /b|User-agent: *|Disallow: /c", "x", "/c", False),
    ("User-agent: *|Disallow: /a|User-agent: b|Disallow: /b|User-agent: *|Disallow: /c", "x", "/a", False),
    ("User-agent: harrybot|Disallow: /|User-agent: testbot", "testbot", "/path", True),
    ("User-agent: *|Disallow: /|User-agent: foobot|Disallow:", "foobot", "/bar.html", True),
    # a name is a whole name, whatever its case and version
    ("User-agent: news|Disallow: /", "newscrawl", "/", True),
    ("User-agent: newscrawler|Disallow: /", "newscrawl", "/", True),
    ("User-agent: NewsCrawl/1.0|Disallow: /", "newscrawl/0.1 (+https://e.org)", "/", False),
    ("User-agent: *newscrawl*|Disallow: /", "newscrawl", "/", False),
    ("User-agent: foo*bot|Disallow: /myprofile", "foobot", "/myprofile", False),
    ("User-agent: * all of you|Disallow: /", "newscrawl", "/", False),
    ("User-agent: UnicödeBöt|Disallow: /some", "UnicödeBöt", "/some/page.html", False),
    # Misspelt names, as Google and Protego take them
    *[
        (f"User-agent: *|{word}: /one", "x", "/one", False)
        for word in ("Dissallow", "Dissalow", "Disalow", "Diasllow", "Disallaw")
    ],
    ("useragent: *|Disallow: /one", "x", "/one", False),
]


@pytest.mark.parametrize(("lines", "agent", "address", "may"), AGENTS)
def test_whose_rules_hold(lines: str, agent: str, address: str, may: bool) -> None:
    assert allowed(lines, agent, address) is may


PATHS = [
    # the longest match (Google)
    ("disallow: /x/page.html|allow: /x/", "/x/page.html", False),
    ("allow: /x/page.html|disallow: /x/", "/x/page.html", True),
    ("allow: /x/page.html|disallow: /x/", "/x/", False),
    ("disallow:|allow:", "/x/page.html", True),
    ("disallow: /|allow: /", "/x/page.html", True),
    ("disallow: /x|allow: /x/", "/x", False),
    ("disallow: /x|allow: /x/", "/x/", True),
    ("disallow: /x/page.html|allow: /x/page.html", "/x/page.html", True),
    ("allow: /page|disallow: /*.html", "/page.html", False),
    ("allow: /page|disallow: /*.html", "/page", True),
    ("allow: /x/page.|disallow: /*.html", "/x/page.html", True),
    ("allow: /x/page.|disallow: /*.html", "/x/y.html", False),
    ("allow: /folder|disallow: /folder", "/folder/page", True),
    ("disallow: /folder|allow: /folder", "/folder/page", True),
    ("allow: /page|disallow: /*.htm", "/page.htm", False),
    ("allow: /$|disallow: /", "/", True),
    ("allow: /$|disallow: /", "/page.html", False),
    ("allow: */p|disallow: /", "/page", True),
    ("allow: /page|disallow: */*.htm", "/page.htm", False),
    # case, and what is no path
    ("disallow: /X/", "/x/y", True),
    ("disallow: /", "", False),
    ("disallow: /", "/robots.txt", True),
    ("disallow: /?", "/?query", False),
    ("disallow: /?", "/", True),
    ("disallow: /path;params?query", "http://user@foo.bar:10/path;params?query#fragment", False),
    ("disallow: /a#b", "/a", False),
    ("disallow: http://other.example/", "/", True),
    ("disallow: intern/", "/intern/x", False),
    # percent-encoding (RFC 9309, 2.2.2: its table; Google; Protego)
    ("disallow: /|allow: /foo/bar?baz=quz", "/foo/bar?baz=quz", True),
    ("disallow: /|allow: /foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar", True),
    ("disallow: /|allow: /foo/bar?baz=https%3A%2F%2Ffoo.bar", "/foo/bar?baz=https://foo.bar", True),
    ("disallow: /*%2Fadmin", "/x?to=%2Fadmin", False),
    ("disallow: /|allow: /foo/bar/ツ", "/foo/bar/%E3%83%84", True),
    ("disallow: /|allow: /foo/bar/ツ", "/foo/bar/ツ", True),
    ("disallow: /|allow: /foo/bar/%E3%83%84", "/foo/bar/%e3%83%84", True),
    ("disallow: /|allow: /foo/bar/%62%61%7A", "/foo/bar/baz", True),
    ("disallow: /|allow: /foo/bar/%62%61%7A", "/foo/bar/%62%61%7A", True),
    (
        "disallow: /|allow: /foo/bar?qux=taz&baz=http://foo.bar?tar&par",
        "/foo/bar?qux=taz&baz=http://foo.bar?tar&par",
        True,
    ),
    ("allow: /a%3cd.html|disallow: /", "/a%3Cd.html", True),
    ("allow: /a<d.html|disallow: /", "/a%3cd.html", True),
    ("allow: /a%3c*|disallow: /", "/a<d.html", True),
    ("allow: /a%2fb.html|disallow: /", "/a%2Fb.html", True),
    ("allow: /a%2fb.html|disallow: /", "/a/b.html", False),
    ("allow: /a/b.html|disallow: /", "/a%2fb.html", False),
    ("allow: /%7ejoe/index.html|disallow: /", "/~joe/index.html", True),
    ("allow: /~joe/index.html|disallow: /", "/%7Ejoe/index.html", True),
    ("disallow: /wiki/Käyttäjä:", "/wiki/K%C3%A4ytt%C3%A4j%C3%A4:", False),
    ("disallow: /100%", "/100%25", False),
    # special characters (RFC 9309, 2.2.3; Google; Protego)
    ("disallow: /foo/bar/quz|allow: /foo/*/qux", "/foo/bar/quz", False),
    ("disallow: /foo/bar/quz|allow: /foo/*/qux", "/foo//quz", True),
    ("disallow: /foo/bar$|allow: /foo/bar/qux", "/foo/bar", False),
    ("disallow: /foo/bar$|allow: /foo/bar/qux", "/foo/bar/", True),
    ("# disallow: /|disallow: /foo/quz#qux|allow: /", "/foo/bar", True),
    ("# disallow: /|disallow: /foo/quz#qux|allow: /", "/foo/quz", False),
    ("disallow: /path/file-with-a-%2A.html", "/path/file-with-a-*.html", False),
    ("disallow: /path/file-with-a-%2A.html", "/path/file-with-a-b.html", True),
    ("disallow: /path/foo-%24", "/path/foo-$", False),
    ("disallow: /path/foo-%24", "/path/foo-", True),
    ("disallow: /x$/abc", "/x$/abcdef", False),
    ("disallow: /x$/abc", "/x%24/abcdef", False),
    ("disallow: /x*x$/abc", "/xabcx%24/abcdef", False),
    ("disallow: /y*y/abc$", "/yabcy/abc", False),
    ("disallow: /y*y/abc$", "/yabcy/abcdef", True),
    ("disallow: /x*x/abc", "/x*x/abc", False),
    ("disallow: /foo*", "/foo", False),
    ("disallow: /foo*/bar.html", "/foo/a/b/c/x/y/z/bar.html", False),
    ("disallow: /foo*/bar.html", "/food/xyz.html", True),
    ("disallow: *m", "/foo.htm", False),
    ("disallow: *m", "/foo", True),
    ("allow: /foo/bar.html|disallow: *", "/foo/bar.html", True),
    ("allow: /foo/bar.html|disallow: *", "/foo/bar.txt", False),
    ("disallow: /foo*/*bar.html", "/food/rebar.html", False),
    ("disallow: /foo*/*bar.html", "/food/rebarf.htm", True),
    ("allow: *****************/****.js|disallow: /", "/xyz/foo.js", True),
    ("allow: *****************/****.js|disallow: /", "/inlife/daily/fashion-20160727/", False),
    ("disallow: /disallowed/*/end$", "/disallowed/xyz/end", False),
    ("disallow: /disallowed/*/end$", "/disallowed/xyz/endinglater", True),
    ("disallow: //folder/*", "//folder/page", False),
    ("disallow: //folder/*", "/folder/page", True),
    ("disallow: /*s=", "/?s=asd", False),
    ("disallow: /*s=", "/s/", True),
    # an index page is its folder (Google, Protego)
    ("allow: /open/index.html|disallow: /", "/open/", True),
    ("allow: /open/index.html|disallow: /", "/open/index.htm", False),
    ("allow: /open/index.html|disallow: /", "/open/index.html", True),
    ("allow: /open/index.html|disallow: /", "/other", False),
    # the table of Google's documentation
    *[("disallow: /|allow: /fish", path, "/fish" in path) for path in ("/bar", "/fish", "/fish.html", "/fishheads/y")],
    *[("disallow: /|allow: /fish*", path, False) for path in ("/Fish.asp", "/catfish", "/?id=fish")],
    *[("disallow: /|allow: /fish/", path, path[:6] == "/fish/") for path in ("/fish/", "/fish/?x", "/fish", "/fish.x")],
    *[("disallow: /|allow: /*.php", p, True) for p in ("/f.php", "/a/f.php?p", "//a/any.php.file.html", "/i?f=f.php/")],
    *[("disallow: /|allow: /*.php", path, False) for path in ("/php/", "/index?php", "/windows.PHP")],
    *[
        ("disallow: /|allow: /*.php$", path, path[-4:] == ".php")
        for path in ("/f.php", "/a/f.php", "/f.php?p", "/f.php5")
    ],
    ("disallow: /|allow: /fish*.php", "/fishheads/catfish.php?parameters", True),
    ("disallow: /|allow: /fish*.php", "/Fish.PHP", False),
]


@pytest.mark.parametrize(("lines", "address", "may"), PATHS)
def test_which_path_is_meant(lines: str, address: str, may: bool) -> None:
    assert allowed(f"user-agent: FooBot|{lines}", "FooBot", address) is may


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_line_that_decides_can_be_told(end: str) -> None:
    lines = ["# Hello", "User-agent: *", "", "Disallow: /a  # not this", "Allow:/a/b", "Disallow: /*.pdf$"]
    robots = parse_robots(end.join(lines).encode(), f"{HOST}/robots.txt")
    assert robots.rule_for(f"{HOST}/a/x", "newscrawl") == Rule(False, "Disallow: /a", 4)
    assert robots.rule_for(f"{HOST}/a/b", "newscrawl") == (True, "Allow: /a/b", 5)
    assert robots.rule_for(f"{HOST}/x.pdf", "newscrawl") == (False, "Disallow: /*.pdf$", 6)
    assert robots.rule_for(f"{HOST}/x", "newscrawl") is None


@pytest.mark.parametrize("bom", [b"\xef\xbb\xbf", b"\xef\xbb", b"\xef", b""])
def test_a_bom_whole_or_in_part_is_skipped(bom: bytes) -> None:
    robots = parse_robots(bom + b"User-agent: *\nDisallow: /x\n", f"{HOST}/robots.txt")
    assert not robots.allowed(f"{HOST}/x", "newscrawl")


def test_other_encodings_hide_no_rule() -> None:
    utf16 = "User-agent: *\nDisallow: /ä\n".encode("utf-16")
    assert not parse_robots(utf16, f"{HOST}/robots.txt").allowed(f"{HOST}/%C3%A4", "newscrawl")
    latin = "User-agent: *\nDisallow: /ä\n".encode("latin-1")
    assert not parse_robots(latin, f"{HOST}/robots.txt").allowed(f"{HOST}/%E4", "newscrawl")
    assert parse_robots(latin, f"{HOST}/robots.txt").rule_for(f"{HOST}/%E4", "x") == (False, "Disallow: /\ufffd", 2)


def test_characters_that_are_no_line_ends() -> None:
    """Python's splitlines takes them for some: a rule would be cut in two."""
    robots = parse_robots("User-agent: *\nDisallow: /a\u2028b\x0bc\n".encode(), f"{HOST}/robots.txt")
    assert robots.allowed(f"{HOST}/a", "newscrawl")


def test_a_crawl_delay_is_for_those_named_above_it() -> None:
    body = (
        b"User-agent: a\nCrawl-delay: 5\n\nUser-agent: b\nCrawl-delay: 10\nUser-agent: c\nDisallow: /\nCrawl-delay: 2\n"
    )
    robots = parse_robots(body, f"{HOST}/robots.txt")
    assert [robots.crawl_delay(agent) for agent in "abcd"] == [5, 10, 2, None]


def test_hostile_patterns_cost_little() -> None:
    """Were they tried by backtracking, one of them would take longer than the universe has been there."""
    stars = "*".join("a" * 2000)
    patterns = [stars, stars + "$", "a*" * 5000 + "b", "*" * 100_000 + "z$", *(f"*a*{n}*a$" for n in range(15_000))]
    body = ("User-agent: *\n" + "".join(f"Disallow: /{pattern}\n" for pattern in patterns)).encode()
    robots = parse_robots(body, f"{HOST}/robots.txt")
    address = f"{HOST}/{'a' * 2000}"
    assert not robots.allowed(address, "newscrawl"), "by the first pattern"
    assert not robots.allowed(address + "c", "newscrawl"), "by the first: it need not end there"
    assert not robots.allowed(f"{HOST}/a7a", "newscrawl"), "by one of the last"
    assert robots.allowed(address[:-1], "newscrawl"), "an a too few for the first, and no digit"


def test_many_addresses_are_asked_for_quickly() -> None:
    numbers = random.Random(4)
    rules = [f"{numbers.choice(('Allow', 'Disallow'))}: /{numbers.randrange(10**6)}/" for _ in range(10_000)]
    disallowed = {rule.split("/")[1] for rule in rules if rule.startswith("D")}
    disallowed -= {rule.split("/")[1] for rule in rules if rule.startswith("A")}  # of two of one length, that one holds
    robots = parse_robots("\n".join(["User-agent: *", *rules]).encode(), f"{HOST}/robots.txt")
    for number in range(100_000):
        allowed = robots.allowed(f"{HOST}/{number}/a-story-of-some-length", "newscrawl")
        assert allowed is (str(number) not in disallowed)


def _by_the_book(pattern: str, path: str) -> bool:
    """The same by a regular expression, in exponential time."""
    end = "$" if pattern.endswith("$") else ""
    parts = pattern.removesuffix("$").split("*")
    return re.match(".*".join(map(re.escape, parts)) + end, path, re.DOTALL) is not None


@given(st.text("ab*$", max_size=8), st.text("ab", max_size=8))
def test_patterns_match_as_a_regular_expression_does(pattern: str, path: str) -> None:
    assert allowed(f"User-agent: *|Disallow: /{pattern}", "x", f"/{path}") is not _by_the_book(
        f"/{pattern}", f"/{path}"
    )


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_is_compared(pattern: str, path: str) -> None:
    robots = parse_robots(f"User-agent: *\nDisallow: {pattern}".encode("utf-8", "replace"), f"{HOST}/robots.txt")
    assert isinstance(robots.allowed(f"{HOST}/{path}", "newscrawl"), bool)
