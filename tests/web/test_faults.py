"""Each fault of the news web, on real sockets."""

from __future__ import annotations

import gzip
import http.client
import socket
import time
import zlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest

from tests.web import DISALLOW_ALL, Fault, NewsWeb, WebSite
from tests.web.asking import ask

X = "http://a.test/x"


def failing(web: NewsWeb, fault: Fault, path: str = "/x") -> WebSite:
    """A site with one page of 2,000 bytes and more that fails."""
    return web.site(
        "a.test", pages={path: "<html><body>" + "<p>word</p>" * 200 + "</body></html>"}, faults={path: fault}
    )


@pytest.mark.parametrize(
    ("fault", "status"),
    [(Fault.not_found(), 404), (Fault.gone(), 410), (Fault.unavailable(), 503), (Fault.status(403), 403)],
)
def test_statuses(news_web: NewsWeb, fault: Fault, status: int) -> None:
    failing(news_web, fault)
    assert [ask(news_web, X).status for _ in range(3)] == [status] * 3
    assert [request.status for request in news_web.log(path="/x")] == [status] * 3


def test_once_times_and_after_count_each_path(news_web: NewsWeb) -> None:
    site = news_web.site(
        "a.test", faults={"/2026/*": Fault.unavailable().once(), "/about": Fault.gone().after(1).times(2)}
    )
    for story in site.stories:
        assert [ask(news_web, story.url).status for _ in range(3)] == [503, 200, 200]
    assert [ask(news_web, "http://a.test/about").status for _ in range(4)] == [200, 410, 410, 200]
    site.set_faults({"/about": Fault.gone})
    assert ask(news_web, "http://a.test/about").status == 410
    assert ask(news_web, site.stories[0].url).status == 200


def test_a_fault_by_number_of_story_and_for_a_whole_host(news_web: NewsWeb) -> None:
    site = news_web.site("a.test", faults={1: Fault.gone, "/x?y=1": Fault.unavailable})
    assert [ask(news_web, story.url).status for story in site.stories] == [200, 410, 200]
    assert ask(news_web, "http://a.test/x?y=1").status == 503
    assert ask(news_web, "http://a.test/x?y=2").status == 404
    site.set_faults({"*": Fault.status(500)})
    assert ask(news_web, site.url + "robots.txt").status == 500


def test_too_many_requests_says_when_to_come_back(news_web: NewsWeb) -> None:
    failing(news_web, Fault.too_many(2))
    answer = ask(news_web, X)
    assert (answer.status, answer.headers["Retry-After"]) == (429, "2")
    failing(news_web, Fault.too_many(30, as_date=True))
    wait = parsedate_to_datetime(ask(news_web, X).headers["Retry-After"]) - datetime.now(UTC)
    assert 25 < wait.total_seconds() <= 30


@pytest.mark.parametrize("fault", [Fault.reset(), Fault.reset_in_body()])
def test_resets(news_web: NewsWeb, fault: Fault) -> None:
    failing(news_web, fault)
    with pytest.raises((ConnectionResetError, http.client.IncompleteRead)):
        ask(news_web, X)
    assert news_web.log(path="/x")[0].status == (None if fault.kind == "reset" else 200)


def test_a_reset_is_a_real_one(news_web: NewsWeb) -> None:
    failing(news_web, Fault.reset())
    with socket.create_connection(("127.0.0.1", news_web.port), timeout=5) as plain:
        plain.sendall(f"GET {X} HTTP/1.1\r\nHost: a.test\r\n\r\n".encode())
        with pytest.raises(ConnectionResetError):
            plain.recv(10)


def test_silence(news_web: NewsWeb) -> None:
    failing(news_web, Fault.silent())
    with pytest.raises(TimeoutError):
        ask(news_web, X, timeout=0.3)
    assert news_web.log(path="/x")[0].status is None


def test_slow_headers_and_slow_bodies(news_web: NewsWeb) -> None:
    for fault in (Fault.slow_headers(0.4), Fault.slow_body(0.4)):
        failing(news_web, fault)
        connection = http.client.HTTPConnection("127.0.0.1", news_web.port, timeout=5)
        begin = time.monotonic()
        connection.request("GET", X)
        answer = connection.getresponse()
        head = time.monotonic() - begin
        assert len(answer.read()) > 2000
        assert time.monotonic() - begin >= 0.4
        assert (head >= 0.4) == (fault.kind == "slow-headers")
        connection.close()


def test_an_endless_body_ends_when_the_client_leaves(news_web: NewsWeb) -> None:
    failing(news_web, Fault.endless_body(0.001))
    connection = http.client.HTTPConnection("127.0.0.1", news_web.port, timeout=5)
    connection.request("GET", X)
    answer = connection.getresponse()
    assert len(answer.read(50_000)) == 50_000
    assert news_web.log(path="/x")[0].end is None
    answer.close()
    connection.close()
    time.sleep(0.3)
    sent = news_web.log(path="/x")[0].sent
    time.sleep(0.1)
    assert news_web.log(path="/x")[0].sent == sent


