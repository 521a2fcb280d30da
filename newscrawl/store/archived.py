"""Which answer of a page stands in an archive, so that a later one that is the same can refer to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Engine, select

from newscrawl.store.dialects import insert_into
from newscrawl.store.schema import archived_pages


@dataclass(frozen=True, slots=True)
class Archived:
    """The last answer of a page whose body is archived."""

    key: str
    url: str
    date: str
    digest: str


class ArchivedPages:
    """Reads and writes the table; every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        insert = insert_into(archived_pages, engine)
        changes = {name: insert.excluded[name] for name in ("url", "date", "digest")}
        self._upsert = insert.on_conflict_do_update(index_elements=["key"], set_=changes)

    def get(self, key: str) -> Archived | None:
        """By the identity of the address that was asked for; None where nothing of it is archived."""
        with self._engine.connect() as connection:
            row = connection.execute(select(archived_pages).where(archived_pages.c.key == key)).first()
        return None if row is None else Archived(**row._mapping)

    def put(self, pages: Sequence[Archived]) -> None:
        """Keep them in the place of those before."""
        if pages:
            with self._engine.begin() as connection:
                connection.execute(self._upsert, [asdict(page) for page in pages])

    def forget(self, key: str) -> None:
        """Nothing of it is archived any more."""
        with self._engine.begin() as connection:
            connection.execute(archived_pages.delete().where(archived_pages.c.key == key))
