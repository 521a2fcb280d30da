from __future__ import annotations

import json

import pytest
from lxml.html import fromstring

from newscrawl.core.extraction.metadata.element_text import stands_aside, text_of
from newscrawl.core.extraction.metadata.sources import Sources, read_sources
from newscrawl.core.extraction.page import read_page


def read(html: str) -> Sources:
    return read_sources(read_page(html, "https://news.example/a"))


def test_the_head_by_names() -> None:
    sources = read(
        """<html lang="de-AT"><head><title>Bridge &amp;amp; road</title>
        <meta property="OG:Title" name="title" content=" Bridge  closed "><meta name="author" content="">
        <meta property="article:tag" content="A"><meta property="article:tag" content="B">
        <link rel="Canonical alternate" href="/a"></head><body><svg><title>icon</title></svg></body></html>"""
    )
    assert sources.title == "Bridge & road"
    assert sources.first("none", "title") == "Bridge closed"
    assert sources.meta == {"og:title": ["Bridge closed"], "title": ["Bridge closed"], "article:tag": ["A", "B"]}
    assert sources.links == {"canonical": ["/a"]}
    assert sources.language == "de-AT"
    assert sources.first("none") is None


def test_headings_of_the_site_are_no_headlines() -> None:
    sources = read(
        """<h1><a href="/">The Herald</a></h1><nav><h1>Menu</h1></nav><h1><a href="#top">Bridge closed</a></h1>
        <h1><a href="https://news.example">Home</a></h1><h2>Why</h2><h1></h1>"""
    )
    assert [heading.text for heading in sources.headings] == ["Bridge closed"]
    assert [heading.text for heading in sources.subheadings] == ["Why"]


def test_texts_set_side_by_side_come_apart() -> None:
    assert text_of(fromstring("<h1><span>Roads</span><span>Bridge <b>cl</b>osed</span><br>again</h1>")) == (
        "Roads Bridge closed again"
    )
    assert text_of(fromstring("<p>seen<script>not()</script> here<button>Share</button></p>")) == "seen here"


def test_links_of_navigation_say_nothing_of_the_article() -> None:
    sources = read(
        """<main><article><a rel="author" href="/x">Jane Doe</a><footer><a rel="tag" href="/t">Bridges</a>
        <a rel="category tag" href="/c">Roads</a></footer></article></main>
        <aside><a rel="tag" href="/u">Cats</a></aside><footer><a rel="author" href="/y">John Roe</a></footer>"""
    )
    assert sources.anchors == {"author": ["Jane Doe"], "tag": ["Bridges"], "category": ["Roads"]}


def test_an_articles_footer_is_its_own() -> None:
    tree = fromstring("<body><article><footer><i>a</i></footer></article><footer><i>b</i></footer></body>")
    assert [stands_aside(element) for element in tree.iter("i")] == [False, True]


def test_microdata_of_the_article_alone() -> None:
    sources = read(
        """<div itemscope itemtype="https://schema.org/NewsArticle">
        <h2 itemprop="headline">Bridge closed</h2><time itemprop="datePublished" datetime="2024-05-03">today</time>
        <meta itemprop="dateModified" content="2024-05-04"><img itemprop="image" src="/b.jpg">
        <span itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Jane Doe</b></span>
        <div itemprop="comment" itemscope itemtype="https://schema.org/Comment">
          <time itemprop="datePublished" datetime="2024-06-01"></time><b itemprop="author">Troll</b></div>
        </div><div itemscope itemtype="https://schema.org/Article"><b itemprop="headline">Rain ahead</b></div>"""
    )
    assert sources.items == {
        "headline": ["Bridge closed"],
        "datepublished": ["2024-05-03"],
        "datemodified": ["2024-05-04"],
        "image": ["/b.jpg"],
        "author": ["Jane Doe"],
    }
    assert sources.types == ["NewsArticle", "Article"]


def test_microdata_outside_of_any_item() -> None:
    assert read('<b itemprop="author">Jane Doe</b>').items == {"author": ["Jane Doe"]}


def test_an_item_without_a_name_is_its_text() -> None:
    sources = read(
        """<div itemscope itemtype="http://schema.org/Article"><a itemprop="author" itemscope href="/x">Jane Doe</a>
        <a itemprop="publisher" href="/about"></a></div>"""
    )
    assert sources.items == {"author": ["Jane Doe"], "publisher": ["/about"]}


def test_an_empty_page_has_no_values() -> None:
    assert read("") == Sources()


def test_vocabularies_spelled_in_several_ways() -> None:
    sources = read(
        """<meta property="http://ogp.me/ns#title" content="A"><meta name="DC:title" content="B">
        <meta property="http://ogp.me/ns/article#author" content="C"><meta name="dcterms:issued" content="D">
        <meta name="DC.terms.modified" content="E"><meta name="description" content="F">"""
    )
    assert sources.meta == {
        "og:title": ["A"],
        "dc.title": ["B"],
        "article:author": ["C"],
        "dcterms.issued": ["D"],
        "dc.modified": ["E"],
        "description": ["F"],
    }


def test_rdfa_of_the_article() -> None:
    sources = read(
        """<div prefix="schema: http://schema.org/" typeof="schema:NewsArticle">
        <h1 property="schema:headline">Bridge closed</h1>
        <time property="schema:datePublished" datetime="2024-05-03">x</time>
        <span property="http://schema.org/author" typeof="schema:Person"><b property="schema:name">Jane Doe</b></span>
        <img property="schema:image" src="/b.jpg"><span property="dc:subject" content="Roads"></span>
        <div typeof="schema:Comment"><b property="schema:author">Troll</b></div></div>"""
    )
    assert sources.rdfa == {
        "headline": ["Bridge closed"],
        "datepublished": ["2024-05-03"],
        "author": ["Jane Doe"],
        "image": ["/b.jpg"],
        "keywords": ["Roads"],
    }
    assert sources.marked("headline") == [("rdfa", "Bridge closed")]


def test_rdfa_of_a_document_that_is_called_no_article() -> None:
    html = (
        '<div typeof="sioc:Item foaf:Document"><i property="dc:title" content="Bridge"></i><b property="x">y</b></div>'
    )
    assert read(html).rdfa == {"headline": ["Bridge"]}
    assert read('<i property="dc:title" content="Bridge"></i>').rdfa == {}


def test_parselys_page_is_json() -> None:
    page = {
        "title": "Bridge closed",
        "pub_date": "2024-05-03",
        "authors": ["Jane Doe", "John Roe"],
        "tags": ["A"],
        "n": 5,
    }
    sources = read(f"<meta name='parsely-page' content='{json.dumps(page)}'>")
    del sources.meta["parsely-page"]
    assert sources.meta == {
        "parsely-title": ["Bridge closed"],
        "parsely-pub-date": ["2024-05-03"],
        "parsely-author": ["Jane Doe", "John Roe"],
        "parsely-tags": ["A"],
    }
    for broken in ("{", "[1]", "5"):
        assert list(read(f"<meta name='parsely-page' content='{broken}'>").meta) == ["parsely-page"]


@pytest.mark.parametrize(
    ("label", "author"), [("Written by", True), ("Verfasst von", True), ("作者", True), ("Est. reading time", False)]
)
def test_what_twitter_calls_written_by(label: str, author: bool) -> None:
    sources = read(f'<meta name="twitter:label1" content="{label}"><meta name="twitter:data1" content="Jane Doe">')
    assert sources.first("twitter:author") == ("Jane Doe" if author else None)
