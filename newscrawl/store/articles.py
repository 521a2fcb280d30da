"""What has a line in the dataset, and what was left out of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.dialects import postgresql, sqlite

from newscrawl.core.verdict import Reason
from newscrawl.store.addresses import State, settle
from newscrawl.store.schema import articles


@dataclass(frozen=True, slots=True)
class Written:
    """An article whose line is on disk."""

    id: str
    url: str
    site: str
    content_hash: str | None
    version: int
    keys: tuple[str, ...]
    """Every spelling under which it was found, asked for or answered (core.urls.identity)."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A page whose rejection is on disk."""

    url: str
    site: str
    reason: Reason
    keys: tuple[str, ...]
    dated: float | None = None
    """POSIX time of its publishing, for rejections that only hold for a range of dates."""
    language: str | None = None


class Articles:
    """Reads and writes the table of articles; every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._dialect: Any = postgresql if engine.dialect.name == "postgresql" else sqlite

    def confirm(self, items: Sequence[Written | LeftOut], run_id: str) -> None:
        """Note that the lines of the items are durable; repeating it changes nothing."""
        with self._engine.begin() as connection:
            for item in items:
                if isinstance(item, LeftOut):
                    settle(
                        connection,
                        item.keys,
                        state=State.REJECTED,
                        run_id=run_id,
                        site=item.site,
                        url=item.url,
                        reason=str(item.reason),
                        when=item.dated,
                        language=item.language,
                    )
                    continue
                connection.execute(self._upsert(item, run_id))
                settle(
                    connection,
                    item.keys,
                    state=State.DONE,
                    run_id=run_id,
                    site=item.site,
                    url=item.url,
                    article_id=item.id,
                )

    def known(self, article_id: str, content_hash: str | None) -> str | None:
        """The id of the article that has this id, or else this very text; None where there is none."""
        a = articles.c
        by_id = select(a.id).where(a.id == article_id)
        by_text = select(a.id).where(a.content_hash == content_hash).limit(1)
        with self._engine.connect() as connection:
            found = connection.execute(by_id).scalar_one_or_none()
            if found is None and content_hash:
                found = connection.execute(by_text).scalar_one_or_none()
            return found

    def _upsert(self, item: Written, run_id: str) -> Any:
        values = {
            "url": item.url,
            "site": item.site,
            "content_hash": item.content_hash,
            "version": item.version,
            "run_id": run_id,
            "written_at": time.time(),
        }
        return (
            self._dialect.insert(articles)
            .values(id=item.id, **values)
            .on_conflict_do_update(index_elements=["id"], set_=values)
        )
