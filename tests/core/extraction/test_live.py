"""Live blogs are known by their form; articles with times in them are none."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from newscrawl.core.extraction import extract_page

URL = "https://news.example/2026/11/14/storm-reaches-the-northern-coast"
TITLE = "Storm reaches the northern coast: roads closed and ferries held back"
ENTRIES = (
    "The first gusts reached the lighthouse this morning, and the ferries to the islands were held back at once.",
    "Roads along the northern coast are closed between the harbour and the old mill, the council has said today.",
    "A roof was torn from a warehouse near the station; nobody was hurt, but forty people had to leave their homes.",
    "Trains run again on the coast line, although slower than usual, because trees lie beside the northern tracks.",
    "The mayor asked residents to stay away from the beach until the storm has passed, which may take all night.",
    "Power has come back to most of the villages around the bay, and the school will open again on Monday morning.",
)
CLOCKS = ("18:20", "17:05", "15:41", "13:30", "11:12", "09:04")


def page(body: str, head: str = "") -> str:
    meta = (
        f'<title>{TITLE}</title><meta property="og:type" content="article">'
        '<meta property="article:published_time" content="2026-11-14T09:00:00+00:00">'
    )
    return f"<html lang=en><head>{meta}{head}</head><body><article><h1>{TITLE}</h1>{body}</article></body></html>"


def kind(body: str, head: str = "") -> str | None:
    result = extract_page(page(body, head), URL)
    assert result.rejection is None
    assert result.article is not None
    return result.article.kind


def timed(clocks: Sequence[str] = CLOCKS, shown: str = "an hour ago") -> str:
    return "".join(
        f'<section><time datetime="2026-11-14T{clock}:00Z">{shown}</time><h2>Entry</h2><p>{entry}</p></section>'
        for clock, entry in zip(clocks, ENTRIES, strict=True)
    )


LIVE = {
    "time elements": timed(),
    "time elements, oldest first": timed(CLOCKS[::-1]),
    "clocks before entries": "".join(
        f"<p><strong>{clock}</strong></p><p>{entry}</p>" for clock, entry in zip(CLOCKS, ENTRIES, strict=True)
    ),
    "clocks in headings": "".join(
        f"<h3>{clock.replace(':', '.')} Uhr</h3><p>{entry}</p>" for clock, entry in zip(CLOCKS, ENTRIES, strict=True)
    ),
    "microdata": "".join(f"<div itemprop='liveBlogUpdate'><p>{entry}</p></div>" for entry in ENTRIES),
}


@pytest.mark.parametrize("name", LIVE)
def test_a_live_blog(name: str) -> None:
    assert kind(LIVE[name]) == "live-blog"


@pytest.mark.parametrize("said", [{"@type": "LiveBlogPosting"}, {"@type": "NewsArticle", "liveBlogUpdate": []}])
def test_a_live_blog_that_says_so(said: dict[str, object]) -> None:
    head = f'<script type="application/ld+json">{json.dumps({**said, "headline": TITLE})}</script>'
    assert kind("".join(f"<p>{entry}</p>" for entry in ENTRIES), head) == "live-blog"


PROSE = "".join(f"<p>{entry}</p>" for entry in ENTRIES)
ORDINARY = {
    "prose": PROSE,
    "few entries": PROSE + timed()[: timed().index("</section>") + 10],
    "days, not times": timed().replace("T", "").replace("2026-11-14", "1911-11-14 in "),
    "one time for all": timed(["09:04"] * 6),
    "times without an order": timed(("09:04", "18:20", "11:12", "17:05", "13:30", "15:41")),
    "a programme behind the text": PROSE + "".join(f"<p>{clock}</p><p>Concert in the hall</p>" for clock in CLOCKS),
    "comments": PROSE
    + '<div class="comments">'
    + "".join(f"<div><time datetime='2026-11-14T{clock}:00Z'>x</time><p>I was there.</p></div>" for clock in CLOCKS)
    + "</div>",
    "times in sentences": "".join(
        f"<p>At {clock} it began: {entry}</p>" for clock, entry in zip(CLOCKS, ENTRIES, strict=True)
    ),
    "results": PROSE + "".join(f"<p>{clock}</p>" for clock in CLOCKS),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_article(name: str) -> None:
    assert kind(ORDINARY[name]) == "article"
