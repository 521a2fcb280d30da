"""The sitemaps, feeds, front and section pages of a site, and what is needed to ask for them again cheaply."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import Engine, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from newscrawl.core.candidate import Source, SourceKind
from newscrawl.store.schema import sources


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A source with the validators of its last answer (RFC 9110, section 8.8)."""

    source: Source
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    visited_at: float | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visit to a source brought."""

    site: str
    url: str
    status: int
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    brought: int = 0
    problem: str | None = None


class Sources:
    """Reads and writes the table of sources; every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        dialect = postgresql if engine.dialect.name == "postgresql" else sqlite
        self._insert = dialect.insert(sources).on_conflict_do_nothing(index_elements=["site", "url"])

    def add(self, site: str, found: list[Source]) -> None:
        """Write down sources; known ones stay as they are."""
        rows = [{"site": site, "url": s.url, "kind": str(s.kind), "depth": s.depth, "brought": 0} for s in found]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(self._insert, rows)

    def of_site(self, site: str) -> list[KnownSource]:
        """All sources of a site, the ones that brought most first."""
        s = sources.c
        with self._engine.connect() as connection:
            rows = connection.execute(select(sources).where(s.site == site).order_by(s.brought.desc(), s.url)).all()
        return [
            KnownSource(
                Source(url=row.url, kind=SourceKind(row.kind), depth=row.depth),
                row.etag,
                row.last_modified,
                row.body_hash,
                row.visited_at,
            )
            for row in rows
        ]

    def visited(self, visit: Visit) -> None:
        """Note an answer. A 304 keeps the validators; any other answer that is no success forgets them."""
        s = sources.c
        values = {
            "visited_at": time.time(),
            "status": visit.status,
            "brought": s.brought + visit.brought,
            "problem": visit.problem,
        }
        if visit.status != 304:
            values |= {"etag": visit.etag, "last_modified": visit.last_modified, "body_hash": visit.body_hash}
        with self._engine.begin() as connection:
            connection.execute(update(sources).where(s.site == visit.site, s.url == visit.url).values(**values))

    def forget_validators(self, site: str) -> None:
        """Have every source of the site read anew: what is wanted of them has changed."""
        nothing = {"etag": None, "last_modified": None, "body_hash": None}
        with self._engine.begin() as connection:
            connection.execute(update(sources).where(sources.c.site == site).values(**nothing))

    def last_visits(self) -> dict[str, float]:
        """When each site was visited last, as POSIX time."""
        query = select(sources.c.site, func.max(sources.c.visited_at)).group_by(sources.c.site)
        with self._engine.connect() as connection:
            return {row[0]: row[1] or 0.0 for row in connection.execute(query)}

    def forget(self, site: str, url: str) -> None:
        """Drop a source that is gone for good."""
        with self._engine.begin() as connection:
            connection.execute(sources.delete().where(sources.c.site == site, sources.c.url == url))
