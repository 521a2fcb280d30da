"""The tables of the store, and how an older store becomes a current one."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    JSON,
    BigInteger,
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
    func,
    inspect,
    select,
)

SCHEMA_VERSION = 6

metadata = MetaData()

_WIDE = BigInteger().with_variant(Integer, "sqlite")  # 64 bits everywhere; SQLite keeps rows by it only under this name

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
    Column("due_at", Float),  # POSIX time of the next visit; null: now
    Column("interval", Float),  # seconds between two visits, learned; null: not known yet
    Column("read_at", Float),  # when it was last answered in full, and not by a 304
    Column("modified", Text),  # what the index that names it said of it when it was last read
    Column("lessons", Integer, nullable=False, default=0),  # visits that taught something (core.schedule)
    Column("failures", Integer, nullable=False, default=0),  # in a row
    Column("news_at", Float),  # when it last brought something
    Column("named_at", Float),  # when another document, robots.txt or the sites file last named it
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
    Column("modified", Float),  # POSIX time of the last change that a source tells of
    Column("fetched_at", Float),  # POSIX time of the last answer
    Column("etag", Text),
    Column("last_modified", Text),
    Column("look_at", Float),  # when an article that has its line is looked at again; null: never
    Column("looks", Integer, nullable=False, default=0),  # how often it was looked at again
    Column("retry_at", Float),  # POSIX time before which a pending one is not tried again; null: any time
    Column("own_line", Integer, nullable=False, default=0),  # 1: a line is of this very address, not of one like it
    Index("addresses_frontier", "site", "state", "taken", "rank"),
    Index("addresses_looks", "site", "look_at"),
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
    Column("title_hash", String(16)),  # core.versions; null for lines of which it is not known
    Column("page_hash", String(64)),  # the same; null where no line of the text was typical of its site
    Column("cluster_id", String(64)),  # id of the first article of its near doubles; null for one that repeats none
    Column("duplicate_of", String(64)),
)

# What near doubles are found by (core.doubles), of the articles of the last NEWSCRAWL_DUPLICATES_DAYS.
sketches = Table(
    "sketches",
    metadata,
    Column(
        "number", _WIDE, primary_key=True, autoincrement=False
    ),  # begins with the time of its writing (store.doubles)
    Column("article_id", String(64), nullable=False, unique=True),
    Column("size", Integer, nullable=False),  # shingles
    Column("hashes", LargeBinary, nullable=False),
    Column("facts", LargeBinary, nullable=False),
)

# Which of them have a band in common (store.segments).
sketch_segments = Table(
    "sketch_segments",
    metadata,
    Column("id", _WIDE, primary_key=True, autoincrement=False),  # of its own; what is under it never changes
    Column("size", Integer, nullable=False),  # entries
    Column("middle", BigInteger, nullable=False),  # the number that half of its entries lie before
    Column("entries", LargeBinary, nullable=False),
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

# Files that speak for a whole origin (scheme, host, port): robots.txt, TDMRep's tdmrep.json, RSL licenses.
origin_files = Table(
    "origin_files",
    metadata,
    Column("url", Text, primary_key=True),  # as asked for
    Column("answered", Text, nullable=False),  # the address that answered, after redirects
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("fetched_at", Float, nullable=False),
)

# What became of a site's addresses of one shape (core.shapes): what its articles look like, and where its traps are.
address_shapes = Table(
    "address_shapes",
    metadata,
    Column("site", Text, primary_key=True),
    Column("shape", Text, primary_key=True),
    Column("articles", Integer, nullable=False, default=0),
    Column("others", Integer, nullable=False, default=0),  # fetched, and no article
    Column("changed_at", Float, nullable=False),
)

# Which answer of a page stands in an archive, so that a later one that is the same can refer to it.
archived_pages = Table(
    "archived_pages",
    metadata,
    Column("key", Text, primary_key=True),  # identity of the address that was asked for
    Column("url", Text, nullable=False),  # the address that answered
    Column("date", String(40), nullable=False),  # WARC-Date
    Column("digest", String(80), nullable=False),  # WARC-Payload-Digest
)


# What was forgotten (core.forgetting): hashes, which say nothing of the addresses and texts that they stand for.
tombstones = Table(
    "tombstones",
    metadata,
    Column("mark", String(32), primary_key=True),
    Column("of", String(64), nullable=False, index=True),  # the mark of its article or site
    Column("forgotten_at", Float, nullable=False),
    Column("finished", Integer, nullable=False, default=0),  # 1 when all that was there has been taken out
)


_GETTING_READY = int.from_bytes(b"newscrwl", "big", signed=True)  # newscrawl's lock among those of the database


class StoreTooNew(ValueError):
    """The store was written by a newer newscrawl."""


def _add_site_pages(connection: Connection) -> None:
    site_pages.create(connection)


def _add_visits_and_looks(connection: Connection) -> None:
    """Columns for when sources and articles are due again; tables for files of origins and shapes of addresses."""
    for table, names in ((sources, _SOURCES_3), (addresses, _ADDRESSES_3), (articles, _ARTICLES_3)):
        for name in names:
            kind = table.c[name].type.compile(connection.dialect)
            default = "" if table.c[name].nullable else " NOT NULL DEFAULT 0"
            connection.exec_driver_sql(f'ALTER TABLE {table.name} ADD COLUMN "{name}" {kind}{default}')
    s = sources.c
    connection.execute(sources.update().values(named_at=s.visited_at))
    connection.execute(sources.update().where(s.brought > 0).values(news_at=s.visited_at))
    next(index for index in addresses.indexes if index.name == "addresses_looks").create(connection)
    origin_files.create(connection)
    address_shapes.create(connection)


_SOURCES_3 = ("due_at", "interval", "read_at", "modified", "lessons", "failures", "news_at", "named_at")
_ADDRESSES_3 = ("modified", "fetched_at", "etag", "last_modified", "look_at", "looks", "retry_at")
_ARTICLES_3 = ("title_hash", "page_hash")


def _add_doubles(connection: Connection) -> None:
    for name in ("cluster_id", "duplicate_of"):
        kind = articles.c[name].type.compile(connection.dialect)
        connection.exec_driver_sql(f'ALTER TABLE articles ADD COLUMN "{name}" {kind}')
    sketches.create(connection)
    tombstones.create(connection)
    archived_pages.create(connection)


def _begin_sketches_anew(connection: Connection) -> None:
    """Sketches of another algorithm, and segments in place of a table of bands."""
    connection.execute(sketches.delete())
    connection.exec_driver_sql("DROP TABLE IF EXISTS sketch_bands")  # none where the store comes from schema 3
    sketch_segments.create(connection)


def _add_own_line(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE addresses ADD COLUMN own_line INTEGER NOT NULL DEFAULT 0")


#: from version N to N + 1, in order; each gets the connection of one transaction for all of them.
MIGRATIONS: dict[int, Callable[[Connection], None]] = {
    1: _add_site_pages,
    2: _add_visits_and_looks,
    3: _add_doubles,
    4: _begin_sketches_anew,
    5: _add_own_line,
}


def prepare(connection: Connection) -> None:
    """Create the tables in an empty database, or bring an older one up to SCHEMA_VERSION: all of it, or nothing.

    Raises StoreTooNew when the database is of a later version than this code knows.
    """
    if _version(connection) == SCHEMA_VERSION:
        return
    if connection.dialect.name == "sqlite":
        # Python's driver begins no transaction for CREATE and ALTER: what a full disk or a kill cut off would stay.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        # Ends with the transaction. Two that make the same table at once would fail, whatever IF NOT EXISTS says.
        connection.execute(select(func.pg_advisory_xact_lock(_GETTING_READY)))
    version = _version(connection)  # another run may have been sooner
    if version is None:
        metadata.create_all(connection)
        connection.execute(meta.insert().values(name="schema_version", value=str(SCHEMA_VERSION)))
        return
    if version > SCHEMA_VERSION:
        raise StoreTooNew(
            f"schema {version} is newer than {SCHEMA_VERSION}, which this newscrawl knows; upgrade newscrawl"
        )
    for step in range(version, SCHEMA_VERSION):
        MIGRATIONS[step](connection)
    if version < SCHEMA_VERSION:
        connection.execute(meta.update().where(meta.c.name == "schema_version").values(value=str(SCHEMA_VERSION)))


def _version(connection: Connection) -> int | None:
    """The schema's version; None for a database without one: an empty one, or one that was never got ready."""
    if not inspect(connection).has_table("meta"):
        return None
    value = connection.execute(select(meta.c.value).where(meta.c.name == "schema_version")).scalar_one_or_none()
    return None if value is None else int(value)
