"""Retry-After by itself; tests.crawl.test_faults has it in a crawl."""

from __future__ import annotations

import time

import pytest
from scrapy import Request
from scrapy.http import Response

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.site import Site, site_from_argument
from newscrawl.crawl.visits import META_KEY, PageVisit
from newscrawl.middlewares.refusals import HostPaused
from newscrawl.middlewares.retry_after import DEFAULT_SECONDS, RetryAfter, retry_after

NOW = 1_790_000_000.0  # Mon, 21 Sep 2026 14:13:20 GMT
SITE = site_from_argument("http://a.test/")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120.0),
        (b" 0 ", 0.0),
        (b"Mon, 21 Sep 2026 14:14:20 GMT", 60.0),
        (b"Mon, 21 Sep 2020 14:14:20 GMT", 0.0),
        (b"soon", None),
        (b"-5", None),
        (b"", None),
        (None, None),
        (b"\xb2", None),
    ],
)
def test_seconds_dates_and_nonsense(value: bytes | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def answer(status: int, value: str | None = None) -> Response:
    return Response("http://a.test/x", status=status, headers={"Retry-After": value} if value else {})


def asked() -> Request:
    visit = PageVisit(SITE, Candidate("http://a.test/x", SourceKind.FEED), "a.test/x")
    return Request("http://a.test/x", meta={META_KEY: visit})


async def test_a_pause_is_told_and_waited_for_by_that_host() -> None:
    told: list[tuple[Site, str, float, float]] = []
    middleware = RetryAfter(10.0, lambda *pause: told.append(pause))
    middleware.process_response(asked(), answer(503, "1"))
    assert told == [(SITE, "a.test", 1.0, 10.0)]
    started = time.monotonic()
    await middleware.process_request(Request("http://b.test/x"))
    assert time.monotonic() - started < 0.5
    await middleware.process_request(asked())
    assert time.monotonic() - started >= 0.95


async def test_a_long_pause_refuses() -> None:
    middleware = RetryAfter(10.0, lambda *_: None)
    middleware.process_response(asked(), answer(429, "3600"))
    with pytest.raises(HostPaused, match="a pause of 3600 s"):
        await middleware.process_request(asked())


async def test_a_429_without_the_header_pauses_and_a_503_or_200_does_not() -> None:
    for status, pauses in ((429, [DEFAULT_SECONDS]), (503, []), (200, [])):
        told: list[float] = []
        middleware = RetryAfter(10.0, lambda _site, _host, seconds, _longest, told=told: told.append(seconds))  # type: ignore[misc]
        middleware.process_response(asked(), answer(status))
        assert told == pauses
