"""The index of near doubles: the sketches of recent articles, and which of them share a band (core.doubles).

An article has 8 rows in a table that is sorted by band, so that a look for its doubles reads 8 places of it however
many articles there are. What has left the window is removed a little at a time, by those who come.
"""

from __future__ import annotations

import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, select

from newscrawl.core.doubles import Sketch, bands_of, compare
from newscrawl.store.dialects import insert_into
from newscrawl.store.schema import articles, sketch_bands, sketches

__all__ = ["Doubles", "Near", "keep", "remove", "sweep"]

WINDOW_DAYS = 30

BATCH = 64
"""Articles that are looked up with one query."""

CANDIDATES = 64
"""Of one article, at most, that are compared: those that share most bands with it."""

BUCKET = 64
"""Articles of one band that may be kept. A template that brings more of them a month would slow each of its own down;
the oldest leave the band, and can still be found by their others."""

_DAY = 86400.0
_TIME_SHIFT = 20


@dataclass(frozen=True, slots=True)
class Near:
    """The article that another one repeats."""

    id: str
    similarity: float
    """Of their texts, estimated, 0 to 1."""
    cluster_id: str
    """The id of the first article of the cluster."""


class Doubles:
    """Reads the index; `keep` writes it, in the transaction that confirms the articles."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.days: int = WINDOW_DAYS
        """How long an article is remembered by its sketch; 0: near doubles are neither looked for nor noted."""

    @property
    def since(self) -> float:
        """POSIX time at which the window begins."""
        return time.time() - self.days * _DAY

    def nearest(self, asked: Sequence[tuple[str, Sketch]]) -> list[Near | None]:
        """For each article, by id and sketch: the other one of the window that it repeats most of, the first of equals.

        None where it repeats none. Takes any number of them; a few dozen at once cost least.
        """
        found: list[Near | None] = []
        for start in range(0, len(asked), BATCH):
            found += self._nearest(asked[start : start + BATCH])
        return found

    def missing(self, article_ids: Iterable[str]) -> set[str]:
        """Those of the articles that have no sketch."""
        wanted = set(article_ids)
        with self._engine.connect() as connection:
            for some in _parts(sorted(wanted), 500):
                query = select(sketches.c.article_id).where(sketches.c.article_id.in_(some))
                wanted.difference_update(connection.execute(query).scalars())
        return wanted

    def loose(self, article_ids: set[str]) -> int:
        """What the index has beside the sketches of these articles and their bands: 0 where it is sound."""
        s, b = sketches.c, sketch_bands.c
        with self._engine.connect() as connection:
            rows = connection.execute(select(s.number, s.article_id, s.hashes)).all()
            held = {(row.band, row.number) for row in connection.execute(select(b.band, b.number))}
        due = {(band, row.number) for row in rows for band in bands_of(row.hashes)}
        return len(held ^ due) + sum(row.article_id not in article_ids for row in rows)

    def note(self, written: Sequence[tuple[str, int, Sketch]]) -> None:
        """Note articles by id, version and sketch, and remove what left the window, in a transaction of their own."""
        with self._engine.begin() as connection:
            keep(connection, written)
            sweep(connection, self.since, 2 * len(written) + 1)

    def forget(self, article_ids: Iterable[str]) -> None:
        """Take articles out of the index."""
        with self._engine.begin() as connection:
            remove(connection, article_ids)

    def _nearest(self, asked: Sequence[tuple[str, Sketch]]) -> list[Near | None]:
        bands = [bands_of(sketch.hashes) for _, sketch in asked]
        with self._engine.connect() as connection:
            held = self._held(connection, {band for some in bands for band in some})
            wanted = [_candidates(held, some) for some in bands]
            known = _known(connection, {number for some in wanted for number in some})
        if full := {band: numbers for band, numbers in held.items() if len(numbers) > BUCKET}:
            self._thin(full)
        return [
            _best(one, [known[number] for number in some if number in known])
            for one, some in zip(asked, wanted, strict=True)
        ]

    def _held(self, connection: Connection, bands: set[int]) -> dict[int, list[int]]:
        b = sketch_bands.c
        query = select(b.band, b.number).where(b.band.in_(sorted(bands)), b.number >= _number(self.since))
        held: dict[int, list[int]] = defaultdict(list)
        for band, number in connection.execute(query):
            held[band].append(number)
        return held

    def _thin(self, full: dict[int, list[int]]) -> None:
        """Leave the newest half of a bucket."""
        b = sketch_bands.c
        with self._engine.begin() as connection:
            for band, numbers in sorted(full.items()):
                last = sorted(numbers)[-BUCKET // 2]
                connection.execute(delete(sketch_bands).where(b.band == band, b.number < last))


def keep(connection: Connection, written: Sequence[tuple[str, int, Sketch]], now: float | None = None) -> None:
    """Note articles by id, version and sketch. Repeatable; a newer version takes the place of an older one."""
    latest = {article_id: (version, sketch) for article_id, version, sketch in sorted(written, key=lambda row: row[1])}
    if not latest:
        return
    s, a = sketches.c, articles.c
    query = select(s.article_id, s.hashes, a.version).outerjoin_from(sketches, articles, s.article_id == a.id)
    outdated = []
    for article_id, hashes, version in connection.execute(query.where(s.article_id.in_(latest))):
        if hashes == latest[article_id][1].hashes or (version or 0) > latest[article_id][0]:
            del latest[article_id]
        else:
            outdated.append(article_id)
    remove(connection, outdated)
    numbers = _numbers(time.time() if now is None else now)
    rows = [
        _row(number, article_id, sketch)
        for number, (article_id, (_, sketch)) in zip(numbers, latest.items(), strict=False)
    ]
    if rows:
        connection.execute(insert_into(sketches, connection).on_conflict_do_nothing(), rows)
        bands = sorted(_band_rows(rows), key=lambda row: row["band"])  # neighbours lie on one page
        connection.execute(insert_into(sketch_bands, connection).on_conflict_do_nothing(), bands)


def remove(connection: Connection, article_ids: Iterable[str]) -> None:
    """Take articles out of the index."""
    s = sketches.c
    for some in _parts(article_ids, BATCH):
        query = select(s.number, s.hashes).where(s.article_id.in_(some))
        _remove(connection, [row._asdict() for row in connection.execute(query)])


def sweep(connection: Connection, since: float, most: int) -> None:
    """Remove what left the window, at most so many articles: twice as many as come suffice for all."""
    s = sketches.c
    query = select(s.number, s.hashes).where(s.number < _number(since)).order_by(s.number).limit(most)
    _remove(connection, [row._asdict() for row in connection.execute(query)])


def _remove(connection: Connection, rows: list[dict[str, Any]]) -> None:
    if rows:
        b, s = sketch_bands.c, sketches.c
        band = delete(sketch_bands).where(b.band == bindparam("of"), b.number == bindparam("at"))
        connection.execute(band, [{"of": row["band"], "at": row["number"]} for row in _band_rows(rows)])
        connection.execute(delete(sketches).where(s.number == bindparam("at")), [{"at": row["number"]} for row in rows])


def _candidates(held: dict[int, list[int]], bands: Sequence[int]) -> list[int]:
    """Those that share most bands, and the newest of them."""
    shared = Counter(number for band in bands for number in held.get(band, ()))
    if len(shared) <= CANDIDATES:
        return list(shared)
    return sorted(shared, key=lambda number: (shared[number], number), reverse=True)[:CANDIDATES]


def _known(connection: Connection, numbers: set[int]) -> dict[int, Any]:
    s, a = sketches.c, articles.c
    query = select(s.number, s.article_id, s.size, s.hashes, s.facts, a.cluster_id)
    query = query.outerjoin_from(sketches, articles, s.article_id == a.id)
    known = {}
    for some in _parts(sorted(numbers), 500):
        known.update({row.number: row for row in connection.execute(query.where(s.number.in_(some)))})
    return known


def _best(one: tuple[str, Sketch], others: list[Any]) -> Near | None:
    article_id, sketch = one
    best: tuple[float, int, Any] | None = None
    for row in others:
        if row.article_id == article_id:
            continue  # an older version of the same article
        match = compare(sketch, Sketch(row.size, row.hashes, row.facts))
        if match.is_double and (best is None or (match.similarity, -row.number) > best[:2]):
            best = (match.similarity, -row.number, row)
    if best is None:
        return None
    row = best[2]
    return Near(row.article_id, round(best[0], 3), row.cluster_id or row.article_id)


def _number(moment: float) -> int:
    """Where the articles noted at a POSIX time begin."""
    return int(moment * 1000) << _TIME_SHIFT


def _numbers(moment: float) -> Iterator[int]:
    """In the order of time; those of one millisecond begin anywhere, as another run may write into the same store."""
    tail = secrets.randbelow(1 << _TIME_SHIFT)
    while True:
        yield _number(moment) | tail
        tail = (tail + 1) % (1 << _TIME_SHIFT)


def _row(number: int, article_id: str, sketch: Sketch) -> dict[str, Any]:
    return {
        "number": number,
        "article_id": article_id,
        "size": sketch.size,
        "hashes": sketch.hashes,
        "facts": sketch.facts,
    }


def _band_rows(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, int]]:
    return ({"band": band, "number": row["number"]} for row in rows for band in bands_of(row["hashes"]))


def _parts(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    left = iter(values)
    while part := list(islice(left, size)):
        yield part
