"""What became of addresses: their final states."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, bindparam, func, or_, select, update

from newscrawl.store.dialects import insert_into
from newscrawl.store.schema import addresses
from newscrawl.store.states import State


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
    insert = insert_into(addresses, connection)
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


_OWN_LINE = update(addresses).where(addresses.c.key == bindparam("of")).values(own_line=1)


def note_own_lines(connection: Connection, keys: list[str]) -> None:
    """Note that of these addresses themselves there is a line, of an article or of what was left out."""
    if keys:
        connection.execute(_OWN_LINE, [{"of": key} for key in keys])


def forget_contents(connection: Connection, keys: list[str]) -> None:
    """Drop texts that came with feeds, once it is settled what their addresses are: they are most of such a row."""
    a = addresses.c
    query = select(a.key, a.candidate).where(a.key.in_(keys), a.candidate["content"].as_string().is_not(None))
    for key, said in connection.execute(query).all():
        rest = {name: value for name, value in said.items() if name != "content"}
        connection.execute(update(addresses).where(a.key == key).values(candidate=rest))
