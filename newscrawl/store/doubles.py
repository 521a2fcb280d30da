"""The index of near doubles: the sketches of recent articles (core.doubles), and which of them share a band (segments).

What has left the window is removed a little at a time, by those who come.
"""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Connection, Engine, delete, func, select

from newscrawl.core.doubles import Sketch, bands_of, compare
from newscrawl.core.doubles.bands import bands_of_all
from newscrawl.store import segments
from newscrawl.store.dialects import insert_into
from newscrawl.store.schema import articles, sketches

__all__ = ["Doubles", "Near", "keep", "remove", "sweep"]

WINDOW_DAYS = 30

BATCH = 64
"""Articles that are looked up with one query."""

CANDIDATES = 64
"""Of one article, at most, that are compared: those that share most bands with it."""

BUCKET = 64
"""Articles of one band that are looked at: the newest. A template that brings more of them a month would slow each of
its own down; the others can still be found by their other bands."""

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
        self._segments = segments.Segments()
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
        """What the index has beside the sketches of these articles and their bands, and what it lacks: 0 where it is
        sound, and nothing was removed from it."""
        s = sketches.c
        with self._engine.connect() as connection:
            rows = connection.execute(select(s.number, s.article_id, s.hashes)).all()
            parts = [zip(part.bands.tolist(), part.numbers.tolist(), strict=True) for part in self._held(connection)]
        held = Counter(entry for part in parts for entry in part)
        due = Counter((band, row.number) for row in rows for band in bands_of(row.hashes))
        return ((held - due) + (due - held)).total() + sum(row.article_id not in article_ids for row in rows)

    def note(self, written: Sequence[tuple[str, int, Sketch]]) -> None:
        """Note articles by id, version and sketch, and remove what left the window, in a transaction of their own."""
        with self._engine.begin() as connection:
            keep(connection, written)
            sweep(connection, self.since, 2 * len(written) + 1)

    def _held(self, connection: Connection) -> list[segments.Segment]:
        return self._segments.current(connection)

    def _nearest(self, asked: Sequence[tuple[str, Sketch]]) -> list[Near | None]:
        bands = bands_of_all([sketch.hashes for _, sketch in asked])
        with self._engine.connect() as connection:
            held = self._segments.holding(connection, bands, _number(self.since), BUCKET)
            wanted = [_candidates(held, some) for some in bands.tolist()]
            known = _known(connection, {number for some in wanted for number in some})
        return [
            _best(one, [known[number] for number in some if number in known])
            for one, some in zip(asked, wanted, strict=True)
        ]


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
    _remove(connection, s.article_id, outdated)
    numbers = _numbers(time.time() if now is None else now)
    rows = [
        _row(number, article_id, sketch)
        for number, (article_id, (_, sketch)) in zip(numbers, latest.items(), strict=False)
    ]
    if rows:
        # In one order, so that two runs that note the same articles don't wait for one another.
        rows.sort(key=itemgetter("article_id"))
        connection.execute(insert_into(sketches, connection).on_conflict_do_nothing(), rows)
        segments.add(connection, [(row["number"], row["hashes"]) for row in rows])


def remove(connection: Connection, article_ids: Iterable[str]) -> None:
    """Take articles out of the index, with what older versions of them left there. Reads all of it: call it once."""
    wanted = sorted(article_ids)
    if wanted:
        _remove(connection, sketches.c.article_id, wanted)
        segments.purge(connection)


def sweep(connection: Connection, since: float, most: int) -> None:
    """Remove what left the window, at most so many articles: twice as many as come suffice for all."""
    s = sketches.c
    query = select(s.number).where(s.number < _number(since)).order_by(s.number).limit(most)
    _remove(connection, s.number, connection.execute(query.with_for_update(skip_locked=True)).scalars().all())
    # What still has its sketch can still be found, also where a run with a shorter window has removed a few.
    oldest = connection.execute(select(func.min(s.number))).scalar()
    segments.tidy(connection, _number(since) if oldest is None else oldest)


def _remove(connection: Connection, column: Column[Any], values: Sequence[Any]) -> None:
    for some in _parts(values, 500):
        connection.execute(delete(sketches).where(column.in_(some)))


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


def _parts(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    left = iter(values)
    while part := list(islice(left, size)):
        yield part
