"""How sure a text is: the probability that it is right, from what the cascade saw on its way."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

__all__ = ["SIGNS", "sureness"]

SIGNS = ("expected", "agreement", "kinship")
"""What tells it: the F1 that the judge of lines expects; how far the two plain readings agree with the text (the lower
of both); the share of the title's and the standfirst's words in it. More signs were tried; none told more.
"""


def sureness(signs: Mapping[str, float]) -> float | None:
    """The probability, 0..1 in hundredths, that a text has hardly a wrong or a missing word; None without signs.

    Method: logistic regression (Cox 1958) with the weights in core/models/sureness.json, made by training/sureness.py.
    """
    if not signs:
        return None
    bias, weights = _model()
    total = bias + sum(weight * signs[name] for name, weight in zip(SIGNS, weights, strict=True))
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total)))), 2)


@lru_cache(maxsize=1)
def _model() -> tuple[float, tuple[float, ...]]:
    data = json.loads(resources.files("newscrawl.core.models").joinpath("sureness.json").read_bytes())
    return float(data["bias"]), tuple(float(data["weights"][name]) for name in SIGNS)
