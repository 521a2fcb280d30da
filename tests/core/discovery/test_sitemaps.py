"""core.discovery.sitemaps: well-made and ill-made sitemaps."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.candidate import Candidate, Discovery, Source, SourceKind
from newscrawl.core.discovery.payload import unpack
from newscrawl.core.discovery.sitemaps import parse_sitemap

URL = "https://e.org/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
IMAGE = 'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'


def urls(found: Discovery) -> list[str]:
    return [candidate.url for candidate in found.candidates]


def urlset(rows: str, namespaces: str = NS) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {namespaces}>{rows}</urlset>'.encode()


def test_an_index_gives_sources() -> None:
    body = (
        f"<sitemapindex {NS}><sitemap><loc> https://e.org/a.xml.gz\n</loc><lastmod>2026-11-20T08:00+09:00</lastmod>"
        f"</sitemap><sitemap><loc>/b</loc></sitemap><sitemap><loc>{URL}</loc></sitemap></sitemapindex>"
    )
    assert parse_sitemap(body.encode(), URL) == Discovery(
        sources=(
            Source("https://e.org/a.xml.gz", SourceKind.SITEMAP, "2026-11-20T08:00:00+09:00"),
            Source("https://e.org/b", SourceKind.SITEMAP),
        )
    )


def test_pages_come_in_order_with_their_likeness_and_without_the_front_page() -> None:
    rows = "".join(
        f"<url><loc>https://e.org{path}</loc><lastmod>2026-11-20</lastmod></url>"
        for path in (
            "/2026/11/20/mayor-opens-new-bridge",
            "/",
            "",
            "/about",
            "/tag/politics",
            "/category/news",
            "/about",
        )
    )
    found = parse_sitemap(urlset(rows), URL)
    assert [url.removeprefix("https://e.org") for url in urls(found)] == [
        "/2026/11/20/mayor-opens-new-bridge",
        "/about",
        "/tag/politics",
        "/category/news",
    ]
    assert found.problem is None
    assert all(c.found_by is SourceKind.SITEMAP and c.modified == "2026-11-20" for c in found.candidates)
    assert found.candidates[0].score > 0.9
    assert all(c.score < 0.3 for c in found.candidates[1:])


def test_a_front_page_with_a_parameter_may_be_an_article() -> None:
    assert urls(parse_sitemap(urlset("<url><loc>https://e.org/?p=123</loc></url>"), URL)) == ["https://e.org/?p=123"]


def test_news_brings_title_date_and_language() -> None:
    rows = (
        "<url><loc>https://e.org/n1</loc><news:news><news:publication><news:name>E</news:name>"
        "<news:language>zh-cn</news:language></news:publication><news:publication_date>2026-11-20T08:00:00.5+09:00"
        "</news:publication_date><news:title>Salt &amp;amp; pepper\n rise</news:title></news:news></url>"
    )
    assert parse_sitemap(urlset(rows, f"{NS} {NEWS}"), URL).candidates == (
        Candidate(
            "https://e.org/n1",
            SourceKind.NEWS_SITEMAP,
            URL,
            title="Salt & pepper rise",
            published="2026-11-20T08:00:00+09:00",
            language="zh",
            score=1.0,
        ),
    )


def test_other_extensions_are_passed_over() -> None:
    rows = (
        "<url><image:loc>https://e.org/0.jpg</image:loc><loc>https://e.org/a</loc>"
        "<image:image><image:loc>https://e.org/1.jpg</image:loc><image:title>x</image:title></image:image></url>"
    )
    found = parse_sitemap(urlset(rows, f"{NS} {IMAGE}"), URL)
    assert urls(found) == ["https://e.org/a"]
    assert found.candidates[0].title is None
    assert found.problem is None


TWO = "<url><loc>https://e.org/a</loc></url><url><loc>https://e.org/b</loc></url>"


@pytest.mark.parametrize(
    "body",
    [
        urlset(TWO),
        urlset(TWO, ""),
        urlset(TWO, 'xmlns="http://www.google.com/schemas/sitemap/0.84"'),
        b"\xef\xbb\xbf" + urlset(TWO),
        b"\xef\xbb\xbf \n\n" + urlset(TWO),
        b"\n  " + urlset(TWO),
        b"Warning: deprecated\n" + urlset(TWO),
        urlset(TWO).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        urlset(TWO).decode().replace("UTF-8", "UTF-16").encode("utf-16-le"),
        urlset(TWO).replace(b"UTF-8", b"no-such-code"),
        urlset(TWO).replace(b"UTF-8", b"utf-16"),
        f"<sm:urlset>{TWO.replace('<', '<sm:').replace('<sm:/', '</sm:')}</sm:urlset>".encode(),
        b"<URLSET><URL><LOC>https://e.org/a</LOC></URL><Url><Loc>https://e.org/b</Loc></Url></URLSET>",
        urlset("<url><loc><![CDATA[ https://e.org/a ]]></loc></url><url><loc>/b</loc></url>"),
        urlset("<url><loc>//e.org/a</loc></url><!-- <url> --><url><loc>b#top</loc></url>"),
        gzip.compress(urlset(TWO), mtime=0),
        gzip.compress(gzip.compress(urlset(TWO), mtime=0), mtime=0),
        gzip.compress(urlset(TWO)[:100], mtime=0) + gzip.compress(urlset(TWO)[100:], mtime=0),
        b"https://e.org/a\r\nhttps://e.org/b\r\n\r\n",
        b"\xef\xbb\xbfhttps://e.org/a\nhttps://e.org/\nhttps://e.org/b",
    ],
)
def test_forms_of_the_same_sitemap(body: bytes) -> None:
    found = parse_sitemap(body, URL)
    assert urls(found) == ["https://e.org/a", "https://e.org/b"]
    assert found.problem is None


@pytest.mark.parametrize(
    "body",
    [
        urlset(TWO)[:-20],
        urlset(TWO).replace(b"</loc></url><url>", b"</loc><url>"),
        urlset(TWO).replace(b"</loc></url><url>", b"</loc></ur><url>"),
        urlset(TWO).replace(b"</urlset>", b"</sitemap></urlset>"),
        urlset("<url><lastmod>a & b</lastmod><loc>https://e.org/a</loc></url>\x00\x1f" + TWO),
        urlset("<url><title>Gr\xfc\xdfe</title><loc>https://e.org/a</loc></url>" + TWO).decode().encode("latin-1"),
        urlset("<url><loc>https://e.org/a</url>" + TWO),
        urlset("<url>" * 400 + TWO),
    ],
)
def test_broken_xml_loses_no_entry(body: bytes) -> None:
    assert sorted(urls(parse_sitemap(body, URL))) == ["https://e.org/a", "https://e.org/b"]


def test_half_an_address_is_none() -> None:
    whole = urlset(TWO)
    for end in range(whole.index(b"/b<") + 1):
        assert urls(parse_sitemap(whole[:end], URL)) in ([], ["https://e.org/a"])


def test_hundreds_of_entries_that_no_parser_reaches_are_found() -> None:
    body = "<urlset>" + "".join(f"<url><loc>https://e.org/?a={i}&b=2&amp;c=3</loc>" for i in range(1000))
    found = parse_sitemap(body.encode(), URL)
    assert urls(found) == [f"https://e.org/?a={i}&b=2&c=3" for i in range(1000)]
    assert found.problem == "broken XML, mended"


def test_an_index_that_no_parser_reaches_gives_sources() -> None:
    body = "<sitemapindex>" + "".join(f"<sitemap><loc>/{i}.xml</loc>" for i in range(400))
    assert [s.url for s in parse_sitemap(body.encode(), URL).sources] == [f"https://e.org/{i}.xml" for i in range(400)]


@pytest.mark.parametrize("query", ["?a=1&b=2", "?a=1&amp;b=2", "?a=1&copy=2&reg", "?a=1&lt=2", "?a=1&#b=2", "?a&b&c;d"])
def test_an_ampersand_cuts_no_address(query: str) -> None:
    for loc in (query, f"<![CDATA[{query.replace('&amp;', '&')}]]>"):
        found = parse_sitemap(urlset(f"<url><loc>https://e.org/x{loc}</loc></url>" if loc == query else TWO), URL)
        if loc == query:
            assert urls(found) == ["https://e.org/x" + query.replace("&amp;", "&").partition("#")[0]]


def test_an_ampersand_in_cdata_stays() -> None:
    body = urlset("<url><loc><![CDATA[https://e.org/x?a=1&b=2&amp;c=3]]></loc></url>")
    assert urls(parse_sitemap(body, URL)) == ["https://e.org/x?a=1&b=2&amp;c=3"]


def test_sitemaps_listed_as_pages_are_sources() -> None:
    found = parse_sitemap(urlset("<url><loc>/sitemap-2.xml.gz</loc></url>"), URL)
    assert found == Discovery(sources=(Source("https://e.org/sitemap-2.xml.gz", SourceKind.SITEMAP),))


def test_a_feed_under_a_sitemaps_name_is_read() -> None:
    body = b"<rss><channel><item><title>One two</title><link>https://e.org/a</link></item></channel></rss>"
    found = parse_sitemap(body, URL)
    assert [(c.url, c.found_by, c.title) for c in found.candidates] == [("https://e.org/a", SourceKind.FEED, "One two")]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "empty document instead of a sitemap"),
        (b" \n ", "empty document instead of a sitemap"),
        (gzip.compress(b"", mtime=0), "empty document instead of a sitemap"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "HTML instead of a sitemap"),
        (b"<!-- x --><html xmlns='http://www.w3.org/1999/xhtml'>", "HTML instead of a sitemap"),
        (b"<body>", "HTML instead of a sitemap"),
        (urlset(""), "a sitemap without entries"),
        (b"<other/>", "XML, but no sitemap"),
        (b"<", "XML, but no sitemap"),
        (b"Not found", "plain text without an address"),
        (b"https://e.org/ is where we are", "plain text without an address"),
        (b"{}", "JSON, but no JSON Feed"),
        (b"\x1f\x8bnonsense", "broken gzip"),
        (gzip.compress(urlset(TWO), mtime=0)[:60], "gzip ends too early"),
    ],
)
def test_problems_are_named(body: bytes, problem: str) -> None:
    assert (parse_sitemap(body, URL).problem or "").startswith(problem)


def test_what_comes_before_a_fault_in_gzip_is_kept() -> None:
    known = [f"https://e.org/{i * 7919 % 10007}" for i in range(5000)]
    rows = "".join(f"<url><loc>{url}</loc></url>" for url in known)
    packed = bytearray(gzip.compress(urlset(rows)))
    middle = len(packed) // 2
    packed[middle : middle + 64] = b"\xff" * 64
    found = parse_sitemap(bytes(packed), URL)
    assert len(found.candidates) > 1000
    assert set(urls(found)[:1000]) <= set(known)
    assert (found.problem or "").startswith("broken gzip")


def test_a_bomb_is_cut() -> None:
    bomb = gzip.compress(gzip.compress(b"<urlset>" + b" " * 300_000_000, 9), 9)
    assert len(bomb) < 10_000
    tracemalloc.start()
    data, problem = unpack(bomb, 1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(data), problem) == (1_000_000, "larger than 0 MiB, cut there")
    assert peak < 20_000_000


def test_a_large_body_is_cut_and_read() -> None:
    data, problem = unpack(urlset(TWO * 100), 1000)
    assert len(data) == 1000
    assert problem is not None
    assert urls(parse_sitemap(data, URL)) == ["https://e.org/a", "https://e.org/b"]


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY a "https://e.org/xxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://e.org/d">'
    " %p;]>"
    f"<urlset {NS}><url><loc>&c;</loc></url><url><loc>https://e.org/ok?&f;</loc></url></urlset>"
)


def test_entities_do_nothing() -> None:
    found = urls(parse_sitemap(BOMB.encode(), URL))
    assert found[1:] == ["https://e.org/ok?&f;"]
    assert "xxx" not in found[0]


def test_fifty_thousand_entries_are_read_fast_and_small() -> None:
    body = urlset(
        "".join(
            f"<url><loc>https://e.org/politics/2026/11/mayor-opens-bridge-number-{i}.html</loc>"
            "<lastmod>2026-11-20T08:00:00+01:00</lastmod></url>\n"
            for i in range(50_000)
        )
    )
    found = parse_sitemap(gzip.compress(body, 1), URL)
    assert len(found.candidates) == 50_000


@given(
    st.one_of(st.binary(), st.text().map(str.encode), st.text().map(lambda t: urlset(f"<url><loc>{t}</loc></url>" + t)))
)
def test_any_bytes_give_absolute_addresses(body: bytes) -> None:
    for form in (body, gzip.compress(body, 1)):
        found = parse_sitemap(form, URL)
        named = [c.url for c in found.candidates] + [s.url for s in found.sources]
        assert all(url.lower().startswith(("http://", "https://")) for url in named)


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1))
def test_any_escaped_address_comes_back(tail: str) -> None:
    url = "https://e.org/a?" + tail.strip().replace("#", "").replace(" ", "")
    escaped = url.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    found = parse_sitemap(urlset(f"<url><loc>{escaped}</loc></url>"), URL)
    assert urls(found) == [
        url.replace("\ufeff", "").replace("\ufffe", " ").replace("\uffff", " ").strip().replace(" ", "%20")
    ]


@pytest.mark.parametrize("text", ["<loc>" + " " * 3_000_000 + ">", "<loc><![CDATA[" + " " * 3_000_000])
def test_addresses_that_never_end_take_no_longer_than_they_are(text: str) -> None:
    found = parse_sitemap(f"<urlset><url><loc>https://e.org/a</loc></url>{text}".encode(), "https://e.org/sitemap.xml")
    assert [candidate.url for candidate in found.candidates] == ["https://e.org/a"]
