from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.moments import parse_duration, parse_moment, posix

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7d", NOW - timedelta(days=7)),
        ("36h", NOW - timedelta(hours=36)),
        ("2w", NOW - timedelta(days=14)),
        (" 2026-11-01 ", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01T08:30", datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),
        ("2026-11-01 08:30:15Z", datetime(2026, 11, 1, 8, 30, 15, tzinfo=UTC)),
        ("2026-11-01T08:30+02:00", datetime(2026, 11, 1, 8, 30, tzinfo=timezone(timedelta(hours=2)))),
    ],
)
def test_a_moment_is_aware(text: str, expected: datetime) -> None:
    assert parse_moment(text, now=NOW) == expected
    assert parse_moment(text, now=NOW).tzinfo is not None


def test_a_day_ends_with_its_last_moment() -> None:
    assert parse_moment("2026-11-01", end=True) == datetime(2026, 11, 1, 23, 59, 59, 999999, tzinfo=UTC)


def test_an_age_counts_from_the_clock() -> None:
    before = datetime.now(UTC)
    assert before - timedelta(hours=1) <= parse_moment("1h") <= datetime.now(UTC) - timedelta(hours=1)


@pytest.mark.parametrize(
    "text", ["", "7", "d", "7x", "-7d", "1.5d", "yesterday", "2026-13-01", "2026-02-30", "20261101", "9" * 12 + "d"]
)
def test_a_wrong_moment_is_told_in_one_line(text: str) -> None:
    with pytest.raises(ValueError, match=r"write .*2026-11-01") as caught:
        parse_moment(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("10m", 600), ("10min", 600), ("1h30m", 5400), ("2d", 172800), ("1d2h3m4s", 93784)],
)
def test_a_duration_in_seconds(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "0s", "10", "m", "30m1h", "-5m", "1.5h", "ten minutes", "9" * 20 + "d"])
def test_a_wrong_duration_is_told_in_one_line(text: str) -> None:
    with pytest.raises(ValueError, match="write 90s, 10m, 1h30m or 2d"):
        parse_duration(text)


@given(st.text())
def test_any_text_is_a_value_or_a_value_error_of_one_line(text: str) -> None:
    for parse in (parse_moment, parse_duration):
        told = ""
        try:
            parse(text)
        except ValueError as error:
            told = str(error)
        assert len(told.splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "end", "seconds"),
    [
        ("1970-01-02T00:00:00+00:00", False, 86400.0),
        ("1970-01-02T01:00:00+01:00", True, 86400.0),
        ("1970-01-02T00:00:00", False, 86400.0),
        ("1970-01-02", False, 86400.0),
        ("1970-01-02", True, 2 * 86400.0 - 1),
        ("0001-01-01T00:00:00+14:00", False, -62135647200.0),
        ("1970-13-02", False, None),
        ("yesterday", True, None),
        ("", False, None),
        (None, True, None),
    ],
)
def test_posix_reads_what_is_a_date(text: str | None, end: bool, seconds: float | None) -> None:
    assert posix(text, end=end) == seconds
