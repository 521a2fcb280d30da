from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.extraction.metadata.reader import Metadata, read_metadata
from newscrawl.core.extraction.page import read_page

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
URL = "https://www.herald.example/politics/bridge-closed"


def read(html: str, url: str = URL, candidate: Candidate | None = None) -> Metadata:
    return read_metadata(read_page(html, url), candidate, now=NOW)


def with_json_ld(node: dict[str, Any], head: str = "", body: str = "") -> Metadata:
    script = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **node})
    return read(f'<head><script type="application/ld+json">{script}</script>{head}</head><body>{body}</body>')


def test_a_page_that_says_everything() -> None:
    data = with_json_ld(
        {
            "headline": "Bridge closed &amp; road open",
            "datePublished": "2024-05-03T14:05:00+02:00",
            "dateModified": "2024-05-04T08:00:00+02:00",
            "author": [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Organization", "name": "dpa"}],
            "publisher": {"@type": "Organization", "name": "The Herald"},
            "articleSection": "Politics",
            "keywords": "bridges, roads,  Bridges",
            "description": "Nobody  knows for how long.",
            "image": {"@type": "ImageObject", "url": "/bridge.jpg"},
            "isAccessibleForFree": "False",
            "inLanguage": "en-GB",
            "mainEntityOfPage": URL,
        },
        head='<meta property="og:type" content="article"><meta property="og:site_name" content="Herald Online">',
    )
    assert data == Metadata(
        title="Bridge closed & road open",
        date_published="2024-05-03T14:05:00+02:00",
        date_modified="2024-05-04T08:00:00+02:00",
        date_source="json-ld",
        authors=["Jane Doe"],
        publisher="The Herald",
        section="Politics",
        tags=["bridges", "roads"],
        description="Nobody knows for how long.",
        image="https://www.herald.example/bridge.jpg",
        image_info={"url": "https://www.herald.example/bridge.jpg", "width": None, "height": None, "caption": None},
        paywalled=True,
        canonical=URL,
        site_name="Herald Online",
        language="en",
        types={"NewsArticle", "og:article"},
        author_organisations=["dpa"],
        found={
            "title": "json-ld",
            "authors": "json-ld",
            "date_published": "json-ld",
            "date_modified": "json-ld",
            "language": "json-ld",
            "canonical": "json-ld",
            "site_name": "og:site_name",
            "publisher": "json-ld",
            "section": "json-ld",
            "tags": "json-ld",
            "description": "json-ld",
            "image": "json-ld",
            "paywalled": "json-ld",
        },
    )


def test_a_page_that_says_nothing() -> None:
    assert read("") == Metadata()


def test_meta_alone() -> None:
    data = read(
        """<html lang="de"><title>Brücke gesperrt | Herald</title>
        <meta property="og:title" content="Brücke gesperrt - Herald"><meta property="og:site_name" content="Herald">
        <meta property="article:published_time" content="2024-05-03T14:05:00Z">
        <meta property="article:modified_time" content="2024-05-03T15:05:00Z">
        <meta property="article:section" content="Politik"><meta name="news_keywords" content="Brücken; Straßen">
        <meta name="author" content="Von Jane Doe und John Roe"><meta name="description" content="Niemand weiß">
        <meta property="og:image" content="//img.example/b.jpg"><link rel="canonical" href="/politics/bridge-closed">
        <meta property="article:content_tier" content="locked">"""
    )
    assert (data.title, data.publisher, data.site_name) == ("Brücke gesperrt", "Herald", "Herald")
    assert (data.date_published, data.date_source) == ("2024-05-03T14:05:00+00:00", "meta")
    assert data.date_modified == "2024-05-03T15:05:00+00:00"
    assert (data.section, data.tags) == ("Politik", ["Brücken", "Straßen"])
    assert (data.authors, data.description) == (["Jane Doe", "John Roe"], "Niemand weiß")
    assert (data.image, data.canonical) == ("https://img.example/b.jpg", URL)
    assert (data.paywalled, data.language) == (True, "de")
    assert data.found == {
        "title": "og:title",
        "authors": "meta author",
        "date_published": "meta",
        "date_modified": "meta",
        "language": "html",
        "canonical": "link",
        "site_name": "og:site_name",
        "publisher": "site",
        "section": "meta",
        "tags": "meta",
        "description": "meta",
        "image": "og:image",
        "paywalled": "meta",
    }


def test_what_the_page_shows() -> None:
    data = read(
        """<title>Bridge closed - herald.example</title><article><h1>Bridge closed</h1>
        <div class="byline">By Jane Doe</div><time datetime="2024-05-03T14:05">Friday</time>
        <nav class="breadcrumb"><a href="/">Home</a><a href="/news">News</a><a href="/news/roads">Roads</a></nav>
        <a href="/tag/bridges">Bridges</a></article>"""
    )
    assert data.title == "Bridge closed"
    assert data.authors == ["Jane Doe"]
    assert (data.date_published, data.date_source) == ("2024-05-03T14:05:00", "time")
    assert data.section == "Roads"
    assert data.tags == ["Bridges"]
    assert data.found == {
        "title": "h1",
        "authors": "byline",
        "date_published": "time",
        "section": "breadcrumb",
        "tags": "rel",
    }


def test_an_h2_that_says_the_headline_is_the_heading_that_counts() -> None:
    data = with_json_ld(
        {"headline": "Bridge closed"},
        head='<meta property="og:title" content="Why your way gets longer"><title>Why your way gets longer</title>',
        body="<nav><h1>Why your way gets longer</h1></nav><h2>Bridge closed</h2>",
    )
    assert data.title == "Bridge closed"


# Dates


def test_a_change_is_never_taken_for_publishing_nor_the_reverse() -> None:
    only_modified = with_json_ld({"dateModified": "2024-05-03T14:05:00Z"})
    assert (only_modified.date_published, only_modified.date_source) == (None, None)
    assert only_modified.date_modified == "2024-05-03T14:05:00+00:00"
    assert with_json_ld({"datePublished": "2024-05-03"}).date_modified is None


def test_the_times_of_other_articles_and_comments_are_passed_over() -> None:
    data = read(
        """<article><h1>Bridge closed</h1><div class="related"><time datetime="2024-01-01">x</time></div>
        <time class="updated" datetime="2024-05-09">x</time><time datetime="2024-05-03">x</time></article>"""
    )
    assert data.date_published == "2024-05-03"


def test_a_class_that_says_published_and_updated_says_published() -> None:
    both = (
        '<div class="posted-on"><time class="entry-date published updated" datetime="2024-05-03T10:00">x</time></div>'
    )
    data = read(f"<article><h1>Bridge closed</h1>{both}</article>")
    assert (data.date_published, data.date_modified) == ("2024-05-03T10:00:00", None)
    apart = '<time class="published" datetime="2024-05-03">x</time><time class="updated" datetime="2024-05-04">x</time>'
    data = read(f"<article><h1>Bridge closed</h1>{apart}</article>")
    assert (data.date_published, data.date_modified) == ("2024-05-03", "2024-05-04")
    assert (data.found["date_published"], data.found["date_modified"]) == ("time", "time")


@pytest.mark.parametrize("clock", ["2026-11-24", "2026-11-24T11:59", "24 November 2026"])
def test_the_clock_in_the_header_is_no_date(clock: str) -> None:
    html = f'<header class="meta"><time>{clock}</time></header>{{}}'
    assert read(html.format("<main><h1>Bridge</h1></main>")).date_published is None
    later = '<main><h1>Bridge</h1><time datetime="2024-05-03">x</time></main>'
    assert read(html.format(later)).date_published == "2024-05-03"
    own = f'<article><header><h1>Bridge</h1><time datetime="{clock}">x</time></header></article>'
    assert read(own).date_published is not None


def test_a_midnight_gives_way_to_the_time_that_the_page_shows() -> None:
    shown = '<article><h1>Bridge</h1><time datetime="2024-05-03T14:05:00+02:00">x</time></article>'
    midnight = with_json_ld({"datePublished": "2024-05-03T00:00:00+02:00", "dateModified": "2024-05-04"}, body=shown)
    assert midnight.date_published == "2024-05-03T14:05:00+02:00"
    exact = with_json_ld({"datePublished": "2024-05-03T09:00:00+02:00", "dateModified": "2024-05-04"}, body=shown)
    assert exact.date_published == "2024-05-03T09:00:00+02:00"


def test_dates_in_rdfa() -> None:
    html = """<div typeof="NewsArticle"><i property="schema:datePublished" content="2024-05-03T14:05:00Z"></i>
    <i property="schema:dateModified" content="2024-05-04T08:00:00Z"></i></div>"""
    data = read(html)
    assert (data.date_published, data.date_source) == ("2024-05-03T14:05:00+00:00", "microdata")
    assert data.found["date_published"] == "rdfa"
    assert (data.date_modified, data.found["date_modified"]) == ("2024-05-04T08:00:00+00:00", "rdfa")


def test_a_time_without_datetime_is_its_text() -> None:
    assert read("<main><h1>Bridge</h1><time>3 May 2024</time></main>").date_published == "2024-05-03"


def test_impossible_dates_give_way_to_the_next_source() -> None:
    data = with_json_ld(
        {"datePublished": "2099-01-01T00:00:00Z"},
        head='<meta property="article:published_time" content="2024-05-03T14:05:00Z">',
    )
    assert (data.date_published, data.date_source) == ("2024-05-03T14:05:00+00:00", "meta")


def test_the_pages_own_clock_is_no_date() -> None:
    clock = NOW.isoformat()
    data = read(f'<meta name="date" content="{clock}"><meta http-equiv="last-modified" content="{clock}">')
    assert (data.date_published, data.date_modified) == (None, None)
    assert read('<meta name="date" content="2024-05-03">').date_published == "2024-05-03"
    made = with_json_ld({"datePublished": clock, "dateModified": clock})
    assert (made.date_published, made.date_modified) == (None, None)
    minute = (NOW - timedelta(minutes=1)).isoformat()
    fresh = with_json_ld({"datePublished": minute, "dateModified": minute})
    assert (fresh.date_published, fresh.date_modified) == (minute, None)


def test_the_day_in_the_address_and_the_time_beside_the_headline() -> None:
    url = "https://herald.example/2024/05/03/bridge"
    assert (found := read("<h1>Bridge</h1>", url)).date_source == "url"
    assert found.date_published == "2024-05-03"
    more = read('<html lang="en"><h1>Bridge</h1><p>Published 3 May 2024, 14:05</p>', url)
    assert (more.date_published, more.date_source) == ("2024-05-03T14:05:00", "text")


@pytest.mark.parametrize(
    ("kind", "source"),
    [(SourceKind.FEED, "feed"), (SourceKind.NEWS_SITEMAP, "sitemap"), (SourceKind.SITEMAP, "sitemap")],
)
def test_what_the_candidates_source_said_fills_gaps(kind: SourceKind, source: str) -> None:
    candidate = Candidate(URL, kind, title="Bridge closed", published="2024-05-03T14:05:00+02:00")
    data = read("<p>x</p>", candidate=candidate)
    assert (data.title, data.date_published, data.date_source) == ("Bridge closed", "2024-05-03T14:05:00+02:00", source)
    own = with_json_ld({"datePublished": "2024-05-02T10:00:00Z", "headline": "The page's own"})
    assert own.date_published == "2024-05-02T10:00:00+00:00"


def test_a_candidates_modified_is_no_publishing() -> None:
    candidate = Candidate(URL, SourceKind.SITEMAP, modified="2024-05-03T14:05:00+02:00")
    assert read("<p>x</p>", candidate=candidate).date_published is None


@pytest.mark.parametrize(
    ("language", "day"), [("en-US", "2024-04-05"), ("de", "2024-05-04"), ("en-GB", "2024-05-04"), ("en", None)]
)
def test_day_and_month_are_read_as_the_language_writes_them(language: str, day: str | None) -> None:
    assert read(f'<html lang="{language}"><meta name="date" content="04/05/2024">').date_published == day


# Authors


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Jane Doe", ["Jane Doe"]),
        ({"@type": "Person", "name": ["Jane Doe", "John Roe"]}, ["Jane Doe", "John Roe"]),
        ([["Jane Doe"], {"name": {"name": "John Roe"}}], ["Jane Doe", "John Roe"]),
        ({"@type": "Person", "givenName": "Jane", "familyName": "Doe"}, ["Jane Doe"]),
        ([{"@type": "Person", "name": "Jane Doe, dpa"}, {"@type": "Person", "name": "The Herald"}], ["Jane Doe"]),
        ({"@type": "Person", "name": "Jane Doe and John Roe"}, ["Jane Doe", "John Roe"]),
        ("https://herald.example/authors/jane", []),
        ({"@type": "Person", "name": "admin"}, []),
        (None, []),
        (7, []),
        ({"@id": "#nobody"}, []),
        # Nobody else signs.
        ({"@type": "Organization", "name": "The Herald"}, ["The Herald"]),
        ({"@type": "Person", "name": "AFP"}, ["AFP"]),
    ],
)
def test_authors_in_json_ld(author: object, names: list[str]) -> None:
    data = with_json_ld({"author": author, "publisher": {"name": "The Herald"}})
    assert data.authors == names


