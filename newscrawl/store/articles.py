"""What has a line in the dataset, and what was left out of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Engine, Select, bindparam, select

from newscrawl.core.doubles import Sketch
from newscrawl.core.shapes import is_article
from newscrawl.core.typical import Counted
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason
from newscrawl.core.versions import Signature
from newscrawl.store.dialects import insert_into
from newscrawl.store.doubles import Doubles, sweep
from newscrawl.store.doubles import keep as keep_sketches
from newscrawl.store.looks import Answer, keep_answers
from newscrawl.store.outcomes import Outcome, note_own_lines, settle
from newscrawl.store.schema import articles
from newscrawl.store.shapes import learn
from newscrawl.store.states import State
from newscrawl.store.typical import keep


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
    counted: Counted | None = None
    """What its site counts of it; None where nothing is counted."""
    title_hash: str | None = None
    page_hash: str | None = None
    """Of core.versions.Signature."""
    dated: float | None = None
    """POSIX time of its publishing."""
    answer: Answer | None = None
    asked: str | None = None
    """The address that was asked for, whose shape is learned; None where nothing is."""
    cluster_id: str | None = None
    duplicate_of: str | None = None
    sketch: Sketch | None = None
    """What its near doubles are found by; None where they are not looked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """The newest line of an article."""

    id: str
    site: str
    version: int
    said: Signature
    cluster_id: str | None
    duplicate_of: str | None


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
    asked: str | None = None
    """The address that was asked for, whose shape is learned; None where nothing is."""
    article_id: str | None = None
    """Of the address that the page calls canonical, where it is known: its tombstone is the page's too."""


# Made once: to put one together costs as much as to run it.
_LINE = select(articles).where(articles.c.id == bindparam("id")).limit(1)
_TWIN = (
    select(articles)
    .where(articles.c.content_hash == bindparam("text"), articles.c.id != bindparam("id"))
    .order_by(articles.c.site != bindparam("site"), articles.c.written_at, articles.c.id)
    .limit(1)
)


class Articles:
    """Reads and writes the table of articles; every method is one transaction."""

    def __init__(self, engine: Engine, doubles: Doubles) -> None:
        self._engine, self._doubles = engine, doubles
        insert = insert_into(articles, engine)
        changes = {column.name: insert.excluded[column.name] for column in articles.c if column.name != "id"}
        self._upsert = insert.on_conflict_do_update(
            index_elements=["id"],
            set_=changes,
            where=articles.c.version <= insert.excluded.version,  # lines that are read back may be old ones
        )

    def confirm(self, items: Sequence[Written | LeftOut], run_id: str) -> None:
        """Note that the lines of the items are durable; repeating it changes nothing."""
        done = [item for item in items if isinstance(item, Written)]
        # In one order, so that two runs that confirm the same articles don't wait for one another.
        lines = sorted((_row(item, run_id) for item in done), key=itemgetter("id"))
        with self._engine.begin() as connection:
            if lines:
                connection.execute(self._upsert, lines)
            self._sketch(connection, done)
            keep(connection, [(item.site, item.counted) for item in done if item.counted is not None])
            learn(connection, [known for item in items if (known := _learned(item)) is not None])
            settle(connection, [outcome for item in items for outcome in _outcomes(item)], run_id)
            note_own_lines(connection, [identity(item.asked) for item in items if item.asked is not None])
            keep_answers(connection, [(item.keys, item.answer) for item in done if item.answer is not None])

    def _sketch(self, connection: Connection, done: Sequence[Written]) -> None:
        keep_sketches(connection, [(item.id, item.version, item.sketch) for item in done if item.sketch is not None])
        if done and self._doubles.days:  # a run that looks for none leaves alone what others look for
            sweep(connection, self._doubles.since, 2 * len(done) + 1)

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

    def twin(self, article_id: str, content_hash: str | None, site: str) -> Line | None:
        """Another article that has this very text: of the same site where there is one, else the first one written.

        None where there is none.
        """
        if not content_hash:
            return None
        return self._line(_TWIN, id=article_id, text=content_hash, site=site)

    def line_and_twin(self, article_id: str, content_hash: str | None, site: str) -> tuple[Line | None, Line | None]:
        """Both at once."""
        return self.line(article_id), self.twin(article_id, content_hash, site)

    def line(self, article_id: str) -> Line | None:
        """The article's newest line; None where it has none."""
        return self._line(_LINE, id=article_id)

    def _line(self, query: Select[Any], **values: str) -> Line | None:
        with self._engine.connect() as connection:
            row = connection.execute(query, values).first()
        if row is None:
            return None
        said = Signature(row.content_hash, row.title_hash, row.page_hash)
        return Line(row.id, row.site, row.version, said, row.cluster_id, row.duplicate_of)


def _learned(item: Written | LeftOut) -> tuple[str, str, bool] | None:
    article = is_article(item.reason if isinstance(item, LeftOut) else None)
    return None if item.asked is None or article is None else (item.site, item.asked, article)


def _row(item: Written, run_id: str) -> dict[str, Any]:
    return {
        "id": item.id,
        "url": item.url,
        "site": item.site,
        "content_hash": item.content_hash,
        "version": item.version,
        "run_id": run_id,
        "written_at": time.time(),
        "title_hash": item.title_hash,
        "page_hash": item.page_hash,
        "cluster_id": item.cluster_id,
        "duplicate_of": item.duplicate_of,
    }


def _outcomes(item: Written | LeftOut) -> list[Outcome]:
    """One for each spelling."""
    if isinstance(item, Written):
        return [
            Outcome(key, item.site, item.url, State.DONE, article_id=item.id, dated=item.dated) for key in item.keys
        ]
    return [
        Outcome(key, item.site, item.url, State.REJECTED, str(item.reason), None, item.dated, item.language)
        for key in item.keys
    ]
