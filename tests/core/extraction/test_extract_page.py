from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.extraction import Extraction, extract_page
from newscrawl.core.fingerprints import content_hash
from newscrawl.core.schema import json_schema
from newscrawl.core.urls import article_id
from newscrawl.core.verdict import Reason

URL = "https://news.example/2026/03/02/council-votes-for-the-new-bridge"
PARAGRAPHS = (
    "The council voted for the bridge on Monday evening, and the work is to begin in the spring of next year.",
    "Thirty-one members were for it and five against. The others stayed away from the vote, the mayor said.",
    "The old bridge was built in 1904. It has been closed to cars since a flood washed out one of its pillars.",
)
BODY = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
TITLE = "Council votes for the new bridge"
HTML = f"<html lang=en><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{BODY}</article></body></html>"
VALIDATOR = Draft202012Validator(json_schema())


def reason(result: Extraction) -> Reason | None:
    return result.rejection.reason if result.rejection else None


def test_an_article() -> None:
    result = extract_page(HTML.encode(), URL + "?utm_source=x#top", content_type="text/html", status=200)
    article = result.article
    assert result.rejection is None
    assert result.signals == {}
    assert article is not None
    assert article.text == "\n\n".join(("Council votes for the new bridge", *PARAGRAPHS))
    assert article.url == URL
    assert article.requested_url == URL + "?utm_source=x#top"
    assert article.id == article_id(URL)
    assert article.content_hash == content_hash("\n\n".join(PARAGRAPHS))
    assert (article.language, article.http_status, article.kind) == ("en", 200, "article")
    assert article.extractor is not None
    assert article.extractor.startswith("newscrawl/")
    VALIDATOR.validate(article.to_dict())


def test_characters_and_bytes_give_the_same() -> None:
    assert extract_page(HTML, URL).article == extract_page(HTML.encode(), URL).article


def test_it_can_be_sent_to_another_process() -> None:
    result = extract_page(HTML, URL, explain=True)
    assert pickle.loads(pickle.dumps(result)) == result


def test_a_candidate_fills_gaps() -> None:
    html = f"<html><body><div>{BODY}</div></body></html>"
    candidate = Candidate(
        URL, SourceKind.FEED, title="Bridge at last", published="2026-03-02T18:00:00+01:00", language="en"
    )
    article = extract_page(html, URL, candidate=candidate).article
    assert article is not None
    assert (article.title, article.date_published, article.date_source) == (
        "Bridge at last",
        "2026-03-02T18:00:00+01:00",
        "feed",
    )
    assert article.discovered_by == "feed"
    assert article.text.startswith("Bridge at last\n\nThe council")


def test_a_title_alone_is_the_text() -> None:
    result = extract_page("<h1>Only a headline</h1>", URL)
    assert reason(result) is Reason.NO_TEXT
    assert result.article is not None
    assert result.article.text == "Only a headline"
    assert result.article.content_hash is None


def test_the_canonical_address_is_believed_when_it_can_be() -> None:
    head = '<link rel="canonical" href="{}">'
    for declared, expected in (
        ("https://www.news.example/2026/03/02/the-bridge", "https://www.news.example/2026/03/02/the-bridge"),
        ("https://elsewhere.example/a-story", URL),
        ("https://news.example/", URL),
    ):
        article = extract_page(HTML.replace("<title>", head.format(declared) + "<title>"), URL).article
        assert article is not None
        assert article.url == expected
        assert article.id == article_id(expected)


def test_an_address_that_is_none_is_kept() -> None:
    result = extract_page(HTML, "page.html")
    assert result.rejection is None
    assert result.article is not None
    assert result.article.url == "page.html"


def test_explain_says_where_things_come_from_and_what_went() -> None:
    html = HTML.replace("</article>", "<p>Read more</p></article>")
    found = extract_page(html, URL, explain=True).signals
    assert {"filter": "boilerplate", "line": "Read more"} in found["dropped"]
    assert found["found"]["title"]
    assert found["encoding"] == "utf-8"
    assert found["verdict"]["width"] > 200


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"%PDF-1.7 ...", None),
        (b"\x89PNG\r\n", "text/html"),
        (b'{"a": 1}', "application/json"),
        (b"body { color: red }", "text/css"),
        (b"PK\x03\x04", None),
    ],
)
def test_what_is_no_html_is_named(body: bytes, content_type: str | None) -> None:
    result = extract_page(body, URL, content_type=content_type)
    assert reason(result) is Reason.NOT_HTML
    assert result.article is None


@pytest.mark.parametrize("content_type", [None, "text/html", "application/xhtml+xml; charset=utf-8", "text/plain", ""])
def test_what_may_be_html_is_read(content_type: str | None) -> None:
    assert extract_page(HTML.encode(), URL, content_type=content_type).rejection is None


def test_an_error_with_a_page_is_an_error() -> None:
    assert reason(extract_page(HTML, URL, status=404)) is Reason.HTTP_ERROR


