"""core.discovery.archives: which days a list stands for."""

from __future__ import annotations

from datetime import date

import pytest

from newscrawl.core.candidate import SourceKind
from newscrawl.core.discovery.archives import address_date, span_of
from newscrawl.core.discovery.links import parse_links

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
DAY = (date(2026, 11, 24), date(2026, 11, 24))


@pytest.mark.parametrize(
    ("path", "span"),
    [
        ("/2026/", (date(2026, 1, 1), date(2026, 12, 31))),
        ("/2026/11/", NOVEMBER),
        ("/news/2026-11", NOVEMBER),
        ("/archive/2026-11-24.html", DAY),
        ("/archive/20261124", DAY),
        ("/2026/11/24/", DAY),
        ("/archive?date=2026-11-24", DAY),
        ("/archive?year=2026&month=11", NOVEMBER),
        ("/archive?month=2026-11", NOVEMBER),
        ("/2026/11/24/mayor-opens-bridge", None),
        ("/2026/2/30", None),
        ("/archive?month=11", None),
        ("/story-2026", None),
        ("/news/12345678", None),
        ("/", None),
    ],
)
def test_spans(path: str, span: tuple[date, date] | None) -> None:
    assert span_of(f"https://e.org{path}") == span


def test_the_date_of_an_article_by_its_address() -> None:
    assert address_date("https://e.org/2026/11/24/mayor-opens-bridge") == date(2026, 11, 24)
    assert address_date("https://e.org/2026/11/mayor-opens-bridge") == date(2026, 11, 30)
    assert address_date("https://e.org/news/mayor-opens-bridge") is None
    assert address_date("https://[bad/2026/11/24") is None
    assert span_of("https://[bad/2026/11/24") is None


def test_archives_are_sources_of_their_own() -> None:
    html = """<a href="/2026/11/">November 2026</a> <a href="/archiv">Archiv</a> <a href="/2026/11/">11</a>
        <select><option value="/2026/10/">October</option><option value="1">1</option></select>
        <a href="https://other.org/2026/11/">elsewhere</a>"""
    found = parse_links(html.encode(), "https://e.org/", kind=SourceKind.FRONT_PAGE, depth=0)
    assert [(s.url, s.kind) for s in found.sources] == [
        ("https://e.org/2026/11/", SourceKind.ARCHIVE),
        ("https://e.org/archiv", SourceKind.ARCHIVE),
        ("https://e.org/2026/10/", SourceKind.ARCHIVE),
    ]


def test_a_number_that_is_too_long_names_no_month() -> None:
    assert span_of("https://e.org/?year=2026&month=" + "1" * 5000) == (date(2026, 1, 1), date(2026, 12, 31))
