"""core.urls: which addresses are one, and which canonical is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.urls import absolute, article_id, clean, host_key, identity, registered_domain, trusted_canonical

PLAIN = "https://example.org/politics/2024/05/31/a-long-title-of-words"

TWINS = [
    "http://example.org/politics/2024/05/31/a-long-title-of-words",
    "https://www.example.org/politics/2024/05/31/a-long-title-of-words/",
    "HTTPS://WWW.Example.ORG:443/politics/2024/05/31/a-long-title-of-words",
    "http://example.org:80/politics/2024/05/31/a-long-title-of-words",
    "//example.org/politics/2024/05/31/a-long-title-of-words",
    "https://example.org./politics//2024/05/31/a-long-title-of-words",
    " https://example.org/politics/2024/05/31/a-long-title-of-words\n",
    PLAIN + "#comments",
    PLAIN + "?",
    PLAIN + "?utm_source=rss&utm_medium=feed",
    PLAIN + "?UTM_Source=rss&amp;utm_medium=feed",
    PLAIN + "?fbclid=x&gclid=y&mc_cid=z&at_medium=a&xtor=RSS-1",
    PLAIN + "?ref=rss&source=home&cmp=rss&from=front",
    PLAIN + "?wt_mc=rss.x.y&page=all",
    PLAIN + "?empty=",
    PLAIN + ";jsessionid=0A1B2C",
    PLAIN + "/amp",
    PLAIN + "/amp/",
    PLAIN + ".amp",
    PLAIN + "?amp",
    PLAIN + "?amp=1",
    PLAIN + "?outputType=amp",
    "https://amp.example.org/politics/2024/05/31/a-long-title-of-words",
    "https://example.org/amp/politics/2024/05/31/a-long-title-of-words",
    "https://m.example.org/politics/2024/05/31/a-long-title-of-words",
    "https://mobile.example.org/politics/2024/05/31/a-long-title-of-words",
    "https://www.m.example.org/politics/2024/05/31/a-long-title-of-words",
    PLAIN + "/print",
    PLAIN + "/print/",
    PLAIN + "?print=1",
    PLAIN + "?view=print",
    PLAIN + "?tpl=print",
    PLAIN + "?platform=AMP",
    PLAIN + "?_amp=true&usqp=mq331AQ",
    PLAIN + "?noamp=mobile",
    PLAIN + "?printer-friendly=1",
    PLAIN + "/amp.html",
    PLAIN + "/index.html",
    "https://example.org/politics/2024/05/31/a%2Dlong-title-of-words",
]


@pytest.mark.parametrize("twin", TWINS)
def test_spellings_of_one_address_are_one(twin: str) -> None:
    assert identity(twin) == "example.org/politics/2024/05/31/a-long-title-of-words"


PAIRS = [
    ("https://e.org/a.amp.html", "https://e.org/a.html"),
    ("https://e.org/news?b=2&a=1", "https://e.org/news?a=1&b=2"),
    ("https://e.org/q?x=a+b", "https://e.org/q?x=a%20b"),
    ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
    ("https://e.org/%d8%a7", "https://e.org/%D8%A7"),
    ("https://en.m.e.org/a", "https://en.e.org/a"),
    ("https://e.org/2024/05/story.html?m=1", "https://e.org/2024/05/story.html"),
    ("https://e.org/", "http://www.e.org"),
    ("https://e.org/index.php?p=12", "https://e.org/?p=12"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_pairs_that_are_one(one: str, other: str) -> None:
    assert identity(one) == identity(other)
    assert article_id(one) == article_id(other)


STRANGERS = [
    ("https://e.org/?id=123", "https://e.org/?id=124"),
    ("https://e.org/?p=123", "https://e.org/"),
    ("https://e.org/news.php?story=5", "https://e.org/news.php?story=6"),
    ("https://e.org/read?123456", "https://e.org/read?123457"),
    ("https://e.org/view.php?source=afp&n=3", "https://e.org/view.php?source=dpa&n=3"),
    ("https://e.org/view.php?ref=881", "https://e.org/view.php?ref=882"),
    ("https://e.org/news_view.html?idx=8576&page=1", "https://e.org/news_view.html?idx=8577&page=1"),
    ("https://e.org/a?uid=7", "https://e.org/a?uid=8"),
    ("https://e.org/a?print=77", "https://e.org/a?print=78"),
    ("https://e.org/list?s=3&m=0", "https://e.org/list?s=3&m=1"),
    ("https://e.org/Abc123", "https://e.org/abc123"),
    ("https://sport.e.org/a", "https://e.org/a"),
    ("https://e.org:8080/a", "https://e.org/a"),
    ("https://e.org/example", "https://e.org/ex"),
    ("https://e.org/blueprint", "https://e.org/blue"),
    ("https://e.org/print/d-1", "https://e.org/print/d-2"),
    ("https://m.tv/a", "https://tv/a"),
    ("https://e.org/amp", "https://e.org/"),
]


@pytest.mark.parametrize(("one", "other"), STRANGERS)
def test_different_articles_stay_different(one: str, other: str) -> None:
    assert identity(one) != identity(other)


ADDRESS = st.one_of(
    st.text(),
    st.from_regex(r"(https?:)?//(www\.|m\.|amp\.)?[a-z]{1,5}\.(org|co\.uk)(:[0-9]{1,4})?[/?#;%&=.a-zA-Z0-9+-]{0,30}"),
    st.lists(
        st.sampled_from(
            "https:// // e.org www. m. :80 : @ / /amp .amp .html /print /index.html ? & amp; amp = utm_x=1"
            " m=1 % %26 %25 + ;jsessionid=1 # ü .".split()
        )
        | st.just(" "),
        max_size=12,
    ).map("".join),
)


@given(ADDRESS)
def test_identity_is_idempotent_and_never_raises(url: str) -> None:
    once = identity(url)
    assert identity(once) == once
    assert len(article_id(url)) == 32


@given(ADDRESS)
def test_clean_gives_an_http_address_of_the_same_identity_or_raises(url: str) -> None:
    try:
        cleaned = clean(url)
    except ValueError:
        return
    assert cleaned.startswith(("http://", "https://"))
    assert "#" not in cleaned
    assert clean(cleaned) == cleaned
    assert identity(cleaned) == identity(absolute(url) or "")


@pytest.mark.parametrize("tail", ["a/", "../", "%7e", "?utm_source=rss", "&id=1", "&utm_source=rss"])
def test_an_address_of_any_length_has_its_identity_in_time(tail: str) -> None:
    assert identity("https://www.example.org/politics/?id=2" + tail * 100_000)
    assert identity("https://www.example.org/politics/" + tail * 100_000)


@pytest.mark.parametrize(
    ("given_url", "cleaned"),
    [
        ("https://E.org", "https://e.org/"),
        ("http://e.org:80/a?id=1&utm_source=x&b=#c", "http://e.org/a?id=1&b="),
        ("https://e.org:443/a?x&y=1", "https://e.org/a?x&y=1"),
        ("https://e.org:8443/a", "https://e.org:8443/a"),
        ("https://e.org/a/amp?amp=1", "https://e.org/a/amp?amp=1"),
        ("https://e.org/?story=5&ref=a", "https://e.org/?story=5&ref=a"),
        ("https://bücher.example/ü ä", "https://xn--bcher-kva.example/%C3%BC%20%C3%A4"),
        ("http://[::1]:80/a", "http://[::1]/a"),
    ],
)
def test_clean_keeps_what_is_needed_to_fetch(given_url: str, cleaned: str) -> None:
    assert clean(given_url) == cleaned


@pytest.mark.parametrize(
    "bad", ["", "e.org/a", "ftp://e.org/", "mailto:a@e.org", "https://", "https://u:p@e.org/", "https://a b/"]
)
def test_clean_refuses_what_is_no_address(bad: str) -> None:
    with pytest.raises(ValueError, match="not an absolute"):
        clean(bad)


def test_clean_refuses_a_name_that_is_no_host() -> None:
    with pytest.raises(ValueError, match="not a host name"):
        clean("https://☃\u200d.\u0378org/")


@pytest.mark.parametrize(
    ("href", "result"),
    [
        ("/a", "https://e.org/a"),
        ("b?x=1#c", "https://e.org/d/b?x=1"),
        ("//f.org", "https://f.org/"),
        ("https://f.org?x=1", "https://f.org/?x=1"),
        (" /a\n b ", "https://e.org/a%20b"),
        ("javascript:void(0)", None),
        ("mailto:a@e.org", None),
        ("#top", None),
        ("https://[bad/", None),
        ("https://user@f.org/", None),
    ],
)
def test_absolute(href: str, result: str | None) -> None:
    assert absolute(href, "https://e.org/d/") == result


@given(st.text(), st.sampled_from(["https://e.org/d/", ""]))
def test_absolute_gives_http_or_nothing(href: str, base: str) -> None:
    found = absolute(href, base)
    assert found is None or found.startswith(("http://", "https://")) or found[:8].lower().startswith("http")


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("news.example.co.uk", "example.co.uk"),
        ("www.example.org", "example.org"),
        ("a.blogspot.com", "a.blogspot.com"),
        ("localhost:80", "localhost:80"),
        ("127.0.0.1", "127.0.0.1"),
    ],
)
def test_registered_domain(host: str, domain: str) -> None:
    assert registered_domain(host) == domain


@given(st.text(max_size=30))
def test_host_key_is_idempotent(host: str) -> None:
    assert host_key(host_key(host)) == host_key(host)


CANONICALS = [
    (
        "https://e.org/a/story-of-the-day?utm_source=x",
        "https://e.org/a/story-of-the-day",
        "https://e.org/a/story-of-the-day",
    ),
    (
        "https://m.e.org/a/story-of-the-day",
        "https://www.e.org/a/story-of-the-day",
        "https://www.e.org/a/story-of-the-day",
    ),
    ("https://e.org/a/story-of-the-day/amp", "/a/story-of-the-day", "https://e.org/a/story-of-the-day"),
    ("https://e.org/?p=123", "https://e.org/2024/05/a-long-title", "https://e.org/2024/05/a-long-title"),
    ("https://e.org/read/12345-title", "https://news.e.org/read/12345-title", "https://news.e.org/read/12345-title"),
    ("https://e.org/", "https://e.org/", "https://e.org/"),
    ("https://e.org/a/story-of-the-day", "https://e.org/", None),
    ("https://e.org/a/story-of-the-day", "https://e.org", None),
    ("https://e.org/a/story-of-the-day", "https://e.org/a", None),
    ("https://e.org/a/story-of-the-day", "https://e.org/politics", None),
    ("https://e.org/a/story-of-the-day", "https://e.org/tag/politics", None),
    ("https://e.org/view.php?id=123", "https://e.org/view.php", None),
    ("https://e.org/view.php?id=123", "https://e.org/view.php?id=", None),
    ("https://e.org/a/story-of-the-day", "https://other.org/a/story-of-the-day", None),
    ("https://a.blogspot.com/2024/01/story.html", "https://b.blogspot.com/2024/01/story.html", None),
    ("https://e.org/a/story-of-the-day", "story-of-the-day", None),
    ("https://e.org/a/story-of-the-day", "https://e.org/{{ url }}", None),
    ("https://e.org/a/story-of-the-day", "https://e.org/undefined", None),
    ("https://e.org/a/story-of-the-day", "https://[bad/a/story-of-the-day", None),
    ("https://e.org/a/story-of-the-day", "", None),
    ("https://e.org/a/story-of-the-day", None, None),
]


@pytest.mark.parametrize(("requested", "declared", "trusted"), CANONICALS)
def test_trusted_canonical(requested: str, declared: str | None, trusted: str | None) -> None:
    assert trusted_canonical(requested, declared) == trusted


@given(ADDRESS, ADDRESS)
def test_trusted_canonical_never_raises(requested: str, declared: str) -> None:
    found = trusted_canonical(requested, declared)
    assert found is None or found.startswith(("http://", "https://"))


def test_a_canonical_may_drop_parameters_where_the_path_names_the_article() -> None:
    path = "https://a.example/2026/09/01/the-bridge-is-open-again"
    assert trusted_canonical(f"{path}?share=12345&v=2", path) == path
    script = "https://a.example/article.php"
    assert trusted_canonical(f"{script}?id=12345", script) is None
