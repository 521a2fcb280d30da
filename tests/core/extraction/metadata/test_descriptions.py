from __future__ import annotations

import json

import pytest

from newscrawl.core.extraction.metadata.reader import read_metadata
from newscrawl.core.extraction.page import read_page

WHOLE = "Nobody knows for how long the bridge over the river will be closed, or who is going to pay for it."
CUT = WHOLE[:60] + "..."


def described(html: str) -> tuple[str | None, str | None]:
    data = read_metadata(read_page(html, "https://herald.example/a"))
    return data.description, data.found.get("description")


def with_json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "description": text})}</script>'


def meta(name: str, text: str) -> str:
    return f'<meta name="{name}" property="{name}" content="{text}">'


def test_the_text_that_most_sources_give() -> None:
    other = "All that drivers must know about the closure of the bridge."
    head = with_json_ld(other) + meta("og:description", WHOLE) + meta("description", WHOLE)
    assert described(head) == (WHOLE, "og:description")
    assert described(with_json_ld(other) + meta("og:description", WHOLE)) == (other, "json-ld")


@pytest.mark.parametrize("dots", ["...", "…", " [...]", " […]"])
def test_the_whole_form_of_a_text_that_breaks_off(dots: str) -> None:
    cut = WHOLE[:60].rstrip() + dots
    assert described(meta("og:description", cut) + meta("description", WHOLE)) == (WHOLE, "meta")
    assert described(meta("og:description", cut) + f"<p>x</p><p>{WHOLE}</p>") == (WHOLE, "text")
    assert described(meta("og:description", cut)) == (cut, "og:description")


def test_a_whole_form_as_long_as_an_article_is_none() -> None:
    assert described(meta("og:description", CUT) + f"<p>{WHOLE * 20}</p>")[0] == CUT


def test_the_articles_text_is_no_description() -> None:
    assert described(with_json_ld(WHOLE * 10) + meta("description", WHOLE)) == (WHOLE, "meta")
    assert described(with_json_ld(WHOLE * 10)) == (None, None)


def test_the_headline_again_is_no_description() -> None:
    html = meta("og:title", "Bridge closed for a year") + meta("og:description", "Bridge closed for a year!")
    assert described(html + meta("description", WHOLE)) == (WHOLE, "meta")
    assert described(html) == (None, None)


def test_without_a_declared_one_the_standfirst_that_the_page_shows() -> None:
    assert described(f'<h1>Bridge</h1><p class="article-standfirst">{WHOLE}</p>') == (WHOLE, "text")
    assert described(f'<h1>Bridge</h1><aside><p class="lead">{WHOLE}</p></aside>') == (None, None)
    assert described('<h1>Bridge</h1><p class="lead">Short.</p>') == (None, None)
    assert described(f'<p class="leader">{WHOLE}</p>') == (None, None)


def test_microdata_and_rdfa() -> None:
    item = '<div itemscope itemtype="https://schema.org/Article"><p itemprop="description">{}</p></div>'
    assert described(item.format(WHOLE)) == (WHOLE, "microdata")
    assert described(f'<div typeof="Article"><p property="schema:description">{WHOLE}</p></div>') == (WHOLE, "rdfa")
