"""Trains the judge of lines (core/models/lines.json) and says what it gains on sites, suites and countries left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from benchmarks.quality.corpus import CorpusError, Page
from newscrawl.core.extraction.body.features import FEATURES
from training import forest
from training.corpus import Example
from training.sheets import Sheet

TREES = 120
OPTIONS = {
    "num_leaves": 15, "max_depth": 6, "learning_rate": 0.08, "min_data_in_leaf": 40, "feature_fraction": 0.5,
    "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5.0, "max_bin": 63,
}  # fmt: skip
TRUST = {"plain": 1.0, "bare": 0.3, "grafted": 0.05}
"""What a page counts for in its forms."""
PARTS = 0.005
"""What a page counts for of which only parts are known: many of them would teach the tools' common errors."""


def train(sheets: Sequence[Sheet]) -> dict[str, Any]:
    """The model's data. Each page counts the same, whatever its length; long runs somewhat more than short ones.

    Raises CorpusError where there is no page.
    """
    if not sheets:
        raise CorpusError("no page to train on: of none is anything known")
    weights = [_weights(sheet) for sheet in sheets]
    used = [weight > 0 for weight in weights]
    rows = np.concatenate([sheet.matrix[use] for sheet, use in zip(sheets, used, strict=True)])
    labels = np.concatenate([sheet.labels.wanted[use] for sheet, use in zip(sheets, used, strict=True)])
    weight = np.concatenate([own[use] for own, use in zip(weights, used, strict=True)])
    return forest.train(rows, labels, weight, FEATURES, trees=TREES, **OPTIONS)


def _weights(sheet: Sheet) -> forest.Vector:
    own = sheet.labels.weight * np.log1p(sheet.size)
    trust = TRUST[sheet.form] * (1.0 if isinstance(sheet.example.page, Page) else PARTS)
    return np.asarray(own / max(float(own.sum()), 1e-9) * 100 * trust, np.float64)


def left_out(
    sheets: Sequence[Sheet], group: Callable[[Example], str], count: int
) -> list[tuple[list[Example], dict[str, Any]]]:
    """(pages left out, the model trained without their groups) for each fold.

    Sites of pages that are left out are in no training either, so that a suite or a country that shares a site with
    another can be left out whole. A fold without pages on either side is none.
    """
    found = []
    pages = [sheet.example for sheet in sheets]
    for _, test in forest.folds([group(page) for page in pages], count):
        out = [page for page, chosen in zip(pages, test, strict=True) if chosen]
        sites = {page.site for page in out}
        rest = [s for s, chosen in zip(sheets, test, strict=True) if not chosen and s.example.site not in sites]
        if out and rest:
            found.append((list({page.page.id: page for page in out}.values()), train(rest)))
    return found
