"""The public API."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import newscrawl

PAGE = """<html lang="en"><head><title>Ferry line opens - Harbour Post</title>
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry line opens",
"datePublished": "2026-11-20T08:00:00+01:00", "author": {"@type": "Person", "name": "Ada Brook"}}</script></head>
<body><article><h1>Ferry line opens</h1>
<p>The first ferry of the new line left the harbour at dawn with forty passengers on board, most of them on their way
to work on the other side of the bay, where the shipyard has been looking for welders since the spring.</p>
<p>The town has paid for two years of service. After that, the council wants to look at the numbers and decide whether
the line stays, said the head of the port, who had waited for the ship on the pier since five in the morning.</p>
<p>Tickets cost three crowns; children, dogs and bicycles travel free of charge until the end of the year.</p>
</article></body></html>"""


def test_extract_is_a_plain_function() -> None:
    article = newscrawl.extract(PAGE, "https://post.example/2026/11/20/ferry-line-opens")
    assert isinstance(article, newscrawl.Article)
    assert article.title == "Ferry line opens"
    assert article.text.startswith("Ferry line opens\n\nThe first ferry")
    assert article.authors == ["Ada Brook"]


def test_extract_reads_the_charset_of_the_header() -> None:
    page = PAGE.replace("Ada Brook", "Zoë Brück").encode("cp1252")
    article = newscrawl.extract(
        page, "https://post.example/2026/11/20/ferry-line-opens", {"CONTENT-TYPE": "text/html; charset=windows-1252"}
    )
    assert article is not None
    assert article.authors == ["Zoë Brück"]


def test_extract_tells_what_the_answer_says_of_use() -> None:
    page = PAGE.replace("<head>", '<head><meta name="robots" content="noarchive">')
    url = "https://post.example/2026/11/20/ferry-line-opens"
    article = newscrawl.extract(page, url, {"x-robots-tag": "noai", "Content-Usage": "search=y"})
    assert article is not None
    assert article.rights is not None
    assert (article.rights["verdict"], article.rights["looked_at"]) == ("reserved", ["header", "meta"])
    assert [signal["value"] for signal in article.rights["signals"]] == ["noai", "search=y", "noarchive"]
    bare = newscrawl.extract(PAGE, url)
    assert bare is not None
    assert bare.rights == {
        "verdict": "unknown",
        "purpose": None,
        "training": "unknown",
        "signals": [],
        "looked_at": ["meta"],
    }


def test_extract_gives_none_for_no_article() -> None:
    assert newscrawl.extract("<html><body><p>Log in</p></body></html>", "https://post.example/login") is None


def test_names_come_when_they_are_asked_for() -> None:
    assert {"extract", "Article", "Site", "load_sites", "__version__"} <= set(dir(newscrawl))
    assert newscrawl.Site(url="https://a.example/", name="a").name == "a"
    assert newscrawl.load_sites.__name__ == "load_sites"
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = newscrawl.nothing


def test_the_version_is_that_of_the_project() -> None:
    pyproject = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
    assert pyproject["project"]["version"] == newscrawl.__version__


@pytest.mark.parametrize(
    ("html", "url", "error"),
    [(None, "http://a.example/", TypeError), (b"<p>", None, TypeError), (b"<p>", "foo", ValueError)],
)
def test_wrong_arguments_of_extract_are_named(html: object, url: object, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"html|url|address"):
        newscrawl.extract(html, url)  # type: ignore[arg-type]
