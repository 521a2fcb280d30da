from __future__ import annotations

from collections import Counter

import pytest

from newscrawl.core.verdict import Reason
from newscrawl.report.figures import RunFigures, SiteFigures, SiteState
from newscrawl.report.totals import most_interesting_first, number, size, span, top, totals
from newscrawl.report.words import IN_WORDS, in_words


def test_totals_are_sums_over_sites() -> None:
    figures = RunFigures("r", "2026-11-24T06:00:00Z")
    for name, written in (("a", 3), ("b", 4)):
        site = figures.site(name)
        site.written, site.found, site.fetched, site.pending, site.state = written, 10, 5, 2, SiteState.DONE
        site.rejected["no-text"] += 1
        site.errors["timeout"] += 2
    total = totals(figures)
    assert (total.written, total.found, total.fetched, total.pending) == (7, 20, 10, 4)
    assert total.rejected == Counter({"no-text": 2})
    assert total.errors == Counter({"timeout": 4})
    assert total.states == Counter({"done": 2})


def test_the_most_interesting_sites_come_first() -> None:
    fine = SiteFigures("fine", SiteState.DONE, found=5, written=5)
    better = SiteFigures("better", SiteState.DONE, found=9, written=9)
    failed = SiteFigures("failed", SiteState.FAILED)
    empty = SiteFigures("empty", SiteState.DONE, found=5)
    shaky = SiteFigures("shaky", SiteState.DONE, found=50, written=40, errors=Counter(timeout=1))
    ranked = most_interesting_first([fine, better, failed, empty, shaky])
    assert [site.name for site in ranked] == ["failed", "empty", "shaky", "better", "fine"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"), (59.4, "59 s"), (59.6, "1 min"), (125, "2 min 5 s"), (3600, "1 h"), (12000, "3 h 20 min"),
        (187200, "2 d 4 h"),
    ],
)  # fmt: skip
def test_spans_read_in_their_two_largest_units(seconds: float, text: str) -> None:
    assert span(seconds) == text


def test_top_names_the_most_frequent_first() -> None:
    counts = Counter({"a": 1, "b": 5000, "c": 1, "d": 7})
    assert top(counts, 2) == "b 5,000, d 7, +2 more"
    assert top(counts, 9) == "b 5,000, d 7, a 1, c 1"
    assert top(Counter(), 3) == ""
    assert number(1234567) == "1,234,567"


def test_every_reason_has_its_words() -> None:
    assert set(IN_WORDS) == set(Reason)
    assert len(set(IN_WORDS.values())) == len(IN_WORDS)
    assert in_words("no-text") == IN_WORDS[Reason.NO_TEXT]
    assert in_words("something-new") == "something-new"


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_960, "1.0 MB"),
        (5 * 10**12, "5,000.0 GB"),
    ],
)
def test_sizes_read_in_their_largest_unit(count: int, text: str) -> None:
    assert size(count) == text
