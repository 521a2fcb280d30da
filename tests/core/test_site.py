"""core.site: what users write for a site, and what a site covers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.site import Site, SitesError, site_from_argument

ARGUMENTS = [
    ("example.org", "https://example.org/", "example.org", True),
    ("www.example.org/", "https://www.example.org/", "example.org", True),
    ("example.org/news/", "https://example.org/news/", "example.org", True),
    ("example.org:8443", "https://example.org:8443/", "example.org:8443", True),
    ("//example.org", "https://example.org/", "example.org", True),
    ("https://example.org/news/", "https://example.org/news/", "example.org", False),
    ("HTTP://www.example.org", "HTTP://www.example.org/", "example.org", False),
    ("https://example.org:443/", "https://example.org:443/", "example.org", False),
    (" https://example.org/#top ", "https://example.org/", "example.org", False),
    ("localhost:8080", "http://localhost:8080/", "localhost:8080", False),
    ("127.0.0.1:8080", "http://127.0.0.1:8080/", "127.0.0.1:8080", False),
    ("[::1]:8080", "http://[::1]:8080/", "[::1]:8080", False),
    ("http://intranet/news", "http://intranet/news", "intranet", False),
    ("bücher.example", "https://bücher.example/", "bücher.example", True),
    ("пример.испытание", "https://пример.испытание/", "пример.испытание", True),
    ("xn--bcher-kva.example", "https://xn--bcher-kva.example/", "xn--bcher-kva.example", True),
]


@pytest.mark.parametrize(("text", "url", "name", "bare"), ARGUMENTS)
def test_arguments(text: str, url: str, name: str, bare: bool) -> None:
    assert site_from_argument(text) == Site(url=url, name=name, bare=bare)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no address"),
        ("foo", "no domain"),
        ("foo bar.org", "no address"),
        ("example.org\nexample.com", "no address"),
        ("ftp://example.org/", "no scheme to crawl"),
        ("mailto:a@example.org", "no scheme to crawl"),
        ("javascript:alert(1)", "no scheme to crawl"),
        ("http://", "no host name"),
        ("https://-x.org/", "no host name"),
        ("exa..mple.org", "no host name"),
        ("1.2.3", "no host name"),
        ("https://☃\u0378.org/", "no host name"),
        ("https://[::1/", "no address"),
        ("example.org:99999", "no address"),
        ("example.org:0", "port 0"),
        ("https://user:secret@example.org/", "user name"),
        ("https://exa%mple.org/", "no host name"),
        ("https://exa'mple.org/", "no host name"),
        ("sites.toml", "use --sites sites.toml"),
        ("./sites", "use --sites ./sites"),
        ("/etc/newscrawl/sites.toml", "use --sites /etc/newscrawl/sites.toml"),
        ("urls.txt", "use --sites urls.txt"),
        ("\\\x1e0", "use --sites '"),
    ],
)
def test_arguments_that_are_no_site(text: str, said: str) -> None:
    with pytest.raises(SitesError) as caught:
        site_from_argument(text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_there_is_no_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my.sites").write_text("x")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SitesError, match=r"use --sites my\.sites"):
        site_from_argument("my.sites")


@given(st.text())
def test_any_argument_is_a_site_or_one_line(text: str) -> None:
    said = ""
    try:
        site = site_from_argument(text)
    except SitesError as error:
        said = str(error)
    if said:
        assert len(said.splitlines()) == 1
    else:
        assert site.url.lower().startswith(("http://", "https://"))
        assert site.covers(site.url)


COVERED = [
    ("https://example.org/", "https://example.org/a"),
    ("https://example.org/", "http://www.example.org/a"),
    ("https://example.org/", "https://sport.example.org/a"),
    ("https://www.example.org/", "https://sport.example.org/a"),
    ("https://www.example.org/", "https://m.example.org/a"),
    ("https://example.org/", "https://EXAMPLE.org:443/a"),
    ("https://news.example.org/", "https://www.news.example.org/a"),
    ("https://example.co.uk/", "https://a.b.example.co.uk/"),
    ("https://a.blogspot.com/", "https://a.blogspot.com/2024/"),
    ("https://bücher.example/", "https://xn--bcher-kva.example/a"),
    ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/a"),
    ("http://localhost:8080/", "http://localhost:8080/a"),
]
UNCOVERED = [
    ("https://example.org/", "https://example.com/"),
    ("https://example.org/", "https://notexample.org/"),
    ("https://news.example.org/", "https://example.org/a"),
    ("https://news.example.org/", "https://sport.example.org/a"),
    ("https://news.example.org/", "https://a.news.example.org/a"),
    ("https://a.blogspot.com/", "https://b.blogspot.com/"),
    ("https://example.org/", "https://example.org:8080/"),
    ("http://127.0.0.1:8080/", "http://127.0.0.1:8081/"),
    ("http://127.0.0.1:8080/", "http://1.127.0.0.1:8080/"),
    ("http://localhost:8080/", "http://localhost/"),
    ("http://localhost/", "http://a.localhost/"),
    ("https://example.org/", "/relative"),
    ("https://example.org/", ""),
    ("https://example.org/", "https://[bad/"),
]


@pytest.mark.parametrize(("site", "url"), COVERED)
def test_covers(site: str, url: str) -> None:
    assert Site(site, "x").covers(url)


@pytest.mark.parametrize(("site", "url"), UNCOVERED)
def test_does_not_cover(site: str, url: str) -> None:
    assert not Site(site, "x").covers(url)


@pytest.mark.parametrize(
    ("site", "covered", "not_covered"),
    [
        (
            Site("https://www.example.org/", "x", subdomains=False),
            ["https://example.org/a", "http://m.example.org/a"],
            ["https://sport.example.org/a"],
        ),
        (
            Site("https://news.example.org/", "x", subdomains=True),
            ["https://a.news.example.org/", "https://a.b.news.example.org/"],
            ["https://example.org/", "https://sport.example.org/"],
        ),
        (
            Site("https://example.org/", "x", subdomains=("sport", "a.b")),
            ["https://sport.example.org/", "https://www.sport.example.org/", "https://a.b.example.org/"],
            ["https://shop.example.org/", "https://b.example.org/", "https://x.sport.example.org/"],
        ),
        (
            Site("https://example.org/", "x", hosts=("Other.example", "news.example.net:8080")),
            ["https://www.other.example/a", "http://news.example.net:8080/", "https://a.example.org/"],
            ["https://a.other.example/", "http://news.example.net/"],
        ),
        (Site("http://127.0.0.1:80/", "x", subdomains=True), ["http://127.0.0.1/"], ["http://1.127.0.0.1/"]),
    ],
)
def test_subdomains_and_further_hosts(site: Site, covered: list[str], not_covered: list[str]) -> None:
    assert [url for url in covered if not site.covers(url)] == []
    assert [url for url in not_covered if site.covers(url)] == []


def test_wants_by_patterns_on_the_path() -> None:
    site = Site("https://e.org/", "x", allow=("^/news/", r"\.html$"), deny=("/shop/", "/спорт/"))
    assert site.wants("https://e.org/news/a")
    assert site.wants("https://e.org/a.html?x=1")
    assert not site.wants("https://e.org/a?x=.html")
    assert not site.wants("https://e.org/news/shop/a")
    assert not site.wants("https://e.org/news/%D1%81%D0%BF%D0%BE%D1%80%D1%82/a")
    assert not site.wants("https://[bad/news/")


def test_wants_all_without_patterns() -> None:
    assert Site("https://e.org/", "x").wants("https://e.org/anything")
    assert not Site("https://e.org/", "x", deny=("^/$",)).wants("https://e.org")
