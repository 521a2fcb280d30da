"""What headers and elements of one answer say."""

from __future__ import annotations

import pytest

from newscrawl.core.rights.page import header_signals, meta_signals
from newscrawl.core.rights.signals import Signal, judge

URL = "https://paper.example/news/1"
RSL = "application/rsl+xml"


def headers(*lines: tuple[str, str]) -> list[tuple[str, str, bool | None]]:
    return [(s.name, s.value, s.training) for s in header_signals(lines, URL, "newscrawl")]


def metas(*pairs: tuple[str, str]) -> list[tuple[str, str, bool | None]]:
    elements = [{"name": name, "content": content} for name, content in pairs]
    return [(s.name, s.value, s.training) for s in meta_signals(elements, [], [], URL, URL, "newscrawl")]


def test_headers_of_every_kind() -> None:
    assert headers(
        ("X-Robots-Tag", "noindex"),
        ("x-robots-tag", "googlebot: noai"),
        ("X-ROBOTS-TAG", "newscrawl: noai"),
        ("Content-Usage", "train-ai=n"),
        ("Content-Signal", "ai-train=yes, search=yes"),
        ("TDM-Reservation", "1"),
        ("tdm-policy", "https://provider.com/policies/policy.json"),
        ("Link", f'</l.xml>; rel="license"; type="{RSL}"'),
        ("Server", "noai"),
    ) == [
        ("x-robots-tag", "noindex", None),
        ("x-robots-tag", "noai", False),
        ("content-usage", "train-ai=n", False),
        ("content-signal", "ai-train=yes, search=yes", True),
        ("tdm-reservation", "1, tdm-policy https://provider.com/policies/policy.json", False),
        ("license", "https://paper.example/l.xml", None),
    ]


def test_the_lines_of_a_dictionary_are_one_field() -> None:
    assert headers(("content-usage", "search=y"), ("content-usage", "train-ai=n")) == [
        ("content-usage", "search=y, train-ai=n", False)
    ]


@pytest.mark.parametrize(
    ("name", "value"), [("tdm-reservation", "yes"), ("tdm-reservation", ""), ("tdm-policy", "https://p"), ("link", "x")]
)
def test_headers_that_say_nothing(name: str, value: str) -> None:
    assert headers((name, value)) == []


def test_metas_of_every_kind() -> None:
    assert metas(
        ("robots", "noindex, noai"),
        ("Newscrawl", "noarchive"),
        ("googlebot", "noai"),
        ("TDM-Reservation", "1"),
        ("tdm-policy", "https://provider.com/policies/policy.json"),
        ("description", "noai"),
    ) == [
        ("robots", "noindex, noai", False),
        ("newscrawl", "noarchive", None),
        ("tdm-reservation", "1, tdm-policy https://provider.com/policies/policy.json", False),
    ]


def test_license_links_of_rsl_only() -> None:
    links = [
        {"rel": "license", "type": RSL, "href": "/l.xml"},
        {"rel": "license", "href": "https://creativecommons.org/licenses/by/4.0/"},
        {"rel": "stylesheet", "type": RSL, "href": "/x"},
        {"rel": "License external", "type": f"{RSL}; charset=utf-8", "href": "//cdn.example/m.xml"},
        {"rel": "license", "type": RSL, "href": "https://[broken"},
        {"rel": "license", "type": RSL, "href": "mailto:a@b"},
    ]
    signals = meta_signals([], links, [], URL, URL, "newscrawl")
    assert [s.file for s in signals] == ["https://paper.example/l.xml", "https://cdn.example/m.xml"]


def test_a_license_within_the_page() -> None:
    text = (
        '<rsl xmlns="https://rslstandard.org/rsl"><content url=""><license><prohibits type="usage">ai-all</prohibits>'
        "</license></content></rsl>"
    )
    (signal,) = meta_signals([], [], [text], URL, URL, "newscrawl")
    assert (signal.training, signal.where) == (False, "license in the page")


def test_hostile_pages_are_bounded() -> None:
    element = {"name": "robots", "content": "noai " * 100_000 + "\ud800\0"}
    signals = meta_signals(
        [element] * 10_000, [{"rel": "license", "type": RSL, "href": "/l"}] * 999, ["<"] * 999, URL, URL, "n"
    )
    assert len(signals) <= 50
    assert max(len(s.value) for s in signals) <= 300
    assert len(header_signals([("x-robots-tag", "noai")] * 10_000, URL, "n")) <= 30


def tdm(training: bool, where: str) -> Signal:
    reservation = "0" if training else "1"
    if where == "tdmrep.json":
        return Signal("tdm-reservation", reservation, where, training)
    found = (
        header_signals([("tdm-reservation", reservation)], URL, "n")
        if where == "header"
        else meta_signals([{"name": "tdm-reservation", "content": reservation}], [], [], URL, URL, "n")
    )
    return found[0]


@pytest.mark.parametrize(
    ("header", "meta", "file", "verdict"),
    [
        (True, None, False, "allowed"),
        (None, True, False, "allowed"),
        (False, None, True, "reserved"),
        (None, False, True, "reserved"),
        (None, None, False, "reserved"),
        (None, None, True, "allowed"),
        # Header and page contradict each other: the reservation holds.
        (True, False, True, "reserved"),
        (False, True, True, "reserved"),
        (True, True, False, "allowed"),
    ],
)
def test_precedence_of_tdmrep(header: bool | None, meta: bool | None, file: bool | None, verdict: str) -> None:
    places = (("header", header), ("meta", meta), ("tdmrep.json", file))
    assert judge(tdm(said, where) for where, said in places if said is not None).verdict == verdict
