"""core.discovery.feeds: RSS, RDF, Atom and JSON Feed, well-made and ill-made."""

from __future__ import annotations

import gzip
import html
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.discovery.feeds import parse_feed
from newscrawl.core.discovery.payload import Kind, sniff
from newscrawl.core.feed_content import unpack

URL = "https://e.org/feeds/all.xml"


def rss(items: str, head: str = "", root: str = 'version="2.0"') -> bytes:
    return f'<?xml version="1.0"?><rss {root}><channel><title>E</title>{head}{items}</channel></rss>'.encode()


def item(inner: str) -> bytes:
    return rss(f"<item>{inner}</item>")


def one(body: bytes) -> Candidate:
    found = parse_feed(body, URL)
    assert found.problem is None
    assert len(found.candidates) == 1
    return found.candidates[0]


def test_rss_2() -> None:
    body = rss(
        "<item><title>Salt &amp;amp; pepper &lt;b&gt;rise&lt;/b&gt;</title><link>https://e.org/a?x=1&amp;y=2#c</link>"
        '<guid isPermaLink="false">17</guid><pubDate>Fri, 20 Nov 2026 08:00:00 +0900</pubDate></item>',
        "<link>https://e.org/</link><language>de-AT</language>",
    )
    assert one(body) == Candidate(
        "https://e.org/a?x=1&y=2",
        SourceKind.FEED,
        URL,
        title="Salt & pepper rise",
        published="2026-11-20T08:00:00+09:00",
        language="de",
        score=1.0,
    )


def test_atom() -> None:
    body = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>E</title>
      <link rel="self" href="https://e.org/atom"/><entry><title type="html">Un &amp;eacute;t&amp;eacute;</title>
      <link rel="self" href="https://e.org/self"/><link rel="enclosure" type="audio/mpeg" href="https://e.org/a.mp3"/>
      <link rel="alternate" type="application/pdf" href="https://e.org/a.pdf"/>
      <link rel="alternate" type="text/html" href="https://e.org/a"/><id>tag:e.org,2026:1</id>
      <published>2026-11-20T08:00:00-03:30</published><updated>2026-11-21T00:00Z</updated>
      <source><title>Other</title><link href="https://other.org/"/></source></entry></feed>"""
    assert one(body) == Candidate(
        "https://e.org/a",
        SourceKind.FEED,
        URL,
        title="Un été",
        published="2026-11-20T08:00:00-03:30",
        modified="2026-11-21T00:00:00+00:00",
        language="fr",
        score=1.0,
    )


def test_updated_alone_is_no_publishing_date() -> None:
    body = b'<feed><entry><link href="/a"/><updated>2026-11-21</updated></entry></feed>'
    assert (one(body).published, one(body).modified) == (None, "2026-11-21")


def test_rdf() -> None:
    body = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://e.org/"><title>E</title>
      <link>https://e.org/</link></channel><item rdf:about="https://e.org/a"><title>A title</title>
      <dc:date>2026-11-20T08:00+02:00</dc:date><dc:language>it</dc:language></item></rdf:RDF>"""
    found = one(body)
    assert (found.url, found.title, found.published, found.language) == (
        "https://e.org/a",
        "A title",
        "2026-11-20T08:00:00+02:00",
        "it",
    )


def test_rss_091_with_its_doctype() -> None:
    body = b"""<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
      "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><item>
      <title>T &nbsp; &copy;</title><link>https://e.org/a</link></item></channel></rss>"""
    assert (one(body).url, one(body).title) == ("https://e.org/a", "T ©")


def test_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "language": "en-US",
        "items": [
            {"id": "1", "url": "/a", "title": "A\n title", "date_published": "2026-11-20T08:00:00-08:00"},
            {"id": "https://e.org/b", "date_modified": "2026-11-20T08:00:00Z", "language": "de"},
            {"id": "2", "external_url": "https://e.org/c", "title": 7},
            {"id": "3"},
            "nothing",
        ],
    }
    found = parse_feed(b"\xef\xbb\xbf" + json.dumps(feed).encode(), URL)
    assert found.problem is None
    assert [(c.url, c.title, c.published, c.modified, c.language) for c in found.candidates] == [
        ("https://e.org/a", "A title", "2026-11-20T08:00:00-08:00", None, "en"),
        ("https://e.org/b", None, None, "2026-11-20T08:00:00+00:00", "de"),
        ("https://e.org/c", None, None, None, "en"),
    ]


FB = 'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'


