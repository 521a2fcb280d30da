"""The frontier on disk: every address ever found, and what became of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, and_, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from newscrawl.core.candidate import ANNOUNCING, LISTINGS, Candidate, SourceKind
from newscrawl.core.discovery.pruning import latest_moment
from newscrawl.core.looks import Look
from newscrawl.core.moments import posix
from newscrawl.core.schedule import FLOOR, retry_at
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason
from newscrawl.store.schema import addresses

REOPENED = (Reason.OUTSIDE_DATES, Reason.OTHER_LANGUAGE)
"""Rejections that say nothing of the page, only of what one run was asked for."""


SAID = tuple(part.name for part in fields(Candidate) if part.name != "url")
"""What is kept of a candidate beside its address."""

PATIENCE_SECONDS = 3 * 86400.0
"""How long an address that can't be fetched is tried at the least."""


DAY_AND_HALF = 1.5 * 86400
"""From the first to the last moment that a date without time and offset may stand for."""

LIKELY_FIRST = 1e6
"""More than any number of days."""


class State(StrEnum):
    """What became of an address."""

    PENDING = "pending"
    DONE = "done"
    REJECTED = "rejected"
    FAILED = "failed"
    """Given up after too many runs in which it could not be fetched."""


FRESH: dict[str, Any] = {
    "state": State.PENDING,
    "reason": None,
    "attempts": 0,
    "first_failed_at": None,
    "taken": 0,
    "retry_at": None,
}
"""What makes an address pending again."""


