"""The downloader's slots: a delay is a floor, counted from when a request must have arrived."""

from __future__ import annotations

import time

import pytest
from scrapy import Request

from newscrawl.fetching.slots import ON_ITS_WAY, FlooredSlot


def test_jitter_only_adds_and_is_drawn_once_a_request() -> None:
    slot = FlooredSlot(1, 2.0, 0.5)
    drawn = set()
    for _ in range(200):
        slot.sent()
        delays = {slot.download_delay() for _ in range(3)}
        assert len(delays) == 1
        drawn |= delays
    assert min(drawn) >= 2.0
    assert max(drawn) <= 3.0
    assert len(drawn) > 100
    assert FlooredSlot(1, 0.0, 0.5).download_delay() == 0


def test_an_answer_ends_the_time_that_a_request_may_be_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.monotonic()
    monkeypatch.setattr("newscrawl.fetching.slots.time.monotonic", lambda: now)
    slot = FlooredSlot(2, 1.0, 0.0)
    first = slot.sent()
    assert first == slot.lastseen == now + ON_ITS_WAY
    now += ON_ITS_WAY / 2
    assert slot.answered(first)
    assert slot.lastseen == now
    first = slot.sent()
    now += 0.1
    second = slot.sent()
    assert not slot.answered(first), "another one is on its way"
    assert slot.lastseen == second


def test_what_left_the_queue_counts_until_its_answer_was_seen() -> None:
    slot = FlooredSlot(2, 0.0, 0.0)
    slot.out |= {Request("http://a.test/1"), Request("http://a.test/2")}
    assert slot.free_transfer_slots() == 0, "although none is transferred yet, or any longer"


def test_a_late_answer_changes_nothing() -> None:
    slot = FlooredSlot(1, 1.0, 0.0)
    slot.sent()
    slot.lastseen = time.monotonic() - 1
    assert not slot.answered(slot.lastseen)
