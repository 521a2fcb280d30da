"""When an article is looked at again, and whose word for a change is believed."""

from __future__ import annotations

import pytest

from newscrawl.core.looks import DOUBT, HOUR, UNCHANGED_MAX, Look, LookTrust, is_told, next_look, next_try

T = 1_800_000_000.0


def looks(published: float | None, fetched: float, late: float = 0.0) -> list[float]:
    """Hours after the first fetch at which an article is looked at, each look so many seconds late."""
    times: list[float] = []
    at = next_look(published, fetched, 0)
    while at is not None:
        times.append((at - fetched) / HOUR)
        at = next_look(published, at + late, len(times))
    return times


def test_they_become_rarer_and_end_after_three_days() -> None:
    assert looks(T, T) == [1, 4, 12, 24, 48, 72]
    assert looks(T - 10 * HOUR, T) == [1, 4, 12, 24, 48, 62], "three days from its publication"
    assert looks(T - 60 * HOUR, T) == [1, 4, 12]
    assert looks(T - 68 * HOUR, T) == [1, 4]


@pytest.mark.parametrize("age", [71.6, 72, 73, 2000, 200_000])
def test_none_for_what_was_old_when_it_was_found(age: float) -> None:
    assert looks(T - age * HOUR, T) == []


def test_two_where_there_is_no_date() -> None:
    assert looks(None, T) == [1, 4]


def test_a_date_that_lies_ahead_brings_no_more_of_them() -> None:
    assert looks(T + 1000 * HOUR, T) == [1, 4, 12, 24, 48, 72]


def test_one_run_a_day_makes_three() -> None:
    """Each look is made by the next run of the day."""
    fetched, times, looks_done = T, [], 0
    for day in range(1, 9):
        now = T + day * 24 * HOUR
        at = next_look(T - HOUR, fetched, looks_done)
        if at is not None and at <= now:
            times.append(day)
            fetched, looks_done = now, looks_done + 1
    assert times == [1, 2, 3]


def test_never_at_once() -> None:
    for age in (0.0, 5.0, 50.0, 71.0):
        at = next_look(T - age * HOUR, T, 0)
        assert at is not None
        assert at >= T + HOUR


def test_a_failed_one_is_made_again_later_and_not_for_ever() -> None:
    assert [next_try(T, tries) for tries in (1, 2, 3)] == [T + HOUR, T + 4 * HOUR, None]


def test_every_third_look_is_unconditional() -> None:
    assert [Look("a", number=number).conditional for number in range(6)] == [True, True, False, True, True, False]


@pytest.mark.parametrize(
    ("modified", "known", "told"),
    [
        (T - 1, None, False),  # before the fetch
        (T, None, False),
        (T + 60, None, True),
        (T + 60, T - 60, True),
        (T + 60, T + 60, False),  # known when it was fetched, by a clock that is ahead
        (T + 60, T + 90, False),
        (T + 100 * HOUR, None, False),  # ahead of the clock
    ],
)
def test_a_date_is_a_reason_when_it_is_new_and_after_the_fetch(
    modified: float, known: float | None, told: bool
) -> None:
    assert is_told(modified, known, fetched=T, now=T + HOUR) is told


def test_dates_that_bring_no_change_are_doubted_for_a_month() -> None:
    trust = LookTrust()
    for _ in range(UNCHANGED_MAX - 1):
        trust = trust.after(changed=False, now=T)
    assert trust.believes(T)
    trust = trust.after(changed=False, now=T)
    assert not trust.believes(T)
    assert trust.after(changed=False, now=T + 5) == LookTrust(UNCHANGED_MAX + 1, T), "one that was under way"
    assert trust.believes(T + DOUBT)
    again = trust.after(changed=False, now=T + DOUBT)
    assert again == LookTrust(1)
    assert again.believes(T + DOUBT)


def test_one_change_clears_them() -> None:
    trust = LookTrust(UNCHANGED_MAX - 1).after(changed=True, now=T)
    assert trust == LookTrust()
