"""core.discovery.pagination: where a list goes on."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.candidate import SourceKind
from newscrawl.core.discovery.links import parse_links
from newscrawl.core.discovery.page_numbers import successor

HEADLINE = "Mayor opens the new bridge"
TEASER = f'<h2><a href="/2024/05/31/mayor-opens-bridge">{HEADLINE}</a></h2>'


def following(html: str, url: str = "https://e.org/news", kind: SourceKind = SourceKind.SECTION) -> str | None:
    body = f"<html><head><title>x</title></head><body>{TEASER}{html}</body></html>"
    found = parse_links(body.encode(), url, content_type="text/html; charset=utf-8", kind=kind, depth=1)
    pages = [source.url.removeprefix("https://e.org") for source in found.sources if source.kind is SourceKind.PAGE]
    assert len(pages) <= 1
    return pages[0] if pages else None


def numbers(template: str, current: int, last: int, first: int = 1, step: int = 1) -> str:
    """A row of numbered pages, this one's without a link."""
    rows = [
        f"<span>{n}</span>" if n == current else f'<a href="{template.format((n - 1) * step + first)}">{n}</a>'
        for n in range(1, last + 1)
    ]
    return f"<div>{' '.join(rows)}</div>"


NEXT = {
    "rel of a link": ('<link rel="next" href="/news/page/2">', "https://e.org/news", "/news/page/2"),
    "rel of an anchor": ('<a rel="nofollow next" href="/n?c=zzz">x</a>', "https://e.org/news", "/n?c=zzz"),
    "a row, first page": (numbers("/news?page={}", 1, 4), "https://e.org/news", "/news?page=2"),
    "a row, third page": (numbers("/news?page={}", 3, 4), "https://e.org/news?page=3", "/news?page=4"),
    "a row from 0": (numbers("/news?p={}", 2, 4, first=0), "https://e.org/news?p=1", "/news?p=2"),
    "a row by articles": (
        '<a href="/news?start=0">1</a> 2 <a href="/news?start=40">3</a> <a href="/news?start=60">4</a>',
        "https://e.org/news?start=20",
        "/news?start=40",
    ),
    "a row of paths": (numbers("/news/page/{}/", 2, 5), "https://e.org/news/page/2/", "/news/page/3/"),
    "a row of numbers alone": (numbers("/news/{}", 2, 5), "https://e.org/news/2", "/news/3"),
    "a row of files": (numbers("/news/index_{}.html", 2, 5), "https://e.org/news/index_2.html", "/news/index_3.html"),
    "a row, from the index": (
        numbers("/news/index_{}.html", 1, 5),
        "https://e.org/news/index.html",
        "/news/index_2.html",
    ),
    "the front page's": ('<a href="/page/2/">Older</a>', "https://e.org/", "/page/2/"),
    "counts, marked": (
        '<ul class="pagination"><a href="/news-2.html">xyz</a></ul>',
        "https://e.org/news.html",
        "/news-2.html",
    ),
    "counts, by its word": ('<a href="/news?seite=2">xyz</a>', "https://e.org/news", "/news?seite=2"),
    "an arrow": ('<a href="/news?start=20">»</a>', "https://e.org/news", "/news?start=20"),
    "an arrow on": (
        '<a href="/news?start=0">«</a> <a href="/news?start=40">›</a>',
        "https://e.org/news?start=20",
        "/news?start=40",
    ),
    "a word": ('<a href="/news?start=20">Ältere Beiträge</a>', "https://e.org/news", "/news?start=20"),
    "a word of another script": ('<a href="/news?start=20">もっと見る</a>', "https://e.org/news", "/news?start=20"),
    "a cursor": ('<a href="/news?before=1762600000123">Mehr</a>', "https://e.org/news", "/news?before=1762600000123"),
    "a cursor elsewhere": (
        '<div class="load-more"><a href="/api/list?after=a7f3b2">Más</a></div>',
        "https://e.org/news",
        "/api/list?after=a7f3b2",
    ),
    "a button's data": ('<button data-next-url="/chunk?page=2">xyz</button>', "https://e.org/news", "/chunk?page=2"),
    "a list's data": ('<div class="infinite-scroll" data-url="/chunk/2"></div>', "https://e.org/news", "/chunk/2"),
    "a button that says it": ('<button data-href="/chunk/2">Load more</button>', "https://e.org/news", "/chunk/2"),
}
NONE = {
    "the last page": (numbers("/news?page={}", 4, 4), "https://e.org/news?page=4"),
    "back only": ('<a href="/news?start=0">‹ back</a> <a href="/news?start=0">›</a>', "https://e.org/news?start=20"),
    "itself": ('<a rel="next" href="/news">x</a>', "https://e.org/news"),
    "another host": ('<link rel="next" href="https://other.org/news?page=2">', "https://e.org/news"),
    "another list": ('<a href="/sport?page=2">2</a><a href="/sport?page=3">3</a>', "https://e.org/news"),
    "another choice": ('<a href="/news?cat=2">Sport</a>', "https://e.org/news"),
    "days of a calendar": (numbers("/2026/11/{}", 24, 30), "https://e.org/2026/11"),
    "more of something else": ('<a href="/sport">More</a> <a href="/about">Next</a>', "https://e.org/news"),
    "an article that counts": ('<a href="/news/2">The second of many long headlines</a>', "https://e.org/news"),
    "a script's data": (
        '<div data-load-script="/js/contact.js" data-load-image="/a.webp"></div>',
        "https://e.org/news",
    ),
    "any data": ('<div data-url="/share" data-id="2"></div>', "https://e.org/news"),
}


