"""Which of the pending addresses a run wants: conditions for the database."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import and_, or_

from newscrawl.store.schema import addresses
from newscrawl.store.states import State, Window

DAY_AND_HALF = 1.5 * 86400
"""From the first to the last moment that a date without time and offset may stand for."""


def next_ones(site: str, window: Window) -> list[Any]:
    """The conditions of what may be handed out now."""
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
