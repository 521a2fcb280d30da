"""When an article that has its line is looked at again, and how far a site's word for a change is believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

__all__ = ["LATE_MAX", "RECENT", "Look", "LookTrust", "is_told", "next_look", "next_try"]

HOUR = 3600.0
DAY = 24 * HOUR

RECENT = 3 * DAY
"""So long after its publication an article is looked at by itself."""

LATE_MAX = 2 * DAY
"""A look that is later than this is not made: who crawls once a week does not look at last week's articles."""

GAPS = (1 * HOUR, 3 * HOUR, 8 * HOUR, 12 * HOUR, 24 * HOUR, 24 * HOUR)
"""From one answer to the next look: about 1, 4, 12, 24, 48 and 72 hours after the first."""

UNDATED_LOOKS = 2
"""For an article that says no date."""

TRIES_MAX = 3
"""Looks in a row that fail for passing reasons."""

AHEAD_MAX = HOUR
"""A change may be told to be so far ahead of our clock, not more."""

UNCHANGED_MAX = 20
"""Looks in a row that a site's dates asked for without need, and its dates are doubted."""

DOUBT = 30 * DAY
"""How long they are."""


@dataclass(frozen=True, slots=True)
class Look:
    """An article that is to be looked at again; times are POSIX times."""

    article_id: str
    published: float | None = None
    number: int = 0
    """Looks that there were."""
    told: bool = False
    """Whether a sitemap or feed says that it changed after it was fetched."""
    tries: int = 0
    """Times that this look failed."""
    etag: str | None = None
    last_modified: str | None = None
    missing: bool = False
    """Whether the look before was answered 404."""

    @property
    def conditional(self) -> bool:
        """Whether the validators are sent: not every third time, since some servers answer a stale 304 for ever."""
        return self.number % 3 != 2


def next_look(published: float | None, fetched: float, looks: int) -> float | None:
    """When an article is looked at next; None for never.

    In: when it was published, as the page says (None where it does not), when it was answered last, and how many looks
    there were; POSIX times. Out: after about 1, 4, 12, 24, 48 and 72 hours, within three days from its publication; the
    last look is at their end. Two looks where there is no date.
    """
    if looks >= (UNDATED_LOOKS if published is None else len(GAPS)):
        return None
    gap = GAPS[looks]
    if published is None or fetched + gap <= published + RECENT:
        return fetched + gap
    end = published + RECENT
    return end if end - fetched >= gap / 2 else None


def next_try(now: float, tries: int) -> float | None:
    """When a look that failed for a passing reason, `tries` times by now, is made again; None for never."""
    return None if tries >= TRIES_MAX else now + HOUR * 4.0 ** (tries - 1)


def is_told(modified: float, known: float | None, fetched: float, now: float) -> bool:
    """Whether a source's date for a change is a reason to look.

    In: the date; the one that was known; the last answer; now. A date that is ahead of the clock is none, and so is one
    that was known when the article was fetched.
    """
    return max(fetched, known or 0.0) < modified <= now + AHEAD_MAX


@dataclass(frozen=True, slots=True)
class LookTrust:
    """Whether a site's dates of change are believed: many sitemaps give the time of the request for each entry."""

    unchanged: int = 0
    """Looks in a row for their sake that brought no change."""
    doubted_at: float | None = None

    def believes(self, now: float) -> bool:
        """Whether a date is a reason to look; after a month of doubt, again."""
        return self.doubted_at is None or now - self.doubted_at >= DOUBT

    def after(self, changed: bool, now: float) -> Self:
        """What is known after one more look for their sake."""
        if changed:
            return type(self)()
        unchanged = 1 if self.doubted_at is not None and self.believes(now) else self.unchanged + 1
        doubted = self.doubted_at if not self.believes(now) else now if unchanged >= UNCHANGED_MAX else None
        return type(self)(unchanged, doubted)