@pytest.mark.parametrize(
    "body",
    [
        item("<link> https://e.org/a\n</link>"),
        item("<link><![CDATA[https://e.org/a]]></link>"),
        item("<link>/a</link>"),
        item("<link>../a</link>"),
        item('<link href="https://e.org/a"/>'),
        item("<link/>https://e.org/a"),
        item("<guid>https://e.org/a</guid>"),
        item('<guid isPermaLink="true">https://e.org/a</guid>'),
        item('<guid isPermaLink="true">https://e.org/other</guid><link>https://e.org/a</link>'),
        item("<link></link><guid>https://e.org/a</guid>"),
        item("<media:link>https://e.org/m</media:link><link>https://e.org/a</link>"),
        item('<atom:link rel="replies" href="https://e.org/c"/><link>https://e.org/a</link>'),
        item("<comments>https://e.org/a#c</comments><link>https://e.org/a</link>"),
        rss(
            f"<item {FB}><link>https://p.org/x</link><feedburner:origLink>https://e.org/a</feedburner:origLink></item>"
        ),
        rss("<item><link>a</link></item>", root='xml:base="https://e.org/"'),
        rss('<item xml:base="d/"><link>../a</link></item>', root='xml:base="https://e.org/"'),
        b"\xef\xbb\xbf\n" + item("<link>https://e.org/a</link>"),
        item("<link>https://e.org/a</link>").decode().encode("utf-16"),
        gzip.compress(item("<link>https://e.org/a</link>"), mtime=0),
        item("<link>https://e.org/a</link>")[:-25],
        item("<link>https://e.org/a</link>").upper().replace(b"HTTPS://E.ORG/A", b"https://e.org/a"),
        b"<channel><item><link>https://e.org/a</link></item></channel>",
        b"<feed version='0.3'><entry><link rel='alternate' href='https://e.org/a'/></entry></feed>",
        b"<feed><entry><id>https://e.org/a</id></entry></feed>",
        item("<link>https://e.org/a</link></item><item><link>https://e.org/a#again</link>"),
        item("<link>https://e.org/a</link></item><item><link>mailto:a@e.org</link>"),
    ],
)
def test_where_the_address_stands(body: bytes) -> None:
    assert one(body).url == "https://e.org/a"


@pytest.mark.parametrize("query", ["?a=1&b=2", "?a=1&amp;b=2"])
def test_an_ampersand_cuts_no_address(query: str) -> None:
    assert one(item(f"<link>https://e.org/{query}</link>")).url == "https://e.org/?a=1&b=2"


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ("?utm_source=a&amp;utm_source=b", "?utm_source=a"),
        ("?utm_source=a&amp;utm_medium=m&amp;utm_source=rss&amp;utm_medium=feed", "?utm_source=a&utm_medium=m"),
        ("?utm_source=a&amp;id=7&amp;UTM_Source=b&amp;utm_term=t", "?utm_source=a&id=7&utm_term=t"),
        ("?id=7&amp;id=8", "?id=7&id=8"),
        ("?tag[]=a&amp;tag[]=b", "?tag[]=a&tag[]=b"),
    ],
)
def test_a_tracking_parameter_stands_once(query: str, read: str) -> None:
    assert one(item(f"<link>https://e.org/a{query}</link>")).url == f"https://e.org/a{read}"


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("Plain", "Plain"),
        ("<![CDATA[Salt & <i>pepper</i>]]>", "Salt & pepper"),
        ("Salt & pepper", "Salt & pepper"),
        ("&#8222;Quoted&#8220;", "„Quoted“"),
        ("&amp;#8222;Quoted&amp;#8220;", "„Quoted“"),
        ("If 2 &lt; 3", "If 2 < 3"),
        ("", None),
        (" \n ", None),
        ("<b>in</b> markup", "in markup"),
    ],
)
def test_titles(title: str, read: str | None) -> None:
    assert one(item(f"<link>/a</link><title>{title}</title><media:title>m</media:title>")).title == read


@pytest.mark.parametrize(
    ("date", "read"),
    [
        ("Fri, 20 Nov 2026 08:00:00 GMT", "2026-11-20T08:00:00+00:00"),
        ("Fri, 20 Nov 2026 08:00 -0530", "2026-11-20T08:00:00-05:30"),
        ("20 Nov 2026 08:00:00 EST", "2026-11-20T08:00:00-05:00"),
        ("Fri, 20 Nov 2026", "2026-11-20"),
        ("2026-11-20T08:00:00.25+01:00", "2026-11-20T08:00:00+01:00"),
        ("2026-11-20 8:00:00 +0100", "2026-11-20T08:00:00+01:00"),
        ("2026-11-20 08:00:00", "2026-11-20T08:00:00"),
        ("20261120T080000Z", "2026-11-20T08:00:00+00:00"),
        ("2026-11-20", "2026-11-20"),
        ("2026-13-20T08:00:00Z", None),
        ("2026-11-20T08:00:00 Mars", None),
        ("2026-11", None),
        ("yesterday", None),
        ("", None),
        ("9" * 100, None),
    ],
)
def test_dates_keep_their_offset(date: str, read: str | None) -> None:
    assert one(item(f"<link>/a</link><pubDate>{date}</pubDate>")).published == read


