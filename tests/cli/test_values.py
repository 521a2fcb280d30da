from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.cli import values
from newscrawl.cli.languages import DETECTABLE, MISTAKEN


def test_moments_and_durations_come_from_core() -> None:
    assert values.moment("2026-11-01") == datetime(2026, 11, 1, tzinfo=UTC)
    assert values.last_moment("2026-11-01").hour == 23
    assert values.duration("1h30m") == 5400
    for parse in (values.moment, values.last_moment, values.duration):
        with pytest.raises(ArgumentTypeError, match="write"):
            parse("soon")


def test_counts_are_positive() -> None:
    assert values.count("12") == 12
    for wrong in ("0", "-1", "1.5", "", "many", "²"):
        with pytest.raises(ArgumentTypeError, match="1 or more"):
            values.count(wrong)


def test_languages_are_codes_once_each() -> None:
    assert values.languages("de,en") == ("de", "en")
    assert values.languages(" DE , en,de,") == ("de", "en")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("jp", "did you mean ja"),
        ("ger", "did you mean de"),
        ("de-AT", "did you mean de"),
        ("de,xx", "'xx'"),
        (",", "names no"),
    ],
)
def test_a_wrong_language_gets_the_nearest_right_one(text: str, hint: str) -> None:
    with pytest.raises(ArgumentTypeError, match=hint):
        values.languages(text)


def test_what_is_suggested_can_be_detected() -> None:
    assert set(MISTAKEN.values()) <= DETECTABLE
    assert not DETECTABLE.intersection(MISTAKEN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DOWNLOAD_DELAY=0", ("DOWNLOAD_DELAY", "0")),
        ("A=b=c", ("A", "b=c")),
        ("NEWSCRAWL_STATE=", ("NEWSCRAWL_STATE", "")),
    ],
)
def test_a_setting_is_split_at_the_first_equal_sign(text: str, expected: tuple[str, str]) -> None:
    assert values.setting(text) == expected


@pytest.mark.parametrize("text", ["DOWNLOAD_DELAY", "=1", "download_delay=1", "A B=1", ""])
def test_a_wrong_setting(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="write NAME=VALUE"):
        values.setting(text)


@pytest.mark.parametrize("text", ["output", "a/b", "news.2026", "x.jsonl", "x.jsonl.gz", "dir/x.jsonl.zst"])
def test_an_output_is_a_folder_or_a_file_of_lines(text: str) -> None:
    assert values.output(text) == Path(text)


@pytest.mark.parametrize("text", ["", "x.json", "x.csv", "x.jsonl.bz2", "x.parquet", "x.gz"])
def test_an_output_of_another_kind_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="write a folder"):
        values.output(text)


def test_store_addresses() -> None:
    assert values.store_address("sqlite:////tmp/a.db") == "sqlite:////tmp/a.db"
    assert values.store_address("a.db") == "sqlite:///a.db"
    assert values.store_address("postgresql+psycopg://u@h/d") == "postgresql+psycopg://u@h/d"
    for wrong in ("mysql://h/d", ""):
        with pytest.raises(ArgumentTypeError, match="write sqlite:///FILE"):
            values.store_address(wrong)


def test_one_of_names_the_nearest() -> None:
    choose = values.one_of("auto", "never", "always")
    assert choose("never") == "never"
    with pytest.raises(ArgumentTypeError, match="did you mean always"):
        choose("alwys")
    with pytest.raises(ArgumentTypeError, match="write auto, never or always"):
        choose("xyz")
