"""How likely a page is an article: the trained verdict."""

from __future__ import annotations

import numpy as np

from newscrawl.core.models.forest import load_forest
from newscrawl.core.quality.evidence import Facts
from newscrawl.core.quality.features import features

__all__ = ["kind_score"]


def kind_score(facts: Facts) -> float:
    """The probability, 0 to 1 in three digits, that a page is an article and not a page of another kind.

    In: facts whose `shape` was measured; raises ValueError where it was not. Method: gradient-boosted trees over
    numbers (core.quality.features), trained by training/verdict on articles and on pages of other kinds made from
    them, half of each.
    """
    forest, numbers = load_forest("verdict"), features(facts)
    row = np.array([[numbers[name] for name in forest.features]], np.float32)
    return round(float(forest.probabilities(row)[0]), 3)
