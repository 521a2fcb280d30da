"""Trains gradient-boosted trees with LightGBM and writes them as plain data; the same to the bit each time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from newscrawl.core.models.forest import Forest, forest_from

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]

_FIXED = {
    "objective": "binary",
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "seed": 1,
    "verbosity": -1,
}


def train(
    rows: Matrix, labels: Vector, weights: Vector, features: Sequence[str], *, trees: int, **options: Any
) -> dict[str, Any]:
    """A model's data (see core.models.forest.forest_from).

    In: (rows, features) without NaN; labels 0 or 1; a weight a row; the columns' names; LightGBM's options.
    """
    data = lightgbm.Dataset(rows, label=labels, weight=weights, params={"verbosity": -1}, free_raw_data=False)
    booster = lightgbm.train({**_FIXED, **options}, data, num_boost_round=trees)
    dump = booster.dump_model()
    return {
        "features": list(features),
        "bias": 0.0,
        "trees": [_nodes(tree["tree_structure"]) for tree in dump["tree_info"]],
    }


def _nodes(root: dict[str, Any]) -> list[list[float]]:
    """A tree, level by level, so that two children stand side by side."""
    nodes: list[list[float]] = []
    waiting = [root]
    reserved = 1
    while waiting:
        node = waiting.pop(0)
        if "leaf_value" in node and "split_feature" not in node:
            nodes.append([_short(node["leaf_value"])])
            continue
        nodes.append([node["split_feature"], _at_most(node["threshold"]), reserved])
        reserved += 2
        waiting += [node["left_child"], node["right_child"]]
    return nodes


def _short(value: float) -> float:
    return float(f"{value:.5g}")


def _at_most(value: float) -> float:
    """The threshold as the largest float32 that is not above it: rows are float32, so none changes sides."""
    single = np.float32(value)
    if float(single) > value:
        single = np.nextafter(single, np.float32(-np.inf))
    return float(single)


def save(data: dict[str, Any], path: Path) -> None:
    """Writes a model's data, a tree a line."""
    head = {name: value for name, value in data.items() if name != "trees"}
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in data["trees"])
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
    path.write_text(f'{text[:-1]},\n"trees":[\n{lines}\n]}}\n', encoding="utf-8")


def evaluate(data: dict[str, Any]) -> Forest:
    """The forest that the package will make of a model's data."""
    return forest_from(data)


def folds(groups: Sequence[str], count: int) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """(training rows, test rows) of each fold; a group (a site, a country) is never in both. The same each time."""
    names = sorted(set(groups))
    np.random.default_rng(1).shuffle(names)
    fold_of = {name: place % count for place, name in enumerate(names)}
    number = np.array([fold_of[group] for group in groups])
    for fold in range(count):
        yield number != fold, number == fold
