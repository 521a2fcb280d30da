"""The index of near doubles, in a real database."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, event, inspect, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from newscrawl.core.doubles import Sketch, bands_of
from newscrawl.core.doubles.bands import bands_of_all
from newscrawl.store import Near, Store, Written, segments
from newscrawl.store.doubles import BUCKET, keep, remove, sweep
from newscrawl.store.schema import MIGRATIONS
from newscrawl.store.segments import FANOUT, Segments
from newscrawl.store.shapes import AT_ONCE
from tests.store.databases import connected

DAY = 86400.0


def sketch(seed: int, facts: bytes = b"") -> Sketch:
    return Sketch(400, random.Random(seed).randbytes(512), facts)


def like(other: Sketch, share: float, seed: int = 1) -> Sketch:
    """One that agrees with another in so many of its hashes, in bands as a whole."""
    same = int(512 * share)
    return replace(other, hashes=other.hashes[:same] + random.Random(seed).randbytes(512 - same))


def written(name: str, seen: Sketch | None, version: int = 1, cluster_id: str | None = None) -> Written:
    url = f"https://paper.example/{name}"
    key = f"paper.example/{name}"
    return Written(
        name, url, "paper.example", name, version, (key,), sketch=seen, cluster_id=cluster_id, duplicate_of=cluster_id
    )


def count(store: Store, table: str) -> int:
    with connected(store) as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def entries(store: Store) -> int:
    """Bands that articles are found by, of all of them."""
    with connected(store) as connection:
        return sum(len(segment.numbers) for segment in Segments().current(connection))


def ids(store: Store) -> set[str]:
    with connected(store) as connection:
        return set(connection.execute(text("SELECT article_id FROM sketches")).scalars())


def put_at(store: Store, name: str, seen: Sketch, moment: float) -> None:
    with connected(store) as connection:
        keep(connection, [(name, 1, seen)], moment)


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
    assert (count(store, "sketches"), entries(store), store.doubles.loose({"a"})) == (1, 8, 0)
    store.articles.confirm([written("a", new, 2)], "r")
    store.articles.confirm([written("a", old, 1)], "r")  # a line that is read back
    assert count(store, "sketches") == 1
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
    assert 8 * 16 <= entries(store) <= 2 * 8 * 16, "half of a segment may be of what is gone"
    newest = store.doubles.nearest([("x", sketch(number)) for number in (50, *range(100, 115))])
    assert {near and near.id for near in newest} == ids(store)
    store.doubles.days = 10
    store.articles.confirm([written("last", sketch(200))], "r")
    assert "recent" not in ids(store)


def test_of_a_band_that_a_template_fills_the_newest_are_looked_at(store: Store) -> None:
    base = sketch(1)
    band = base.hashes[:3]
    family = [replace(sketch(seed), hashes=band + sketch(seed).hashes[3:]) for seed in range(100, 100 + 3 * BUCKET)]
    for start in range(0, len(family), 32):
        store.doubles.note([(f"f{start + place}", 1, seen) for place, seen in enumerate(family[start : start + 32])])
        time.sleep(0.002)
    with connected(store) as connection:
        found = Segments().holding(connection, bands_of_all([band + bytes(509)]), 0, BUCKET)
        newest = connection.execute(text("SELECT number FROM sketches ORDER BY number DESC LIMIT 64")).scalars().all()
    assert found == {bands_of(base.hashes)[0]: sorted(newest)}
    (near,) = store.doubles.nearest([("x", family[0])])
    assert near is not None
    assert near.id == "f0", "by its other bands"


def test_segments_are_merged_and_nothing_is_lost_from_them(store: Store) -> None:
    reader = Store.open(store.url)  # another process, which reads what this one merges
    most = 0
    for number in range(80):
        store.doubles.note([(f"a{number}", 1, sketch(number))])
        most = max(most, count(store, "sketch_segments"))
        if number % 20 == 0:
            assert [near and near.id for near in reader.doubles.nearest([("x", sketch(number))])] == [f"a{number}"]
    assert entries(store) == 8 * 80
    assert most <= (FANOUT - 1) * 4 + 1, "three of each size: of 1, 4, 16 and 64 articles, and the one that is new"
    assert store.doubles.loose(ids(store)) == 0
    found = reader.doubles.nearest([("x", sketch(number)) for number in range(80)])
    assert [near and near.id for near in found] == [f"a{number}" for number in range(80)]
    reader.close()


def test_a_segment_grows_no_further_than_a_store_can_hold(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "LARGEST", 8 * 16)
    for number in range(160):
        store.doubles.note([(f"a{number}", 1, sketch(number))])
    with connected(store) as connection:
        sizes = sorted(connection.execute(text("SELECT size FROM sketch_segments")).scalars())
    assert sizes[-1] <= 8 * 16 * FANOUT
    assert sum(sizes) == entries(store) == 8 * 160
    found = store.doubles.nearest([("x", sketch(number)) for number in range(160)])
    assert [near and near.id for near in found] == [f"a{number}" for number in range(160)]


@pytest.mark.parametrize("days", [0, 1])
def test_a_run_with_a_shorter_window_takes_no_article_from_the_index_that_has_its_sketch(
    store: Store, days: int
) -> None:
    now = time.time()
    for number in range(20):
        put_at(store, f"old{number}", sketch(number), now - 2 * DAY + number)
    store.doubles.days = days
    store.articles.confirm([written("new", None)], "r")
    store.doubles.days = 30
    left = ids(store)
    assert len(left) == (17 if days else 20)
    asked = [("x", sketch(number)) for number in range(20)]
    assert {near.id for near in store.doubles.nearest(asked) if near} == left


def test_half_of_a_segment_that_left_the_window_is_cut(store: Store) -> None:
    now = time.time()
    with connected(store) as connection:
        keep(connection, [(f"old{number}", 1, sketch(number)) for number in range(3)], now - 2 * DAY)
        sweep(connection, now - 30 * DAY, 0)
    assert entries(store) == 24
    for number in range(10, 13):
        put_at(store, f"new{number}", sketch(number), now)
    with connected(store) as connection:
        sweep(connection, now - DAY, 2)
    assert (count(store, "sketches"), entries(store)) == (4, 32), "the last of the old ones is still there"
    with connected(store) as connection:
        sweep(connection, now - DAY, 2)
    assert ids(store) == {"new10", "new11", "new12"}


def test_what_is_forgotten_leaves_no_trace(store: Store) -> None:
    for name in ("a", "b", "c", "d", "e"):
        store.articles.confirm([written(name, sketch(ord(name)))], "r")
    with connected(store) as connection:
        remove(connection, ["a", "e", "unknown"])
    assert store.doubles.missing(["a", "b", "c", "d", "e"]) == {"a", "e"}
    assert (ids(store), entries(store), store.doubles.loose({"b", "c", "d"})) == ({"b", "c", "d"}, 24, 0)
    assert store.doubles.nearest([("x", sketch(ord("a"))), ("y", sketch(ord("b")))])[0] is None


def test_what_is_forgotten_leaves_nothing_of_its_older_versions(store: Store) -> None:
    for version in (1, 2, 3):
        store.articles.confirm([written("a", sketch(version), version), written(f"b{version}", sketch(-version))], "r")
    assert entries(store) > 8 * 4, "old versions are still there"
    store.tombstones.finish((), ["a"], (), ())
    assert (entries(store), store.doubles.loose({"b1", "b2", "b3"})) == (8 * 3, 0)


def test_however_many_are_forgotten_the_index_is_written_once(store: Store) -> None:
    names = [f"a{number}" for number in range(3 * AT_ONCE)]
    store.doubles.note([(name, 1, sketch(number)) for number, name in enumerate(names)])
    statements: list[str] = []

    def note(*said: Any) -> None:
        statements.append(said[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        store.tombstones.finish((), names[3:], (), ())
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert sum(said.startswith("INSERT INTO sketch_segments") for said in statements) == 1
    assert (entries(store), store.doubles.loose(set(names[:3]))) == (8 * 3, 0)


def test_a_line_that_can_not_be_confirmed_leaves_no_sketch(store: Store) -> None:
    with connected(store) as connection:
        connection.execute(text("DROP TABLE sketch_segments"))
    with pytest.raises(ProgrammingError if "postgresql" in store.url else OperationalError, match="sketch_segments"):
        store.articles.confirm([written("a", sketch(1))], "r")
    assert store.articles.line("a") is None
    assert count(store, "sketches") == 0


def test_bands_are_small_numbers() -> None:
    assert all(0 <= band < 2**27 for band in bands_of(sketch(1).hashes))
    several = [sketch(seed).hashes for seed in range(5)]
    assert bands_of_all(several).tolist() == [bands_of(hashes) for hashes in several]


def test_a_store_of_schema_4_begins_anew(store: Store) -> None:
    """Its sketches are of another algorithm."""
    store.articles.confirm([written("a", sketch(1))], "r")
    with connected(store) as connection:
        connection.execute(text("DROP TABLE sketch_segments"))
        connection.execute(text("CREATE TABLE sketch_bands (band BIGINT, number BIGINT, PRIMARY KEY (band, number))"))
        connection.execute(text("INSERT INTO sketch_bands SELECT 1, number FROM sketches"))
        MIGRATIONS[4](connection)
    assert store.articles.line("a") is not None
    assert store.doubles.missing({"a"}) == {"a"}
    store.articles.confirm([written("a", sketch(1))], "r")  # read back from its line
    assert [near and near.id for near in store.doubles.nearest([("x", sketch(1))])] == ["a"]
    with connected(store) as connection:
        assert "sketch_bands" not in inspect(connection).get_table_names()


def test_the_cluster_of_a_line_is_kept_with_it(store: Store) -> None:
    store.articles.confirm([written("a", sketch(1)), written("b", sketch(2), cluster_id="a")], "r")
    line = store.articles.line("b")
    assert line is not None
    assert (line.cluster_id, line.duplicate_of) == ("a", "a")
    twin = store.articles.twin("new", "b", "paper.example")
    assert twin is not None
    assert twin.cluster_id == "a"
