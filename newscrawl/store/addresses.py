"""The frontier on disk: every address ever found, and what became of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, and_, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason
from newscrawl.store.schema import addresses

REOPENED = (Reason.OUTSIDE_DATES, Reason.OTHER_LANGUAGE)
"""Rejections that say nothing of the page, only of what one run was asked for."""


PATIENCE_SECONDS = 3 * 86400.0
"""How long an address that can't be fetched is tried at the least."""


class State(StrEnum):
    """What became of an address."""

    PENDING = "pending"
    DONE = "done"
    REJECTED = "rejected"
    FAILED = "failed"
    """Given up after too many runs in which it could not be fetched."""


@dataclass(frozen=True, slots=True)
class Window:
    """What a run wants of the pending addresses: POSIX times and BCP 47 codes; None or () where it takes all."""

    since: float | None = None
    until: float | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pending:
    """An address to fetch."""

    key: str
    candidate: Candidate
    attempts: int


def dated(candidate: Candidate) -> float | None:
    """The latest time that the source gives for the candidate, as POSIX time; None where it gives none."""
    times = [_posix(value) for value in (candidate.published, candidate.modified) if value]
    return max((t for t in times if t is not None), default=None)


def _posix(value: str) -> float | None:
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        return None
    try:
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()
    except (OverflowError, OSError):
        return None


def rank(candidate: Candidate, now: float) -> float:
    """The order of fetching: likely articles first, among them the newest; without a date, as if found today."""
    when = dated(candidate)
    age_in_days = max(0.0, (now - (now if when is None else when)) / 86400)
    return (1000.0 if candidate.score >= 0.5 else 0.0) + candidate.score - min(age_in_days, 36500.0) / 40.0


class Addresses:
    """Reads and writes the table of addresses; every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        dialect = postgresql if engine.dialect.name == "postgresql" else sqlite
        self._insert = dialect.insert(addresses).on_conflict_do_nothing(index_elements=["key"])

    def add(self, site: str, candidates: Iterable[Candidate], run_id: str) -> int:
        """Write down candidates as pending; addresses that are known stay as they are. Returns how many were new."""
        now = time.time()
        rows: dict[str, dict[str, Any]] = {}
        for candidate in candidates:
            key = identity(candidate.url)
            rows.setdefault(key, _row(key, site, candidate, now, run_id))
        if not rows:
            return 0
        with self._engine.begin() as connection:
            return int(connection.execute(self._insert, list(rows.values())).rowcount)

    def take(self, site: str, limit: int, busy: Sequence[str], window: Window, run_id: str) -> list[Pending]:
        """The next pending addresses of a site: none of `busy` (keys under way), none that failed in this run."""
        a = addresses.c
        tried = and_(a.run_id == run_id, a.attempts > 0)
        query = select(a.key, a.url, a.candidate, a.attempts).where(
            a.site == site, a.state == State.PENDING, ~tried, *_wanted(window)
        )
        if busy:
            query = query.where(a.key.not_in(busy))
        with self._engine.connect() as connection:
            found = connection.execute(query.order_by(a.rank.desc()).limit(limit)).all()
        return [_pending(row) for row in found]

    def take_one(self, key: str) -> Pending | None:
        """The address with this key where it is pending."""
        a = addresses.c
        query = select(a.key, a.url, a.candidate, a.attempts).where(a.key == key, a.state == State.PENDING)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return _pending(row) if row else None

    def fail(self, key: str, run_id: str, reason: str, attempts_max: int) -> None:
        """Note that an address could not be fetched; it stays pending until `attempts_max` runs in days have tried."""
        a = addresses.c
        with self._engine.begin() as connection:
            connection.execute(
                update(addresses)
                .where(a.key == key, a.state == State.PENDING)
                .values(attempts=a.attempts + 1, run_id=run_id, reason=reason, changed_at=time.time())
            )
            connection.execute(
                update(addresses)
                .where(
                    a.key == key,
                    a.state == State.PENDING,
                    a.attempts >= attempts_max,
                    # A site that is down for an hour has seen many runs fail where one starts every five minutes.
                    a.first_seen < time.time() - PATIENCE_SECONDS,
                )
                .values(state=State.FAILED)
            )

    def reopen(self, site: str, window: Window) -> int:
        """Make pending again what an earlier run rejected only for its dates or languages, if this run wants it."""
        a = addresses.c
        with self._engine.begin() as connection:
            changed = connection.execute(
                update(addresses)
                .where(a.site == site, a.state == State.REJECTED, a.reason.in_(REOPENED), *_wanted(window))
                .values(state=State.PENDING, reason=None, attempts=0)
            )
        return int(changed.rowcount)

    def reopen_disallowed(self, site: str) -> int:
        """Make pending again what robots.txt disallowed: it has changed."""
        a = addresses.c
        with self._engine.begin() as connection:
            changed = connection.execute(
                update(addresses)
                .where(a.site == site, a.state == State.REJECTED, a.reason == Reason.DISALLOWED)
                .values(state=State.PENDING, reason=None, attempts=0)
            )
        return int(changed.rowcount)

    def pending(self, site: str) -> int:
        """How many addresses of the site are waiting, whatever this run wants of them."""
        a = addresses.c
        query = select(func.count()).select_from(addresses).where(a.site == site, a.state == State.PENDING)
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def states(self, site: str) -> Counter[str]:
        """How many addresses of the site are in each state."""
        query = select(addresses.c.state, func.count()).where(addresses.c.site == site).group_by(addresses.c.state)
        with self._engine.connect() as connection:
            return Counter({row[0]: row[1] for row in connection.execute(query)})

    def lookup(self, url: str) -> dict[str, Any] | None:
        """All that is known of an address, JSON-able; None where it was never found."""
        with self._engine.connect() as connection:
            row = connection.execute(select(addresses).where(addresses.c.key == identity(url))).mappings().first()
        return dict(row) if row else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one address."""

    key: str
    site: str
    url: str
    state: State
    reason: str | None = None
    article_id: str | None = None
    dated: float | None = None
    language: str | None = None


