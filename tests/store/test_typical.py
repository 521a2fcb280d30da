"""What is typical of a site, kept in a real database."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from newscrawl.core.typical import WINDOW, Counted, Prints, pack
from newscrawl.core.urls import identity
from newscrawl.store import State, Store, Written
from newscrawl.store.schema import SCHEMA_VERSION
from tests.store.databases import sql

SITE = "paper.example"
BOX = 2**64 - 1

# What version 1 made, word for word.
VERSION_1 = """
CREATE TABLE meta (name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name));
CREATE TABLE runs (run_id VARCHAR(64) NOT NULL, machine TEXT NOT NULL, pid INTEGER NOT NULL,
  process_started FLOAT NOT NULL, started_at FLOAT NOT NULL, heartbeat_at FLOAT NOT NULL, ended_at FLOAT, summary JSON,
  PRIMARY KEY (run_id));
CREATE TABLE leases (site TEXT NOT NULL, run_id VARCHAR(64) NOT NULL, PRIMARY KEY (site));
CREATE TABLE sources (site TEXT NOT NULL, url TEXT NOT NULL, kind VARCHAR(16) NOT NULL, depth INTEGER NOT NULL,
  etag TEXT, last_modified TEXT, body_hash VARCHAR(64), visited_at FLOAT, status INTEGER, brought INTEGER NOT NULL,
  problem TEXT, PRIMARY KEY (site, url));
CREATE TABLE addresses (key TEXT NOT NULL, site TEXT NOT NULL, url TEXT NOT NULL, state VARCHAR(16) NOT NULL,
  reason VARCHAR(32), rank FLOAT NOT NULL, dated FLOAT, language VARCHAR(16), candidate JSON, first_seen FLOAT NOT NULL,
  changed_at FLOAT NOT NULL, taken INTEGER NOT NULL, attempts INTEGER NOT NULL, first_failed_at FLOAT,
  run_id VARCHAR(64), article_id VARCHAR(64), PRIMARY KEY (key));
CREATE INDEX addresses_frontier ON addresses (site, state, taken, rank);
CREATE TABLE articles (id VARCHAR(64) NOT NULL, url TEXT NOT NULL, site TEXT NOT NULL, content_hash VARCHAR(64),
  version INTEGER NOT NULL, run_id VARCHAR(64) NOT NULL, written_at FLOAT NOT NULL, PRIMARY KEY (id));
CREATE INDEX ix_articles_content_hash ON articles (content_hash);
INSERT INTO meta VALUES ('schema_version', '1');
INSERT INTO addresses VALUES ('paper.example/old', 'paper.example', 'https://paper.example/old', 'done', NULL, 0.0,
  NULL, NULL, NULL, 1.0, 1.0, 0, 0, NULL, 'r0', 'id/old');
INSERT INTO articles VALUES ('id/old', 'https://paper.example/old', 'paper.example', 'c', 1, 'r0', 1.0);
"""


def counted(number: int, *lines: int) -> Counted:
    return Counted(number, f"{number:016x}", Prints(f"{number:016x}", pack([number]), pack([number, *lines])))


def written(number: int, page: Counted | None, site: str = SITE) -> Written:
    url = f"https://{site}/{number}"
    return Written(f"{number:016x}", url, site, f"c{number}", 1, (identity(url),), page)


def test_what_was_counted_is_there_in_the_next_run(store: Store) -> None:
    assert len(store.typical.of_site(SITE)) == 0
    store.articles.confirm([written(n, counted(n, BOX)) for n in range(3)], "r1")
    store.articles.confirm([written(3, None)], "r1")
    store.close()
    reader = Store.open(store.url)
    pages = reader.typical.of_site(SITE)
    reader.close()
    assert len(pages) == 3
    assert pages.typical.share(BOX) == 1
    assert pages.typical.counts == {BOX: 3}
    again = pages.count("new", counted(77).prints)
    assert again is not None
    assert again.number == 3


def test_confirming_twice_counts_once(store: Store) -> None:
    for _ in range(3):
        store.articles.confirm([written(1, counted(0, BOX)), written(2, counted(1, BOX))], "r1")
    assert len(store.typical.of_site(SITE)) == 2


def test_sites_are_apart_and_a_site_takes_no_more_room_with_time(store: Store) -> None:
    for start in range(0, 300, 100):  # a group that is longer than the window is one of them
        store.articles.confirm([written(n, counted(n)) for n in range(start, start + 100)], "r1")
    store.articles.confirm([written(1, counted(0), "other.example")], "r1")
    rows = sql(store, "SELECT site, count(*), min(number), max(number) FROM site_pages GROUP BY site ORDER BY site")
    assert rows == [("other.example", 1, 0, 0), (SITE, WINDOW, 300 - WINDOW, 299)]
    assert len(store.typical.of_site(SITE)) == WINDOW


def test_the_site_of_an_address(store: Store) -> None:
    for site in (SITE, f"{SITE}/sport", "er.example"):
        store.articles.confirm([written(1, counted(0), site)], "r1")
    assert store.typical.site_of(f"{SITE}/a") == SITE
    assert store.typical.site_of(SITE) == SITE
    assert store.typical.site_of(f"{SITE}/sport/a") == f"{SITE}/sport"
    assert store.typical.site_of(f"{SITE}/sporty") == SITE
    assert store.typical.site_of("paper.example.net/a") is None


def test_a_count_that_fails_leaves_the_article_undone(store: Store) -> None:
    sql(store, "DROP TABLE site_pages")
    with pytest.raises(Exception, match=r"(no such table|relation).*site_pages"):
        store.articles.confirm([written(1, counted(0))], "r1")
    assert store.articles.known(f"{1:016x}", None) is None
    assert store.lookup(f"https://{SITE}/1") is None


def test_a_store_of_version_1_is_brought_up_to_date(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "state.db") as connection:
        connection.executescript(VERSION_1)
    url = f"sqlite:///{tmp_path / 'state.db'}"
    for _ in range(2):  # the second finds nothing left to do
        store = Store.open(url)
        assert store.addresses.states(SITE)[State.DONE] >= 1
        assert store.articles.known("id/old", None) == "id/old"
        assert len(store.typical.of_site(SITE)) == (1 if _ else 0)
        store.articles.confirm([written(1, counted(0))], "r1")
        store.close()
    with sqlite3.connect(tmp_path / "state.db") as connection:
        version = connection.execute("SELECT value FROM meta WHERE name = 'schema_version'").fetchone()
        assert version == (str(SCHEMA_VERSION),)
        migrated = columns(connection)
    Store.open(f"sqlite:///{tmp_path / 'new.db'}").close()
    with sqlite3.connect(tmp_path / "new.db") as connection:
        assert migrated == columns(connection), "the same tables as in a store that was made now"


def columns(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return [
        (table, *column[1:4], column[5])
        for (table,) in tables
        for column in connection.execute(f"PRAGMA table_info({table})").fetchall()
    ]


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "state.db") as connection:
        connection.executescript(VERSION_1 + "CREATE TABLE site_pages (x INTEGER);")
    with pytest.raises(ValueError, match="site_pages already exists"):
        Store.open(f"sqlite:///{tmp_path / 'state.db'}")
    with sqlite3.connect(tmp_path / "state.db") as connection:
        assert connection.execute("SELECT value FROM meta WHERE name = 'schema_version'").fetchone() == ("1",)
