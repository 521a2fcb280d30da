"""Trains what tells how sure a text is (core/models/sureness.json) on pages that the judge of lines had not seen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.quality.corpus import CorpusError
from newscrawl.core.extraction.body.sureness import SIGNS
from training.forest import Matrix, folds
from training.measure import Measured

RIGHT = 0.8
"""F1 from which a text counts as right."""


def train(measured: Sequence[Measured]) -> dict[str, Any]:
    """The weights of each sign, for signs as they come. Raises CorpusError where all texts are right, or none is."""
    right = _right(measured)
    if right.all() or not right.any():
        raise CorpusError("too few pages to tell how sure a text is: those left out are all right, or all wrong")
    model = _fitted(_rows(measured), right)
    scaler, logistic = model[0], model[1]
    weights = logistic.coef_[0] / scaler.scale_
    bias = float(logistic.intercept_[0] - weights @ scaler.mean_)
    return {"bias": round(bias, 5), "weights": {n: round(float(w), 5) for n, w in zip(SIGNS, weights, strict=True)}}


def _fitted(rows: Matrix, right: Any) -> Any:
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.5)).fit(rows, right)


def _rows(measured: Sequence[Measured]) -> Matrix:
    return np.array([[entry.signs[name] for name in SIGNS] for entry in measured], np.float32)


def _right(measured: Sequence[Measured]) -> Any:
    return np.array([entry.score.f1 >= RIGHT for entry in measured])


def calibration(measured: Sequence[Measured]) -> list[str]:
    """A line a band of the probability: pages, and the share that is right; each page judged without its site."""
    rows, right = _rows(measured), _right(measured)
    said = np.full(len(measured), np.nan)
    for train_rows, test in folds([entry.example.site for entry in measured], 10):
        if not test.any() or len(set(right[train_rows])) < 2:
            continue
        said[test] = _fitted(rows[train_rows], right[train_rows]).predict_proba(rows[test])[:, 1]
    lines = []
    for low, high in ((0.0, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01)):
        band = (said >= low) & (said < high)
        if band.any():
            lines.append(f"  {low:.1f}-{min(high, 1.0):.1f}  {band.sum():4} pages  right {right[band].mean():.3f}")
    return lines


def save(data: dict[str, Any], path: Path) -> None:
    """Writes the weights."""
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
