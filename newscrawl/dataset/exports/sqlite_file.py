"""SQLite with full-text search (FTS5), ready for Datasette."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from newscrawl.core.exports.shapes import Row
from newscrawl.core.exports.times import day
from newscrawl.core.exports.wanted import verdict_of
from newscrawl.core.jsonable import jsonable
from newscrawl.dataset.exports.sqlite_schema import AFTERWARDS, TABLES

_BATCH = 1000
_SAME = (
    "id version title text source url requested_url language language_score date_published date_modified date_source "
    "publisher section description image paywalled content_hash cluster_id duplicate_of fetched_at discovered_by "
    "rendered http_status kind kind_score quality extractor run_id"
).split()
"""Columns that are fields as they are."""


class SqliteFile:
    """One database."""

    def __init__(self, path: Path, *, again: bool = False) -> None:
        if again:
            raise FileExistsError(f"{path}: a database can't be gone on with")
        self._db = sqlite3.connect(path, isolation_level=None)
        # It is made under another name and synced before it takes its own: a journal would only cost.
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(TABLES)
        self._db.execute("BEGIN")
        self._numbers = {"authors": _Names(self._db, "authors"), "tags": _Names(self._db, "tags")}
        self._rows = 0

    def add(self, row: Row) -> None:
        """Insert a record. Raises OSError."""
        try:
            self._add(row)
        except sqlite3.OperationalError as error:  # a full disk, a broken one
            raise OSError(f"SQLite: {error}") from error

    def close(self) -> None:
        """Make indexes, views and the full-text index. Raises OSError."""
        try:
            self._db.execute("COMMIT")
            self._db.executescript(AFTERWARDS)
            self._db.execute("PRAGMA optimize")
        except sqlite3.OperationalError as error:
            raise OSError(f"SQLite: {error}") from error
        finally:
            self._db.close()

    def leave(self) -> None:
        """Close what is open; no index is made."""
        self._db.close()

    def _add(self, row: Row) -> None:
        values = columns(row)
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        number = self._db.execute(
            f"INSERT INTO articles ({names}) VALUES ({marks})",  # noqa: S608  # names are this module's own
            list(values.values()),
        ).lastrowid
        for place, name in enumerate(row.record["authors"], 1):
            self._db.execute(
                "INSERT INTO article_authors VALUES (?, ?, ?)", (number, place, self._numbers["authors"].of(name))
            )
        for place, name in enumerate(row.record["tags"], 1):
            self._db.execute(
                "INSERT INTO article_tags VALUES (?, ?, ?)", (number, place, self._numbers["tags"].of(name))
            )
        self._rows += 1
        if self._rows % _BATCH == 0:
            self._db.execute("COMMIT")
            self._db.execute("BEGIN")


class _Names:
    """The numbers of names in a table; the table itself remembers them, so that memory stays small."""

    def __init__(self, db: sqlite3.Connection, table: str) -> None:
        self._db = db
        self._insert = f"INSERT OR IGNORE INTO {table} (name) VALUES (?)"  # noqa: S608
        self._select = f"SELECT nr FROM {table} WHERE name = ?"  # noqa: S608

    def of(self, name: str) -> int:
        """The number, a new one for a new name."""
        self._db.execute(self._insert, (name,))
        return int(self._db.execute(self._select, (name,)).fetchone()[0])


def columns(row: Row) -> dict[str, Any]:
    """The columns of articles and their values."""
    record = row.record
    info = record["image_info"] or {}
    published = day(record["date_published"])
    return {
        **{name: record[name] for name in _SAME},
        "authors": ", ".join(record["authors"]),
        "published_day": published.isoformat() if published else None,
        "image_width": info.get("width"),
        "image_height": info.get("height"),
        "image_caption": info.get("caption"),
        "rights_verdict": verdict_of(record),
        "rights_training": verdict_of(record, "training"),
        "rights": _json(record["rights"]),
        "archive": _json(record["archive"]),
        "extra": _json(row.extra),
    }


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(jsonable(value), ensure_ascii=False)
