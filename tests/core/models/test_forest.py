from __future__ import annotations

import json
import math
from importlib import resources
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import pytest

from newscrawl.core.extraction import extract_page
from newscrawl.core.extraction.body.features import FEATURES
from newscrawl.core.models.forest import forest_from, load_forest
from newscrawl.core.quality.features import features
from training import forest as training

SHIPPED = sorted(
    entry.name.removesuffix(".json")
    for entry in resources.files("newscrawl.core.models").iterdir()
    if entry.name.endswith(".json") and "trees" in json.loads(entry.read_bytes())
)
BY_HAND = {
    "features": ["size", "links"],
    "bias": 0.5,
    "trees": [
        [[0, 10.0, 1], [-1.0], [1, 0.25, 3], [2.0], [-3.0]],
        [[0.125]],
    ],
}


def chance(total: float) -> float:
    return 1 / (1 + math.exp(-total))


def data(count: int, seed: int) -> tuple[training.Matrix, training.Vector, training.Vector]:
    dice = np.random.default_rng(seed)
    rows = dice.normal(size=(count, 6)).astype(np.float32)
    rows[:, 4] = dice.integers(0, 4, count)
    rows[:, 5] = np.round(rows[:, 0], 1)
    labels = (rows[:, 0] * rows[:, 1] + 0.3 * rows[:, 4] + dice.normal(size=count) > 0.5).astype(np.float64)
    return rows, labels, dice.random(count) + 0.1


def booster_of(
    rows: training.Matrix, labels: training.Vector, weights: training.Vector, trees: int, **options: Any
) -> Any:
    """LightGBM's own model of the same data."""
    fixed = {"objective": "binary", "num_threads": 1, "deterministic": True, "force_row_wise": True, "seed": 1}
    table = lightgbm.Dataset(rows, label=labels, weight=weights, params={"verbosity": -1})
    return lightgbm.train({**fixed, "verbosity": -1, **options}, table, num_boost_round=trees)


@pytest.mark.parametrize(
    ("row", "total"),
    [
        ((10.0, 9.0), 0.5 + 0.125 - 1.0),  # what equals the threshold goes left
        ((10.001, 0.25), 0.5 + 0.125 + 2.0),
        ((99.0, 0.26), 0.5 + 0.125 - 3.0),
    ],
)
def test_a_tree_by_hand(row: tuple[float, float], total: float) -> None:
    found = forest_from(BY_HAND).probabilities(np.array([row], np.float32))
    assert found == pytest.approx([chance(total)])


def test_rows_do_not_touch_each_other() -> None:
    rows = np.array([(10, 9), (11, 0), (11, 1), (0, 0)], np.float32)
    made = forest_from(BY_HAND)
    one_by_one = [made.probabilities(rows[place : place + 1])[0] for place in range(len(rows))]
    assert made.probabilities(rows).tolist() == one_by_one


def test_deep_and_bare_trees_side_by_side() -> None:
    chain = [[0, 5, 1], [9], [0, 6, 3], [9], [0, 7, 5], [9], [0, 8, 7], [9], [1]]
    made = forest_from({**BY_HAND, "bias": 0, "trees": [chain, [[1.0]]]})
    assert made.probabilities(np.array([[8.5, 0], [7.5, 0]], np.float32)) == pytest.approx([chance(2), chance(10)])


def comb(leaves: int, *, to_the_right: bool) -> list[list[float]]:
    """A tree that parts one leaf after the other; the value of leaf n is n."""
    tree: list[list[float]] = []
    if to_the_right:
        for n in range(leaves - 1):
            tree += [[0, n + 0.5, 2 * n + 1], [n]]
        return [*tree, [leaves - 1]]
    tree += [[0, leaves - 1.5, 1]]
    for n in range(leaves - 1, 1, -1):
        tree += [[0, n - 1.5, len(tree) + 2], [n]]
    return [*tree, [0], [1]]


@pytest.mark.parametrize("leaves", [2, 8, 9, 16, 17, 32, 33, 64])
@pytest.mark.parametrize("to_the_right", [True, False])
def test_every_leaf_is_found(leaves: int, to_the_right: bool) -> None:
    made = forest_from({**BY_HAND, "bias": 0, "trees": [comb(leaves, to_the_right=to_the_right)]})
    rows = np.array([[n, 0] for n in range(leaves)], np.float32)
    assert made.probabilities(rows) == pytest.approx([chance(n) for n in range(leaves)])


def test_many_rows_are_as_few() -> None:
    rows = data(1500, 4)[0][:, :2] * 10
    made = forest_from(BY_HAND)
    parts = [made.probabilities(rows[start : start + 7]) for start in range(0, len(rows), 7)]
    assert (made.probabilities(rows) == np.concatenate(parts)).all()


def test_no_rows_and_no_trees() -> None:
    assert forest_from(BY_HAND).probabilities(np.zeros((0, 2), np.float32)).shape == (0,)
    bare = forest_from({"features": [], "bias": 1.0, "trees": []})
    assert bare.probabilities(np.zeros((2, 0), np.float32)) == pytest.approx([chance(1.0)] * 2)


