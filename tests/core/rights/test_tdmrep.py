"""TDMRep, with the examples of its Final Community Group Report."""

from __future__ import annotations

import json

import pytest

from newscrawl.core.rights.tdmrep import TdmFile, parse_reservation, parse_tdmrep

SITE = "https://provider.com"
REPORTS_EXAMPLE = b"""[
  {"location": "/directory-a/", "tdm-reservation": 1},
  {"location": "/directory-b/html/", "tdm-reservation": 1, "tdm-policy": "https://provider.com/policies/policy.json"},
  {"location": "/directory-b/images/*.jpg", "tdm-reservation": 0}
]"""


def read(entries: object) -> TdmFile:
    return parse_tdmrep(json.dumps(entries).encode(), f"{SITE}/.well-known/tdmrep.json")


@pytest.mark.parametrize(
    ("path", "value", "training"),
    [
        ("/directory-a/page", "1", False),
        ("/directory-b/html/x.html", "1, tdm-policy https://provider.com/policies/policy.json", False),
        ("/directory-b/images/x.jpg", "0", True),
        ("/directory-b/", None, None),
    ],
)
def test_the_reports_example(path: str, value: str | None, training: bool | None) -> None:
    signal = parse_tdmrep(REPORTS_EXAMPLE, SITE).signal(SITE + path)
    assert (signal and signal.value, signal and signal.training) == (value, training)


def test_the_first_match_counts() -> None:
    rules = [{"location": "/free/", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}]
    free, reserved = read(rules).signal(f"{SITE}/free/x"), read(rules[::-1]).signal(f"{SITE}/free/x")
    assert [free and free.training, reserved and reserved.training] == [True, False]


def test_what_is_neither_1_nor_0_is_unset() -> None:
    rules = [{"location": "/a", "tdm-reservation": 2}, {"location": "/", "tdm-reservation": 1}]
    assert read(rules).signal(f"{SITE}/a") is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1, 1), (0, 0), ("1", 1), (" 0 ", 0), (2, None), (True, None), (None, None), ("", None), ([1], None), (1.0, 1)],
)
def test_reservations(value: object, expected: int | None) -> None:
    assert parse_reservation(value) == expected


def test_a_location_may_be_an_address_of_the_origin_only() -> None:
    assert read([{"location": f"{SITE}/a", "tdm-reservation": 1}]).signal(f"{SITE}/a/b") is not None
    assert read([{"location": SITE, "tdm-reservation": 1}]).reserves_all()
    assert read([{"location": "https://other.example/a", "tdm-reservation": 1}]).rules == ()


def test_one_rule_without_its_brackets_is_understood() -> None:
    assert read({"location": "/", "tdm-reservation": 1}).reserves_all()


@pytest.mark.parametrize(
    ("rules", "all_of_it"),
    [
        ([("/", 1)], True),
        ([("/a", 1), ("/*", 1)], True),
        ([("/a", 0), ("/", 1)], False),
        ([("/a", 1)], False),
        ([], False),
    ],
)
def test_whether_all_is_reserved(rules: list[tuple[str, int]], all_of_it: bool) -> None:
    assert read([{"location": at, "tdm-reservation": n} for at, n in rules]).reserves_all() is all_of_it


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><title>Not found</title>",
        b"[" * 100_000,
        b"\xff\xfe{",
        b'"text"',
        b'[1, null, {"location": 5}, {"tdm-reservation": 1}, {"location": "x", "tdm-reservation": 1}]',
        b'[{"location": "/", "tdm-reservation": 1}' + b" " * 2**20 + b"]",
        b"1" * 10_000,
    ],
)
def test_what_is_no_such_file_says_nothing(body: bytes) -> None:
    assert parse_tdmrep(body, SITE).rules == ()


def test_a_policy_that_is_no_text_is_left_out() -> None:
    signal = read([{"location": "/", "tdm-reservation": 1, "tdm-policy": 7}]).signal(SITE)
    assert signal is not None
    assert signal.value == "1"


def test_half_a_character_in_a_location() -> None:
    found = parse_tdmrep(b'[{"location": "/\\ud800", "tdm-reservation": 1}]', f"{SITE}/.well-known/tdmrep.json")
    assert found.signal(f"{SITE}/a") is None
