"""The one polite GET, against a real server with faults."""

from __future__ import annotations

import pytest

from newscrawl.cli.fetch import Disallowed, Fetcher, FetchError
from tests.web import DISALLOW_ALL, Fault, NewsWeb, Page

AGENT = "newscrawl/0 (+https://crawler.example)"


@pytest.fixture(autouse=True)
def _through_the_web(news_web: NewsWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", news_web.proxy_url)


@pytest.mark.parametrize("gzip", [True, False])
def test_a_page_comes_after_its_robots_txt(news_web: NewsWeb, gzip: bool) -> None:
    site = news_web.site("a.test", gzip=gzip)
    story = site.stories[0]
    answer = Fetcher(AGENT).fetch(story.url)
    assert answer.status == 200
    assert answer.url == story.url
    assert story.title.encode() in answer.body
    assert answer.content_type is not None
    assert answer.content_type.startswith("text/html")
    assert answer.seconds > 0
    assert answer.robots == ["http://a.test/robots.txt: allowed"]
    assert [request.path for request in site.log()] == ["/robots.txt", story.path]
    assert {request.user_agent for request in site.log()} == {AGENT}


def test_what_robots_txt_disallows_is_not_fetched(news_web: NewsWeb) -> None:
    site = news_web.site("a.test", robots=DISALLOW_ALL)
    with pytest.raises(FetchError, match=r"disallowed by http://a\.test/robots\.txt"):
        Fetcher(AGENT).fetch(site.stories[0].url)
    assert [request.path for request in site.log()] == ["/robots.txt"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault.unavailable(), r"robots\.txt answered 503"),
        (Fault.reset(), r"robots\.txt could not be read"),
        (Fault.too_many(5), r"robots\.txt answered 429"),
    ],
)
def test_a_robots_txt_that_cannot_be_had_disallows(news_web: NewsWeb, fault: Fault, said: str) -> None:
    site = news_web.site("a.test", faults={"/robots.txt": fault})
    with pytest.raises(FetchError, match=said):
        Fetcher(AGENT).fetch(site.stories[0].url)
    assert site.log(site.stories[0].path) == []


def test_a_robots_txt_that_redirects_for_ever_is_none(news_web: NewsWeb) -> None:
    site = news_web.site("a.test", faults={"/robots.txt": Fault.redirect_loop()})
    assert Fetcher(AGENT).fetch(site.stories[0].url).status == 200
    assert len(site.log()) == 7, "robots.txt and its five redirects, and the page"


def test_the_line_that_decided_is_named(news_web: NewsWeb) -> None:
    site = news_web.site("a.test", robots="User-agent: *\nAllow: /2\nDisallow: /\nCrawl-delay: 3\n")
    fetcher = Fetcher(AGENT)
    assert fetcher.fetch(site.stories[0].url).robots == ["http://a.test/robots.txt: allowed by line 2, Allow: /2"]
    with pytest.raises(Disallowed, match=r"disallowed by http://a\.test/robots\.txt, line 3: Disallow: /$") as caught:
        fetcher.fetch("http://a.test/about")
    about = caught.value.answer.about("http://a.test/about", AGENT)
    assert (about["allowed"], about["line"], about["crawl_delay"]) == (False, 3, 3.0)
    assert len(site.log("/robots.txt")) == 1, "once for all pages"


def test_no_robots_txt_allows(news_web: NewsWeb) -> None:
    site = news_web.site("a.test", faults={"/robots.txt": Fault.not_found()})
    assert Fetcher(AGENT).fetch(site.stories[0].url).robots == ["http://a.test/robots.txt answered 404: all allowed"]


def test_redirects_are_followed_and_every_host_is_asked(news_web: NewsWeb) -> None:
    story = news_web.site("b.test").stories[0]
    news_web.site("a.test", faults={"/old": Fault.redirect(story.url), "/older": Fault.redirect("/old", 302)})
    answer = Fetcher(AGENT).fetch("http://a.test/older")
    assert answer.url == story.url
    assert answer.hops == ["302 http://a.test/older", "301 http://a.test/old"]
    assert len(answer.robots) == 2


def test_a_redirect_to_where_robots_txt_disallows_is_not_followed(news_web: NewsWeb) -> None:
    closed = news_web.site("b.test", robots=DISALLOW_ALL)
    news_web.site("a.test", faults={"/old": Fault.redirect(closed.stories[0].url)})
    with pytest.raises(FetchError, match="disallowed"):
        Fetcher(AGENT).fetch("http://a.test/old")


def test_other_schemes_are_refused(news_web: NewsWeb) -> None:
    news_web.site("a.test", faults={"/old": Fault.redirect("file:///etc/hostname")})
    with pytest.raises(FetchError, match="not an http or https address"):
        Fetcher(AGENT).fetch("http://a.test/old")


def test_a_wrong_status_is_an_answer(news_web: NewsWeb) -> None:
    news_web.site("a.test", pages={"/gone": Page("<p>no longer here</p>", status=410)})
    answer = Fetcher(AGENT).fetch("http://a.test/gone")
    assert answer.status == 410
    assert answer.body == b"<p>no longer here</p>"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault.reset(), "http://a.test/x: "),
        (Fault.reset_in_body(), "broken off"),
        (Fault.length_too_long(), "broken off"),
        (Fault.gzip_missing(), "broken off"),
        (Fault.gzip_truncated(), "broken off: the packed body ends too soon"),
        (Fault.huge(3 * 2**20), "larger than 1 MB"),
        (Fault.huge(30 * 2**20, packed=True), "larger than 1 MB"),
        (Fault.silent(), "no answer in time"),
        (Fault.endless_body(), "took longer than 1 s|larger than 1 MB"),
        (Fault.slow_body(5), "took longer than 1 s|no answer in time"),
        (Fault.redirect_loop(), "more than 10 redirects"),
    ],
)
def test_what_cannot_be_had_is_told_in_one_line(news_web: NewsWeb, fault: Fault, said: str) -> None:
    news_web.site("a.test", pages={"/x": "<p>" + "words " * 500}, faults={"/x": fault})
    with pytest.raises(FetchError, match=said) as caught:
        Fetcher(AGENT, seconds=1, max_bytes=2**20).fetch("http://a.test/x")
    assert "\n" not in str(caught.value)
    assert caught.value.code == 1


def test_an_address_in_any_script_is_fetched(news_web: NewsWeb) -> None:
    news_web.site("a.test", pages={"/stra%C3%9Fe": "<p>here</p>"})
    assert Fetcher(AGENT).fetch("http://a.test/straße").body == b"<p>here</p>"


def test_no_host_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("http_proxy")
    with pytest.raises(FetchError, match=r"disallowed, for robots\.txt could not be read"):
        Fetcher(AGENT, seconds=3).fetch("http://127.0.0.1:9/x")