def test_far_sums_are_probabilities_still() -> None:
    made = forest_from({"features": ["a"], "bias": 0, "trees": [[[0, 0.0, 1], [-90.0], [90.0]]]})
    found = made.probabilities(np.array([[-1], [1]], np.float32))
    assert found == pytest.approx([0, 1])


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        ({"features": [], "bias": 0}, KeyError),
        ({"features": [], "trees": []}, KeyError),
        ({"bias": 0, "trees": []}, KeyError),
        ({**BY_HAND, "bias": "much"}, ValueError),
        ({**BY_HAND, "bias": None}, TypeError),
        ({**BY_HAND, "trees": None}, TypeError),
        ({**BY_HAND, "trees": [[None]]}, TypeError),
        ({**BY_HAND, "trees": [[["high"]]]}, ValueError),
        ({**BY_HAND, "trees": [[[0, 1.0]]]}, ValueError),
        ({**BY_HAND, "trees": [[[0, 1.0, 1], [1.0]]]}, ValueError),
        ({**BY_HAND, "trees": [[[0, 1.0, 7], [1.0], [2.0]]]}, ValueError),
        ({**BY_HAND, "trees": [[[0, 1.0, 0], [1.0], [2.0]]]}, ValueError),
        ({**BY_HAND, "trees": [[[2, 1.0, 1], [1.0], [2.0]]]}, ValueError),
        ({**BY_HAND, "trees": [[[-1, 1.0, 1], [1.0], [2.0]]]}, ValueError),
        ({**BY_HAND, "trees": [[[]]]}, ValueError),
        ({**BY_HAND, "trees": [[]]}, ValueError),
        ({**BY_HAND, "trees": [comb(65, to_the_right=True)]}, ValueError),
        ({**BY_HAND, "trees": [[*([0, 0.5, n + 1] for n in range(60)), [1.0], [2.0]]]}, ValueError),
    ],
)
def test_broken_data_are_refused(broken: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        forest_from(broken)


@pytest.mark.parametrize(("leaves", "seed"), [(4, 1), (15, 2), (31, 3)])
def test_it_says_what_lightgbm_says(leaves: int, seed: int) -> None:
    rows, labels, weights = data(900, seed)
    options = {"num_leaves": leaves, "min_data_in_leaf": 5, "learning_rate": 0.2}
    names = [f"f{number}" for number in range(rows.shape[1])]
    made = training.evaluate(training.train(rows, labels, weights, names, trees=25, **options))
    booster = booster_of(rows, labels, weights, 25, **options)
    unseen = np.concatenate([rows, data(300, seed + 10)[0]])
    assert made.features == tuple(names)
    assert np.abs(made.probabilities(unseen) - np.asarray(booster.predict(unseen))).max() < 1e-4


def test_rows_right_at_the_thresholds_go_as_in_lightgbm() -> None:
    rows, labels, weights = data(400, 5)
    rows[:, :4] = np.round(rows[:, :4], 1)
    made = training.evaluate(training.train(rows, labels, weights, list("abcdef"), trees=10, min_data_in_leaf=3))
    at = np.unique(made.threshold[np.isfinite(made.threshold)])
    at = at[np.abs(at) > 1e-30]  # what LightGBM has beside 0 it does not keep to itself
    edges = np.concatenate([at, np.nextafter(at, np.float32(-np.inf)), np.nextafter(at, np.float32(np.inf))])
    booster = booster_of(rows, labels, weights, 10, min_data_in_leaf=3)
    unseen = np.repeat(edges[:, None], 6, axis=1)
    assert np.abs(made.probabilities(unseen) - np.asarray(booster.predict(unseen))).max() < 1e-4


def test_a_model_is_written_and_read_the_same(tmp_path: Path) -> None:
    rows, labels, weights = data(300, 7)
    model = training.train(rows, labels, weights, list("abcdef"), trees=4, min_data_in_leaf=3)
    path = tmp_path / "model.json"
    training.save(model, path)
    text = path.read_text(encoding="utf-8")
    assert json.loads(text) == model
    assert len(text.splitlines()) == 2 + 4 + 1  # a tree a line
    found = forest_from(json.loads(text)).probabilities(rows)
    assert (found == training.evaluate(model).probabilities(rows)).all()


def test_every_shipped_model_loads() -> None:
    assert SHIPPED == ["lines", "verdict"]
    for name in SHIPPED:
        made = load_forest(name)
        dice = np.random.default_rng(1)
        found = made.probabilities(dice.normal(size=(50, len(made.features))).astype(np.float32))
        assert ((found >= 0) & (found <= 1)).all()
        assert len(np.unique(found)) > 5
        assert made.feature.max() < len(made.features)
        assert load_forest(name) is made


def test_the_columns_of_the_shipped_models_are_those_of_the_code() -> None:
    assert load_forest("lines").features == FEATURES
    facts = extract_page("<p>text</p>", "https://news.example/a", explain=True).facts
    assert facts is not None
    assert load_forest("verdict").features == tuple(features(facts))


def test_a_model_that_does_not_ship() -> None:
    with pytest.raises(FileNotFoundError):
        load_forest("none-of-these")
