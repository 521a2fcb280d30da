"""Which of a page's headlines is taken."""

from __future__ import annotations

import json

import pytest

from newscrawl.core.extraction.metadata.reader import read_metadata
from newscrawl.core.extraction.page import read_page

URL = "https://www.herald.example/politics/bridge-closed"


def title(html: str, url: str = URL) -> str | None:
    return read_metadata(read_page(html, url)).title


def head(**values: str) -> str:
    """A head with <title>, og:title, twitter:title, JSON-LD headline where given."""
    html = f"<title>{values['title']}</title>" if "title" in values else ""
    for name in ("og", "twitter"):
        if name in values:
            html += f'<meta property="{name}:title" content="{values[name]}">'
    if "ld" in values:
        node = {"@type": "NewsArticle", "headline": values["ld"]}
        html += f'<script type="application/ld+json">{json.dumps(node)}</script>'
    return html


SEARCHED = "Bridge closure: all that drivers must know"
SHOWN = "The bridge is closed, and nobody knows for how long"


def test_the_heading_beats_what_the_head_says_three_times_for_search_engines() -> None:
    assert title(head(title=SEARCHED, og=SEARCHED, twitter=SEARCHED) + f"<h1>{SHOWN}</h1>") == SHOWN


def test_structured_data_and_the_title_beat_a_heading_that_says_something_else() -> None:
    assert title(head(title=SEARCHED, ld=SEARCHED) + f"<h1>{SHOWN}</h1>") == SEARCHED


@pytest.mark.parametrize("heading", ["Politics", "detail", "Welcome to our site"])
def test_a_heading_that_the_head_does_not_know_is_another_thing(heading: str) -> None:
    assert title(head(title=SEARCHED, og=SEARCHED) + f"<h1>{heading}</h1>") == SEARCHED


def test_a_heading_alone_is_taken() -> None:
    assert title("<h1>Politics</h1>") == "Politics"


KICKED = '<h1><span class="kicker">Traffic</span><span>Bridge closed for a year</span></h1>'


def test_a_kicker_stays_out_unless_the_page_declares_it_as_a_part() -> None:
    plain = "Bridge closed for a year"
    assert title(KICKED) == plain
    assert title(head(title=f"{plain} - Herald", og=plain) + KICKED) == plain
    assert title(head(og=f"Traffic: {plain}", ld=f"Traffic: {plain}") + KICKED) == f"Traffic: {plain}"


def test_a_part_of_the_heading_that_the_head_names_is_the_headline() -> None:
    html = head(og="Bridge closed for a year") + "<h1><span>Press release</span><i>Bridge closed for a year</i></h1>"
    assert title(html) == "Bridge closed for a year"


def test_microdata_on_the_heading_itself_says_nothing_new() -> None:
    html = head(og="Bridge closed for a year") + (
        '<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline"><b>Traffic on the road</b>'
        "<i>Bridge closed for a year</i></h1></div>"
    )
    assert title(html) == "Bridge closed for a year"


def test_without_a_heading_the_part_of_the_title_that_the_page_shows() -> None:
    html = "<title>Club of Bridges - Bridge closed for a year - Press - News</title><td><b>Bridge closed for a year</b>"
    assert title(html) == "Bridge closed for a year"
    assert title("<title>Bridge closed for a year</title><td>Bridge closed for a year") == "Bridge closed for a year"


def test_a_section_set_tight_before_the_sites_name() -> None:
    url = "https://www.herald.example/a"
    html = '<meta property="og:site_name" content="아침신문"><title>다리가 닫혔다 "1년 동안"-정치ㅣ아침신문</title>'
    assert title(html, url) == '다리가 닫혔다 "1년 동안"'


def test_a_wide_headline_has_words_too() -> None:
    searched = "大橋封閉：司機須知"
    assert title(head(title=searched, og=searched) + "<h1>大橋封閉一年</h1>") == "大橋封閉一年"
    searched = "สะพานปิด สิ่งที่ต้องรู้"
    assert title(head(title=searched, og=searched) + "<h1>สะพานปิดหนึ่งปี</h1>") == "สะพานปิดหนึ่งปี"
