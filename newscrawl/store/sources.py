"""The sitemaps, feeds, front and section pages of a site: when each is due, and how to ask for it cheaply."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, and_, func, or_, select, update

from newscrawl.core.candidate import Source, SourceKind
from newscrawl.core.moments import posix
from newscrawl.core.schedule import CEILING, Pace, Result, after_visit, is_due
from newscrawl.store.dialects import insert_into
from newscrawl.store.schema import sources

AT_ONCE = 500
"""Rows that one statement names."""

USELESS_SECONDS = 60 * 86400.0
"""A source that so long nothing has named, and that has brought nothing, is forgotten."""
PAGES_MAX = 300
"""Section pages that are remembered for a site."""

_CHEAP_FIRST = (SourceKind.NEWS_SITEMAP, SourceKind.FEED, SourceKind.FRONT_PAGE, SourceKind.SITEMAP)


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A source with the validators of its last answer (RFC 9110, section 8.8)."""

    source: Source
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    visited_at: float | None = None
    interval: float | None = None
    """Seconds between two visits."""
    read_at: float | None = None
    """When it was last answered in full."""
    due: bool = True
    problem: str | None = None
    """What was wrong with the document when it was last read: so it still is while it does not change."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visit to a source brought."""

    site: str
    url: str
    status: int | None
    """HTTP's; None where no answer came."""
    result: Result
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    brought: int = 0
    problem: str | None = None
    modified: str | None = None
    """What the index that names it said of it."""