def test_half_an_address_is_none() -> None:
    whole = item("<link>https://e.org/a</link>")
    for end in range(whole.index(b"/a<") + 2):
        assert parse_feed(whole[:end], URL).candidates == ()


def test_a_sitemap_under_a_feeds_name_is_read() -> None:
    found = parse_feed(b"<urlset><url><loc>https://e.org/a</loc></url></urlset>", URL)
    assert [(c.url, c.found_by) for c in found.candidates] == [("https://e.org/a", SourceKind.SITEMAP)]


def test_entries_that_no_strict_parser_reaches_are_read() -> None:
    body = b"<rss><channel>" + b"".join(
        b"<item><title>Number %d</title><link>https://e.org/%d</link><pubDate>Fri, 20 Nov 2026 08:00:00 +0900</pubDate>"
        % (i, i)
        for i in range(400)
    )
    found = parse_feed(body, URL)
    assert [c.url for c in found.candidates] == [f"https://e.org/{i}" for i in range(400)]
    assert {c.published for c in found.candidates} == {"2026-11-20T08:00:00+09:00"}
    assert found.candidates[7].title == "Number 7"
    assert found.problem == "broken XML, mended"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "empty document instead of a feed"),
        (b"<!doctype html><p>Gone", "HTML instead of a feed"),
        (rss(""), "a feed without entries"),
        (b"<rss", "a feed without entries"),
        (item("<title>No address</title>"), "a feed whose entries name no address"),
        (b"<other/>", "XML, but no feed"),
        (b"Gone", "plain text without an address"),
        (b"{", "broken JSON"),
        (b"[" * 100_000, "broken JSON"),
        (b"[]", "JSON, but no JSON Feed"),
        (b'{"items": 3}', "JSON, but no JSON Feed"),
        (b'{"items": []}', "a feed without entries"),
        (gzip.compress(rss(""), mtime=0)[:30], "gzip ends too early"),
    ],
)
def test_problems_are_named(body: bytes, problem: str) -> None:
    found = parse_feed(body, URL)
    assert (found.problem or "").startswith(problem)
    assert found.candidates == ()


def test_entities_do_nothing() -> None:
    body = (
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "lollollol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY f SYSTEM "file:///etc/hostname">]><rss><channel><item><title>T &b; &f;</title><link>/a</link>'
        "</item></channel></rss>"
    )
    assert one(body.encode()).title == "T &b; &f;"


# fmt: off
_PIECES = [
    "<rss>", "<item>", "</item>", "<link>", "</link>", "<title>", "</title>", "<guid>", "</guid>", "<entry>",
    "<feed>", "https://e.org/a", "&", "&amp;", "<![CDATA[", "]]>", "<!--", "-->", "<?xml?>", "<!DOCTYPE x [", "]>",
    "é", "<",
]
# fmt: on
PIECES = st.lists(
    st.sampled_from(_PIECES),
    max_size=30,
).map("".join)


@given(st.one_of(st.binary(), st.text().map(str.encode), PIECES.map(str.encode), PIECES.map(item)))
def test_any_bytes_give_absolute_addresses(body: bytes) -> None:
    found = parse_feed(body, URL)
    assert all(c.url.lower().startswith(("http://", "https://")) for c in found.candidates)
    assert found.candidates or found.sources or found.problem


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda c: st.lists(c) | st.dictionaries(st.text(), c)
    )
)
def test_any_json_gives_absolute_addresses(value: object) -> None:
    found = parse_feed(json.dumps({"items": [{"url": value, "id": value, "title": value}, value]}).encode(), URL)
    assert all(c.url.lower().startswith(("http://", "https://")) for c in found.candidates)


TEXT = "<p>" + "The river rose again in the night, and the lower town was cut off. " * 8 + "</p>"
WHOLE = TEXT + TEXT


