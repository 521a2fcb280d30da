"""What was forgotten and must not come back: marks (core.forgetting), which say nothing of what they stand for."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection, Engine, delete, select, update

from newscrawl.core.forgetting import mark_of, site_mark, text_mark
from newscrawl.core.urls import identity
from newscrawl.store.articles import LeftOut, Written
from newscrawl.store.dialects import insert_into
from newscrawl.store.doubles import remove as remove_sketches
from newscrawl.store.schema import (
    address_shapes,
    addresses,
    archived_pages,
    articles,
    site_pages,
    sources,
    tombstones,
)
from newscrawl.store.shapes import AT_ONCE, batched

__all__ = ["Known", "Tombstones", "forgotten_keys"]


class Tombstones:
    """Reads and writes the table of tombstones, and takes out of the others what is forgotten."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def any(self) -> bool:
        """Whether anything was forgotten at all."""
        with self._engine.connect() as connection:
            return _any(connection)

    def among(self, marks: Iterable[str]) -> dict[str, float]:
        """Those of the marks that were forgotten, and when, as POSIX time."""
        found: dict[str, float] = {}
        with self._engine.connect() as connection:
            for some in batched(sorted(set(marks)), AT_ONCE) if _any(connection) else ():
                query = select(tombstones.c.mark, tombstones.c.forgotten_at).where(tombstones.c.mark.in_(some))
                found.update({row.mark: row.forgotten_at for row in connection.execute(query)})
        return found

    def without(self, items: Sequence[Written | LeftOut]) -> list[Written | LeftOut]:
        """The items that were not forgotten."""
        return [item for item, mark in zip(items, self.of(items), strict=True) if mark is None]

    def of(self, items: Sequence[Written | LeftOut]) -> list[str | None]:
        """For each item a mark by which it was forgotten; None where it was not."""
        if not self.any():
            return [None] * len(items)
        marks = [_marks_of(item) for item in items]
        gone = self.among(mark for some in marks for mark in some)
        return [min(some & gone.keys(), default=None) for some in marks]

    def page_filter(self) -> Callable[[Collection[str], str | None], bool] | None:
        """Tells of a page, by its addresses and that of its site, whether it was forgotten; None where nothing was."""
        return self._has_page if self.any() else None

    def _has_page(self, addresses: Collection[str], site: str | None) -> bool:
        marks = {mark_of(identity(url)) for url in addresses} | ({site_mark(identity(site))} if site else set())
        return bool(self.among(marks))

    def site(self, site: str) -> float | None:
        """When a whole site was forgotten, as POSIX time; None where it was not."""
        return self.among([site_mark(site)]).get(site_mark(site))

    def unfinished(self) -> dict[str, str]:
        """Marks of what is not wholly taken out yet, each with that of its article."""
        query = select(tombstones.c.mark, tombstones.c.of).where(tombstones.c.finished == 0)
        with self._engine.connect() as connection:
            return {row.mark: row.of for row in connection.execute(query)}

    def begin(self, marks: Mapping[str, str]) -> None:
        """Forget from now on; what is there is still to be taken out (`finish`)."""
        with self._engine.begin() as connection:
            _keep(connection, marks, finished=0)

    def bury(self, keys: Collection[str], mark: str) -> None:
        """Forget further addresses of what is forgotten already, as its mark tells."""
        query = select(tombstones.c.of).where(tombstones.c.mark == mark)
        with self._engine.begin() as connection:
            of = connection.execute(query).scalar_one_or_none() or mark
            _keep(connection, {mark_of(key): of for key in keys}, finished=1)
            _remove_addresses(connection, keys)

    def finish(
        self, keys: Collection[str], ids: Collection[str], sites: Collection[str], marks: Collection[str]
    ) -> None:
        """Take addresses (by key), articles (by id) and whole sites out of all tables; the tombstones are whole then.

        Those of `marks`, which `begin` was told: another call may be under way. One transaction.
        """
        a = addresses.c
        with self._engine.begin() as connection:
            of_sites = select(articles.c.id).where(articles.c.site.in_(sites))
            gone = sorted({*ids, *connection.execute(of_sites).scalars()})
            # All at once, as the whole index is read for it; and first, as it may wait for a run that merges.
            remove_sketches(connection, gone)
            for some in batched(sorted(ids), AT_ONCE):
                found = connection.execute(select(a.key).where(a.article_id.in_(some))).scalars().all()
                _remove_addresses(connection, found)
            _remove_addresses(connection, keys)
            for site in sites:
                for part in (addresses, articles, sources, site_pages, address_shapes):
                    connection.execute(delete(part).where(part.c.site == site))
            _remove_articles(connection, gone)
            for some in batched(sorted(marks), AT_ONCE):
                connection.execute(update(tombstones).where(tombstones.c.mark.in_(some)).values(finished=1))

    def readmit(self, marks: Collection[str]) -> int:
        """Take back the tombstones of articles, by any of their marks; returns how many articles or sites there were.

        With that of a site go those of all that was forgotten with it.
        """
        t = tombstones.c
        with self._engine.begin() as connection:
            articles_of: set[str] = set()
            for some in batched(sorted(marks), AT_ONCE):
                articles_of.update(connection.execute(select(t.of).where(t.mark.in_(some))).scalars())
            for some in batched(sorted(articles_of), AT_ONCE):
                connection.execute(delete(tombstones).where(t.of.in_(some)))
        return len(articles_of)


