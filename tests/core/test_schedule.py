"""When sources are visited again."""

from __future__ import annotations

import itertools
import random

import pytest

from newscrawl.core.candidate import SourceKind
from newscrawl.core.schedule import (
    CEILING,
    CEILING_ALIVE,
    FIRST,
    FLOOR,
    LESSONS,
    Pace,
    Result,
    after_visit,
    is_due,
    retry_at,
    wants_full_answer,
)

NOW = 1.7e9
HOUR, DAY = 3600.0, 86400.0


def visit(pace: Pace, result: Result, now: float, kind: SourceKind = SourceKind.FEED, useful: bool = True) -> Pace:
    return after_visit(pace, result, now, kind=kind, useful=useful, seed="https://paper.example/feed")


def learned(interval: float, lessons: int = LESSONS) -> Pace:
    return Pace(NOW, NOW + interval, interval, lessons)


def test_before_its_pace_is_known_a_source_is_due_at_every_run() -> None:
    pace, now = Pace(), NOW
    for number in range(LESSONS):
        pace = visit(pace, Result.NEWS if number % 2 else Result.SAME, now)
        assert pace.due_at == now
        now += HOUR
    assert visit(pace, Result.SAME, now).due_at > now  # type: ignore[operator]


def test_visits_by_hand_one_after_the_other_teach_nothing() -> None:
    pace = learned(2 * HOUR)
    for second in range(0, 290, 10):
        pace = visit(Pace(NOW, pace.due_at, pace.interval, pace.lessons), Result.SAME, NOW + second)
    assert (pace.interval, pace.lessons) == (2 * HOUR, LESSONS)


@pytest.mark.parametrize("kind", list(SourceKind))
def test_every_kind_has_a_first_interval(kind: SourceKind) -> None:
    first = visit(Pace(), Result.NEWS, NOW, kind)
    assert first.interval == FIRST.get(kind, HOUR)


def test_news_halves_and_silence_lengthens_by_what_it_has_seen() -> None:
    assert visit(learned(HOUR), Result.NEWS, NOW + HOUR).interval == HOUR / 2
    assert visit(learned(HOUR), Result.SAME, NOW + HOUR).interval == HOUR * 1.5
    assert visit(learned(HOUR), Result.SAME, NOW + 9 * HOUR).interval == HOUR * 1.5
    early = visit(learned(10 * HOUR), Result.SAME, NOW + HOUR).interval
    assert early == pytest.approx(10 * HOUR * 1.5**0.1)


def test_intervals_stay_between_five_minutes_and_a_week() -> None:
    busy, silent = learned(HOUR), learned(HOUR)
    for _ in range(40):
        busy = visit(busy, Result.NEWS, busy.visited_at + HOUR)  # type: ignore[operator]
        silent = visit(silent, Result.SAME, silent.visited_at + 9 * DAY)  # type: ignore[operator]
    assert (busy.interval, silent.interval) == (FLOOR, CEILING)
    assert busy.due_at - busy.visited_at == FLOOR  # type: ignore[operator]
    assert CEILING * 0.8 <= silent.due_at - silent.visited_at <= CEILING  # type: ignore[operator]


def test_a_source_that_changes_is_seen_once_a_day_though_another_is_quicker() -> None:
    assert visit(learned(CEILING), Result.CHANGED, NOW + CEILING).interval == CEILING_ALIVE


def test_it_settles_near_the_pace_of_the_source() -> None:
    """A source that brings something every two hours on the average, visited when it is due (runs every 5 minutes)."""
    dice = random.Random(4)
    pace, now, last, gaps = learned(15 * 60), NOW, NOW, []
    for _ in range(3000):
        now += FLOOR
        if pace.due_at is not None and now >= pace.due_at:
            news = any(dice.random() < FLOOR / (2 * HOUR) for _ in range(round((now - last) / FLOOR)))
            pace = visit(pace, Result.NEWS if news else Result.SAME, now)
            gaps.append(now - last)
            last = now
    mean = sum(gaps) / len(gaps)
    assert 0.25 * HOUR < mean < 1.5 * HOUR


def test_a_failure_is_tried_again_at_once_and_then_less_and_less() -> None:
    pace, now, pauses = learned(HOUR), NOW, []
    for _ in range(12):
        now += DAY
        pace = visit(pace, Result.FAILED, now)
        pauses.append(pace.due_at - now)  # type: ignore[operator]
    assert pauses[:4] == [0.0, FLOOR, 2 * FLOOR, 4 * FLOOR]
    assert max(pauses) == CEILING_ALIVE
    assert (pace.interval, pace.lessons) == (HOUR, LESSONS)
    healed = visit(pace, Result.NEWS, now + DAY)
    assert (healed.failures, healed.interval) == (0, HOUR / 2)


