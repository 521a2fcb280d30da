"""What signals come to together."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from newscrawl.core.rights.origin import OriginRights
from newscrawl.core.rights.record import MOST, rights_record, rights_schema
from newscrawl.core.rights.robots_txt import read_robots_usage
from newscrawl.core.rights.rsl import parse_rsl
from newscrawl.core.rights.signals import Signal, judge, shown, verdict_for
from newscrawl.core.rights.tdmrep import parse_tdmrep

SITE = "https://paper.example"
NO, YES, SILENT = False, True, None


def signal(name: str, training: bool | None, rank: int = 0) -> Signal:
    return Signal(name, "x", "header", training, rank)


@pytest.mark.parametrize(
    ("signals", "training", "research"),
    [
        ([], "unknown", "unknown"),
        ([("robots", SILENT, 0)], "unknown", "unknown"),
        ([("robots", NO, 0)], "reserved", "unknown"),
        ([("content-signal", YES, 0)], "allowed", "allowed"),
        ([("content-signal", YES, 0), ("robots", SILENT, 0)], "allowed", "allowed"),
        # One that reserves is enough.
        ([("content-signal", YES, 0), ("robots", NO, 0)], "reserved", "unknown"),
        ([("content-signal", YES, 0), ("content-usage", NO, 0)], "reserved", "unknown"),
        ([("content-usage", YES, 0), ("content-usage", NO, 0)], "reserved", "unknown"),
        # Of one name the page's word supersedes the site's, if it says anything.
        ([("tdm-reservation", NO, 0), ("tdm-reservation", YES, 1)], "allowed", "allowed"),
        ([("tdm-reservation", NO, 0), ("tdm-reservation", SILENT, 1)], "reserved", "unknown"),
        ([("license", YES, 0), ("license", NO, 1)], "reserved", "unknown"),
        ([("license", NO, 0), ("license", YES, 1)], "allowed", "allowed"),
        # It does not supersede another name.
        ([("license", NO, 0), ("tdm-reservation", YES, 1)], "reserved", "unknown"),
    ],
)
def test_verdicts(signals: list[tuple[str, bool | None, int]], training: str, research: str) -> None:
    found = [signal(*each) for each in signals]
    assert judge(found).verdict == training == verdict_for("training", found)
    assert verdict_for("research", found) == research


def test_the_signal_that_decided_is_named() -> None:
    found = [signal("content-signal", YES), signal("robots", NO)]
    assert judge(found).by == found[1]
    assert judge(found[:1]).by == found[0]
    assert judge([]).by is None


LICENSE = b'<rsl><content url="/"><license><permits>search</permits></license></content></rsl>'


def test_an_origin_with_all_its_files() -> None:
    robots = "User-agent: *\nContent-Signal: ai-train=yes\nLicense: https://l.example/l.xml\n"
    rights = OriginRights(
        "newscrawl",
        robots=read_robots_usage(robots),
        robots_at="2026-11-01T00:00:00+00:00",
        tdm=parse_tdmrep(b'[{"location": "/a", "tdm-reservation": 1}]', SITE),
        tdm_at="2026-11-02T00:00:00+00:00",
        licenses={"https://l.example/l.xml": (parse_rsl(LICENSE), "2026-11-03T00:00:00+00:00")},
    )
    assert [(s.name, s.training, s.at and s.at[:10]) for s in rights.signals(f"{SITE}/a")] == [
        ("content-signal", True, "2026-11-01"),
        ("license", False, "2026-11-03"),
        ("tdm-reservation", False, "2026-11-02"),
    ]
    assert rights.judge(f"{SITE}/b").verdict == "reserved"
    by = rights.reserving_all(SITE)
    assert by is not None
    assert (by.value, by.where) == ("permits search only", "license https://l.example/l.xml")


def test_a_license_that_was_not_read_is_told_by_its_address() -> None:
    rights = OriginRights("newscrawl", robots=read_robots_usage("License: https://l.example/l.xml\n"))
    assert [(s.name, s.value, s.where, s.training) for s in rights.signals(SITE)] == [
        ("license", "https://l.example/l.xml", "robots.txt line 1", None)
    ]


ALL_BY_RSL = b'<rsl><content url="/"><license><prohibits>ai-all</prohibits></license></content>%s</rsl>'
SOME_FREE = b'<content url="/free/"><license><permits>all</permits></license></content>'


@pytest.mark.parametrize(
    ("robots", "tdm", "license", "where"),
    [
        ("User-agent: *\nContent-Signal: ai-train=no\n", b"", b"", "robots.txt line 2"),
        ("", b'[{"location": "/", "tdm-reservation": 1}]', b"", "tdmrep.json"),
        ("License: https://l.example/l.xml\n", b"", ALL_BY_RSL % b"", "license https://l.example/l.xml"),
        ("License: https://l.example/l.xml\n", b"", b"<html>", "license https://l.example/l.xml"),
        ("License: https://l.example/l.xml\n", b"", ALL_BY_RSL % SOME_FREE, None),
        ("", b'[{"location": "/a", "tdm-reservation": 1}]', b"", None),
        ("", b"", b"", None),
    ],
)
def test_an_origin_that_reserves_all(robots: str, tdm: bytes, license: bytes, where: str | None) -> None:  # noqa: A002
    rights = OriginRights(
        "newscrawl",
        robots=read_robots_usage(robots),
        tdm=parse_tdmrep(tdm, SITE),
        licenses={"https://l.example/l.xml": (parse_rsl(license), None)} if license else {},
    )
    found = rights.reserving_all(SITE)
    assert (found and found.where) == where


def test_the_record() -> None:
    found = [Signal("robots", "noai", "meta", NO, at="2026-11-01T00:00:00+00:00"), signal("content-signal", YES)]
    record = rights_record(found, ("meta", "header", "robots.txt"), "research")
    assert record == {
        "verdict": "unknown",
        "purpose": "research",
        "training": "reserved",
        "signals": [
            {"name": "robots", "value": "noai", "where": "meta", "training": "reserved", "at": found[0].at},
            {"name": "content-signal", "value": "x", "where": "header", "training": "allowed", "at": None},
        ],
        "looked_at": ["robots.txt", "header", "meta"],
    }
    validator = Draft202012Validator({"type": "object", **rights_schema()})
    assert validator.is_valid(record)
    assert not validator.is_valid({**record, "verdict": "perhaps"})
    assert not validator.is_valid({"verdict": "unknown"})


@pytest.mark.parametrize(
    ("purpose", "verdict"), [(None, "reserved"), ("training", "reserved"), ("research", "unknown")]
)
def test_the_records_verdict_is_for_its_purpose(purpose: str | None, verdict: str) -> None:
    assert rights_record([signal("robots", NO)], ("meta",), purpose)["verdict"] == verdict


def test_the_record_is_bounded_and_keeps_what_decided() -> None:
    found = [signal("robots", SILENT)] * 500 + [signal("content-usage", NO)]
    record = rights_record(found, ("meta",))
    assert len(record["signals"]) == MOST
    assert record["signals"][-1]["name"] == "content-usage"


def test_values_are_shown_in_one_short_line() -> None:
    assert shown(" a\r\n\tb\0c \ud800 ") == "a b c ?"
    assert len(shown("x" * 10_000)) == 300
