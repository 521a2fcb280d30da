"""What of a sitemap or feed a run has no use for: entries and documents that are older than what it asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from newscrawl.core.candidate import Candidate, Source

__all__ = ["INDEX_DEPTH_MAX", "children", "is_older", "latest_moment", "without_old"]

INDEX_DEPTH_MAX = 5
"""Steps from a first sitemap to the deepest that is read. sitemaps.org knows one; real indexes go two or three deep."""

_WESTERNMOST = 12 * 3600.0
_DAY = 86400.0


def latest_moment(said: str | None) -> float | None:
    """The last POSIX time that an ISO 8601 date or time can mean; None where it is none.

    A day alone is its end, and what names no offset is meant for the westernmost zone.
    """
    try:
        moment = datetime.fromisoformat(said or "")
        if moment.tzinfo is not None:
            return moment.timestamp()
        time = moment.replace(tzinfo=UTC).timestamp() + _WESTERNMOST
    except (ValueError, OverflowError, OSError):
        return None
    return time + _DAY if len(said or "") <= 10 else time


def is_older(candidate: Candidate, since: float | None) -> bool:
    """Whether all that a candidate's source says of its dates lies before `since` (POSIX time)."""
    if since is None:
        return False
    said = [moment for text in (candidate.published, candidate.modified) if (moment := latest_moment(text)) is not None]
    return bool(said) and max(said) < since


def without_old(found: Sequence[Source], since: float | None) -> list[Source]:
    """The sources, without those of which an index says that they changed last before `since` (POSIX time).

    The newest of them stay: some servers never bring the dates of an index up to date.
    """
    if since is None:
        return list(found)
    changes = [latest_moment(source.modified) for source in found]
    bound = min(since, max((moment for moment in changes if moment is not None), default=since))
    return [s for s, moment in zip(found, changes, strict=True) if moment is None or moment >= bound]


def children(found: Sequence[Source], parent: Source, since: float | None) -> tuple[tuple[Source, ...], str | None]:
    """The sitemaps that a sitemap names, one step deeper than it, `without_old`.

    Gives none of them and a line that says so where they lie deeper than INDEX_DEPTH_MAX.
    """
    if found and parent.depth >= INDEX_DEPTH_MAX:
        return (), f"sitemaps more than {INDEX_DEPTH_MAX} steps deep, left out"
    return tuple(replace(source, depth=parent.depth + 1) for source in without_old(found, since)), None