def test_redirects(news_web: NewsWeb) -> None:
    failing(news_web, Fault.redirect("/about"))
    assert ask(news_web, X).headers["Location"] == "http://a.test/about"
    failing(news_web, Fault.redirect("http://b.test/", 302))
    answer = ask(news_web, X)
    assert (answer.status, answer.headers["Location"]) == (302, "http://b.test/")


def test_a_redirect_loop(news_web: NewsWeb) -> None:
    failing(news_web, Fault.redirect_loop())
    assert ask(news_web, X).headers["Location"] == f"{X}?again=1"
    assert ask(news_web, f"{X}?again=1").headers["Location"] == X


def test_wrong_lengths(news_web: NewsWeb) -> None:
    failing(news_web, Fault.length_too_long())
    with pytest.raises(http.client.IncompleteRead) as problem:
        ask(news_web, X)
    assert problem.value.expected == 100
    assert len(problem.value.partial) > 2000
    failing(news_web, Fault.length_too_short())
    with socket.create_connection(("127.0.0.1", news_web.port), timeout=5) as plain:
        plain.sendall(f"GET {X} HTTP/1.1\r\nHost: a.test\r\n\r\n".encode())
        raw = b"".join(iter(lambda: plain.recv(65536), b""))
    head, _, body = raw.partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body) // 2}".encode() in head


def test_wrong_gzip(news_web: NewsWeb) -> None:
    failing(news_web, Fault.gzip_missing())
    answer = ask(news_web, X)
    assert answer.headers["Content-Encoding"] == "gzip"
    with pytest.raises(gzip.BadGzipFile):
        gzip.decompress(answer.body)
    failing(news_web, Fault.gzip_truncated())
    answer = ask(news_web, X)
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    with pytest.raises(EOFError):
        gzip.decompress(answer.body)
    assert zlib.decompressobj(31).decompress(answer.body).startswith(b"<html>")


def test_huge_pages(news_web: NewsWeb) -> None:
    failing(news_web, Fault.huge(3_000_000))
    answer = ask(news_web, X)
    assert len(answer.body) == int(answer.headers["Content-Length"]) == 3_000_000
    failing(news_web, Fault.huge(30_000_000, packed=True))
    answer = ask(news_web, X)
    assert len(answer.body) < 300_000
    assert len(gzip.decompress(answer.body)) == 30_000_000
    assert ask(news_web, X, method="HEAD").body == b""


def test_wrong_charset(news_web: NewsWeb) -> None:
    news_web.site("a.test", pages={"/x": "Grüße"}, faults={"/x": Fault.charset("utf-8", "iso-8859-1")})
    answer = ask(news_web, X)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.body.decode("iso-8859-1") == "Grüße"


def test_soft_404_empty_and_other_bodies(news_web: NewsWeb) -> None:
    failing(news_web, Fault.soft_404())
    answer = ask(news_web, X)
    assert answer.status == 200
    assert b"Page not found" in answer.body
    failing(news_web, Fault.empty_body())
    assert ask(news_web, X).body == b""
    failing(news_web, Fault.body("no", "text/x-other", status=418))
    answer = ask(news_web, X)
    assert (answer.status, answer.headers["Content-Type"], answer.body) == (418, "text/x-other", b"no")


@pytest.mark.parametrize(
    ("way", "path"),
    [("rss", "/rss.xml"), ("atom", "/atom.xml"), ("sitemap", "/sitemap.xml"), ("news-sitemap", "/news-sitemap.xml")],
)
def test_broken_sources(news_web: NewsWeb, way: str, path: str) -> None:
    site = news_web.site("a.test", discovery=way)
    url = f"http://a.test{path}"
    entries = {"rss": "<item>", "atom": "<entry>"}.get(way, "<url>")
    assert ask(news_web, url).body.decode().count(entries) == 3
    site.set_faults({path: Fault.empty_feed})
    empty = ask(news_web, url)
    assert entries not in empty.body.decode()
    ElementTree.fromstring(empty.body)
    site.set_faults({path: Fault.broken_xml})
    broken = ask(news_web, url)
    assert site.stories[0].url in broken.body.decode() or site.stories[-1].url in broken.body.decode()
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(broken.body)
    site.set_faults({path: Fault.html_instead})
    page = ask(news_web, url)
    assert page.headers["Content-Type"].startswith("text/html")
    assert page.body.startswith(b"<!doctype html>")


def test_faults_of_robots(news_web: NewsWeb) -> None:
    url = "http://a.test/robots.txt"
    for fault, status in ((Fault.not_found, 404), (Fault.status(500), 500), (Fault.slow_headers(0.1), 200)):
        news_web.site("a.test", faults={"/robots.txt": fault})
        assert ask(news_web, url).status == status
    news_web.site("a.test", robots=DISALLOW_ALL)
    assert ask(news_web, url).body.startswith(b"User-agent: *\nDisallow: /\n")
    news_web.site("a.test", faults={"/robots.txt": Fault.silent})
    with pytest.raises(TimeoutError):
        ask(news_web, url, timeout=0.2)


def test_connect_is_refused(news_web: NewsWeb) -> None:
    news_web.site("a.test")
    with socket.create_connection(("127.0.0.1", news_web.port), timeout=5) as plain:
        plain.sendall(b"CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\nConnection: close\r\n\r\n")
        assert plain.recv(100).startswith(b"HTTP/1.1 502")
