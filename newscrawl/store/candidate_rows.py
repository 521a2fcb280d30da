"""Candidates as rows of the table of addresses, and back."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.discovery.pruning import latest_moment
from newscrawl.core.looks import Look
from newscrawl.core.moments import posix
from newscrawl.store.states import Pending, State

SAID = tuple(part.name for part in fields(Candidate) if part.name != "url")
"""What is kept of a candidate beside its address."""

LIKELY_FIRST = 1e6
"""More than any number of days."""


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


def new_row(key: str, site: str, candidate: Candidate, now: float, run_id: str) -> dict[str, Any]:
    """Of a candidate that nothing named before."""
    return {
        "key": key,
        "site": site,
        "url": candidate.url,
        "state": State.PENDING,
        **said_columns(candidate, now),
        "first_seen": now,
        "changed_at": now,
        "attempts": 0,
        "taken": 0,
        "run_id": run_id,
    }


def said_columns(candidate: Candidate, now: float) -> dict[str, Any]:
    """What depends on what its source says of it."""
    return {
        "candidate": said_of(candidate),
        "rank": rank(candidate, now),
        "dated": latest_moment(candidate.published),
        "modified": posix(candidate.modified),
        "language": candidate.language,
    }


def said_of(candidate: Candidate) -> dict[str, Any]:
    """What its source said of it, as the store keeps it."""
    return {name: value for name in SAID if (value := getattr(candidate, name)) is not None}


def candidate_of(url: str, said: dict[str, Any] | None) -> Candidate:
    """From what `said_of` kept."""
    known = dict(said or {})
    return Candidate(url=url, found_by=SourceKind(known.pop("found_by", SourceKind.GIVEN)), **known)


def pending_of(row: Any, look: Look | None = None) -> Pending:
    """From a row with the columns key, url, candidate and attempts."""
    return Pending(row.key, candidate_of(row.url, row.candidate), row.attempts, look)
