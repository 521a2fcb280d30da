"""Feeds, sitemaps, robots.txt, and the files and headers that speak of rights."""

from __future__ import annotations

from fuzz import checks
from newscrawl.core import feed_content as feed_contents
from newscrawl.core.discovery.feeds import parse_feed
from newscrawl.core.discovery.sitemaps import parse_sitemap
from newscrawl.core.rights.page import HEADERS, header_signals
from newscrawl.core.rights.rsl import license_signal, parse_license_links, parse_rsl
from newscrawl.core.rights.tdmrep import parse_tdmrep
from newscrawl.core.robots import PRODUCT_TOKEN, parse_robots

_ASKED = (checks.ADDRESS, checks.SITE, "https://herald.example/a*b$?q=%zz&r=%C3%A4|", "https://herald.example/ä")


def feed(data: bytes) -> None:
    """RSS, RDF, Atom and JSON Feed."""
    checks.discovery(parse_feed(data, checks.SITE + "feed"))


def sitemap(data: bytes) -> None:
    """Sitemaps, indexes and lists of addresses."""
    checks.discovery(parse_sitemap(data, checks.SITE + "sitemap.xml"))


def robots(data: bytes) -> None:
    """robots.txt, what it allows and what it says of use."""
    found = parse_robots(data, checks.SITE + "robots.txt")
    for address in found.sitemaps:
        checks.web(address)
    for agent in (PRODUCT_TOKEN, "Mozilla/5.0 (compatible; newscrawl/1)", "other", "*", ""):
        delay = found.crawl_delay(agent)
        assert delay is None or 0 <= delay < float("inf"), delay
        for url in _ASKED:
            rule = found.rule_for(url, agent)
            assert found.allowed(url, agent) == (rule is None or rule.allowed)
        assert found.allowed(checks.SITE + "robots.txt", agent)
    for url in _ASKED:
        checks.signals(found.usage.signals(url, PRODUCT_TOKEN))


def rsl(data: bytes) -> None:
    """Documents of RSL, and Link headers that name them."""
    found = parse_rsl(data)
    for url in _ASKED:
        checks.signals([license_signal(found, checks.SITE + "license.xml", url, 0)])
    if found is not None:
        found.reserving_all("https://herald.example")
    for address in parse_license_links(data.decode("latin-1")):
        assert address == address.strip()


def tdmrep(data: bytes) -> None:
    """tdmrep.json."""
    found = parse_tdmrep(data, checks.SITE + ".well-known/tdmrep.json")
    said = [signal for url in _ASKED if (signal := found.signal(url)) is not None]
    checks.signals(said)
    if found.reserves_all():
        assert said
        assert all(signal.training is False for signal in said)


def headers(data: bytes) -> None:
    """The headers of an answer, a line each."""
    lines = [line.partition(":")[::2] for line in data.decode("latin-1").split("\n")]
    known = dict(zip("xusrpl", HEADERS, strict=True))
    pairs = [(known.get(name, name), value.strip()) for name, value in lines]
    checks.signals(header_signals(pairs, checks.ADDRESS, PRODUCT_TOKEN))


def feed_content(data: bytes) -> None:
    """An article's text as a feed has it, packed and unpacked; and what may stand in a store instead."""
    text = data.decode("utf-8", "replace")
    packed = feed_contents.pack(text)
    assert packed is None or feed_contents.unpack(packed) == text
    feed_contents.unpack(data.decode("latin-1"))