@pytest.mark.parametrize(
    ("html", "url", "expected"),
    [
        ("<div id=root></div><script src=/app.js></script>", URL, Reason.NEEDS_BROWSER),
        ("<noscript>Please enable JavaScript.</noscript><script>a()</script>", URL, Reason.NEEDS_BROWSER),
        ("<h1>Log in</h1><form><input type=password></form>", "https://news.example/welcome", Reason.LOGIN_PAGE),
        ("<h1>Watch</h1><video src=a.mp4></video>", URL, Reason.VIDEO_WITHOUT_TEXT),
        ("<h1>Watch</h1><iframe src='https://player.example/1'></iframe>", URL, Reason.VIDEO_WITHOUT_TEXT),
        ("<h1>Pictures</h1>" + "<figure><img src=a></figure>" * 8, URL, Reason.GALLERY_WITHOUT_TEXT),
        ("<body class='error404'><h1>Oh</h1><p>It is gone.</p>", "https://news.example/x", Reason.ERROR_PAGE),
        (f"<body class='page page-id-2'><h1>Our house</h1>{BODY}", "https://news.example/house", Reason.STATIC_PAGE),
        (f"<body class='archive tag tag-12'><h1>Bridge</h1>{BODY}", "https://news.example/x", Reason.TAG_PAGE),
    ],
)  # fmt: skip
def test_pages_that_are_no_articles(html: str, url: str, expected: Reason) -> None:
    assert reason(extract_page(html, url)) is expected


def test_a_list_of_articles_is_none_although_its_parts_are_typed() -> None:
    items = ",".join(f'{{"@type":"NewsArticle","headline":"Story {n}"}}' for n in range(6))
    teasers = "".join(
        f"<div><h2><a href='/s/{n}'>Story number {n} of the town</a></h2><p>"
        f"The council of the town has on its {n}th day …</p></div>"
        for n in range(6)
    )
    html = f"<script type='application/ld+json'>[{items}]</script><h1>Town</h1>{teasers}"
    assert reason(extract_page(html, "https://news.example/town/")) in (Reason.INDEX_PAGE, Reason.NOT_AN_ARTICLE)


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>" + b"<div>" * 100_000 + b"hello" + b"</div>" * 100_000,
        b"<html><body>" + b"<div>" * 1900 + b"<p>hello</p>",
        b"<p class='" + b"x " * 1_500_000 + b"'>hi</p>",
        b"<p>" + b"word<br>" * 60_000,
        b"<table>" + b"<tr><td>a</td></tr>" * 30_000,
        b"<html><body>" + b"<table><tr><td>" * 300 + b"text",
        b"<p>" + b"&amp;&#x41;" * 200_000,
        b"\x00" * 500_000,
        b"<p>e e e e e e e e e e e e e e e e e e e e e e e e e e e e e e e e e e q</p>" * 200,
        b"<p>" + b"a" * 9_000_000 + b"</p>",
    ],
    ids=["deep", "deep-1900", "class", "breaks", "rows", "tables", "entities", "nulls", "words", "size"],
)
def test_hostile_pages_end_in_a_rejection_in_time(body: bytes) -> None:
    result = extract_page(body, "https://news.example/a/b")
    assert result.rejection is not None


MARKUP = st.lists(
    st.sampled_from(
        "<p> </p> <div> </div> <article> <h1> <ul> <li> <table> <tr> <td> <a href='/x'> </a> <br> <form>"
        " <time> <script> "
        "</script> <!-- --> <blockquote> <span class='share'> <meta charset=utf-16> <b> &nbsp; &#0; <svg>"
        " <noscript>".split()
    )
    | st.text(max_size=30)
    | st.sampled_from(PARAGRAPHS),
    max_size=40,
).map(" ".join)


def check(result: Extraction) -> None:
    assert (result.article is not None) or (result.rejection is not None)
    if result.rejection is None:
        assert result.article is not None
        VALIDATOR.validate(result.article.to_dict())


@settings(max_examples=60, deadline=None)
@given(MARKUP)
def test_any_markup_gives_a_valid_article_or_a_rejection(html: str) -> None:
    check(extract_page(html, URL, candidate=Candidate(URL, SourceKind.FEED), explain=True))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([None, "text/html; charset=utf-8", "text/html; charset=big5"]))
def test_any_bytes_give_a_valid_article_or_a_rejection(body: bytes, content_type: str | None) -> None:
    check(extract_page(body, URL, content_type=content_type))


@pytest.mark.parametrize("sign", "<>\"'1.-/\\*|{([&;:@#\u202e\U0001f600")
def test_a_run_of_signs_is_no_text(sign: str) -> None:
    result = extract_page(
        f"<title>A title of words</title><article><h1>A title of words</h1><p>{sign * 1_000_000}", URL
    )
    assert result.rejection is not None