class Known:
    """What the store knows of articles and addresses that are to be forgotten. Reads only."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def ids_like(self, prefix: str) -> list[str]:
        """The ids of articles that begin so, at most two."""
        a = articles.c
        query = select(a.id).where(a.id >= prefix, a.id < prefix + "g").order_by(a.id).limit(2)
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def spellings(self, ids: Iterable[str], keys: Iterable[str]) -> list[tuple[str, str | None, str]]:
        """Addresses by the id of their article or by key: key, id of the article where it has one, site."""
        found = {}
        with self._engine.connect() as connection:
            for values, column in ((ids, addresses.c.article_id), (keys, addresses.c.key)):
                for some in batched(sorted(set(values)), AT_ONCE):
                    query = select(addresses.c.key, addresses.c.article_id, addresses.c.site)
                    for row in connection.execute(query.where(column.in_(some))):
                        found[row.key] = (row.key, row.article_id, row.site)
        return list(found.values())

    def marked(self, marks: Mapping[str, str]) -> list[str]:
        """Keys of addresses with one of the marks, found by reading all."""
        with self._engine.connect() as connection:
            keys = connection.execution_options(yield_per=1000).execute(select(addresses.c.key)).scalars()
            return [key for key in keys if mark_of(key) in marks]

    def articles(self, ids: Iterable[str]) -> list[tuple[str, str, str | None]]:
        """Id, site and content hash of those of the articles that are known."""
        found = []
        with self._engine.connect() as connection:
            for some in batched(sorted(set(ids)), AT_ONCE):
                query = select(articles.c.id, articles.c.site, articles.c.content_hash).where(articles.c.id.in_(some))
                found += [(row.id, row.site, row.content_hash) for row in connection.execute(query)]
        return found

    def of_site(self, site: str) -> list[tuple[str, str | None]]:
        """Key and article's id of all addresses of a site."""
        query = select(addresses.c.key, addresses.c.article_id).where(addresses.c.site == site)
        with self._engine.connect() as connection:
            return [(row.key, row.article_id) for row in connection.execute(query)]

    def sites(self) -> set[str]:
        """All sites of which anything is known."""
        with self._engine.connect() as connection:
            known = (connection.execute(select(t.c.site).distinct()).scalars() for t in (sources, addresses))
            return {site for part in known for site in part}

    def rows(self, ids: Collection[str], keys: Collection[str]) -> int:
        """How many addresses and articles there are of those."""
        count = len(self.articles(ids))
        return count + len(self.spellings(ids, keys))


def forgotten_keys(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Those of the addresses that were forgotten."""
    if not _any(connection):
        return set()
    by_mark = {mark_of(key): key for key in keys}
    gone: set[str] = set()
    for some in batched(by_mark, AT_ONCE):
        query = select(tombstones.c.mark).where(tombstones.c.mark.in_(some))
        gone.update(by_mark[mark] for mark in connection.execute(query).scalars())
    return gone


def _any(connection: Connection) -> bool:
    return connection.execute(select(tombstones.c.mark).limit(1)).first() is not None


def _marks_of(item: Written | LeftOut) -> set[str]:
    marks = {mark_of(key) for key in (*item.keys, identity(item.url))} | {site_mark(item.site)}
    if isinstance(item, Written):
        marks.add(item.id)
        if item.content_hash:
            marks.add(text_mark(item.site, item.content_hash))
    elif item.article_id:
        marks.add(item.article_id)
    return marks


def _keep(connection: Connection, marks: Mapping[str, str], *, finished: int) -> None:
    now = time.time()
    insert = insert_into(tombstones, connection)
    # What is told again is to be taken out again, as where lines came back from a copy.
    changes = {"finished": insert.excluded.finished} if not finished else None
    upsert = (
        insert.on_conflict_do_update(index_elements=["mark"], set_=changes)
        if changes
        else insert.on_conflict_do_nothing(index_elements=["mark"])
    )
    for some in batched(sorted(marks), AT_ONCE):
        rows = [{"mark": mark, "of": marks[mark], "forgotten_at": now, "finished": finished} for mark in some]
        connection.execute(upsert, rows)


def _remove_addresses(connection: Connection, keys: Iterable[str]) -> None:
    for some in batched(keys, AT_ONCE):
        connection.execute(delete(addresses).where(addresses.c.key.in_(some)))
        connection.execute(delete(archived_pages).where(archived_pages.c.key.in_(some)))


def _remove_articles(connection: Connection, ids: Iterable[str]) -> None:
    for some in batched(ids, AT_ONCE):
        connection.execute(delete(site_pages).where(site_pages.c.article_id.in_(some)))
        connection.execute(delete(articles).where(articles.c.id.in_(some)))