@pytest.mark.parametrize(
    "body",
    [
        item(f"<link>/a</link><description>Short.</description><content:encoded><![CDATA[{WHOLE}]]></content:encoded>"),
        item(f"<link>/a</link><description>{html.escape(WHOLE)}</description>"),
        item(f"<link>/a</link><content type='html'>{html.escape(WHOLE)}</content><summary>Short.</summary>"),
        item(f"<link>/a</link><content type='xhtml'><div>{WHOLE}</div></content>"),
        json.dumps({"items": [{"url": "/a", "content_html": WHOLE, "content_text": "x"}]}).encode(),
    ],
)
def test_a_whole_text_comes_along(body: bytes) -> None:
    content = unpack(one(body).content)
    assert content is not None
    assert content.replace("<div>", "").replace("</div>", "") == WHOLE


def test_a_plain_text_of_a_json_feed_becomes_paragraphs() -> None:
    text = "\n\n".join(["If 2 < 3, the river rises, and the lower town is cut off."] * 20)
    content = unpack(one(json.dumps({"items": [{"url": "/a", "content_text": text}]}).encode()).content)
    assert content is not None
    assert content.count("<p>If 2 &lt; 3, the river") == 20


@pytest.mark.parametrize(
    "content",
    [
        TEXT,
        WHOLE + "<p>And so it went on […]</p>",
        WHOLE + "<p>And so it &#8230;</p><p>The post appeared first on E.</p>",
        WHOLE + 'And so it...<br/><a href="/a">Read more</a>',
        "<p>" + "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(60000)),
    ],
)
def test_a_beginning_or_a_giant_is_no_text(content: str) -> None:
    assert one(item(f"<link>/a</link><description>{html.escape(content)}</description>")).content is None


def test_a_media_group_is_no_text() -> None:
    body = item(f'<link>/a</link><media:content url="/a.jpg"><x>{html.escape(WHOLE)}</x></media:content>')
    assert one(body).content is None


WORDPRESS = "<generator>https://wordpress.org/?v=6.9</generator>"
LINK = "<item><link>/a</link></item>"


@pytest.mark.parametrize(
    ("url", "body", "following"),
    [
        (URL, rss(LINK, '<atom:link rel="next" href="/feeds/all.xml?page=2"/>'), "https://e.org/feeds/all.xml?page=2"),
        (URL, b'<feed><link rel="prev-archive" href="2"/><entry><id>https://e.org/a</id></entry></feed>', "2"),
        (URL, b'<feed><link rel="next" href="2"/><link rel="prev-archive" href="3"/><entry><id>http://a/b</id></entry></feed>', "2"),  # noqa: E501
        (URL, rss(LINK, f'<atom:link rel="self" href="{URL}"/><atom:link rel="previous" href="/0"/>'), None),
        (URL, rss(LINK, f'<atom:link rel="next" href="{URL}"/>'), None),
        (URL, rss("", '<atom:link rel="next" href="/2"/>'), None),
        (URL, rss(LINK, WORDPRESS), URL + "?paged=2"),
        (URL + "?a=b&paged=2", rss(LINK, WORDPRESS), URL + "?a=b&paged=3"),
        (URL + "?paged=all", rss(LINK, WORDPRESS), None),
        (URL, rss(LINK, "<generator>Other</generator>"), None),
        (URL, b'{"items": [{"url": "/a"}], "next_url": "/feed.json?page=2"}', "https://e.org/feed.json?page=2"),
        (URL, b'{"items": [{"url": "/a"}], "next_url": 7}', None),
        (URL, b'{"items": [], "next_url": "/2"}', None),
    ],
)  # fmt: skip
def test_the_page_that_comes_next(url: str, body: bytes, following: str | None) -> None:
    expected = following if following is None or "//" in following else f"https://e.org/feeds/{following}"
    assert parse_feed(body, url).following == expected


@pytest.mark.parametrize("doctype", ["<!DOCTYPE ", "<!DOCTYPE rss [", '<!DOCTYPE "', "<!DOCTYPE rss [] "])
def test_many_document_types_take_no_longer_than_they_are(doctype: str) -> None:
    parse_feed(f"<rss><channel>{doctype * 100_000}".encode(), URL)
    for _ in range(200):
        assert sniff(f"<rss><channel>{doctype * 2_000}") is Kind.FEED


@pytest.mark.parametrize("begin", ["<![CDATA[", "<!--"])
def test_sections_without_an_end_take_no_longer_than_they_are(begin: str) -> None:
    found = parse_feed(rss(LINK + (begin + "&") * 200_000), URL)
    assert [candidate.url for candidate in found.candidates] == ["https://e.org/a"]
