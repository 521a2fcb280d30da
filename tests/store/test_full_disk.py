"""A store that found no room while it was got ready is got ready the next time."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection

from newscrawl.store import Store
from newscrawl.store.schema import MIGRATIONS, SCHEMA_VERSION, metadata

OPEN = """
import sys
from newscrawl.store import Store, StoreError
try:
    Store.open(sys.argv[1]).close()
except StoreError as error:
    print(error)
"""


def test_no_room_for_the_tables_at_any_point(tmp_path: Path) -> None:
    """A limit on file sizes stands for the full disk."""
    said = []
    for size in range(0, 120_000, 24_000):
        url = f"sqlite:///{tmp_path}/{size}.db"

        def small_files(size: int = size) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

        done = subprocess.run(
            [sys.executable, "-c", OPEN, url], capture_output=True, text=True, preexec_fn=small_files, check=True
        )
        assert done.stderr == ""
        said.append(done.stdout)
        store = Store.open(url)
        assert store.recall("schema_version") == SCHEMA_VERSION
        store.remember("a", 1)
        store.close()
        with sqlite3.connect(f"{tmp_path}/{size}.db") as connection:
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert set(metadata.tables) <= names
    assert all("can't be opened as a store" in line and line.count("\n") == 1 for line in said[:-1])


def test_tables_without_a_version_are_no_store_yet(tmp_path: Path) -> None:
    """As a version of newscrawl left them that did not make them all at once."""
    with sqlite3.connect(tmp_path / "half.db") as connection:
        connection.execute("CREATE TABLE meta (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)")
    store = Store.open(f"sqlite:///{tmp_path}/half.db")
    assert store.recall("schema_version") == SCHEMA_VERSION
    store.close()


def test_a_migration_is_done_wholly_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/old.db"
    Store.open(url).close()
    with sqlite3.connect(tmp_path / "old.db") as connection:
        connection.execute("UPDATE meta SET value = ? WHERE name = 'schema_version'", (str(SCHEMA_VERSION - 1),))
    attempts = []

    def add(connection: Connection) -> None:
        connection.exec_driver_sql("ALTER TABLE meta ADD COLUMN new VARCHAR")
        attempts.append(1)
        if len(attempts) == 1:
            raise KeyError("the power is cut here")

    monkeypatch.setitem(MIGRATIONS, SCHEMA_VERSION - 1, add)
    with pytest.raises(KeyError):
        Store.open(url)
    store = Store.open(url)
    assert store.recall("schema_version") == SCHEMA_VERSION
    store.close()
    assert len(attempts) == 2
