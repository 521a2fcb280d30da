"""What sitemaps and feeds say of addresses that were known before."""

from __future__ import annotations

from sqlalchemy import Connection, and_, or_, select, update

from newscrawl.core.candidate import LISTINGS, Candidate
from newscrawl.core.verdict import Reason
from newscrawl.store.candidate_rows import candidate_of, said_columns, said_of
from newscrawl.store.schema import addresses
from newscrawl.store.states import FRESH, State


def announce(connection: Connection, named: dict[str, Candidate], now: float) -> int:
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
        candidate = candidate_of(row.url, (row.candidate or {}) | said_of(named[row.key]))
        known = said_columns(candidate, now)
        if row.state == State.REJECTED:
            again += 1
            known |= FRESH
        connection.execute(update(addresses).where(a.key == row.key).values(**known))
    return again
