"""Gradient-boosted trees as plain data: evaluated with numpy alone, for all rows and trees at once.

Method: Friedman 2001, "Greedy function approximation: a gradient boosting machine", for a binary outcome: the leaves'
values of all trees are added up, and the logistic function makes a probability of the sum. Trained by `training/`.
A row's leaf is found without walking down a tree (Lucchese et al. 2015, "QuickScorer", SIGIR): every node that sends
the row to the right rules out the leaves on its left, and the first leaf that none rules out is the row's.
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

_MOST_LEAVES = 64
"""Of a tree: its leaves are the bits of one number."""
_AT_ONCE = 512
"""Rows: what is in between stays small, and in the processor's cache."""


@dataclass(frozen=True, eq=False)
class Forest:
    """Trees over named features. A tree with fewer nodes or leaves than the largest one is filled up."""

    features: tuple[str, ...]
    """What the columns of a matrix are, in order."""

    feature: NDArray[np.intp]
    """(nodes, trees): the column that a node looks at; 0 where it is none."""

    threshold: NDArray[np.float32]
    """(nodes, trees): a row goes left where its value is at most this; infinite where it is none."""

    left: NDArray[np.unsignedinteger[Any]]
    """(nodes, trees): the leaves on a node's left as bits, the tree's leftmost leaf the lowest one."""

    value: NDArray[np.float32]
    """(trees, leaves): what a leaf adds, from left to right."""

    bias: float = 0.0
    """What is added to every sum."""

    def probabilities(self, rows: Rows) -> NDArray[np.float64]:
        """The probability of each row, (rows,) in 0..1. In: (rows, features), without NaN.

        Fastest where the rows lie in memory column by column.
        """
        columns = np.ascontiguousarray(rows.T)
        added = np.empty((len(rows), len(self.value)), np.float32)
        for start in range(0, len(rows), _AT_ONCE):
            added[start : start + _AT_ONCE] = self._added(columns[:, start : start + _AT_ONCE]).T
        total = added.sum(axis=1, dtype=np.float64) + self.bias
        return np.asarray(1.0 / (1.0 + np.exp(-total)))

    def _added(self, columns: NDArray[np.float32]) -> NDArray[np.float32]:
        """What each tree adds, (trees, rows). In: (features, rows)."""
        goes_right = columns.take(self.feature.ravel(), axis=0) > self.threshold.reshape(-1, 1)
        out = np.multiply(goes_right, self.left.reshape(-1, 1))
        gone = np.bitwise_or.reduce(out.reshape(*self.left.shape, columns.shape[1]), axis=0)
        leaf = np.bitwise_count(gone & ~(gone + 1))  # how many are out before the first that is not
        trees, leaves = self.value.shape
        added: NDArray[np.float32] = np.take(self.value, leaf + (np.arange(trees) * leaves)[:, None])
        return added


def forest_from(data: dict[str, Any]) -> Forest:
    """The forest that a model's data describe: `features`, `bias`, and `trees`, each a list of nodes.

    A node is [column, threshold, left child's place] or, for a leaf, [value]; a right child stands behind its left one.
    Raises KeyError, ValueError or TypeError where the data are of another form, ValueError also where a tree has more
    than 64 leaves.
    """
    features = tuple(data["features"])
    trees = [_unfolded(tree, len(features)) for tree in data["trees"]]
    shape = (max((len(nodes) for nodes, _ in trees), default=0), len(trees))
    leaves = shape[0] + 1
    feature, threshold = np.zeros(shape, np.intp), np.full(shape, np.inf, np.float32)
    left = np.zeros(shape, np.min_scalar_type((1 << leaves) - 1))
    value = np.zeros((len(trees), leaves), np.float32)
    for number, (nodes, values) in enumerate(trees):
        value[number, : len(values)] = values
        for place, node in enumerate(nodes):
            feature[place, number], threshold[place, number], left[place, number] = node
    return Forest(features, feature, threshold, left, value, float(data["bias"]))


def _unfolded(tree: list[list[float]], columns: int) -> tuple[list[tuple[int, float, int]], list[float]]:
    """A tree's nodes as (column, threshold, leaves on its left as bits), and its leaves' values from left to right.

    Raises ValueError where it has no nodes, more leaves than can be, or a node that is none.
    """
    nodes: list[tuple[int, float, int]] = []
    values: list[float] = []

    def leaves_under(place: int) -> int:
        node = tree[place]
        if len(node) == 1:
            values.append(float(node[0]))
            if len(values) > _MOST_LEAVES:
                raise ValueError(f"a tree with more than {_MOST_LEAVES} leaves")
            return 1 << (len(values) - 1)
        left = leaves_under(int(node[2]))
        nodes.append((int(node[0]), node[1], left))
        return left | leaves_under(int(node[2]) + 1)

    if not 0 < len(tree) < 2 * _MOST_LEAVES:
        raise ValueError(f"a tree with {len(tree)} nodes")
    for place, node in enumerate(tree):
        _check(node, place, len(tree), columns)
    leaves_under(0)
    return nodes, values


def _check(node: list[float], place: int, nodes: int, columns: int) -> None:
    """Raises ValueError where a node looks at a column that is none, or its children do not stand behind it."""
    if len(node) == 1:
        return
    if len(node) != 3 or not (0 <= node[0] < columns and place < node[2] < nodes - 1):
        raise ValueError(f"{node} is no node of a tree with {nodes} nodes over {columns} columns")


@lru_cache(maxsize=8)
def load_forest(name: str) -> Forest:
    """A model that ships with the package: newscrawl/core/models/NAME.json."""
    return forest_from(json.loads(resources.files(__package__).joinpath(f"{name}.json").read_bytes()))
