from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawl.core.extraction.metadata.shown import date_in_text, month_names, shown_date
from newscrawl.core.extraction.page import read_page

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "language", "date"),
    [
        ("Veröffentlicht am 13. Mai 2024 um 15:44 Uhr", "de", "2024-05-13T15:44:00"),
        ("Fr 03.05.24 | 14:07 Uhr", "de", "2024-05-03T14:07:00"),
        ("3 de mayo de 2024 a las 9:05", "es", "2024-05-03T09:05:00"),
        ("Publié le 3 août 2024 à 14h05", "fr", "2024-08-03T14:05:00"),
        ("May 3, 2024 at 2:05 pm", "en", "2024-05-03T14:05:00"),
        ("Friday 3rd May 2024", None, "2024-05-03"),
        ("3 мая 2024, 14:05", "ru", "2024-05-03T14:05:00"),
        ("3 maja 2024 14:05", "pl", "2024-05-03T14:05:00"),
        ("2024年5月3日 14時05分", "ja", "2024-05-03T14:05:00"),
        ("2024년 5월 3일 14:05", "ko", "2024-05-03T14:05:00"),
        ("3. toukokuuta 2024 klo 14.05", "fi", "2024-05-03T14:05:00"),
        ("Published 3 May 2024, updated 4 May 2024", "en", "2024-05-03"),
        ("Updated 4 May 2024, published 3 May 2024", "en", "2024-05-03"),
        ("Updated 4 May 2024", "en", None),
        ("Aktualisiert: 04.05.2024", "de", None),
        ("In 2024 it rained on 12 days", "en", None),
        ("3 Foo 2024", "en", None),
        ("3 May 2024", "xx", "2024-05-03"),
        ("31.02.2024", "de", None),
        ("Version 1.2.3.4.2024", "de", None),
    ],
)
def test_a_date_in_the_words_of_its_language(text: str, language: str | None, date: str | None) -> None:
    assert date_in_text(text, language, NOW, False) == date


def test_names_of_months_are_cldrs() -> None:
    assert month_names("de")["märz"] == 3
    assert month_names("no such language") == {}


def shown(html: str, title: str | None = "Bridge closed") -> str | None:
    return shown_date(read_page(html, "https://news.example/"), title, "en", NOW, None)


def test_the_date_after_the_headline() -> None:
    assert (
        shown(
            """<div>24 November 2026</div><h1>Bridge closed</h1><p class="related">1 May 2024</p>
        <div><span>By Jane Doe</span> <b>3 May</b> 2024</div><p>On 1 April 2024 it broke.</p>"""
        )
        == "2024-05-03"
    )


def test_the_date_before_the_headline_unless_it_is_todays() -> None:
    assert shown("<div>3 May 2024</div><h2>Bridge closed</h2><p>Nothing.</p>") == "2024-05-03"
    assert shown("<div>24 November 2026</div><h1>Bridge closed</h1><p>Nothing.</p>") is None


def test_a_date_in_prose_is_no_date_of_the_article() -> None:
    prose = "On 3 May 2024 the bridge was closed for the third time, and nobody knows how long it will take. " * 2
    assert shown(f"<h1>Bridge closed</h1><p>{prose}</p>") is None


def test_a_date_far_below_is_not_the_articles() -> None:
    prose = "<p>" + "The bridge stays closed. " * 20 + "</p>"
    assert shown(f"<h1>Bridge closed</h1>{prose * 10}<p>3 May 2024</p>") is None


def test_without_a_heading_there_is_no_place_to_look() -> None:
    assert shown("<p>3 May 2024</p>") is None
    assert shown('<p class="date">3 May 2024</p>') == "2024-05-03"
    assert shown("<h1>Other</h1><p>3 May 2024</p>", None) == "2024-05-03"


@pytest.mark.parametrize(
    ("html", "date"),
    [
        ('<span class="news-date">3 May 2024</span>', "2024-05-03"),
        ('<span class="published">3 May 2024, 14:05</span>', "2024-05-03T14:05:00"),
        ('<div class="teaser"><i class="date">1 May 2024</i></div><em class="postDate">3 May 2024</em>', "2024-05-03"),
        ('<aside><i class="date">3 May 2024</i></aside>', None),
        ('<i class="modified-date">3 May 2024</i>', None),
        ('<i class="date">24 November 2026</i>', None),
        ('<i class="update">3 May 2024</i>', None),
    ],
)
def test_an_element_that_calls_itself_a_date(html: str, date: str | None) -> None:
    assert shown(f"<h1>Bridge closed</h1>{'<p>It stays closed.</p>' * 200}{html}") == date
