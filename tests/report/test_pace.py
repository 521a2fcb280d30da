from __future__ import annotations

import pytest

from newscrawl.report.figures import RunFigures, SiteState
from newscrawl.report.pace import Pace


def running(*names: str) -> RunFigures:
    figures = RunFigures("r", "2026-11-24T06:00:00Z")
    for name in names:
        figures.site(name).state = SiteState.RUNNING
    return figures


def test_nothing_is_known_before_there_are_samples() -> None:
    pace = Pace()
    assert pace.pages_per_second() == 0
    assert pace.seconds_left(running("a")) is None
    pace.take(running("a"), 0)
    assert pace.pages_per_second() == 0


def test_the_rate_is_that_of_the_last_ten_seconds() -> None:
    pace, figures = Pace(), running("a")
    for second in range(31):
        figures.responses += 100 if second <= 20 else 3
        pace.take(figures, float(second))
    assert pace.pages_per_second() == 3


def test_the_slowest_site_says_how_long_it_takes() -> None:
    pace, figures = Pace(), running("slow", "fast")
    slow, fast = figures.site("slow"), figures.site("fast")
    slow.pending, fast.pending = 20, 100
    for second in range(11):
        pace.take(figures, float(second))
        slow.fetched += 1
        fast.fetched += 50
    assert pace.seconds_left(figures) == pytest.approx(20)


def test_the_time_left_is_unknown_where_it_cannot_be_known() -> None:
    pace, figures = Pace(), running("a", "b")
    for second in range(11):
        pace.take(figures, float(second))
        figures.site("a").fetched += 1
    assert pace.seconds_left(figures) is None, "nothing is pending"
    figures.site("a").pending = 5
    assert pace.seconds_left(figures) == pytest.approx(5)
    figures.site("b").pending = 1
    assert pace.seconds_left(figures) is None, "b does not move"
    figures.site("b").pending = 0
    figures.site("c")
    assert pace.seconds_left(figures) is None, "c has not begun"


def test_few_samples_are_kept_and_one_a_second() -> None:
    pace, figures = Pace(), running("a")
    for tick in range(4 * 600):
        pace.take(figures, tick / 4)
    assert len(pace.samples) <= 62