def test_an_author_by_reference() -> None:
    graph = [
        {"@type": "NewsArticle", "headline": "Bridge", "author": {"@id": "#jane"}},
        {"@type": "Person", "@id": "#jane", "name": "Jane Doe"},
    ]
    script = json.dumps({"@graph": graph})
    assert read(f'<script type="application/ld+json">{script}</script>').authors == ["Jane Doe"]


def test_a_person_elsewhere_beats_an_organisation_in_json_ld() -> None:
    data = with_json_ld(
        {"author": {"@type": "Organization", "name": "The Herald"}}, head='<meta name="author" content="Jane Doe">'
    )
    assert (data.authors, data.author_organisations) == (["Jane Doe"], ["The Herald"])
    assert data.found["authors"] == "meta author"


def test_a_byline_of_links_that_is_fuller_than_what_is_declared() -> None:
    node = {"author": {"@type": "Person", "name": "Jane Doe"}}
    byline = '<p><a rel="author" href="/d">Jane Doe</a>, <a rel="author" href="/r">John Roe</a></p>'
    far = f'<p>{"word " * 80}</p><ul><li><a rel="author" href="/p">Ann Poe</a></li></ul>'
    assert with_json_ld(node, body=byline + far).authors == ["Jane Doe", "John Roe"]
    assert with_json_ld(node, body=far).authors == ["Jane Doe"]


