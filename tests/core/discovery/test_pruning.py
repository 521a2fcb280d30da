"""core.discovery.pruning: what is older than a run asks for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawl.core.candidate import Candidate, Source, SourceKind
from newscrawl.core.discovery.pruning import INDEX_DEPTH_MAX, children, is_older, latest_moment, without_old

SINCE = datetime(2026, 11, 20, tzinfo=UTC).timestamp()


def sitemap(name: str, modified: str | None = None, depth: int = 0) -> Source:
    return Source(f"https://e.org/{name}.xml", SourceKind.SITEMAP, modified, depth)


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2026-11-20T08:00:00+08:00", "2026-11-20T00:00:00+00:00"),
        ("2026-11-20T08:00:00", "2026-11-20T20:00:00+00:00"),
        ("2026-11-20", "2026-11-21T12:00:00+00:00"),
    ],
)
def test_the_latest_that_a_date_can_mean(said: str, moment: str) -> None:
    assert latest_moment(said) == datetime.fromisoformat(moment).timestamp()


@pytest.mark.parametrize("said", [None, "", "yesterday", "2026-13-01", "2026-11-20T25:00"])
def test_what_is_no_date_has_no_latest_moment(said: str | None) -> None:
    assert latest_moment(said) is None


@pytest.mark.parametrize(
    ("published", "modified", "older"),
    [
        ("2026-11-18", None, True),
        ("2026-11-19", None, False),  # may be the 20th already, further west
        (None, "2026-11-19T23:59:59+00:00", True),
        ("2020-01-01", "2026-11-20T00:00:00+00:00", False),
        ("2026-11-21", "2020-01-01", False),
        (None, None, False),
        ("soon", None, False),
    ],
)
def test_a_candidate_is_older_when_all_its_dates_are(published: str | None, modified: str | None, older: bool) -> None:
    candidate = Candidate("https://e.org/a", SourceKind.SITEMAP, published=published, modified=modified)
    assert is_older(candidate, SINCE) is older
    assert not is_older(candidate, None)


def test_old_children_are_left_out_but_never_the_newest() -> None:
    old, older, undated = sitemap("old", "2026-10-01"), sitemap("older", "2025-01-01"), sitemap("undated")
    new = sitemap("new", "2026-11-22")
    assert without_old([older, old, undated, new], SINCE) == [undated, new]
    assert without_old([older, old, undated], SINCE) == [old, undated]
    assert without_old([older, old], None) == [older, old]
    assert without_old([], SINCE) == []


def test_children_lie_one_step_deeper_until_there_is_an_end() -> None:
    found, fault = children([sitemap("a")], sitemap("index"), None)
    assert (found, fault) == ((sitemap("a", depth=1),), None)
    found, fault = children([sitemap("a")], sitemap("index", depth=INDEX_DEPTH_MAX), None)
    assert found == ()
    assert fault == "sitemaps more than 5 steps deep, left out"
    assert children([], sitemap("last", depth=INDEX_DEPTH_MAX), None) == ((), None)
