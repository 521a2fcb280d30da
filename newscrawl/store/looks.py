"""Articles that are looked at again: what is due, and what came of it."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, func, or_, select, update

from newscrawl.core.candidate import Candidate
from newscrawl.core.looks import LATE_MAX, Look, LookTrust, is_told
from newscrawl.core.moments import posix
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason
from newscrawl.store.candidate_rows import pending_of, said_of
from newscrawl.store.outcomes import forget_contents
from newscrawl.store.schema import addresses, articles, meta
from newscrawl.store.states import Pending, State, Window
from newscrawl.store.windows import wanted

GONE = (Reason.GONE, Reason.SOFT_404)
"""What a look may come to that ends all looks."""

MISSING = "missing"
"""The reason of an article whose last look was answered 404, and whose next one says whether it is gone."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer to an article's address; times are POSIX times."""

    key: str
    """The address that was asked for: it is the one that is looked at again."""
    fetched_at: float
    look_at: float | None = None
    looks: int = 0
    """How many looks there were, this one among them."""
    etag: str | None = None
    last_modified: str | None = None


class Looks:
    """Reads and writes the table of addresses; every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, site: str) -> None:
        """Forget what earlier runs had handed out, and the looks that are too late."""
        a = addresses.c
        with self._engine.begin() as connection:
            connection.execute(
                update(addresses).where(a.site == site, a.state == State.DONE, a.taken == 1).values(taken=0)
            )
            late = a.look_at < time.time() - LATE_MAX
            connection.execute(update(addresses).where(a.site == site, late, ~_told()).values(look_at=None))

    def tell(self, found: Sequence[tuple[str, Candidate]]) -> int:
        """Have articles that changed since they were fetched, as their sources say, looked at; returns how many."""
        dated = [(key, candidate, posix(candidate.modified)) for key, candidate in found]
        told = {key: (at, candidate) for key, candidate, at in dated if at is not None}
        if not told:
            return 0
        a, now = addresses.c, time.time()
        query = select(a.key, a.modified, _fetched().label("fetched"), a.look_at).where(
            a.key.in_(told),
            a.state == State.DONE,
            a.article_id.is_not(None),
            or_(a.reason.is_(None), a.reason.not_in(GONE)),
            _fetched() < max(at for at, _ in told.values()),
        )
        names = ("modified", "look_at", "candidate")
        due = update(addresses).where(a.key == bindparam("b_key")).values({n: bindparam(f"b_{n}") for n in names})
        with self._engine.begin() as connection:
            rows = [
                {
                    "b_key": row.key,
                    "b_modified": told[row.key][0],
                    "b_look_at": min(now, row.look_at or now),
                    "b_candidate": said_of(told[row.key][1]),
                }
                for row in connection.execute(query)
                if is_told(told[row.key][0], row.modified, row.fetched, now)
            ]
            if rows:
                connection.execute(due, rows)
        return len(rows)

    def doubt(self, site: str) -> None:
        """Drop the looks that only a source's word asked for."""
        a = addresses.c
        with self._engine.begin() as connection:
            connection.execute(
                update(addresses).where(a.site == site, a.look_at.is_not(None), _told()).values(look_at=None)
            )

    def trust(self, site: str) -> LookTrust:
        """How far the site's dates of change are believed."""
        query = select(meta.c.value).where(meta.c.name == _trust_name(site))
        with self._engine.connect() as connection:
            value = connection.execute(query).scalar_one_or_none()
        return LookTrust(**json.loads(value)) if value else LookTrust()

    def keep_trust(self, site: str, trust: LookTrust) -> None:
        """Remember it."""
        with self._engine.begin() as connection:
            connection.execute(meta.delete().where(meta.c.name == _trust_name(site)))
            connection.execute(meta.insert().values(name=_trust_name(site), value=json.dumps(asdict(trust))))

    def take(self, site: str, limit: int, window: Window) -> list[Pending]:
        """Hand out the looks that are due, the newest articles first; none is handed out twice in a run."""
        a = addresses.c
        columns = (
            a.key,
            a.url,
            a.candidate,
            a.attempts,
            a.article_id,
            a.dated,
            a.looks,
            a.etag,
            a.last_modified,
            a.reason,
        )
        due = (a.site == site, a.look_at <= time.time(), a.state == State.DONE, a.taken == 0, a.article_id.is_not(None))
        query = select(*columns, _told().label("told")).where(*due, *wanted(window, own_date=True))
        with self._engine.begin() as connection:
            found = connection.execute(query.order_by(a.rank.desc()).limit(limit)).all()
            if found:
                keys = [row.key for row in found]
                connection.execute(update(addresses).where(a.key.in_(keys)).values(taken=1))
        return [pending_of(row, _look(row)) for row in found]

    def next_due(self, site: str, window: Window) -> float | None:
        """When the next look is due, as POSIX time, perhaps long since; None where there is none."""
        a = addresses.c
        waiting = (a.site == site, a.look_at.is_not(None), a.state == State.DONE, a.article_id.is_not(None))
        query = select(func.min(a.look_at)).where(*waiting, *wanted(window, own_date=True))
        with self._engine.connect() as connection:
            found = connection.execute(query).scalar_one()
        return None if found is None else float(found)

    def unchanged(self, article_id: str, keys: Collection[str], answer: Answer, reason: str | None = None) -> None:
        """Note a look that brought no new version; `reason`: why there is no article at the address now, if so."""
        a = addresses.c
        seen = {
            "fetched_at": answer.fetched_at,
            "looks": answer.looks,
            "look_at": None,
            "attempts": 0,
            "taken": 0,
            "reason": None if reason is None else str(reason),
        }
        validators: dict[str, Any] = {}
        if reason is None:
            # A page that is there no more keeps its validators: were it as it was again, they would tell.
            for name in ("etag", "last_modified"):
                validators[name] = func.coalesce(getattr(answer, name), a[name])
        with self._engine.begin() as connection:
            url = connection.execute(select(articles.c.url).where(articles.c.id == article_id)).scalar_one_or_none()
            others = {*keys, *([identity(url)] if url else [])} - {answer.key}
            connection.execute(update(addresses).where(a.key.in_(others), a.article_id == article_id).values(**seen))
            seen |= {"look_at": answer.look_at, **validators}
            connection.execute(update(addresses).where(a.key == answer.key, a.state == State.DONE).values(**seen))
            forget_contents(connection, [answer.key])

    def later(self, key: str, look_at: float | None, tries: int) -> None:
        """Note a look that failed for a passing reason."""
        a = addresses.c
        with self._engine.begin() as connection:
            connection.execute(
                update(addresses)
                .where(a.key == key, a.state == State.DONE)
                .values(look_at=look_at, attempts=tries if look_at is not None else 0, taken=0)
            )


