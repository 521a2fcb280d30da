"""What the judge of lines gains on pages that it was not trained on, and what tells how sure a text is."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from typing import Any

from benchmarks.quality.corpus import Page
from benchmarks.quality.scoring import BodyScore, best_score, mean
from newscrawl.core.extraction.article_text import read_article_text
from newscrawl.core.extraction.body.outline import read_outline
from newscrawl.core.extraction.metadata.reader import read_metadata
from newscrawl.core.extraction.page import read_page
from newscrawl.core.models.forest import Forest, forest_from
from training.corpus import Example


@dataclass(frozen=True, slots=True)
class Measured:
    """A page that was left out of training, read with what the rest taught."""

    example: Example
    score: BodyScore
    method: str
    signs: dict[str, float]


def measure(folds: Sequence[tuple[list[Example], dict[str, Any]]], processes: int = 2) -> list[Measured]:
    """Every page with a whole answer, read with the model that was trained without it."""
    jobs = [(page, number) for number, (pages, _) in enumerate(folds) for page in pages if isinstance(page.page, Page)]
    models = [data for _, data in folds]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_keep, initargs=(models,)) as pool:
        return list(pool.map(_read, jobs, chunksize=8))


_models: list[dict[str, Any]] = []


def _keep(models: list[dict[str, Any]]) -> None:
    _models.extend(models)


@lru_cache(maxsize=16)
def _forest(number: int) -> Forest:
    return forest_from(_models[number])


def _read(job: tuple[Example, int]) -> Measured:
    example, number = job
    page = read_page(example.html(), example.page.url)
    text = read_article_text(page, read_metadata(page), read_outline(page.slim_tree), forest=_forest(number))
    assert isinstance(example.page, Page)
    got = best_score(example.page, "\n\n".join(block.text for block in text.blocks))
    return Measured(example, got, text.method, text.signs)


def table(measured: Sequence[Measured]) -> list[str]:
    """A line a suite: F1, precision, recall, exact."""
    lines = []
    for suite in sorted({entry.example.suite for entry in measured}):
        scores = [entry.score for entry in measured if entry.example.suite == suite]
        figures = mean(scores)
        lines.append(
            f"  {suite:8} F1 {figures.f1:.4f}  P {figures.precision:.4f}  R {figures.recall:.4f}  "
            f"exact {figures.exact:.3f}  ({len(scores)} pages)"
        )
    return lines
