"""Measured pages as rows of numbers, and the trees that learn from them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newscrawl.core.candidate import SourceKind
from newscrawl.core.quality.features import features
from training import forest
from training.verdict.pages import Page

__all__ = ["Table", "tabulate", "train"]

_OPTIONS: dict[str, Any] = {
    "num_leaves": 10, "learning_rate": 0.08, "min_data_in_leaf": 60, "lambda_l2": 10.0, "feature_fraction": 0.4,
    "bagging_fraction": 0.8, "bagging_freq": 1,
}  # fmt: skip
_TREES = 200
_SOURCES = (SourceKind.FEED, SourceKind.NEWS_SITEMAP, SourceKind.SITEMAP, SourceKind.FRONT_PAGE, SourceKind.SECTION)
# An article is in the feed as often as not; of the other pages, few are. No source at all is as common for both.
_OF_ARTICLES, _OF_OTHERS = (6, 2, 3, 2, 2), (1, 0, 4, 5, 5)
_NAMELESS = 0.08


@dataclass(frozen=True, eq=False)
class Table:
    """Rows, and the page behind each."""

    pages: list[Page]
    page: NDArray[np.int64]
    """(rows,): which page a row is of."""
    names: tuple[str, ...]
    rows: NDArray[np.float32]
    labels: NDArray[np.float64]
    weights: NDArray[np.float64]

    def of(self, rows: NDArray[np.bool_]) -> Table:
        """Some of its rows."""
        return replace(
            self, page=self.page[rows], rows=self.rows[rows], labels=self.labels[rows], weights=self.weights[rows]
        )


def tabulate(pages: Sequence[Page]) -> Table:
    """Two rows a page: as `newscrawl extract` sees it, and as found by some source; a few without an address."""
    found: list[list[float]] = []
    names: tuple[str, ...] = ()
    for number, page in enumerate(pages):
        dice = random.Random(number)
        source = dice.choices(_SOURCES, _OF_ARTICLES if page.article else _OF_OTHERS)[0]
        url = "page.html" if dice.random() < _NAMELESS else page.facts.url
        for facts in (replace(page.facts, found_by=None, url=url), replace(page.facts, found_by=source)):
            numbers = features(facts)
            names = tuple(numbers)
            found.append(list(numbers.values()))
    page_of = np.repeat(np.arange(len(pages)), 2)
    labels = np.repeat(np.array([float(page.article) for page in pages]), 2)
    weights = np.repeat(np.array([page.weight for page in pages]), 2)
    weights[labels == 0] *= weights[labels == 1].sum() / max(1.0, weights[labels == 0].sum())
    return Table(list(pages), page_of, names, np.array(found, np.float32), labels, weights)


def train(table: Table) -> dict[str, Any]:
    """The model's data."""
    return forest.train(table.rows, table.labels, table.weights, table.names, trees=_TREES, **_OPTIONS)