def test_a_login_gives_way_to_a_name_and_is_no_author() -> None:
    node = {"author": {"@type": "Person", "name": "jane_doe24"}}
    assert with_json_ld(node, body='<p class="byline">By Jane Doe</p>').authors == ["Jane Doe"]
    assert with_json_ld(node).authors == []


def test_authors_in_microdata_and_rdfa() -> None:
    person = '<b itemprop="author" itemscope><i itemprop="name">{}</i></b>'
    item = '<div itemscope itemtype="https://schema.org/Article">{}</div>'
    assert read(item.format(person.format("Jane Doe") + person.format("John Roe"))).authors == ["Jane Doe", "John Roe"]
    data = read('<div typeof="schema:Article"><b property="schema:author">Jane Doe</b></div>')
    assert (data.authors, data.found["authors"]) == (["Jane Doe"], "rdfa")


def test_a_place_after_a_site_is_nobody() -> None:
    assert read('<meta name="author" content="herald.example, Frankfurt, Germany">').authors == ["herald.example"]


def test_links_to_the_author_unless_they_are_those_of_a_list() -> None:
    one = '<a rel="author" href="/{0}">Jane {0}</a>'
    assert read(one.format("Doe") + one.format("Roe")).authors == ["Jane Doe", "Jane Roe"]
    assert read("".join(one.format(name) for name in ("Doe", "Roe", "Poe", "Low", "Foe"))).authors == ["Jane Doe"]


