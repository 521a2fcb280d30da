"""What was read from each page, beside what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.quality.corpus import Page
from benchmarks.quality.methods import NEWSCRAWL, Reading
from benchmarks.quality.running import Readings
from benchmarks.quality.scoring import BodyScore, best_score
from newscrawl.core.extraction.language import detect_language

__all__ = ["Result", "results"]


@dataclass(frozen=True, slots=True)
class Result:
    """One page, and how each method did on it."""

    page: Page
    language: str
    """What the known body is written in, by newscrawl's own detector; "-" where it cannot tell."""
    readings: Readings
    scores: dict[str, BodyScore]
    """By the method's name."""

    @property
    def ours(self) -> Reading:
        """newscrawl's reading."""
        return self.readings[NEWSCRAWL]

    @property
    def score(self) -> BodyScore:
        """newscrawl's score."""
        return self.scores[NEWSCRAWL]

    @property
    def passed(self) -> bool:
        """Whether newscrawl would write the page into a dataset."""
        return self.ours.rejected is None and self.ours.error is None


def results(pages: Sequence[Page], readings: Sequence[Readings]) -> list[Result]:
    """Scores every reading; both sequences are in the same order."""
    return [
        Result(
            page,
            detect_language(page.body)[0] or "-",
            found,
            {name: best_score(page, reading.text) for name, reading in found.items()},
        )
        for page, found in zip(pages, readings, strict=True)
    ]
