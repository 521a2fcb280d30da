"""Which recent articles share a band of their sketches: sorted arrays, each a row of its own, a segment.

A log-structured merge tree (P. O'Neil et al., 1996). Articles that are noted together are one segment, and segments of
about one size are merged into a larger one as soon as there are four. So the writing of an article costs the same
however many there are; a row for each of its bands would lie in a page of its own, and each of these would be written.
A process keeps the arrays in memory, some 100 bytes an article.

What was removed from the sketches may stand here for a while: it leads nowhere, and goes when its segment is merged,
when half of it has left the window, or when any article is forgotten (`purge`).
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, insert, select

from newscrawl.core.doubles.bands import Bands, bands_of_all
from newscrawl.store.schema import sketch_segments, sketches

__all__ = ["Segment", "Segments", "add", "purge", "tidy"]

FANOUT = 4
"""Segments of about a size that are merged; each is at least as many times larger than those it was made of."""

LARGEST = 2**20
"""Entries of a segment that is merged no further: 4,000,000 at the most then, 50 MB, which take seconds to merge and
stay far from the longest value that a store can hold."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Segment:
    """Bands with the numbers of the articles that have them, sorted by both."""

    bands: Bands
    numbers: Numbers

    @classmethod
    def of(cls, bands: Bands, numbers: Numbers) -> Self:
        """In: a band and a number for each entry, in whatever order."""
        order = np.lexsort((numbers, bands))
        return cls(bands[order], numbers[order])

    @classmethod
    def read(cls, packed: bytes) -> Self:
        """As `packed` gave it."""
        count = len(packed) // 12
        return cls(np.frombuffer(packed, "<u4", count), np.frombuffer(packed, "<i8", count, 4 * count))

    def packed(self) -> bytes:
        """As bytes: all bands, 4 bytes each, then all numbers, 8 bytes each; little-endian."""
        return self.bands.astype("<u4").tobytes() + self.numbers.astype("<i8").tobytes()

    def find(self, bands: Bands, most: int) -> list[tuple[int, list[int]]]:
        """Those of the bands that are here, each with the last of its numbers. In: sorted bands."""
        first = np.searchsorted(self.bands, bands)
        inside = first < len(self.bands)
        inside[inside] = self.bands[first[inside]] == bands[inside]
        hits = bands[inside]
        ends = np.searchsorted(self.bands, hits, "right")
        return [
            (band, self.numbers[max(begin, end - most) : end].tolist())
            for band, begin, end in zip(hits.tolist(), first[inside].tolist(), ends.tolist(), strict=True)
        ]


class Segments:
    """The segments as one process holds them; each is read once."""

    def __init__(self) -> None:
        self._held: dict[int, Segment] = {}

    def holding(self, connection: Connection, bands: Bands, since: int, most: int) -> dict[int, list[int]]:
        """For each of the bands that recent articles have: the numbers of these from `since` on, the last `most`."""
        wanted = np.unique(bands)
        found: dict[int, list[int]] = defaultdict(list)
        for segment in self.current(connection):
            for band, numbers in segment.find(wanted, most):
                found[band] += numbers
        return {band: sorted(n for n in numbers if n >= since)[-most:] for band, numbers in found.items()}

    def current(self, connection: Connection) -> list[Segment]:
        """All of them, as the store has them now."""
        s = sketch_segments.c
        while True:
            there = set(connection.execute(select(s.id)).scalars())
            held = {number: segment for number, segment in self._held.items() if number in there}
            if fresh := there - held.keys():
                query = select(s.id, s.entries).where(s.id.in_(fresh))
                held |= {row.id: Segment.read(row.entries) for row in connection.execute(query)}
            self._held = held
            if held.keys() == there:
                return list(held.values())
            # Another run has merged some in between.


def add(connection: Connection, sketched: Sequence[tuple[int, bytes]]) -> None:
    """Note articles, by number and the hashes of their sketches."""
    if sketched:
        bands = bands_of_all([hashes for _, hashes in sketched])
        numbers = np.array([number for number, _ in sketched], np.int64)
        _write(connection, Segment.of(bands.ravel(), numbers.repeat(bands.shape[1])))


def tidy(connection: Connection, since: int) -> None:
    """Merge where there are four of a size, and cut what has left the window where that is half of a segment."""
    s = sketch_segments.c
    sizes: dict[int, list[int]] = defaultdict(list)
    for row in connection.execute(select(s.id, s.size, s.middle)):
        if row.middle < since:
            _merge(connection, [row.id], since)
        elif row.size <= LARGEST:
            sizes[(row.size.bit_length() - 1) // 2].append(row.id)
    for some in sizes.values():
        if len(some) >= FANOUT:
            _merge(connection, some[:FANOUT], since)


def purge(connection: Connection) -> None:
    """Leave no trace of what does not stand in the sketches, whatever number it had. Reads all segments."""
    s = sketch_segments.c
    seen: set[int] = set()
    # What another run was merging is a segment with another id when its lock is free.
    while fresh := set(connection.execute(select(s.id)).scalars()) - seen:
        seen |= fresh
        locked = select(s.id).where(s.id.in_(fresh)).order_by(s.id).with_for_update()
        ids = connection.execute(locked).scalars().all()
        # Asked after the lock: of what is in these segments all that stands is seen.
        standing = np.array(connection.execute(select(sketches.c.number)).scalars().all(), np.int64)
        for number in ids:
            segment = Segment.read(connection.execute(select(s.entries).where(s.id == number)).scalar_one())
            left = np.isin(segment.numbers, standing)
            if not left.all():
                connection.execute(delete(sketch_segments).where(s.id == number))
                _write(connection, Segment(segment.bands[left], segment.numbers[left]))


def _merge(connection: Connection, ids: Sequence[int], since: int) -> None:
    s = sketch_segments.c
    rows = connection.execute(_locked(select(s.id, s.entries).where(s.id.in_(ids)))).all()
    if not rows:
        return  # another run does it
    connection.execute(delete(sketch_segments).where(s.id.in_([row.id for row in rows])))
    segments = [Segment.read(row.entries) for row in rows]
    numbers = np.concatenate([segment.numbers for segment in segments])
    bands = np.concatenate([segment.bands for segment in segments])
    recent = numbers >= since
    _write(connection, Segment.of(bands[recent], numbers[recent]))


def _locked(query: Any) -> Any:
    """PostgreSQL: what another run is merging is left to it, and none waits for the other. SQLite has one writer."""
    return query.with_for_update(skip_locked=True)


def _write(connection: Connection, segment: Segment) -> None:
    if size := len(segment.numbers):
        middle = int(np.partition(segment.numbers, size // 2)[size // 2])
        row = {"id": secrets.randbits(62), "size": size, "middle": middle, "entries": segment.packed()}
        connection.execute(insert(sketch_segments), row)