class Sources:
    """Reads and writes the table of sources; every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        insert = insert_into(sources, engine)
        self._insert = insert.on_conflict_do_update(
            index_elements=["site", "url"], set_={"named_at": insert.excluded.named_at}
        )

    def add(self, site: str, found: Sequence[Source]) -> list[KnownSource]:
        """Write down sources that a document names, and when; what is known of them stays. Returns what is known."""
        now = time.time()
        by_url = {s.url: s for s in reversed(found)}
        rows = [
            {"site": site, "url": s.url, "kind": str(s.kind), "depth": s.depth, "brought": 0, "named_at": now}
            for s in by_url.values()
        ]
        if not rows:
            return []
        with self._engine.begin() as connection:
            connection.execute(self._insert, rows)
            known = {row.url: row for row in _rows(connection, site, list(by_url))}
        newest = _newest(s.modified for s in by_url.values())
        return [_known(known[s.url], now, newest, told=s.modified) for s in reversed(by_url.values())]

    def of_site(self, site: str) -> list[KnownSource]:
        """All sources of a site: cheap ones first, then those that brought most."""
        s = sources.c
        with self._engine.connect() as connection:
            rows = connection.execute(select(sources).where(s.site == site).order_by(s.brought.desc(), s.url)).all()
        now, newest = time.time(), _newest(row.modified for row in rows)
        found = [_known(row, now, newest) for row in rows]
        places = {kind: place for place, kind in enumerate(_CHEAP_FIRST)}
        return sorted(found, key=lambda k: places.get(k.source.kind, len(places)))

    def next_due(self, site: str) -> float | None:
        """When the next of the site's sources is due, as POSIX time; None where none is known or has been visited."""
        s, now = sources.c, time.time()
        with self._engine.connect() as connection:
            rows = connection.execute(select(sources).where(s.site == site, s.visited_at.is_not(None))).all()
        newest = _newest(row.modified for row in rows)
        return min((_next_due(row, now, newest) for row in rows), default=None)

    def visited(self, visit: Visit) -> None:
        """Note a visit. A 304 and a failure keep the validators; another answer that is no success forgets them."""
        s, now = sources.c, time.time()
        values: dict[str, Any] = {
            "status": visit.status,
            "problem": visit.problem,
            "brought": s.brought + visit.brought,
        }
        if visit.status not in (None, 304):
            values |= {"etag": visit.etag, "last_modified": visit.last_modified, "body_hash": visit.body_hash}
        if visit.status == 200:
            values["read_at"] = now
        if visit.brought:
            values["news_at"] = now
        if visit.modified:
            values["modified"] = visit.modified
        with self._engine.begin() as connection:
            for row in _rows(connection, visit.site, [visit.url]):
                pace = after_visit(
                    _pace(row),
                    visit.result,
                    now,
                    kind=SourceKind(row.kind),
                    useful=bool(row.brought or visit.brought),
                    seed=visit.url,
                )
                values |= {"visited_at": now, "due_at": pace.due_at, "interval": pace.interval}
                values |= {"lessons": pace.lessons, "failures": pace.failures}
                connection.execute(update(sources).where(s.site == visit.site, s.url == visit.url).values(**values))

    def forget_validators(self, site: str) -> None:
        """Have every source of the site read anew, and now: what is wanted of them has changed."""
        nothing = {"etag": None, "last_modified": None, "body_hash": None, "due_at": None}
        with self._engine.begin() as connection:
            connection.execute(update(sources).where(sources.c.site == site).values(**nothing))

    def hasten(self, site: str) -> None:
        """Have every source of the site visited now: what is allowed has changed."""
        with self._engine.begin() as connection:
            connection.execute(update(sources).where(sources.c.site == site).values(due_at=None))

    def last_visits(self) -> dict[str, float]:
        """When each site was visited last, as POSIX time."""
        query = select(sources.c.site, func.max(sources.c.visited_at)).group_by(sources.c.site)
        with self._engine.connect() as connection:
            return {row[0]: row[1] or 0.0 for row in connection.execute(query)}

    def forget(self, site: str, url: str) -> None:
        """Drop a source that later runs need not ask for."""
        with self._engine.begin() as connection:
            connection.execute(sources.delete().where(sources.c.site == site, sources.c.url == url))

    def forget_useless(self, site: str) -> int:
        """Drop sources that have long brought nothing and been named by nothing, and section pages beyond PAGES_MAX.

        Returns how many were dropped.
        """
        s = sources.c
        long_ago = func.coalesce(s.visited_at, time.time()) - USELESS_SECONDS  # a pause of the crawl's is not theirs
        useless = and_(s.named_at < long_ago, or_(s.news_at.is_(None), s.news_at < long_ago))
        pages = select(s.url).where(s.site == site, s.kind == SourceKind.SECTION)
        ranked = pages.order_by(func.coalesce(s.news_at, 0.0).desc(), func.coalesce(s.named_at, 0.0).desc(), s.url)
        with self._engine.begin() as connection:
            dropped = connection.execute(sources.delete().where(s.site == site, useless)).rowcount
            beyond = list(connection.execute(ranked.offset(PAGES_MAX).limit(AT_ONCE)).scalars())
            if beyond:
                connection.execute(sources.delete().where(s.site == site, s.url.in_(beyond)))
        return int(dropped) + len(beyond)


def _rows(connection: Connection, site: str, urls: list[str]) -> Iterable[Any]:
    s = sources.c
    for start in range(0, len(urls), AT_ONCE):
        part = urls[start : start + AT_ONCE]
        yield from connection.execute(select(sources).where(s.site == site, s.url.in_(part))).all()


def _pace(row: Any) -> Pace:
    return Pace(row.visited_at, row.due_at, row.interval, row.lessons, row.failures)


def _newest(said: Iterable[str | None]) -> float | None:
    return max((t for value in said if (t := posix(value, end=True)) is not None), default=None)


def _next_due(row: Any, now: float, newest: float | None) -> float:
    if _known(row, now, newest).due:
        return now
    return float(row.due_at if row.due_at > now else row.visited_at + CEILING)


def _known(row: Any, now: float, newest: float | None, told: str | None = None) -> KnownSource:
    said = told or row.modified
    moment = posix(said, end=True)
    return KnownSource(
        Source(url=row.url, kind=SourceKind(row.kind), depth=row.depth, modified=said),
        row.etag,
        row.last_modified,
        row.body_hash,
        row.visited_at,
        row.interval,
        row.read_at,
        is_due(
            _pace(row),
            now,
            told=told,
            known=row.modified,
            newest=moment is None or newest is None or moment >= newest,
        ),
        row.problem if row.status in (200, 304) else None,
    )