def test_a_byline_that_is_no_name() -> None:
    assert read('<div class="author">Leave a comment</div>').authors == []
    assert read('<div class="comments"><b class="author">Jane Doe</b></div>').authors == []
    assert read('<aside><b class="author">Jane Doe</b></aside>').authors == []
    assert read('<p class="byline">Text: <a href="/x">Jane Doe</a>, 3 May</p>').authors == ["Jane Doe"]


# The rest


def test_a_breadcrumb_gives_its_last_category() -> None:
    steps = [
        {"@type": "ListItem", "name": "Home"},
        {"@type": "ListItem", "item": {"name": "News"}},
        {"@type": "ListItem", "name": "Roads"},
        {"@type": "ListItem", "name": "Bridge closed"},
    ]
    script = json.dumps({"@type": "BreadcrumbList", "itemListElement": steps})
    assert read(f'<script type="application/ld+json">{script}</script>').section == "Roads"
    assert read('<script type="application/ld+json">{"@type": "BreadcrumbList"}</script>').section is None


@pytest.mark.parametrize(
    ("written", "section"),
    [("Politics,Europe", "Politics"), ("Politics, Europe, News", "Politics"), ("Arts, Culture", "Arts, Culture")],
)
def test_of_several_sections_the_first(written: str, section: str) -> None:
    assert with_json_ld({"articleSection": written}).section == section


