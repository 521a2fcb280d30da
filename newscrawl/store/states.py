"""What the store says of an address, and what a run wants of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from newscrawl.core.candidate import Candidate
from newscrawl.core.looks import Look


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