@pytest.mark.parametrize(("html", "url", "expected"), NEXT.values(), ids=NEXT)
def test_the_next_page(html: str, url: str, expected: str) -> None:
    assert following(html, url) == expected


@pytest.mark.parametrize(("html", "url"), NONE.values(), ids=NONE)
def test_no_next_page(html: str, url: str) -> None:
    assert following(html, url) is None


def test_a_part_for_a_script_counts_on() -> None:
    found = parse_links(TEASER.encode(), "https://e.org/chunk?page=2", kind=SourceKind.PAGE, depth=1)
    assert [(s.url, s.kind) for s in found.sources] == [("https://e.org/chunk?page=3", SourceKind.PAGE)]
    assert [c.found_by for c in found.candidates] == [SourceKind.SECTION]
    empty = parse_links(b"<p></p>", "https://e.org/chunk?page=2", kind=SourceKind.PAGE, depth=1)
    assert empty.sources == ()
    assert successor("https://e.org/chunk?a=1&page=9") == "https://e.org/chunk?a=1&page=10"
    assert successor("https://e.org/chunk?id=9") is None


def test_json_for_a_script() -> None:
    data = {
        "items": [{"url": "/2024/05/31/mayor-opens-bridge", "title": {"rendered": HEADLINE}}, {"html": TEASER}],
        "next_page_url": "/api?page=3",
    }
    body = json.dumps(data).encode()
    found = parse_links(
        body, "https://e.org/api?page=2", content_type="application/json", kind=SourceKind.PAGE, depth=1
    )
    assert [(c.url, c.title) for c in found.candidates] == [("https://e.org/2024/05/31/mayor-opens-bridge", HEADLINE)]
    assert [s.url for s in found.sources] == ["https://e.org/api?page=3"]
    broken = parse_links(b'{"items": [', "https://e.org/api", kind=SourceKind.PAGE, depth=1)
    assert broken.candidates == ()


@given(st.text(max_size=40), st.text(max_size=40))
def test_nothing_raises(href: str, text: str) -> None:
    page = f'<a href="{href}">{text}</a><div class="pager" data-next="{href}">{text}</div>'
    found = following(page, f"https://e.org/{text}")
    assert found is None or found.startswith("/")


def test_numbers_and_addresses_that_are_none() -> None:
    long = "1" * 5000
    assert following(f'<a href="?page={long}">2</a>', "https://e.org/news") is None
    assert following('<a href="?page=2">2</a>', f"https://e.org/news?page={long}") is None
    assert successor(f"https://e.org/news?page={long}") is None
    assert successor("https://[?page=1") is None


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (f'<div class="{"page " * 200_000}">' + '<a href="?page=2">2</a>' * 5000, "/news?page=2"),
        (f'<div data-{"next-" * 90_000}@="/x">', None),
    ],
    ids=["names around links", "an attribute"],
)
def test_names_of_any_length_are_read_in_time(html: str, found: str | None) -> None:
    assert following(html, "https://e.org/news") == found
