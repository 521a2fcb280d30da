"""What is remembered between runs: addresses, sources, articles, what is typical of a site, runs and leases.

SQLAlchemy Core; SQLite by default. A kill at any moment leaves it as some whole number of transactions.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import create_engine, event, select
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from newscrawl.store.addresses import Addresses
from newscrawl.store.archived import ArchivedPages
from newscrawl.store.articles import Articles, LeftOut, Line, Written
from newscrawl.store.doubles import Doubles, Near
from newscrawl.store.looks import Answer, Looks
from newscrawl.store.naming import engine_url, parsed, shown, sqlite_file
from newscrawl.store.origin_files import OriginFile, OriginFiles
from newscrawl.store.reopening import Reopening
from newscrawl.store.runs import Runs, SitesBusy
from newscrawl.store.schema import StoreTooNew, meta, prepare
from newscrawl.store.shapes import AddressShapes
from newscrawl.store.sources import KnownSource, Sources, Visit
from newscrawl.store.states import Found, Pending, State, Window
from newscrawl.store.telling import Telling
from newscrawl.store.tombstones import Known, Tombstones
from newscrawl.store.typical import TypicalPages

__all__ = [
    "Answer",
    "Found",
    "KnownSource",
    "LeftOut",
    "Line",
    "Near",
    "OriginFile",
    "Pending",
    "SitesBusy",
    "State",
    "Store",
    "StoreError",
    "Visit",
    "Window",
    "Written",
    "first_line",
    "shown",
    "sqlite_file",
]


class StoreError(ValueError):
    """The store can't be opened; one line that names it and says what to do."""


class Store:
    """One database; safe to use from several threads, one transaction a call."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = create_engine(engine_url(url))
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _tune_sqlite)
        try:
            with self._engine.begin() as connection:
                prepare(connection)
        except BaseException:
            self._engine.dispose()
            raise
        self.addresses = Addresses(self._engine)
        self.reopening = Reopening(self._engine)
        self.sources = Sources(self._engine)
        self.doubles = Doubles(self._engine)
        self.articles = Articles(self._engine, self.doubles)
        self.looks = Looks(self._engine)
        self.runs = Runs(self._engine)
        self.typical = TypicalPages(self._engine)
        self.shapes = AddressShapes(self._engine)
        self.telling = Telling(self._engine)
        self.archived = ArchivedPages(self._engine)
        self.tombstones = Tombstones(self._engine)
        self.known = Known(self._engine)
        self.origin_files = OriginFiles(self._engine)

    @classmethod
    def open(cls, url: str) -> Store:
        """Open the store at an SQLAlchemy URL, made and migrated as needed. Raises StoreError."""
        name = shown(url)
        try:
            parsed(url)
        except ValueError as error:
            raise StoreError(str(error)) from error
        try:
            return cls(url)
        except ModuleNotFoundError as error:
            raise StoreError(f"--state {name}: needs {error.name}: pip install 'newscrawl[fleet]'") from error
        except (ArgumentError, NoSuchModuleError) as error:
            raise StoreError(
                f"--state {name}: not a database address newscrawl can use ({first_line(error)})"
            ) from error
        except StoreTooNew as error:
            raise StoreError(f"{name}: {error}") from error
        except (DatabaseError, ValueError) as error:
            hint = "move it away or check the disk" if sqlite_file(url) else "check server, user and database"
            raise StoreError(f"{name}: can't be opened as a store: {first_line(error)}; {hint}") from error

    def lookup(self, url: str) -> dict[str, Any] | None:
        """All that is known of an address; None where it was never found."""
        return self.addresses.lookup(url)

    def remember(self, name: str, value: Any) -> None:
        """Keep a JSON-able value under a name."""
        with self._engine.begin() as connection:
            connection.execute(meta.delete().where(meta.c.name == name))
            connection.execute(meta.insert().values(name=name, value=json.dumps(value)))

    def recall(self, name: str) -> Any:
        """The value kept under the name; None where there is none."""
        with self._engine.connect() as connection:
            value = connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar_one_or_none()
        return None if value is None else json.loads(value)

    def close(self) -> None:
        """Give the connections back; the write-ahead log is folded into the database."""
        self._engine.dispose()


def first_line(error: Exception) -> str:
    """What the database says, without SQLAlchemy's notes around it and without a password."""
    return shown(str(getattr(error, "orig", None) or error).splitlines()[0])


def _tune_sqlite(connection: Any, _record: Any) -> None:
    """WAL lets readers and one writer work at once; NORMAL loses no commit to a kill, only to a power cut, and then
    the shards, which are synced first, still have the lines (dataset.recovery).

    Tables that are sorted by address or id are written all over: with 32 MB of them in memory, and a log that is folded
    in after 32 MB in place of 4, a page that changes often is written less often.
    """
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA busy_timeout=30000")
    cursor.execute("PRAGMA cache_size=-32000")
    cursor.execute("PRAGMA wal_autocheckpoint=8000")
    cursor.close()
