"""The measures: texts, titles, moments and names against the known ones. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.quality.corpus import Page

__all__ = [
    "BodyScore",
    "Mean",
    "best_score",
    "fold",
    "mean",
    "name_words",
    "names_f1",
    "same_day",
    "same_minute",
    "score",
]

_WORD = re.compile(r"\w+")
_DAY = 86400
_OTHER_ZONE = 14 * 3600
"""Seconds: no two places on earth are further apart than this in local time, so this near is the same day somewhere."""


@dataclass(frozen=True, slots=True)
class BodyScore:
    """How a text fits the known one, in 4-grams of words: shares of all that stand in either, together 1 (or all 0)."""

    right: float
    extra: float
    missing: float
    with_standfirst: bool = True
    """Whether the text fits better with the standfirst in it than without."""

    @property
    def f1(self) -> float:
        """F1 of this page; 1 where both texts are empty."""
        total = 2 * self.right + self.extra + self.missing
        return 2 * self.right / total if total else 1.0

    @property
    def exact(self) -> bool:
        """Not a 4-gram too many or too few."""
        return self.extra == self.missing == 0


@dataclass(frozen=True, slots=True)
class Mean:
    """Precision and recall averaged over pages, F1 of these two averages, and the share of exact pages."""

    pages: int
    f1: float
    precision: float
    recall: float
    exact: float


def score(expected: str, got: str) -> BodyScore:
    """The 4-gram measure of Zyte's benchmark (github.com/scrapinghub/article-extraction-benchmark).

    Bags, not sets: a sentence that stands twice must be found twice. Words keep their case, as there.
    """
    want, have = _grams(expected), _grams(got)
    right, extra, missing = ((want & have).total(), (have - want).total(), (want - have).total())
    total = right + extra + missing or 1
    return BodyScore(right / total, extra / total, missing / total)


def best_score(page: Page, got: str) -> BodyScore:
    """The score with or without the standfirst, whichever fits, where it is known apart."""
    whole = score(page.body, got)
    if not page.standfirst or not page.body.startswith(page.standfirst):
        return whole
    rest = score(page.body[len(page.standfirst) :].strip(), got)
    if whole.right >= rest.right:
        return whole
    return BodyScore(rest.right, rest.extra, rest.missing, with_standfirst=False)


def mean(scores: Sequence[BodyScore]) -> Mean:
    """As that benchmark sums up: a page of which no word was got counts for recall alone."""
    precisions = [s.right / (s.right + s.extra) for s in scores if s.right + s.extra]
    recalls = [s.right / (s.right + s.missing) for s in scores if s.right + s.missing]
    precision, recall = _average(precisions), _average(recalls)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Mean(len(scores), f1, precision, recall, _average([float(s.exact) for s in scores]))


def fold(text: str | None) -> str:
    """Letters and digits in lower case, NFKC, single spaces between words."""
    return re.sub(r"\W+", " ", unicodedata.normalize("NFKC", text or "")).strip().lower()


def same_minute(expected: str | None, got: str | None) -> bool:
    """Whether two ISO 8601 texts name moments less than a minute apart; UTC where one gives no offset."""
    want, have = _moment(expected), _moment(got)
    return want is not None and have is not None and abs((want - have).total_seconds()) < 60


def same_day(expected: str | None, got: str | None) -> bool:
    """Whether two ISO 8601 texts name one day: as written, or so near that it is the same in some time zone."""
    want, have = _moment(expected), _moment(got)
    if want is None or have is None:
        return False
    apart = abs((want - have).total_seconds())
    return apart < _DAY and (want.date() == have.date() or apart < _OTHER_ZONE)


def names_f1(expected: Iterable[str], got: Iterable[str]) -> float:
    """F1 of two sets of names, folded; 1 means exactly right."""
    want, have = {fold(name) for name in expected}, {fold(name) for name in got}
    return 2 * len(want & have) / (len(want) + len(have) or 1)


def name_words(names: Iterable[str]) -> list[str]:
    """The words of all names in alphabetical order: equal for "A. Lee; B. Ray" and ["B. Ray", "A. Lee"]."""
    return sorted(fold(" ".join(names)).split())


def _grams(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """The bag of runs of `size` words; one shorter run where the text has fewer."""
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[place : place + size]) for place in range(max(1, len(words) - size + 1)))


def _moment(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _average(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
