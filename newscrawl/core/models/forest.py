"""Gradient-boosted trees as plain data: evaluated with numpy alone, for all rows and trees at once.

Method: Friedman 2001, "Greedy function approximation: a gradient boosting machine", for a binary outcome: the leaves'
values of all trees are added up, and the logistic function makes a probability of the sum. Trained by `training/`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Forest:
    """Trees over named features."""

    features: tuple[str, ...]
    """What the columns of a matrix are, in order."""

    feature: NDArray[np.int32]
    """(trees, nodes): the column that a node looks at; 0 in a leaf."""

    threshold: NDArray[np.float32]
    """(trees, nodes): a row goes left where its value is at most this; infinite in a leaf."""

    left: NDArray[np.int32]
    """(trees, nodes): the left child's place in the tree; the right one is the next. A leaf's is its own."""

    value: NDArray[np.float32]
    """(trees, nodes): what a leaf adds; 0 in a node."""

    depth: int
    """Steps from a root to the deepest leaf."""

    bias: float = 0.0
    """What is added to every sum."""

    def probabilities(self, rows: Rows) -> NDArray[np.float64]:
        """The probability of each row, (rows,) in 0..1. In: (rows, features), without NaN."""
        count, trees = len(rows), len(self.feature)
        if not count:
            return np.zeros(0)
        nodes = self.feature.shape[1]
        offset = (np.arange(trees, dtype=np.int64) * nodes)[None, :]
        place = np.broadcast_to(offset, (count, trees))
        feature, threshold = self.feature.ravel(), self.threshold.ravel()
        left = (self.left + offset.T).ravel()
        values = rows.ravel()
        start = (np.arange(count, dtype=np.int64) * rows.shape[1])[:, None]
        for _ in range(self.depth):
            goes_right = values[start + feature[place]] > threshold[place]
            place = left[place] + goes_right
        total = self.value.ravel()[place].sum(axis=1, dtype=np.float64) + self.bias
        return np.asarray(1.0 / (1.0 + np.exp(-total)))


def forest_from(data: dict[str, Any]) -> Forest:
    """The forest that a model's data describe: `features`, `bias`, and `trees`, each a list of nodes.

    A node is [column, threshold, left child's place] or, for a leaf, [value]; a right child stands behind its left one.
    Raises KeyError, ValueError or TypeError where the data are of another form.
    """
    features = tuple(data["features"])
    trees: list[list[list[float]]] = data["trees"]
    size = max((len(tree) for tree in trees), default=1)
    shape = (len(trees), size)
    feature, left = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    threshold, value = np.full(shape, np.inf, np.float32), np.zeros(shape, np.float32)
    left[:] = np.arange(size)
    for number, tree in enumerate(trees):
        for place, node in enumerate(tree):
            _check(node, place, len(tree), len(features))
            if len(node) == 1:
                value[number, place] = node[0]
            else:
                feature[number, place], threshold[number, place] = int(node[0]), node[1]
                left[number, place] = int(node[2])
    depth = max(map(_depth, trees), default=0)
    return Forest(features, feature, threshold, left, value, depth, float(data["bias"]))


def _check(node: list[float], place: int, nodes: int, columns: int) -> None:
    """Raises ValueError where a node looks at a column that is none, or its children do not stand behind it."""
    if len(node) == 1:
        return
    if len(node) != 3 or not (0 <= node[0] < columns and place < node[2] < nodes - 1):
        raise ValueError(f"{node} is no node of a tree with {nodes} nodes over {columns} columns")


def _depth(tree: list[list[float]]) -> int:
    if not tree:
        raise ValueError("a tree without nodes")
    below = [0] * len(tree)
    for place in reversed(range(len(tree))):
        if len(tree[place]) > 1:
            first = int(tree[place][2])
            below[place] = 1 + max(below[first], below[first + 1])
    return below[0]


@lru_cache(maxsize=8)
def load_forest(name: str) -> Forest:
    """A model that ships with the package: newscrawl/core/models/NAME.json."""
    return forest_from(json.loads(resources.files(__package__).joinpath(f"{name}.json").read_bytes()))
