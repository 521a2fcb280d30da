"""The index of near doubles, in a real SQLite file."""

from __future__ import annotations

import random
import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from newscrawl.core.doubles import Sketch, bands_of
from newscrawl.store import Near, Store, Written
from newscrawl.store.doubles import BUCKET, keep

DAY = 86400.0


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(f"sqlite:///{tmp_path / 'state.db'}")


def sketch(seed: int, facts: bytes = b"") -> Sketch:
    return Sketch(400, random.Random(seed).randbytes(512), facts)


def like(other: Sketch, share: float, seed: int = 1) -> Sketch:
    """One that agrees with another in so many of its hashes, in bands as a whole."""
    same = int(512 * share)
    return replace(other, hashes=other.hashes[:same] + random.Random(seed).randbytes(512 - same))


def written(name: str, text: Sketch | None, version: int = 1, cluster_id: str | None = None) -> Written:
    url = f"https://paper.example/{name}"
    key = f"paper.example/{name}"
    return Written(
        name, url, "paper.example", name, version, (key,), sketch=text, cluster_id=cluster_id, duplicate_of=cluster_id
    )


def count(store: Store, table: str) -> int:
    with sqlite3.connect(store.url.removeprefix("sqlite:///")) as connection:
        (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(number)


def ids(store: Store) -> set[str]:
    with sqlite3.connect(store.url.removeprefix("sqlite:///")) as connection:
        return {row[0] for row in connection.execute("SELECT article_id FROM sketches")}


def put_at(store: Store, name: str, text: Sketch, moment: float) -> None:
    engine = create_engine(store.url)
    with engine.begin() as connection:
        keep(connection, [(name, 1, text)], moment)
    engine.dispose()


def test_the_nearest_is_found_with_its_cluster(store: Store) -> None:
    base = sketch(1)
    far, near, first = like(base, 0.75), like(base, 0.9), like(sketch(2), 0.9)
    store.articles.confirm([written("far", far), written("near", near, cluster_id="far")], "r")
    store.articles.confirm([written("alone", first), written("short", None)], "r")
    found = store.doubles.nearest([("new", base), ("none", sketch(3)), ("other", sketch(2)), ("near", near)])
    assert [near and (near.id, near.cluster_id) for near in found[:3]] == [("near", "far"), None, ("alone", "alone")]
    assert found[0] is not None
    assert found[0].similarity == pytest.approx(0.9, abs=0.01)
    assert found[3] is not None
    assert found[3].id == "far", "an article is no double of itself"
    assert store.doubles.nearest([]) == []


def test_of_equals_the_first_is_named(store: Store) -> None:
    for name in ("b", "a", "c"):
        store.articles.confirm([written(name, sketch(1))], "r")
        time.sleep(0.002)
    (found,) = store.doubles.nearest([("new", sketch(1))])
    assert found == Near("b", 1.0, "b")


def test_confirming_again_changes_nothing_and_a_version_takes_its_place(store: Store) -> None:
    old, new = sketch(1), sketch(2)
    for _ in range(2):
        store.articles.confirm([written("a", old)], "r")
    assert (count(store, "sketches"), count(store, "sketch_bands")) == (1, 8)
    store.articles.confirm([written("a", new, 2)], "r")
    store.articles.confirm([written("a", old, 1)], "r")  # a line that is read back
    assert (count(store, "sketches"), count(store, "sketch_bands")) == (1, 8)
    assert [near and near.id for near in store.doubles.nearest([("x", old), ("y", new)])] == [None, "a"]
    store.articles.confirm([written("b", new, 2), written("b", old, 1)], "r")
    assert store.doubles.nearest([("a", old)]) == [None]


def test_what_left_the_window_is_not_found_and_goes_little_by_little(store: Store) -> None:
    now = time.time()
    for number in range(40):
        put_at(store, f"old{number}", sketch(number), now - 31 * DAY + number)
    put_at(store, "recent", sketch(50), now - 29 * DAY)
    found = store.doubles.nearest([("x", sketch(5)), ("y", sketch(50))])
    assert [near and near.id for near in found] == [None, "recent"]
    sizes = []
    for number in range(100, 115):
        store.articles.confirm([written(f"new{number}", sketch(number))], "r")
        sizes.append(count(store, "sketches"))
    assert sizes[0] == 39, "three go for one that comes"
    assert ids(store) == {"recent", *(f"new{number}" for number in range(100, 115))}
    assert count(store, "sketch_bands") == 8 * 16
    store.doubles.days = 10
    store.articles.confirm([written("last", sketch(200))], "r")
    assert "recent" not in ids(store)


def test_a_band_that_a_template_fills_stays_small(store: Store) -> None:
    base = sketch(1)
    band = base.hashes[:3]
    family = [replace(sketch(seed), hashes=band + sketch(seed).hashes[3:]) for seed in range(100, 100 + 3 * BUCKET)]
    for start in range(0, len(family), 32):
        batch = [(f"f{start + place}", text) for place, text in enumerate(family[start : start + 32])]
        store.doubles.nearest(batch)
        store.articles.confirm([written(name, text) for name, text in batch], "r")
    with sqlite3.connect(store.url.removeprefix("sqlite:///")) as connection:
        (most,) = connection.execute(
            "SELECT max(n) FROM (SELECT count(*) n FROM sketch_bands GROUP BY band)"
        ).fetchone()
    assert most <= BUCKET + 32
    assert count(store, "sketches") == len(family)
    (found,) = store.doubles.nearest([("x", family[0])])
    assert found is not None
    assert found.id == "f0", "by its other bands"


def test_forgetting_takes_an_article_out(store: Store) -> None:
    store.articles.confirm([written("a", sketch(1)), written("b", sketch(2))], "r")
    store.doubles.forget(["a", "unknown"])
    assert store.doubles.missing(["a", "b"]) == {"a"}
    assert (ids(store), count(store, "sketch_bands")) == ({"b"}, 8)


def test_a_line_that_can_not_be_confirmed_leaves_no_sketch(store: Store) -> None:
    with sqlite3.connect(store.url.removeprefix("sqlite:///")) as connection:
        connection.execute("DROP TABLE sketch_bands")
    with pytest.raises(Exception, match="no such table: sketch_bands"):
        store.articles.confirm([written("a", sketch(1))], "r")
    assert store.articles.line("a") is None
    assert count(store, "sketches") == 0


def test_bands_are_small_numbers() -> None:
    assert all(0 <= band < 2**27 for band in bands_of(sketch(1).hashes))


def test_the_cluster_of_a_line_is_kept_with_it(store: Store) -> None:
    store.articles.confirm([written("a", sketch(1)), written("b", sketch(2), cluster_id="a")], "r")
    line = store.articles.line("b")
    assert line is not None
    assert (line.cluster_id, line.duplicate_of) == ("a", "a")
    twin = store.articles.twin("new", "b", "paper.example")
    assert twin is not None
    assert twin.cluster_id == "a"
