"""The frontier on disk: every address ever found, and what became of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Engine, bindparam, func, select, update

from newscrawl.core.candidate import ANNOUNCING, Candidate
from newscrawl.core.schedule import FLOOR, retry_at
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason
from newscrawl.store.announcing import announce
from newscrawl.store.candidate_rows import new_row, pending_of
from newscrawl.store.dialects import insert_into
from newscrawl.store.schema import addresses
from newscrawl.store.states import Found, Pending, State, Window
from newscrawl.store.tombstones import forgotten_keys
from newscrawl.store.windows import next_ones, wanted

PATIENCE_SECONDS = 3 * 86400.0
"""How long an address that can't be fetched is tried at the least."""


LED_TO = "led-to"
"""The reason why an address is there that only a redirect named, until it is known what comes of it."""


_LOOKUP = select(addresses).where(addresses.c.key == bindparam("of"))  # made once, as it is run for every page


class Addresses:
    """Reads and writes the table of addresses; every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        insert = insert_into(addresses, engine).on_conflict_do_nothing(index_elements=["key"])
        self._insert = insert.execution_options(preserve_rowcount=True)  # PostgreSQL's driver tells none else

    def add(self, site: str, found: Sequence[tuple[str, Candidate]], run_id: str) -> int:
        """Write down candidates with their keys as pending; known ones stay as they are. Returns how many were new.

        What was forgotten is not written down.

        Where only pages for readers named an address so far, a sitemap's or feed's word for it counts from now on, and
        it is asked for though it was left out as a trap's: then it counts as new. One transaction: hand over some
        hundred at a time, so that others get their turn.
        """
        now = time.time()
        candidates = dict(reversed(found))  # the first of a key counts
        with self._engine.begin() as connection:
            query = select(addresses.c.key).where(addresses.c.key.in_(candidates))
            known = {key: candidates.pop(key) for key in connection.execute(query).scalars()}
            gone = forgotten_keys(connection, candidates)
            new_ones = [(key, candidate) for key, candidate in candidates.items() if key not in gone]
            rows = [new_row(key, site, candidate, now, run_id) for key, candidate in new_ones]
            new = int(connection.execute(self._insert, rows).rowcount) if rows else 0
            return new + announce(connection, {k: c for k, c in known.items() if c.found_by in ANNOUNCING}, now)

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
        query = select(a.key, a.url, a.candidate, a.attempts).where(*next_ones(site, window))
        with self._engine.begin() as connection:
            found = connection.execute(query.order_by(a.rank.desc()).limit(limit)).all()
            if found:
                keys = [row.key for row in found]
                connection.execute(update(addresses).where(a.key.in_(keys)).values(taken=1))
        return [pending_of(row) for row in found]

    def has_next(self, site: str, window: Window) -> bool:
        """Whether `take` would hand out anything."""
        query = select(addresses.c.key).where(*next_ones(site, window)).limit(1)
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
            if row is None and forgotten_keys(connection, [key]):
                return Found(State.REJECTED, Reason.FORGOTTEN)
            if row is None:
                new = new_row(key, site, candidate, time.time(), run_id)
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
            row = connection.execute(_LOOKUP, {"of": identity(url)}).mappings().first()
        return dict(row) if row else None
