"""Which line of an article is its newest, over datasets of any size: an index on disk, with bounded memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from newscrawl.core.exports.shapes import Row
from newscrawl.core.moments import posix

_BATCH = 10_000


class Newest:
    """Ids with the number of their newest line: the one fetched last, of these the highest version, then the last."""

    def __init__(self, file: Path) -> None:
        """Makes the file, which nothing but this reads."""
        self._db = sqlite3.connect(file, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("PRAGMA cache_size = -65536")  # 64 MiB
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute(
            "CREATE TABLE newest (id TEXT PRIMARY KEY, fetched REAL, version INTEGER, line INTEGER) WITHOUT ROWID"
        )

    def learn(self, rows: Iterable[tuple[Row, bytes]]) -> None:
        """Take every line in, in the order in which they will be asked for."""
        batch: list[tuple[Any, ...]] = []
        for number, (row, _) in enumerate(rows):
            record = row.record
            fetched = posix(record["fetched_at"])
            batch.append((record["id"], float("-inf") if fetched is None else fetched, record["version"], number))
            if len(batch) == _BATCH:
                self._put(batch)
                batch = []
        self._put(batch)

    def only(self, rows: Iterable[tuple[Row, bytes]]) -> Iterator[tuple[Row, bytes, bool]]:
        """The same lines again, each with whether it is the newest of its article."""
        for number, (row, line) in enumerate(rows):
            found = self._db.execute("SELECT line FROM newest WHERE id = ?", (row.record["id"],)).fetchone()
            yield row, line, found is not None and found[0] == number

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _put(self, batch: list[tuple[Any, ...]]) -> None:
        self._db.execute("BEGIN")
        self._db.executemany(
            "INSERT INTO newest VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET fetched = excluded.fetched,"
            " version = excluded.version, line = excluded.line"
            " WHERE (excluded.fetched, excluded.version) >= (fetched, version)",
            batch,
        )
        self._db.execute("COMMIT")
