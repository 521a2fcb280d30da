"""SQL past the store, in whatever database it lies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine, text

from newscrawl.store import Store
from newscrawl.store.naming import engine_url


@contextmanager
def connected(store: Store) -> Iterator[Connection]:
    """A connection of its own, in one transaction."""
    engine = create_engine(engine_url(store.url))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def sql(store: Store, statement: str, **values: Any) -> list[tuple[Any, ...]]:
    """The rows of one statement, if it gives any; `:name` stands for a value."""
    with connected(store) as connection:
        result = connection.execute(text(statement), values)
        return [tuple(row) for row in result] if result.returns_rows else []
