"""The tables of the store, and how an older store becomes a current one."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    inspect,
    select,
)

SCHEMA_VERSION = 2

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("run_id", String(64), primary_key=True),
    Column("machine", Text, nullable=False),  # host, boot and process namespace: where `pid` means something
    Column("pid", Integer, nullable=False),
    Column("process_started", Float, nullable=False),
    Column("started_at", Float, nullable=False),
    Column("heartbeat_at", Float, nullable=False),
    Column("ended_at", Float),
    Column("summary", JSON),
)

leases = Table(
    "leases",
    metadata,
    Column("site", Text, primary_key=True),  # identity of the site's address
    Column("run_id", String(64), nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("site", Text, primary_key=True),
    Column("url", Text, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("depth", Integer, nullable=False, default=0),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", String(64)),
    Column("visited_at", Float),
    Column("status", Integer),
    Column("brought", Integer, nullable=False, default=0),  # new candidates over all visits
    Column("problem", Text),
)

addresses = Table(
    "addresses",
    metadata,
    Column("key", Text, primary_key=True),  # core.urls.identity
    Column("site", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("state", String(16), nullable=False),  # a State
    Column("reason", String(32)),
    Column("rank", Float, nullable=False, default=0.0),  # the higher, the sooner it is fetched
    Column("dated", Float),  # POSIX time that its source gives; what --since looks at before a fetch
    Column("language", String(16)),
    Column("candidate", JSON),  # what its source said
    Column("first_seen", Float, nullable=False),
    Column("changed_at", Float, nullable=False),
    Column("taken", Integer, nullable=False, default=0),  # 1 when the run under way has handed it out
    Column("attempts", Integer, nullable=False, default=0),  # runs that could not fetch it
    Column("first_failed_at", Float),
    Column("run_id", String(64)),  # the run that changed it last
    Column("article_id", String(64)),
    Index("addresses_frontier", "site", "state", "taken", "rank"),
)

articles = Table(
    "articles",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("url", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("content_hash", String(64), index=True),
    Column("version", Integer, nullable=False),
    Column("run_id", String(64), nullable=False),
    Column("written_at", Float, nullable=False),
)


# Each site's window of articles (core.typical): a ring of rows, so that a site takes no more room with the years.
site_pages = Table(
    "site_pages",
    metadata,
    Column("site", Text, primary_key=True),
    Column("slot", Integer, primary_key=True),
    Column("number", Integer, nullable=False),  # counts the site's articles
    Column("article_id", String(64), nullable=False),
    Column("title", String(16), nullable=False),
    Column("text", LargeBinary, nullable=False),  # hashes, 8 bytes each
    Column("lines", LargeBinary, nullable=False),
)


class StoreTooNew(ValueError):
    """The store was written by a newer newscrawl."""


def _add_site_pages(connection: Connection) -> None:
    site_pages.create(connection)


#: from version N to N + 1, in order; each gets the connection of one transaction for all of them.
MIGRATIONS: dict[int, Callable[[Connection], None]] = {1: _add_site_pages}


def prepare(connection: Connection) -> None:
    """Create the tables in an empty database, or bring an older one up to SCHEMA_VERSION.

    Raises StoreTooNew when the database is of a later version than this code knows.
    """
    if not inspect(connection).has_table("meta"):
        metadata.create_all(connection)
        connection.execute(meta.insert().values(name="schema_version", value=str(SCHEMA_VERSION)))
        return
    version = int(connection.execute(select(meta.c.value).where(meta.c.name == "schema_version")).scalar_one())
    if version > SCHEMA_VERSION:
        raise StoreTooNew(
            f"schema {version} is newer than {SCHEMA_VERSION}, which this newscrawl knows; upgrade newscrawl"
        )
    for step in range(version, SCHEMA_VERSION):
        MIGRATIONS[step](connection)
    if version < SCHEMA_VERSION:
        connection.execute(meta.update().where(meta.c.name == "schema_version").values(value=str(SCHEMA_VERSION)))