def keep_answers(connection: Connection, answered: Iterable[tuple[Sequence[str], Answer]]) -> None:
    """Note with each address of an article when it was answered; an older answer never takes a newer one's place."""
    rows = [
        {
            "b_key": key,
            "b_at": answer.fetched_at,
            "b_look_at": answer.look_at if key == answer.key else None,
            "b_looks": answer.looks,
            "b_etag": answer.etag,
            "b_last_modified": answer.last_modified,
        }
        for keys, answer in answered
        for key in keys
    ]
    if not rows:
        return
    a = addresses.c
    statement = (
        update(addresses)
        .where(a.key == bindparam("b_key"), func.coalesce(a.fetched_at, 0.0) <= bindparam("b_at"))
        .values(
            fetched_at=bindparam("b_at"),
            look_at=bindparam("b_look_at"),
            looks=bindparam("b_looks"),
            etag=bindparam("b_etag"),
            last_modified=bindparam("b_last_modified"),
            attempts=0,
            taken=0,
        )
    )
    connection.execute(statement, rows)


def _trust_name(site: str) -> str:
    return f"dates of change of {site}"


def _fetched() -> Any:
    """The last answer; of addresses that an older newscrawl fetched, when they got their line."""
    return func.coalesce(addresses.c.fetched_at, addresses.c.changed_at)


def _told() -> Any:
    """Whether a source told of a change after the last answer."""
    return func.coalesce(addresses.c.modified, 0.0) > _fetched()


def _look(row: Any) -> Look:
    return Look(
        article_id=row.article_id,
        published=row.dated,
        number=row.looks,
        told=bool(row.told),
        tries=row.attempts,
        etag=row.etag,
        last_modified=row.last_modified,
        missing=row.reason == MISSING,
    )
