from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.extraction.metadata.dates import ISO, Found, choose, date_in_address, parse_date

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024-05-03T14:05:00+02:00", "2024-05-03T14:05:00+02:00"),
        ("2024-05-03T14:05:00Z", "2024-05-03T14:05:00+00:00"),
        ("2024-05-03T14:05:00.123Z", "2024-05-03T14:05:00+00:00"),
        ("2024-05-03T14:05+0200", "2024-05-03T14:05:00+02:00"),
        ("2024-05-03T14:05:00-03", "2024-05-03T14:05:00-03:00"),
        ("2024-05-03 14:05:00 +02:00", "2024-05-03T14:05:00+02:00"),
        ("2024-05-03 14:05:00+02:00", "2024-05-03T14:05:00+02:00"),
        ("2024-05-03 14:05", "2024-05-03T14:05:00"),
        ("2024-05-03T00:00:00Z", "2024-05-03T00:00:00+00:00"),
        ("2024-05-03T24:00:00Z", "2024-05-04T00:00:00+00:00"),
        ("2024-05-03", "2024-05-03"),
        ("2024/5/3", "2024-05-03"),
        ("20240503", "2024-05-03"),
        ("20240503T140500Z", "2024-05-03T14:05:00+00:00"),
        ("20240503140500", "2024-05-03T14:05:00"),
        ("202405031405", "2024-05-03T14:05:00"),
        ("Fri, 03 May 2024 14:05:00 +0200", "2024-05-03T14:05:00+02:00"),
        ("Fri, 03 May 2024 14:05:00 GMT", "2024-05-03T14:05:00+00:00"),
        ("3 May 2024 14:05 EST", "2024-05-03T14:05:00-05:00"),
        ("Fri May  3 14:05:00 CEST 2024", "2024-05-03T14:05:00+02:00"),
        ("Fri May 3 2024 14:05:00 GMT+0200 (Central European Summer Time)", "2024-05-03T14:05:00+02:00"),
        ("May 3, 2024 2:05 PM", "2024-05-03T14:05:00"),
        ("May 3rd, 2024 at 12:05 a.m.", "2024-05-03T00:05:00"),
        ("3.5.2024", "2024-05-03"),
        ("03.05.2024, 14:05", "2024-05-03T14:05:00"),
        ("03.05.2024 14.05 Uhr", "2024-05-03T14:05:00"),
        ("13/05/2024", "2024-05-13"),
        ("05/13/2024 14:05", "2024-05-13T14:05:00"),
        ("1714737900", "2024-05-03T12:05:00+00:00"),
        ("1714737900000", "2024-05-03T12:05:00+00:00"),
        ("2026-11-25T11:00:00Z", "2026-11-25T11:00:00+00:00"),
    ],
)
def test_reads_what_pages_write_and_makes_nothing_up(written: str, read: str) -> None:
    assert parse_date(written, now=NOW) == read


@pytest.mark.parametrize(
    "written",
    [
        "",
        "today",
        "05/04/2024",
        "2024-13-01",
        "2024-02-30",
        "0000-00-00 00:00:00",
        "1970-01-01T00:00:00Z",
        "1993-12-31",
        "2026-11-25T13:00:00Z",
        "2026-11-26",
        "2099-01-01T00:00:00Z",
        "9999999999999",
        "12345",
        "2024-05",
    ],
)
def test_refuses_what_is_no_possible_date(written: str) -> None:
    assert parse_date(written, now=NOW) is None


def test_the_order_of_day_and_month_is_the_pages() -> None:
    assert parse_date("04/05/2024", now=NOW, month_first=True) == "2024-04-05"
    assert parse_date("04/05/2024", now=NOW, month_first=False) == "2024-05-04"
    assert parse_date("31/05/2024", now=NOW, month_first=True) == "2024-05-31"


def test_an_offset_that_no_place_has_is_left_out() -> None:
    assert parse_date("2024-05-03T14:05:00+99:00", now=NOW) == "2024-05-03T14:05:00"


def test_an_impossible_time_leaves_the_day() -> None:
    assert parse_date("2024-05-03 29:15", now=NOW) == "2024-05-03"


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://news.example/2024/05/03/a-story", "2024-05-03"),
        ("https://news.example/politics/2024-05-03-a-story.html", "2024-05-03"),
        ("https://news.example/a-story-20240503.html", "2024-05-03"),
        ("https://news.example/2024/5/3/a-story/", "2024-05-03"),
        ("https://news.example/a-story?day=2024/05/03/", None),
        ("https://news.example/2024/05/a-story", None),
        ("https://news.example/2031/05/03/a-story", None),
        ("https://news.example/article/1202405039", None),
        ("", None),
    ],
)
def test_reads_the_day_in_an_address(url: str, day: str | None) -> None:
    assert date_in_address(url, now=NOW) == day


@pytest.mark.parametrize(
    ("dates", "chosen"),
    [
        ([], None),
        (["2024-05-03T14:05:00+02:00", "2024-05-01T09:00:00Z"], "2024-05-03T14:05:00+02:00"),
        (["2024-05-03", "2024-05-03T14:05:00"], "2024-05-03T14:05:00"),
        (["2024-05-03", "2024-05-01T14:05:00"], "2024-05-03"),
        (["2024-05-03T14:05:00", "2024-05-03T14:05:00+02:00"], "2024-05-03T14:05:00+02:00"),
        (["2024-05-03T14:05:00", "2024-05-03T12:05:00+00:00"], "2024-05-03T12:05:00+00:00"),
        (["2024-05-03T14:05:00", "2024-05-03T12:31:00+00:00"], "2024-05-03T14:05:00"),
        (["2024-05-03T00:00:00+02:00", "2024-05-03T14:05:00"], "2024-05-03T14:05:00"),
        (["2024-05-03T00:00:00+00:00", "2024-05-03"], "2024-05-03T00:00:00+00:00"),
    ],
)
def test_takes_the_first_source_unless_another_says_the_same_more_exactly(dates: list[str], chosen: str | None) -> None:
    found = choose(Found(value, f"source {place}") for place, value in enumerate(dates))
    assert (found.value if found else None) == chosen


@given(st.one_of(st.text(max_size=60), st.from_regex(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}[ T][0-9:]{1,8}.{0,8}")))
def test_a_date_is_iso_or_none(written: str) -> None:
    read = parse_date(written, now=NOW, month_first=False)
    assert read is None or ISO.fullmatch(read)


@given(st.integers(800_000_000, 1_795_000_000), st.sampled_from(["", "Z", "+02:00"]))
def test_iso_comes_back_as_it_went_in(seconds: int, offset: str) -> None:
    written = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat() + offset
    assert parse_date(written, now=NOW) == written.replace("Z", "+00:00")
