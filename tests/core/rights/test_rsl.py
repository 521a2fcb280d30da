"""RSL, with the examples of its specification and guides."""

from __future__ import annotations

import pytest

from newscrawl.core.rights.rsl import RANK_OF_SITE, license_signal, parse_license_links, parse_rsl

SITE = "https://example.com"


def document(contents: str) -> bytes:
    return f'<rsl xmlns="https://rslstandard.org/rsl">{contents}</rsl>'.encode()


def licensed(terms: str, url: str = "/", more: str = "") -> str:
    return f'<content url="{url}" {more}><license>{terms}</license></content>'


def training(contents: str, path: str = "/a") -> bool | None:
    return license_signal(parse_rsl(document(contents)), "https://x/l.xml", SITE + path, RANK_OF_SITE).training


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ('<prohibits type="usage">ai-all</prohibits>', False),
        ('<prohibits type="usage">all</prohibits>', False),
        ('<permits type="usage">search</permits><prohibits type="usage">ai-train ai-input</prohibits>', False),
        ('<permits type="usage">search</permits>', False),  # a closed list
        ('<permits type="usage">all</permits>', True),
        ('<permits type="usage">ai-train search</permits><payment type="free"/>', True),
        ('<permits type="usage">ai-all</permits><prohibits type="usage">ai-train</prohibits>', False),
        ('<prohibits type="usage">ai-input</prohibits>', None),
        ('<permits type="usage">all</permits><prohibits type="usage">search</prohibits>', True),
        # on conditions
        ('<permits type="usage">ai-all</permits><payment><custom>https://x/ask</custom></payment>', False),
        ('<payment type="crawl"><amount currency="USD">0.015</amount></payment>', False),
        ('<permits type="usage">all</permits><payment type="attribution"/>', False),
        ('<permits type="usage">ai-train</permits><permits type="user">non-commercial</permits>', False),
        ('<permits type="usage">ai-train</permits><permits type="geo">US EU</permits>', False),
        ('<permits type="usage">all</permits><reporting type="audit" profile="https://x/p"/>', False),
        # version 0.9
        ('<permits type="usage">search,train-ai</permits>', True),
        ('<prohibits type="usage">train-ai</prohibits>', False),
        ("", None),
        ('<payment type="free"/>', None),
    ],
)
def test_terms(terms: str, expected: bool | None) -> None:
    assert training(licensed(terms)) is expected


def test_the_narrower_scope_takes_precedence() -> None:
    """RSL 1.0, section 3.1.2."""
    contents = licensed('<permits type="usage">all</permits>') + licensed(
        '<prohibits type="usage">ai-train</prohibits>', "/articles/"
    )
    assert training(contents, "/articles/1") is False
    assert training(contents, "/about") is True


def test_where_the_narrower_says_nothing_the_broader_holds() -> None:
    contents = licensed('<prohibits type="usage">ai-all</prohibits>') + licensed(
        '<prohibits type="usage">search</prohibits>', "/a"
    )
    assert training(contents, "/a/b") is False


def test_several_licenses_are_several_ways() -> None:
    both = (
        '<content url="/"><license><permits type="usage">search ai-input</permits><payment type="free"/></license>'
        '<license><permits type="usage">ai-train</permits>{}</license></content>'
    )
    assert training(both.format("")) is True
    assert training(both.format('<payment type="training"/>')) is False


def test_a_license_server_is_a_condition() -> None:
    assert training(licensed('<permits type="usage">all</permits>', more='server="https://l.example"')) is False


@pytest.mark.parametrize(
    ("url", "path", "expected"),
    [
        ("/images/*.jpg$", "/images/a.jpg", False),
        ("/images/*.jpg$", "/a", None),
        (f"{SITE}/news/*", "/news/1", False),
        (SITE, "/news/1", False),
        ("https://other.example/", "/news/1", None),
        ("", "/x", False),
    ],
)
def test_addresses(url: str, path: str, expected: bool | None) -> None:
    assert training(licensed('<prohibits type="usage">all</prohibits>', url), path) is expected


def test_what_decided_is_told() -> None:
    contents = licensed('<permits type="usage">ai-all</permits><payment type="crawl"/>')
    signal = license_signal(parse_rsl(document(contents)), "https://x/l.xml", SITE, RANK_OF_SITE)
    assert (signal.value, signal.where) == ("permits ai-all with payment by crawl", "license https://x/l.xml")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Not found</body></html>",
        b"<rsl><content>",
        b"\x00\x01",
        b'<!DOCTYPE rsl [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><rsl>&c;</rsl>',
        b"<rsl>" + b" " * 2**20 + b"</rsl>",
        b"<a>" * 5000,
    ],
)
def test_what_is_no_document_licenses_nothing(body: bytes) -> None:
    assert parse_rsl(body) is None
    signal = license_signal(None, "https://x/l.xml", SITE, RANK_OF_SITE)
    assert (signal.training, signal.value) == (False, "could not be read")


def test_entities_are_not_followed() -> None:
    body = (
        b'<!DOCTYPE rsl [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        b'<rsl><content url="/"><license><permits type="usage">&x;</permits></license></content></rsl>'
    )
    found = parse_rsl(body)
    assert found is not None
    assert [x.terms for c in found.contents for x in c.licenses] == ["permits  only"]


def test_comments_and_foreign_elements_are_passed_over() -> None:
    contents = (
        '<!-- x --><content url="/"><y:z xmlns:y="urn:y"/><license><!-- y --><permits>all</permits></license></content>'
    )
    assert training(contents) is True


@pytest.mark.parametrize(
    ("value", "links"),
    [
        ('<https://example.com/rsl.xml>; rel="license"; type="application/rsl+xml"', ("https://example.com/rsl.xml",)),
        ('</a>; rel="next", </l.xml>; type=application/rsl+xml; rel=license', ("/l.xml",)),
        ('</l>; rel="license canonical"; type="application/rsl+xml"', ("/l",)),
        ('<https://creativecommons.org/licenses/by/4.0/>; rel="license"', ()),
        ('</l>; rel="prelicensed"; type="application/rsl+xml"', ()),
        ("<<<<" * 10_000, ()),
        ("<a>;" * 10_000, ()),
    ],
)
def test_link_headers(value: str, links: tuple[str, ...]) -> None:
    assert parse_license_links(value) == links
