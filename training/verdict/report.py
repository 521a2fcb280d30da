"""What the trained verdict is worth on what it has not seen."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from newscrawl.core.quality.judge import LEAST
from training import forest
from training.verdict.table import Table, train

__all__ = ["left_out", "print_report"]

Scores = NDArray[np.float64]
_KEPT = (0.9, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02)


def print_report(table: Table) -> None:
    """Cross-validation by site, by country, by kind and by surroundings; calibration."""
    pages = table.pages
    by_site = left_out(table, [pages[number].site for number in table.page], 10)
    countries = [pages[number].country or pages[number].site for number in table.page]
    _print_thresholds("sites left out", table, by_site)
    _print_thresholds("countries left out", table, left_out(table, countries, 10))
    by_kind = _kinds_left_out(table)
    _print_thresholds("kinds of page left out", table, by_kind)
    _print_kinds(table, by_site, by_kind)
    _print_surroundings(table)
    _print_calibration(table, by_site)


def left_out(table: Table, groups: list[str], count: int) -> Scores:
    """The score of each row by a model that was trained without its group."""
    scores = np.zeros(len(groups))
    for training, test in forest.folds(groups, count):
        if training.any() and len(set(table.labels[training])) == 2:
            scores[test] = forest.evaluate(train(table.of(training))).probabilities(table.rows[test])
    return scores


def _kinds_left_out(table: Table) -> Scores:
    """Each made kind scored by a model that never saw it; articles by those of other sites."""
    kinds = np.array([table.pages[number].kind for number in table.page])
    sites = [table.pages[number].site for number in table.page]
    fold_of = np.zeros(len(sites), np.int64)
    for number, (_, test) in enumerate(forest.folds(sites, 3)):
        fold_of[test] = number
    scores = np.zeros(len(sites))
    others = sorted({kind for kind, label in zip(kinds, table.labels, strict=True) if not label})
    for kind in others:
        training = kinds != kind
        scores[~training] = forest.evaluate(train(table.of(training))).probabilities(table.rows[~training])
    for fold in range(3):
        test = (fold_of == fold) & (table.labels == 1)
        scores[test] = forest.evaluate(train(table.of(fold_of != fold))).probabilities(table.rows[test])
    return scores


def _print_surroundings(table: Table) -> None:
    real = np.array([table.pages[number].real for number in table.page])
    other = table.labels == 0
    print("\nsurroundings left out: share of other pages that passes, by the least score")
    for name, test in (("made", other & ~real), ("real", other & real)):
        scores = forest.evaluate(train(table.of(~test))).probabilities(table.rows[test])
        print(f"{name:<18}" + "".join(f"{np.mean(scores >= least):8.4f}" for least in _KEPT))


def _plain(table: Table) -> NDArray[np.bool_]:
    """The rows of articles as the corpus has them."""
    return np.array([table.pages[number].kind == "article" for number in table.page])


def _print_thresholds(name: str, table: Table, scores: Scores) -> None:
    plain, other = _plain(table), table.labels == 0
    print(f"\n{name}: share that passes, by the least score")
    print("least score       " + "".join(f"{least:>8}" for least in _KEPT))
    for label, rows in (
        ("articles", plain),
        ("articles, changed", (table.labels == 1) & ~plain),
        ("other pages", other),
    ):
        print(f"{label:<18}" + "".join(f"{np.mean(scores[rows] >= least):8.4f}" for least in _KEPT))


def _print_kinds(table: Table, by_site: Scores, by_kind: Scores) -> None:
    print(f"\npages that pass at {LEAST}, by kind: rules alone; score, sites left out; score, the kind left out")
    for kind, rows in _by_kind(table):
        rules = np.mean([table.pages[number].reason is None for number in table.page[rows]])
        scored = "".join(f"{np.mean(scores[rows] >= LEAST):8.3f}" for scores in (by_site, by_kind))
        print(f"{kind:<12}{len(rows) // 2:>6}{rules:8.3f}{scored}")


def _by_kind(table: Table) -> Iterable[tuple[str, NDArray[np.int64]]]:
    kinds = np.array([table.pages[number].kind for number in table.page])
    for kind in sorted(set(kinds)):
        yield kind, np.flatnonzero(kinds == kind)


def _print_calibration(table: Table, scores: Scores) -> None:
    print("\ncalibration, sites left out: score, rows, share of articles (both classes weighing the same)")
    edges = np.array([0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98, 1.0001])
    for low, high in itertools.pairwise(edges):
        rows = (scores >= low) & (scores < high)
        weight = table.weights[rows].sum()
        share = (table.weights[rows] * table.labels[rows]).sum() / weight if weight else float("nan")
        print(f"{low:5.2f}..{min(1.0, high):4.2f}{rows.sum():8}{share:8.3f}")
