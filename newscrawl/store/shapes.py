"""What the addresses of each site have turned out to be, by their shape."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection, Engine, select

from newscrawl.core.shapes import Shapes, merged, shape_of
from newscrawl.core.urls import identity
from newscrawl.store.dialects import insert_into
from newscrawl.store.schema import address_shapes, addresses

PENDING = "pending"
SHAPES_MAX = 5000
"""Of one site that are remembered: where folders are named after authors or topics, there are ever more."""
AT_ONCE = 500
"""Keys in one query: databases take a limited number."""


def batched(keys: Iterable[str], size: int) -> Iterator[list[str]]:
    """The keys in lists of at most `size`."""
    rest = iter(keys)
    while part := list(islice(rest, size)):
        yield part


class AddressShapes:
    """Reads the table of shapes; `learn` writes it, in the transaction that settles the addresses."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_site(self, site: str) -> Shapes:
        """What was learned of a site; nothing for one that is not known."""
        a = address_shapes.c
        query = select(a.shape, a.articles, a.others).where(a.site == site)
        with self._engine.connect() as connection:
            return merged((row.shape, row.articles, row.others) for row in connection.execute(query))

    def forget_oldest(self, site: str) -> int:
        """Drop what is beyond SHAPES_MAX, those of which nothing came for longest; returns how many were dropped."""
        a = address_shapes.c
        ranked = select(a.shape).where(a.site == site).order_by(a.changed_at.desc(), a.shape)
        with self._engine.begin() as connection:
            beyond = list(connection.execute(ranked.offset(SHAPES_MAX)).scalars())
            for shapes in batched(beyond, AT_ONCE):
                connection.execute(address_shapes.delete().where(a.site == site, a.shape.in_(shapes)))
        return len(beyond)


def learn(connection: Connection, settled: Sequence[tuple[str, str, bool]]) -> None:
    """Count addresses that are about to be settled: (site, address asked for, whether it is an article).

    Only those that are pending until now, so that repeating it changes nothing.
    """
    by_key = {identity(url): (site, shape_of(url), article) for site, url, article in settled}
    if not by_key:
        return
    articles: Counter[tuple[str, str]] = Counter()
    others: Counter[tuple[str, str]] = Counter()
    for keys in batched(by_key, AT_ONCE):
        query = select(addresses.c.key).where(addresses.c.key.in_(keys), addresses.c.state == PENDING)
        for key in connection.execute(query).scalars():
            site, shape, article = by_key[key]
            (articles if article else others)[site, shape] += 1
    now = time.time()
    rows = [
        {"site": site, "shape": shape, "articles": articles[site, shape], "others": others[site, shape]}
        for site, shape in sorted(articles.keys() | others.keys())
    ]
    if not rows:
        return
    insert = insert_into(address_shapes, connection)
    new, old = insert.excluded, address_shapes.c
    upsert = insert.on_conflict_do_update(
        index_elements=["site", "shape"],
        set_={
            "articles": old.articles + new.articles,
            "others": old.others + new.others,
            "changed_at": new.changed_at,
        },
    )
    connection.execute(upsert, [{**row, "changed_at": now} for row in rows])