def settle(connection: Connection, outcomes: Iterable[Outcome], run_id: str) -> None:
    """Give addresses their final state; ones that were never found (a canonical address) are written down too."""
    now = time.time()
    common = {"run_id": run_id, "first_seen": now, "changed_at": now, "attempts": 0, "rank": 0.0}
    rows = [{**asdict(outcome), **common} for outcome in outcomes]
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(addresses)
    new, old = insert.excluded, addresses.c
    changes = {name: new[name] for name in ("state", "reason", "run_id", "article_id", "changed_at")}
    learned = {name: func.coalesce(new[name], old[name]) for name in ("dated", "language")}
    upsert = insert.on_conflict_do_update(
        index_elements=["key"],
        set_={**changes, **learned},
        # What has its line is done; a later rejection under another spelling must not take that back.
        where=or_(old.state != State.DONE, new.state == State.DONE),
    )
    connection.execute(upsert, rows)


def _row(key: str, site: str, candidate: Candidate, now: float, run_id: str) -> dict[str, Any]:
    said = {name: value for name, value in asdict(candidate).items() if value is not None and name != "url"}
    return {
        "key": key,
        "site": site,
        "url": candidate.url,
        "state": State.PENDING,
        "rank": rank(candidate, now),
        "dated": dated(candidate),
        "language": candidate.language,
        "candidate": said,
        "first_seen": now,
        "changed_at": now,
        "attempts": 0,
        "run_id": run_id,
    }


def _pending(row: Any) -> Pending:
    return Pending(row.key, _candidate(row.url, row.candidate), row.attempts)


def _candidate(url: str, said: dict[str, Any] | None) -> Candidate:
    fields = dict(said or {})
    return Candidate(url=url, found_by=SourceKind(fields.pop("found_by", SourceKind.GIVEN)), **fields)


def _wanted(window: Window) -> list[Any]:
    a = addresses.c
    conditions: list[Any] = []
    if window.since is not None:
        conditions.append(or_(a.dated.is_(None), a.dated >= window.since))
    if window.until is not None:
        conditions.append(or_(a.dated.is_(None), a.dated <= window.until))
    if window.languages:
        conditions.append(or_(a.language.is_(None), a.language.in_(window.languages)))
    return conditions
