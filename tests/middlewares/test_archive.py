"""What is kept of each exchange: by the handler's word, and without it."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from newscrawl.core.candidate import Candidate, Source, SourceKind
from newscrawl.crawl.visits import CAPTURES_KEY, HEADS_KEY, META_KEY, Heads, PageVisit, SourceVisit
from newscrawl.dataset.archive.records import Capture
from newscrawl.middlewares.archive import ArchiveCapture, archives

URL = "https://a.test/x?y=1"
CANDIDATE = Candidate(URL, SourceKind.FEED)
PAGE = PageVisit(None, CANDIDATE, "a.test/x")  # type: ignore[arg-type]


def source(kind: SourceKind) -> SourceVisit:
    return SourceVisit(None, Source(URL, kind))  # type: ignore[arg-type]


def captured(request: Request, response: Response) -> list[Capture]:
    assert ArchiveCapture().process_response(request, response) is response
    found: list[Capture] = request.meta.get(CAPTURES_KEY, [])
    return found


def answer(url: str = URL, status: int = 200, **given: Any) -> Response:
    return Response(url, status=status, headers={"Content-Type": "text/html"}, body=b"body", **given)


def test_heads_are_those_that_the_handler_has_seen_and_none_of_an_earlier_request() -> None:
    heads = Heads(b"GET /x HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n")
    request = Request(URL, meta={META_KEY: PAGE, HEADS_KEY: heads})
    (capture,) = captured(request, answer(ip_address=ip_address("192.0.2.1")))
    assert (capture.request, capture.head, capture.body) == (heads.request, heads.response, b"body")
    assert capture.address == "192.0.2.1"
    assert HEADS_KEY not in request.meta


def test_without_them_they_are_made_of_what_scrapy_has() -> None:
    headers = {"Accept": "text/html", "Proxy-Authorization": "Basic c2VjcmV0", "Cookie": "secret=1"}
    request = Request(URL, headers=headers, meta={META_KEY: PAGE, "proxy": "http://proxy.test:1"})
    (capture,) = captured(request, answer(protocol="HTTP/2", ip_address=ip_address("192.0.2.1")))
    assert capture.request == b"GET /x?y=1 HTTP/1.1\r\nHost: a.test\r\nAccept: text/html\r\n\r\n"
    assert capture.head == b"HTTP/2 200\r\nContent-Type: text/html\r\n\r\n"
    assert capture.address is None, "it is the proxy's"
    bare = captured(Request("http://a.test", meta={META_KEY: PAGE}), answer("http://a.test"))[0]
    assert bare.request.startswith(b"GET / HTTP/1.1\r\nHost: a.test\r\n")


def test_hops_are_kept_and_an_answer_takes_the_place_of_one_that_was_tried_again() -> None:
    request = Request(URL, meta={META_KEY: PAGE})
    captured(request, answer(status=301))
    led = request.replace(url="https://a.test/z")
    captured(led, answer("https://a.test/z", 503))
    again = led.replace(dont_filter=True)
    assert [c.url for c in captured(again, answer("https://a.test/z"))] == [URL, "https://a.test/z"]
    assert again.meta[CAPTURES_KEY][-1].head.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("visit", "kept"),
    [
        (PAGE, True),
        (source(SourceKind.FRONT_PAGE), True),  # it may be a candidate as well
        (source(SourceKind.SITEMAP), False),
        (None, False),  # robots.txt
    ],
)
def test_only_what_may_be_an_article_is_kept(visit: Any, kept: bool) -> None:
    assert bool(captured(Request(URL, meta={META_KEY: visit}), answer())) is kept


def test_other_spiders_have_no_archive() -> None:
    assert not archives(get_crawler())
