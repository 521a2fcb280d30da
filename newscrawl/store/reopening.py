"""Addresses that are asked for again, as what spoke against them holds no more."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, update

from newscrawl.core.verdict import Reason
from newscrawl.store.schema import addresses
from newscrawl.store.states import FRESH, State, Window
from newscrawl.store.windows import wanted

REOPENED = (Reason.OUTSIDE_DATES, Reason.OTHER_LANGUAGE)
"""Rejections that say nothing of the page, only of what one run was asked for."""


class Reopening:
    """Makes settled addresses of a site pending again; every method is one transaction, and returns how many."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def unwanted(self, site: str, window: Window) -> int:
        """Make pending again what an earlier run rejected only for its dates or languages, if this run wants it."""
        return self._reopen(site, State.REJECTED, addresses.c.reason.in_(REOPENED), *wanted(window, own_date=True))

    def disallowed(self, site: str) -> int:
        """Make pending again what robots.txt disallowed: it has changed."""
        return self._reopen(site, State.REJECTED, addresses.c.reason == Reason.DISALLOWED)

    def reserved(self, site: str) -> int:
        """Make pending again what was reserved for the purpose of an earlier run."""
        return self._reopen(site, State.REJECTED, addresses.c.reason == Reason.RESERVED)

    def trapped(self, site: str) -> int:
        """Make pending again what was left out as one of too many of its shape."""
        return self._reopen(site, State.REJECTED, addresses.c.reason == Reason.TRAP)

    def unrendered(self, site: str) -> int:
        """Make pending again what needed a browser when there was none."""
        return self._reopen(site, State.REJECTED, addresses.c.reason == Reason.NEEDS_BROWSER)

    def failed(self, site: str) -> int:
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