@dataclass(frozen=True, slots=True)
class Window:
    """What a run wants of the pending addresses: POSIX times and BCP 47 codes; None or () where it takes all."""

    since: float | None = None
    until: float | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of an address that something leads to."""

    state: State
    reason: str | None = None
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """An address to fetch."""

    key: str
    candidate: Candidate
    attempts: int
    look: Look | None = None
    """Set for an article that has its line, and is looked at again."""


def dated(candidate: Candidate) -> float | None:
    """The latest time that the source gives for the candidate, as POSIX time; None where it gives none."""
    times = (posix(candidate.published, end=True), posix(candidate.modified, end=True))
    return max((t for t in times if t is not None), default=None)


def rank(candidate: Candidate, now: float) -> float:
    """The order of fetching: likely articles first, among them the newest; without a date, as if found today.

    In days since 1970, so that what was found yesterday does not stand before what is found today.
    """
    when = dated(candidate)
    days = min(now if when is None else when, now) / 86400
    return (LIKELY_FIRST if candidate.score >= 0.5 else 0.0) + days + candidate.score


LED_TO = "led-to"
"""The reason why an address is there that only a redirect named, until it is known what comes of it."""


class Addresses:
    """Reads and writes the table of addresses; every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        dialect = postgresql if engine.dialect.name == "postgresql" else sqlite
        insert = dialect.insert(addresses).on_conflict_do_nothing(index_elements=["key"])
        self._insert = insert.execution_options(preserve_rowcount=True)  # PostgreSQL's driver tells none else

    def add(self, site: str, found: Sequence[tuple[str, Candidate]], run_id: str) -> int:
        """Write down candidates with their keys as pending; known ones stay as they are. Returns how many were new.

        Where only pages for readers named an address so far, a sitemap's or feed's word for it counts from now on, and
        it is asked for though it was left out as a trap's: then it counts as new. One transaction: hand over some
        hundred at a time, so that others get their turn.
        """
        now = time.time()
        candidates = dict(reversed(found))  # the first of a key counts
        with self._engine.begin() as connection:
            query = select(addresses.c.key).where(addresses.c.key.in_(candidates))
            known = {key: candidates.pop(key) for key in connection.execute(query).scalars()}
            rows = [_row(key, site, candidate, now, run_id) for key, candidate in candidates.items()]
            new = int(connection.execute(self._insert, rows).rowcount) if rows else 0
            return new + _announce(connection, {k: c for k, c in known.items() if c.found_by in ANNOUNCING}, now)

    def is_announced(self, key: str) -> bool:
        """Whether a sitemap or feed names the address."""
        query = select(addresses.c.candidate).where(addresses.c.key == key)
        with self._engine.connect() as connection:
            said = connection.execute(query).scalar_one_or_none()
        return (said or {}).get("found_by") in ANNOUNCING

    def known_before(self, keys: Sequence[str], moment: float) -> int:
        """How many of at most 500 addresses were known before a POSIX time."""
        a = addresses.c
        query = select(func.count()).select_from(addresses).where(a.key.in_(keys), a.first_seen < moment)
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def begin(self, site: str) -> None:
        """Forget what earlier runs had handed out: nothing of the site is under way."""
        a = addresses.c
        with self._engine.begin() as connection:
            connection.execute(
                update(addresses).where(a.site == site, a.state == State.PENDING, a.taken == 1).values(taken=0)
            )

    def take(self, site: str, limit: int, window: Window) -> list[Pending]:
        """Hand out the next pending addresses of a site; none is handed out twice in a run."""
        a = addresses.c
        query = select(a.key, a.url, a.candidate, a.attempts).where(*_next(site, window))
        with self._engine.begin() as connection:
            found = connection.execute(query.order_by(a.rank.desc()).limit(limit)).all()
            if found:
                keys = [row.key for row in found]
                connection.execute(update(addresses).where(a.key.in_(keys)).values(taken=1))
        return [pending_of(row) for row in found]

    def has_next(self, site: str, window: Window) -> bool:
        """Whether `take` would hand out anything."""
        query = select(addresses.c.key).where(*_next(site, window)).limit(1)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def next_retry(self, site: str, window: Window) -> float | None:
        """When the next of the addresses that failed is tried again, as POSIX time; None where there is none."""
        a = addresses.c
        waiting = (a.site == site, a.state == State.PENDING, a.retry_at.is_not(None), *wanted(window))
        with self._engine.connect() as connection:
            found = connection.execute(select(func.min(a.retry_at)).where(*waiting)).scalar_one()
        return None if found is None else float(found)

    def take_one(self, site: str, key: str) -> Pending | None:
        """Hand out the address with this key where it is pending and has not been handed out."""
        a = addresses.c
        query = select(a.key, a.url, a.candidate, a.attempts).where(
            a.key == key, a.site == site, a.state == State.PENDING, a.taken == 0
        )
        with self._engine.begin() as connection:
            row = connection.execute(query).first()
            if row:
                connection.execute(update(addresses).where(a.key == key).values(taken=1))
        return pending_of(row) if row else None

    def claim(self, site: str, key: str, candidate: Candidate, run_id: str) -> Found | None:
        """Take the address that a redirect leads to out of the others' reach; written down where it is new.

        Returns what is known of it where it is not to be asked for: it is settled, or this run has handed it out.
        """
        a = addresses.c
        query = select(a.state, a.reason, a.article_id, a.taken).where(a.key == key)
        with self._engine.begin() as connection:
            row = connection.execute(query).first()
            if row is not None and (row.state != State.PENDING or row.taken):
                return Found(State(row.state), None if row.reason == LED_TO else row.reason, row.article_id)
            if row is None:
                new = _row(key, site, candidate, time.time(), run_id)
                connection.execute(self._insert, [new | {"taken": 1, "reason": LED_TO}])
            else:
                connection.execute(update(addresses).where(a.key == key).values(taken=1))
        return None

    def release(self, keys: Collection[str]) -> None:
        """Give back what was claimed for a redirect that came to nothing; what only the redirect named is forgotten."""
        a = addresses.c
        waiting = (a.key.in_(keys), a.state == State.PENDING)
        with self._engine.begin() as connection:
            connection.execute(addresses.delete().where(*waiting, a.reason == LED_TO))
            connection.execute(update(addresses).where(*waiting).values(taken=0))

    def fail(self, key: str, run_id: str, reason: str, attempts_max: int) -> None:
        """Note that an address could not be fetched, and when it is tried again.

        It stays pending until `attempts_max` tries in days have failed; of tries that come within FLOOR only one
        counts.
        """
        a = addresses.c
        now = time.time()
        query = select(a.attempts, a.first_failed_at, a.changed_at).where(a.key == key, a.state == State.PENDING)
        with self._engine.begin() as connection:
            row = connection.execute(query).first()
            if row is None:
                return
            first = now if row.first_failed_at is None else row.first_failed_at
            attempts = row.attempts + (1 if not row.attempts or now - row.changed_at >= FLOOR else 0)
            # A site that is down for an hour has seen many runs fail where one starts every five minutes.
            given_up = attempts >= attempts_max and first < now - PATIENCE_SECONDS
            values = {
                "state": State.FAILED if given_up else State.PENDING,
                "attempts": attempts,
                "first_failed_at": first,
                "retry_at": retry_at(attempts, now),
                "run_id": run_id,
                "reason": reason,
                "changed_at": now,
            }
            connection.execute(update(addresses).where(a.key == key).values(**values))

    def reopen(self, site: str, window: Window) -> int:
        """Make pending again what an earlier run rejected only for its dates or languages, if this run wants it."""
        return self._reopen(site, State.REJECTED, addresses.c.reason.in_(REOPENED), *wanted(window, own_date=True))

    def reopen_disallowed(self, site: str) -> int:
        """Make pending again what robots.txt disallowed: it has changed."""
        return self._reopen(site, State.REJECTED, addresses.c.reason == Reason.DISALLOWED)

    def reopen_reserved(self, site: str) -> int:
        """Make pending again what was reserved for the purpose of an earlier run."""
        return self._reopen(site, State.REJECTED, addresses.c.reason == Reason.RESERVED)

    def reopen_trapped(self, site: str) -> int:
        """Make pending again what was left out as one of too many of its shape."""
        return self._reopen(site, State.REJECTED, addresses.c.reason == Reason.TRAP)

    def reopen_failed(self, site: str) -> int:
        """Make pending again what was given up, and try at once what waits for its next try."""
        a = addresses.c
        with self._engine.begin() as connection:
            connection.execute(update(addresses).where(a.site == site, a.state == State.PENDING).values(retry_at=None))
        return self._reopen(site, State.FAILED)

    def _reopen(self, site: str, state: State, *conditions: Any) -> int:
        a = addresses.c
        with self._engine.begin() as connection:
            changed = connection.execute(
                update(addresses).where(a.site == site, a.state == state, *conditions).values(**FRESH)
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
    common = {"run_id": run_id, "first_seen": now, "changed_at": now, "attempts": 0, "taken": 0, "rank": 0.0}
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
    forget_contents(connection, [row["key"] for row in rows])


def forget_contents(connection: Connection, keys: list[str]) -> None:
    """Drop texts that came with feeds, once it is settled what their addresses are: they are most of such a row."""
    a = addresses.c
    query = select(a.key, a.candidate).where(a.key.in_(keys), a.candidate["content"].as_string().is_not(None))
    for key, said in connection.execute(query).all():
        rest = {name: value for name, value in said.items() if name != "content"}
        connection.execute(update(addresses).where(a.key == key).values(candidate=rest))


def said_of(candidate: Candidate) -> dict[str, Any]:
    """What its source said of it, as the store keeps it."""
    return {name: value for name in SAID if (value := getattr(candidate, name)) is not None}


def _row(key: str, site: str, candidate: Candidate, now: float, run_id: str) -> dict[str, Any]:
    return {
        "key": key,
        "site": site,
        "url": candidate.url,
        "state": State.PENDING,
        "rank": rank(candidate, now),
        "dated": latest_moment(candidate.published),
        "modified": posix(candidate.modified),
        "language": candidate.language,
        "candidate": said_of(candidate),
        "first_seen": now,
        "changed_at": now,
        "attempts": 0,
        "taken": 0,
        "run_id": run_id,
    }


def _announce(connection: Connection, named: dict[str, Candidate], now: float) -> int:
    """Keep what sitemaps and feeds say of addresses that only pages named, and texts of which none is known.

    Returns how many are pending again.
    """
    a = addresses.c
    if not named:
        return 0
    trapped = and_(a.state == State.REJECTED, a.reason == Reason.TRAP)
    linked = a.candidate["found_by"].as_string().in_([str(kind) for kind in LISTINGS])
    with_texts = [key for key, candidate in named.items() if candidate.content]
    without = and_(a.key.in_(with_texts), a.candidate["content"].as_string().is_(None))
    query = select(a.key, a.url, a.state, a.candidate).where(
        a.key.in_(named), or_(a.state == State.PENDING, trapped), or_(linked, without)
    )
    again = 0
    for row in connection.execute(query).all():
        candidate = _candidate(row.url, (row.candidate or {}) | said_of(named[row.key]))
        known = {
            "candidate": said_of(candidate),
            "rank": rank(candidate, now),
            "dated": latest_moment(candidate.published),
            "modified": posix(candidate.modified),
            "language": candidate.language,
        }
        if row.state == State.REJECTED:
            again += 1
            known |= FRESH
        connection.execute(update(addresses).where(a.key == row.key).values(**known))
    return again


def pending_of(row: Any, look: Look | None = None) -> Pending:
    """From a row with the columns key, url, candidate and attempts."""
    return Pending(row.key, _candidate(row.url, row.candidate), row.attempts, look)


def _candidate(url: str, said: dict[str, Any] | None) -> Candidate:
    known = dict(said or {})
    return Candidate(url=url, found_by=SourceKind(known.pop("found_by", SourceKind.GIVEN)), **known)


def _next(site: str, window: Window) -> list[Any]:
    a = addresses.c
    ready = or_(a.retry_at.is_(None), a.retry_at <= time.time())
    return [a.site == site, a.state == State.PENDING, a.taken == 0, ready, *wanted(window)]


def wanted(window: Window, *, own_date: bool = False) -> list[Any]:
    """The conditions of a window.

    `own_date`: `dated` is what the article says of itself, and what its source says does not count. Before that is
    known, the latest of both dates is what may be too old, and only a date of publishing too new: an article that was
    changed yesterday may be years old. A date may be a day alone, so there is a day and a half to spare.
    """
    a = addresses.c
    conditions: list[Any] = []
    if window.since is not None:
        if own_date:
            conditions.append(or_(a.dated.is_(None), a.dated >= window.since))
        else:
            changed = a.modified >= window.since - DAY_AND_HALF
            conditions.append(or_(and_(a.dated.is_(None), a.modified.is_(None)), a.dated >= window.since, changed))
    if window.until is not None:
        conditions.append(or_(a.dated.is_(None), a.dated <= window.until + (0 if own_date else DAY_AND_HALF)))
    if window.languages:
        conditions.append(or_(a.language.is_(None), a.language.in_(window.languages)))
    return conditions
