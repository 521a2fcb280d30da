"""Files that speak for a whole origin (robots.txt, tdmrep.json, RSL licenses), kept with their age between runs."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Engine, select

from newscrawl.store.dialects import insert_into
from newscrawl.store.schema import origin_files


@dataclass(frozen=True, slots=True)
class OriginFile:
    """One answer to a request for such a file; a 404 is an answer as well as any."""

    url: str
    """As asked for."""

    answered: str
    """The address that answered, after redirects."""

    status: int
    """Of the HTTP answer; 0 where there was none."""

    body: bytes
    """As far as it is wanted; empty where there was none."""

    fetched_at: float
    """POSIX time."""

    def is_fresh(self, now: float, seconds: float) -> bool:
        """Whether it is not older than so many seconds; one from the future, as after a clock was set, is not fresh."""
        return 0 <= now - self.fetched_at < seconds


class OriginFiles:
    """Reads and writes the table of origin files; every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        insert = insert_into(origin_files, engine)
        changes = {column.name: insert.excluded[column.name] for column in origin_files.c if not column.primary_key}
        self._upsert = insert.on_conflict_do_update(index_elements=["url"], set_=changes)

    def get(self, url: str) -> OriginFile | None:
        """The last answer to a request for this address; None where it was never asked for."""
        with self._engine.connect() as connection:
            row = connection.execute(select(origin_files).where(origin_files.c.url == url)).first()
        return None if row is None else OriginFile(**row._mapping)

    def put(self, file: OriginFile) -> None:
        """Keep an answer in the place of the one before."""
        with self._engine.begin() as connection:
            connection.execute(self._upsert, [asdict(file)])