def test_failures_one_after_the_other_count_once() -> None:
    pace = learned(HOUR)
    for second in (3600, 3610, 3620, 3630):
        pace = visit(pace, Result.FAILED, NOW + second)
    assert (pace.failures, pace.due_at) == (1, NOW + 3630)


def test_what_is_not_there_waits_longer() -> None:
    first = visit(learned(HOUR), Result.ABSENT, NOW + HOUR)
    second = visit(first, Result.ABSENT, NOW + 3 * HOUR)
    assert (first.due_at, second.due_at) == (NOW + 2 * HOUR, NOW + 5 * HOUR)
    assert visit(Pace(), Result.GUESSED_WRONG, NOW).due_at == NOW + CEILING


def test_what_is_forbidden_is_looked_at_once_a_day() -> None:
    pace = learned(HOUR)
    assert visit(pace, Result.FORBIDDEN, NOW + HOUR) == Pace(NOW + HOUR, NOW + HOUR + DAY, HOUR, LESSONS)


def test_only_useful_sections_are_seen_at_every_run_in_the_beginning() -> None:
    assert visit(Pace(), Result.NEWS, NOW, SourceKind.SECTION).due_at == NOW
    useless = visit(Pace(), Result.CHANGED, NOW, SourceKind.SECTION, useful=False)
    assert useless.due_at is not None
    assert 0.8 * HOUR <= useless.due_at - NOW <= HOUR


def test_sources_of_one_site_are_spread() -> None:
    dues = {
        after_visit(
            learned(DAY), Result.SAME, NOW + DAY, kind=SourceKind.FEED, useful=True, seed=f"https://a.test/{n}"
        ).due_at
        for n in range(50)
    }
    assert len(dues) > 40


def test_due_by_its_pace() -> None:
    assert is_due(Pace(), NOW)
    assert is_due(Pace(NOW - HOUR, None, HOUR, LESSONS), NOW)
    assert not is_due(learned(HOUR), NOW + HOUR - 1)
    assert is_due(learned(HOUR), NOW + HOUR)


@pytest.mark.parametrize(
    ("told", "known", "newest", "due"),
    [
        ("2020-01-01", "2020-01-01", False, False),
        ("2020-01-01T10:00:00+02:00", None, False, False),
        (None, "2020-01-01", False, False),  # the index itself was not read, as it has not changed
        ("2020-01-01", "2020-01-01", True, True),
        ("2023-11-14", "2020-01-01", False, True),
        ("2023-11-14", "2023-11-14", False, True),  # the day of the visit: it may have changed after it
        ("never", "never", False, True),
        (None, None, False, True),
    ],
)
def test_an_index_tells_what_changed(told: str | None, known: str | None, newest: bool, due: bool) -> None:
    pace = Pace(NOW, NOW + HOUR, HOUR, LESSONS)  # 2023-11-14T22:13:20Z
    assert is_due(pace, NOW + HOUR, told=told, known=known, newest=newest) is due


def test_an_index_that_tells_nothing_new_is_believed_for_a_week() -> None:
    pace, told = learned(HOUR), "2020-01-01"
    assert not is_due(pace, NOW + CEILING, told=told, known=told, newest=False)
    assert is_due(pace, NOW + CEILING + 1, told=told, known=told, newest=False)


def test_a_change_that_an_index_tells_comes_before_the_pace_but_not_before_the_pause_of_a_failure() -> None:
    assert is_due(learned(DAY), NOW + 1, told="2023-11-15", known="2023-11-14", newest=False)
    broken = Pace(NOW, NOW + HOUR, DAY, LESSONS, failures=3)
    assert not is_due(broken, NOW + 1, told="2023-11-15", known="2023-11-14")


def test_whole_answers_come_once_a_day_or_at_every_tenth_visit() -> None:
    assert wants_full_answer(None, None, NOW)
    assert not wants_full_answer(NOW - 0.9 * DAY, 900.0, NOW)
    assert wants_full_answer(NOW - 1.1 * DAY, 900.0, NOW)
    assert not wants_full_answer(NOW - 8 * DAY, DAY, NOW)
    assert wants_full_answer(NOW - 11 * DAY, DAY, NOW)


def test_pages_that_fail_are_tried_less_and_less() -> None:
    assert retry_at(0, NOW) is None
    assert retry_at(1, NOW) is None
    pauses = [at - NOW for n in range(2, 30) if (at := retry_at(n, NOW)) is not None]
    assert all(later >= earlier for earlier, later in itertools.pairwise(pauses))
    assert (pauses[0], pauses[-1]) == (1200.0, DAY)
