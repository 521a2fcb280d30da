"""Retry-After by itself; tests.crawl.test_faults has it in a crawl."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.http import Response
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from newscrawl.middlewares.refusals import HostPaused
from newscrawl.middlewares.retry_after import DEFAULT_SECONDS, LONGEST, RetryAfter, retry_after

NOW = 1_790_000_000.0  # Mon, 21 Sep 2026 14:13:20 GMT


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120.0),
        (b" 0 ", 0.0),
        (b"1.5", 1.5),
        (b"9" * 400, LONGEST),
        (b"Monday, 21-Sep-26 14:14:20 GMT", 60.0),
        (b"Mon Sep 21 14:14:20 2026", 60.0),
        (b"Mon, 21 Sep 2026 14:14:20 -0000", 60.0),
        (b"Mon, 21 Sep 9926 14:14:20 GMT", LONGEST),
        (b"1.2.3", None),
        (b".", None),
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


def test_a_date_is_of_the_servers_clock(middleware: RetryAfter) -> None:
    """An hour slow, it would ask for no pause at all by ours."""
    headers = {"Date": "Mon, 21 Sep 2020 14:00:00 GMT", "Retry-After": "Mon, 21 Sep 2020 14:00:30 GMT"}
    middleware.process_response(Request("http://a.test/x"), Response("http://a.test/x", 429, headers=headers))
    with pytest.raises(HostPaused) as caught:
        middleware.process_request(Request("http://a.test/x"))
    assert caught.value.seconds == pytest.approx(30, abs=0.5)


class _Downloader:
    def __init__(self) -> None:
        self.slots: dict[str, Slot] = {"a.test": Slot(1, 1.0, 0.0)}


@pytest.fixture
def middleware() -> RetryAfter:
    return RetryAfter(SimpleNamespace(engine=SimpleNamespace(downloader=_Downloader())))  # type: ignore[arg-type]


def test_a_pause_holds_for_that_host_alone_and_ends(middleware: RetryAfter) -> None:
    middleware.process_response(Request("http://a.test/x"), answer(503, "1"))
    middleware.process_request(Request("http://b.test/x"))
    with pytest.raises(HostPaused, match=r"a\.test asked for a pause") as caught:
        middleware.process_request(Request("https://a.test:8080/y"))
    assert 0 < caught.value.seconds <= 1
    time.sleep(1.05)
    middleware.process_request(Request("http://a.test/y"))


def test_what_waits_for_its_turn_there_is_taken_back(middleware: RetryAfter) -> None:
    waiting: Deferred[Response] = Deferred()
    slot = middleware._crawler.engine.downloader.slots["a.test"]
    slot.queue.append((Request("http://a.test/z"), waiting))
    middleware.process_response(Request("http://a.test/x"), answer(429, "3600"))
    failures: list[Failure] = []
    waiting.addErrback(failures.append)
    assert not slot.queue
    assert failures[0].check(HostPaused)


@pytest.mark.parametrize(("status", "pauses"), [(429, True), (503, False), (200, False)])
def test_without_the_header_only_a_429_pauses(middleware: RetryAfter, status: int, pauses: bool) -> None:
    middleware.process_response(Request("http://a.test/x"), answer(status))
    if not pauses:
        middleware.process_request(Request("http://a.test/x"))
        return
    with pytest.raises(HostPaused) as caught:
        middleware.process_request(Request("http://a.test/x"))
    assert caught.value.seconds == pytest.approx(DEFAULT_SECONDS, abs=0.5)
