"""core.discovery.links: what front and section pages name."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.candidate import Discovery, Source, SourceKind
from newscrawl.core.discovery.links import MAX_LINKS, MAX_SECTIONS, THRESHOLD, parse_links

URL = "https://www.e.org/"
HEADLINE = "Mayor opens the new bridge"


def parse(html: str | bytes, url: str = URL, content_type: str | None = "text/html; charset=utf-8") -> Discovery:
    body = html if isinstance(html, bytes) else html.encode()
    return parse_links(body, url, content_type=content_type, kind=SourceKind.FRONT_PAGE, depth=0)


def urls(html: str) -> list[str]:
    return [candidate.url for candidate in parse(html).candidates]


def sections(html: str) -> list[str]:
    return [source.url for source in parse(html).sources if source.kind is SourceKind.SECTION]


def test_a_front_page() -> None:
    found = parse(
        f"""<!doctype html><html><head><title>E</title>
        <link rel="alternate" type="application/rss+xml" href="/feed.xml">
        <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/"></head><body>
        <nav><a href="/">Home</a><a href="/category/news">News</a><a href="/tag/politics">Politics</a>
        <a href="/about">About us</a><a href="/login?next=/">Log in</a>
        <a href="https://social.example/share?u=https://www.e.org/">Share</a></nav>
        <main><h1>E</h1><article><h2><a href="/x">{HEADLINE}</a></h2><p>It is open.</p></article></main>
        <footer>We use cookies.</footer></body></html>"""
    )
    assert found.problem is None
    assert [(c.url, c.title, c.found_by, c.found_on) for c in found.candidates] == [
        ("https://www.e.org/x", HEADLINE, SourceKind.FRONT_PAGE, URL)
    ]
    assert found.candidates[0].score >= 0.6
    assert found.sources == (
        Source("https://www.e.org/feed.xml", SourceKind.FEED),
        Source("https://www.e.org/category/news", SourceKind.SECTION, depth=1),
    )


def test_a_section_page_names_sections_one_step_deeper() -> None:
    body = b'<nav><a href="/sport">Sport</a><a href="/news">News</a></nav>'
    found = parse_links(body, "https://e.org/news", kind=SourceKind.SECTION, depth=1)
    assert found.sources == (Source("https://e.org/sport", SourceKind.SECTION, depth=2),)


@pytest.mark.parametrize(
    "html",
    [
        f'<article><h2><a href="/x">{HEADLINE}</a></h2></article>',
        f'<article><a href="/x"><h3>{HEADLINE}</h3><p>It is open.</p></a></article>',
        f'<a href="/x"><article><h3>{HEADLINE}</h3></article></a>',
        f'<article><h2>{HEADLINE}</h2><a href="/x">Read more</a><a href="/x#c">3</a></article>',
        f'<div class="teaser"><h2><a href="/x">{HEADLINE}</a></h2></div>',
        f'<div itemscope itemtype="https://schema.org/NewsArticle"><h2><a href="/x">{HEADLINE}</a></h2></div>',
        f'<article><h2><a href="/x"><span>{HEADLINE}</span></a></h2><p><a href="/x">More</a></p></article>',
    ],
)
def test_a_teaser_is_a_candidate_whatever_its_address(html: str) -> None:
    found = parse(html).candidates
    assert [(c.url, c.title) for c in found] == [("https://www.e.org/x", HEADLINE)]


@pytest.mark.parametrize(
    "tag", ["/login", "/about", "/tag/politics", "/author/jane-doe", "/search?q=x", "/feed/", "/a-b-c-d.pdf"]
)
def test_services_and_lists_are_no_candidates(tag: str) -> None:
    assert urls(f'<a href="{tag}">{HEADLINE}</a>') == []


@pytest.mark.parametrize(
    "href",
    [
        "mailto:a@e.org",
        "javascript:void(0)",
        " JavaScript:void(0)",
        "tel:123",
        "#story",
        "",
        "https://[bad/2024/05/31/mayor-opens-bridge",
        "https://other.org/2024/05/31/mayor-opens-bridge",
        "/",
        "https://e.org/?utm_source=x",
    ],
)
def test_these_links_lead_nowhere(href: str) -> None:
    found = parse(f'<article><h2><a href="{href}">{HEADLINE}</a></h2></article><a>none</a>')
    assert found == Discovery(problem="a page without links to articles")


def test_the_page_itself_is_no_candidate() -> None:
    html = f'<h2><a href="/2024/05/31/mayor-opens-bridge">{HEADLINE}</a></h2>'
    assert parse(html, "https://e.org/2024/05/31/mayor-opens-bridge/").candidates == ()


def test_subdomains_are_taken() -> None:
    assert urls('<a href="//sport.e.org/2024/05/31/mayor-opens-bridge">x</a>') == [
        "https://sport.e.org/2024/05/31/mayor-opens-bridge"
    ]


def test_each_identity_once_with_its_best_score_and_title_in_document_order() -> None:
    found = parse(
        f"""<nav><a href="/a/mayor-opens-new-bridge?utm_source=nav">Bridge</a></nav>
        <a href="/b/mayor-closes-old-bridge-today">x</a>
        <article><h2><a href="/a/mayor-opens-new-bridge">{HEADLINE}</a></h2>
        <a href="/a/mayor-opens-new-bridge#comments">12 comments</a></article>"""
    ).candidates
    assert [c.url for c in found] == [
        "https://www.e.org/b/mayor-closes-old-bridge-today",
        "https://www.e.org/a/mayor-opens-new-bridge",
    ]
    assert found[1].title == HEADLINE
    assert found[1].score > 0.9


def test_place_counts() -> None:
    link = '<a href="/marker/548">Bridge open now</a>'
    inside = parse(f"<article><h2>{link}</h2></article>").candidates
    assert [c.url for c in inside] == ["https://www.e.org/marker/548"]
    assert parse(f"<footer>{link}</footer>").candidates == ()
    assert parse(f'<div class="main-menu">{link}</div>').candidates == ()
    assert parse(f'<div role="navigation">{link}</div>').candidates == ()
    link = link.replace("548", "54885")
    assert parse(f"<article><footer>{link}</footer></article>").candidates[0].score > parse(link).candidates[0].score


@pytest.mark.parametrize(
    "html",
    [
        f'<a href="/a/b"><img src="x.jpg" alt="{HEADLINE} over the river"></a>',
        f'<a href="/a/b" title="{HEADLINE} over the river"><img src="x.jpg" alt=""></a>',
        f'<a href="/a/b" aria-label="{HEADLINE} over the river"></a>',
        f'<map><area href="/a/b" alt="{HEADLINE} over the river"></map>',
        f'<a href="/a/b" rel="nofollow">{HEADLINE} <script>var x</script>over the river<!-- x --></a>',
    ],
)
def test_what_stands_for_the_anchor_text(html: str) -> None:
    assert [(c.url, c.title) for c in parse(html).candidates] == [
        ("https://www.e.org/a/b", HEADLINE + " over the river")
    ]


def test_a_link_in_a_sentence_lends_no_title() -> None:
    html = '<p>As told, <a href="/2024/05/31/mayor-opens-bridge">the mayor opens a bridge</a> today.</p>'
    assert [c.title for c in parse(html).candidates] == [None]


def test_a_short_anchor_is_no_title() -> None:
    assert [c.title for c in parse('<a href="/2024/05/31/mayor-opens-bridge">More</a>').candidates] == [None]


def test_cjk_headlines() -> None:
    html = '<ul><li><a href="/n/54885">市長が新しい橋の開通を発表</a></li><li><a href="/seiji">政治</a></li></ul>'
    assert [c.title for c in parse(html).candidates] == ["市長が新しい橋の開通を発表"]
    assert sections(html) == ["https://www.e.org/seiji"]


def test_encodings_are_told_by_header_meta_and_bytes() -> None:
    html = '<meta charset="euc-jp"><a href="/2024/05/31/a">市長が新しい橋の開通を発表</a>'
    assert parse(html.encode("euc-jp"), content_type=None).candidates[0].title == "市長が新しい橋の開通を発表"
    html = '<?xml version="1.0" encoding="utf-8"?><html><a href="/2024/05/31/a">Der Bürgermeister öffnet die Brücke'
    header = "text/html; charset=iso-8859-1"
    assert (
        parse(html.encode("latin-1"), content_type=header).candidates[0].title == "Der Bürgermeister öffnet die Brücke"
    )


def test_base_href() -> None:
    html = f'<base href="/sub/"><article><h2><a href="x">{HEADLINE}</a></h2></article>'
    assert urls(html) == ["https://www.e.org/sub/x"]
    assert urls(html.replace("/sub/", "")) == ["https://www.e.org/x"]
    assert urls(html.replace("/sub/", "mailto:x")) == ["https://www.e.org/x"]


def test_meta_refresh_and_canonical_are_no_links() -> None:
    html = (
        '<meta http-equiv="refresh" content="0;url=/2024/05/31/a-b-c"><link rel="canonical" href="/2024/05/31/a-b-c">'
    )
    assert urls(html) == []


def test_the_language_of_a_link() -> None:
    found = parse(
        '<a hreflang="fr-CA" href="/2024/05/31/le-maire-ouvre-le-pont">x</a><a hreflang="fr" href="/fr">Français</a>'
    )
    assert [c.language for c in found.candidates] == ["fr"]
    assert found.sources == ()


@pytest.mark.parametrize(
    ("link", "taken"),
    [
        ('rel="alternate" type="application/rss+xml"', True),
        ('rel="ALTERNATE" type="Application/Atom+XML; charset=utf-8"', True),
        ('rel="alternate" type="application/feed+json"', True),
        ('rel="alternate home" type="text/xml"', True),
        ('rel="feed"', True),
        ('rel="alternate" type="text/html" hreflang="en"', False),
        ('rel="alternate" type="application/json"', False),
        ('rel="stylesheet" type="text/css"', False),
        ('rel="alternate" type="application/rss+xml" title="E » Kommentar-Feed"', False),
    ],
)
def test_announced_feeds(link: str, taken: bool) -> None:
    found = parse(f'<head><link {link} href="//feeds.example/e"><link {link} href="//feeds.example/e"></head>')
    assert [s.url for s in found.sources] == (["https://feeds.example/e"] if taken else [])


def test_sections_are_few_those_of_the_navigation_first() -> None:
    names = [f"section-{a}{b}" for a in "abcdefgh" for b in "klmnop"]
    html = (
        "".join(f'<a href="/{name}">{name}</a>' for name in names)
        + '<nav><a href="/zz">Zz</a><a href="/section-bk">Bk</a></nav>'
    )
    found = sections(html)
    assert len(found) == MAX_SECTIONS
    assert found[:3] == [f"https://www.e.org/{name}" for name in ("section-bk", "zz", "section-ak")]


def test_a_section_that_is_a_candidate_elsewhere_is_one_thing_only() -> None:
    found = parse(f'<nav><a href="/x">Bridge</a></nav><article><h2><a href="/x">{HEADLINE}</a></h2></article>')
    assert len(found.candidates) == 1
    assert found.sources == ()


@pytest.mark.parametrize("body", [b"", b" ", b"\x00", b"<!-- only -->"])
def test_pages_without_anything(body: bytes) -> None:
    found = parse(body)
    assert found.problem in ("empty page", "a page without links to articles")
    assert (found.candidates, found.sources) == ((), ())


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_page_without_end_is_none(pack: Callable[[bytes], bytes]) -> None:
    found = parse(pack(b'<a href="/politics/mayor-opens-bridge">The bridge is open</a>' * 200_000))
    assert (found.candidates, found.problem) == ((), "larger than 8000000 bytes, too large for a page")


def test_of_a_million_links_the_first_count() -> None:
    found = parse("".join(f'<a href="/politics/mayor-opens-bridge-{n}">The bridge is open</a>' for n in range(100_000)))
    assert len(found.candidates) == MAX_LINKS


def test_megabytes_are_read_in_time() -> None:
    teaser = (
        '<article class="teaser"><h2><a href="/politics/2026/11/mayor-opens-bridge-{0}">The bridge {0} is open</a></h2>'
        '<p>{1}</p><a href="/author/jane-{0}">Jane</a>'
        "</article>"
    )
    html = "".join(teaser.format(i, "It is open. " * 25) for i in range(2200)).encode()
    assert len(html) > 1_000_000
    found = parse(html)
    assert len(found.candidates) == 2200


# fmt: off
_PIECES = [
    "<a href='", "'>", "</a>", "<h2>", "</h2>", "<article>", "</article>", "<nav>", "<base href='",
    "<link rel=feed href='", "/2024/05/31/a", "https://e.org/x", "//", "?", "&", "#", "[", "Mayor opens the bridge",
    "<img alt='", "<!--", "ü", "\u0000",
]
# fmt: on
HTML = st.lists(
    st.sampled_from(_PIECES),
    max_size=30,
).map("".join)


@given(st.one_of(st.binary(), st.text().map(str.encode), HTML.map(str.encode)))
def test_any_bytes_give_absolute_addresses(body: bytes) -> None:
    found = parse(body, content_type=None)
    named = [c.url for c in found.candidates] + [s.url for s in found.sources]
    assert all(url.lower().startswith(("http://", "https://")) for url in named)
    assert all(c.score >= THRESHOLD for c in found.candidates)