def test_a_menu_is_no_breadcrumb_and_no_tags() -> None:
    menu = "".join(f'<a rel="category tag" href="/tag/{name}">{name}</a>' for name in "abc")
    data = read(f"<nav>{menu}</nav><h1>Bridge</h1>")
    assert (data.section, data.tags) == (None, [])
    long = "".join(f'<a href="/{place}">{place}</a>' for place in range(12))
    crumbs = '<ul id="breadcrumb"><li><a href="/roads">Roads</a></li></ul>'
    assert read(f'<div class="breadcrumbs">{long}</div>{crumbs}').section == "Roads"


def test_tags_of_the_first_place_that_has_any() -> None:
    item = (
        '<div itemscope itemtype="https://schema.org/Article"><b itemprop="keywords">A</b><b itemprop="keywords">B</b>'
    )
    data = read(f'{item}</div><meta name="keywords" content="c, d">')
    assert (data.tags, data.found["tags"]) == (["A", "B"], "microdata")
    data = read('<meta property="article:tag" content="A, B"><meta name="keywords" content="c">')
    assert (data.tags, data.found["tags"]) == (["A", "B"], "meta")


def test_a_cloud_of_tags_is_not_the_articles() -> None:
    cloud = "".join(f'<a rel="tag" href="/{place}">Tag {place}</a>' for place in range(40))
    assert read(cloud).tags == []


PROSE = "<p>The council voted for the bridge on Monday evening.</p>"


@pytest.mark.parametrize(
    "box",
    [
        '<div class="post-tags"><span>Bridges</span> <span>Town hall</span></div>',
        '<p class="tags">Tags: Bridges, Town hall</p>',
        '<ul class="tag-list"><li class="tag">Bridges</li><li class="tag">Town hall</li></ul>',
        '<p class="keywords"><b>標籤：</b>Bridges、Town hall</p>',
    ],
)
def test_tags_without_links_behind_the_text(box: str) -> None:
    data = read(f'<meta name="keywords" content="news"><h1>Bridge</h1>{PROSE}{box}')
    assert (data.tags, data.found["tags"]) == (["Bridges", "Town hall"], "structure")


@pytest.mark.parametrize(
    "body",
    [
        f'<p class="tag">News</p>{PROSE}',
        f'{PROSE}<p class="tag">News</p>{PROSE}{PROSE}',
        f'{PROSE}<p class="tag">News</p><p class="tag">Sport</p>',
        f'{PROSE}<a href="/next"><span class="tag">News</span></a>',
        f'{PROSE}<aside><p class="tags">News</p></aside>',
        f'{PROSE}<p class="tags">Tags:</p>',
        f'{PROSE}<p class="tags">{PROSE * 9}</p>',
        f'{PROSE}<i class="icon-tags">News</i>',
        f'{PROSE}<p class="tags">{", ".join(map(str, range(60)))}</p>',
    ],
    ids=["above", "inside", "several", "linked", "aside", "label", "long", "icon", "cloud"],
)
def test_what_calls_itself_tags_and_is_none(body: str) -> None:
    assert read(f"<h1>Bridge</h1>{body}").tags == []


def test_images_and_addresses_that_are_none() -> None:
    data = read('<meta property="og:image" content="data:x"><link rel="canonical" href="http://[broken">')
    assert (data.image, data.canonical) == (None, None)


@pytest.mark.parametrize(
    ("head", "language"),
    [
        ('<meta http-equiv="content-language" content="fr, de">', "fr"),
        ('<meta property="og:locale" content="pt_BR">', "pt"),
        ('<meta property="og:locale" content="??">', None),
    ],
)
def test_declared_language(head: str, language: str | None) -> None:
    assert read(head).language == language


def test_the_class_of_a_whole_page_makes_no_byline() -> None:
    filler = (
        "<p>The bridge over the canal will stay closed until the engineers have looked at every bolt of it.</p>" * 20
    )
    links = "".join(
        f'<li><a href="/{a.lower().replace(" ", "-")}">{a}</a></li>' for a in ("Contact Us", "Port Harbour")
    )
    html = f'<body class="single author"><h1>Bridge stays closed</h1>{filler}<ul>{links}</ul></body>'
    assert read_metadata(read_page(html, "https://news.example/2026/bridge-stays-closed")).authors == []
