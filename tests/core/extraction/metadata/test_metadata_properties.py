"""Whatever stands in a page's head, its metadata can be read and keeps its promises."""

from __future__ import annotations

import html
import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.core.extraction.metadata.dates import ISO
from newscrawl.core.extraction.metadata.reader import Metadata, read_metadata
from newscrawl.core.extraction.page import read_page

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
KEYS = st.sampled_from(
    "@type @id @graph @value name headline url author creator publisher givenName datePublished dateModified image "
    "keywords articleSection description isAccessibleForFree hasPart mainEntityOfPage mainEntity itemListElement item "
    "inLanguage".split()
)
TYPES = st.sampled_from(["NewsArticle", "Person", "Organization", "WebPage", "WebSite", "BreadcrumbList", "", 3, None])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | TYPES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=25,
)
NAMES = st.sampled_from(
    "og:title og:url og:image og:type article:published_time article:modified_time article:tag article:section author "
    "date keywords description og:locale content-language publisher og:site_name".split()
)

FIELDS = (
    "title date_published date_modified authors section tags description image paywalled publisher language canonical "
    "site_name"
).split()
MARKUP = st.lists(
    st.sampled_from([
        "<div itemscope itemtype='http://schema.org/NewsArticle'>", "<div typeof='schema:NewsArticle'>", "</div>",
        "<b itemprop='author'>Jane Doe</b>", "<b property='schema:author' typeof='Person'>x</b>", "<h1>Bridge</h1>",
        "<h1><span class='kicker'>Roads</span>closed</h1>", "<i class='byline'>By Jane Doe</i>", "<p>By Jane Doe</p>",
        "<p><b>Jane Doe</b></p>", "<time class='updated'>3 May 2024</time>", "<time>2024-05-03</time>", "<article>",
        "<i itemprop='datePublished' content='2024-05-03'>", "<div class='paywall'>You must pay for this text here.",
        "<meta name='parsely-page' content='{\"title\": 5}'>", "<a rel='author' href='/x'>Jane Doe</a>", "<aside>",
        "<a rel='author' href='/y'>John Roe</a>", "<figure><img src='/a.jpg'><figcaption>x", "<nav class='breadcrumb'>",
        "<meta property='og:image' content='/a.jpg'>",
        "<meta name='description' content='Cut off here and now, we say…'>",
        "<p>Cut off here and now, we say more.</p>", "<p class='date'>3 May 2024</p>", "<title>A | B</title>",
    ]),
    max_size=14,
)  # fmt: skip


def check(data: Metadata) -> None:
    for date in (data.date_published, data.date_modified):
        assert date is None or ISO.fullmatch(date)
    assert (data.date_published is None) == (data.date_source is None)
    for text in (data.title, data.section, data.description, data.publisher, *data.authors, *data.tags):
        assert text is None or (text and text == " ".join(text.split()))
    for address in (data.image, data.canonical):
        assert address is None or address.startswith(("http://", "https://"))
    assert len(data.tags) == len(set(data.tags))
    assert data.image == (data.image_info["url"] if data.image_info else None)
    # Every field that says something says where it was found, and no other does.
    for name in FIELDS:
        assert (name in data.found) == (getattr(data, name) not in (None, [])), name
    assert set(data.found) <= set(FIELDS)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=8), TYPES)
def test_any_json_ld(node: dict[str, Any], kind: object) -> None:
    script = json.dumps({**node, "@type": kind}).replace("</", "<\\/")
    page = read_page(f'<script type="application/ld+json">{script}</script><h1>Bridge</h1>', "https://herald.example/a")
    check(read_metadata(page, now=NOW))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(NAMES, st.text(max_size=40)), max_size=10), st.text(max_size=60))
def test_any_meta(metas: list[tuple[str, str]], title: str) -> None:
    head = "".join(f'<meta property="{name}" content="{html.escape(content)}">' for name, content in metas)
    page = read_page(f"<title>{html.escape(title)}</title>{head}", "https://herald.example/a")
    check(read_metadata(page, now=NOW))


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet='<>/="abhr timeclassauthorbylinedatetime0123456789.-: \n', max_size=300), st.text(max_size=30))
def test_any_page_at_any_address(body: str, url: str) -> None:
    check(read_metadata(read_page(body, url), now=NOW))


@settings(max_examples=150, deadline=None)
@given(MARKUP)
def test_any_markup(parts: list[str]) -> None:
    check(read_metadata(read_page("".join(parts), "https://herald.example/a"), now=NOW))
