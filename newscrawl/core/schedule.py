"""When to visit a source again: by how often it has brought something so far.

The interval shrinks by half when a visit brought something and grows by half when it did not: the way of Apache Nutch's
AdaptiveFetchSchedule, with rates of its own; it settles where about every third visit brings something. Visits come
when somebody starts a run, not when they are due, so one before its time counts for the part of the interval that it
has seen (irregular visits bias a count of changes per visit: J. Cho, H. Garcia-Molina, Estimating frequency of change,
ACM Transactions on Internet Technology 3(3), 2003).

Nothing is left out on a guess: until LESSONS visits that lie FLOOR apart or more have shown a source's pace, it is
due at every run, so that who starts a second run by hand gets what came in between.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass, replace
from enum import StrEnum

from newscrawl.core.candidate import SourceKind
from newscrawl.core.moments import posix

FLOOR = 300.0
"""Seconds: the shortest interval. Visits that lie closer teach nothing."""
CEILING = 7 * 86400.0
CEILING_ALIVE = 86400.0
"""The longest interval of a source that still changes, though others tell the same news sooner."""
LESSONS = 4
"""Visits that lie FLOOR apart, until a source's own interval holds."""
ABSENT = 3600.0
"""The first pause of a source that is not there (404, 410)."""
FULL_READ = 86400.0
"""At the latest so long after the last whole answer, and not more often than at every tenth visit, a source is asked
without validators: some servers answer 304 for ever."""
VISITS_PER_READ = 10
CLOCKS = 43200.0
"""Seconds: how far a server's list, its clock and its day may lag behind ours."""
RETRY_FIRST = 1200.0
RETRY_LAST = 86400.0

FIRST: dict[SourceKind, float] = {
    SourceKind.NEWS_SITEMAP: 900.0,
    SourceKind.FEED: 900.0,
    SourceKind.FRONT_PAGE: 900.0,
    SourceKind.SITEMAP: 3600.0,
    SourceKind.SECTION: 3600.0,
    SourceKind.PAGE: 3600.0,
    SourceKind.ARCHIVE: 3600.0,
}
"""The interval to begin with, in seconds."""


class Result(StrEnum):
    """What a visit came to."""

    NEWS = "news"
    """It named addresses that nothing had named before."""
    CHANGED = "changed"
    """Another document than last time, and no news in it."""
    SAME = "same"
    """The same document (a 304, or the same bytes)."""
    FAILED = "failed"
    """No answer, an error of the server's, or nothing that could be read."""
    ABSENT = "absent"
    """404 or 410."""
    FORBIDDEN = "forbidden"
    """By robots.txt; it was not asked for."""
    GUESSED_WRONG = "guessed-wrong"
    """The same at an address that nothing names."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What the visits to a source have taught so far; times are POSIX, lengths seconds."""

    visited_at: float | None = None
    due_at: float | None = None
    """None: now."""
    interval: float | None = None
    """None: the first one of its kind."""
    lessons: int = 0
    failures: int = 0
    """In a row; ones that lie closer than FLOOR count once."""


def after_visit(pace: Pace, result: Result, now: float, *, kind: SourceKind, useful: bool, seed: str) -> Pace:
    """The pace after a visit at `now`.

    `useful`: whether the source has ever brought something. A section page that has not is not asked at every run,
    even in the beginning: a site may have hundreds of them. `seed` (its address) spreads the sources of a site, so
    that they are not all due at the same moment.
    """
    if result is Result.FORBIDDEN:
        return replace(pace, visited_at=now, due_at=now + CEILING_ALIVE)
    gap = None if pace.visited_at is None else now - pace.visited_at
    tells = gap is None or gap >= FLOOR
    if result in (Result.FAILED, Result.ABSENT, Result.GUESSED_WRONG):
        failures = pace.failures + (1 if tells or not pace.failures else 0)
        due = now + _failure_pause(result, failures)
        return Pace(now, due, pace.interval, pace.lessons, failures)
    interval = pace.interval or FIRST.get(kind, 3600.0)
    lessons = pace.lessons
    if gap is not None and tells:
        interval = _learned(interval, gap, result)
        lessons += 1
    held = lessons >= LESSONS or (kind is SourceKind.SECTION and not useful)
    return Pace(now, now + _spread(interval, seed) if held else now, interval, lessons)


def _learned(interval: float, gap: float, result: Result) -> float:
    if result is Result.NEWS:
        return max(FLOOR, interval / 2)
    ceiling = CEILING if result is Result.SAME else CEILING_ALIVE
    return min(ceiling, interval * math.pow(1.5, min(1.0, gap / interval)))


def _failure_pause(result: Result, failures: int) -> float:
    """A first failure may be a moment's: the next run tries again, whenever it comes."""
    if result is Result.GUESSED_WRONG:
        return CEILING
    if result is Result.ABSENT:
        return min(ABSENT * 2.0 ** min(failures - 1, 20), CEILING)
    return 0.0 if failures <= 1 else min(FLOOR * 2.0 ** min(failures - 2, 20), CEILING_ALIVE)


def _spread(interval: float, seed: str) -> float:
    """Up to a fifth sooner, the same for the same address, never under FLOOR."""
    share = (zlib.crc32(seed.encode("utf-8", "surrogatepass")) % 1000) / 1000
    return max(FLOOR, interval * (1 - share / 5))


def wants_full_answer(read_at: float | None, interval: float | None, now: float) -> bool:
    """Whether a source is to be asked without validators: it was last read in full at `read_at`."""
    if read_at is None:
        return True
    return now - read_at > max(FULL_READ, VISITS_PER_READ * (interval or 0.0))


def retry_at(attempts: int, now: float) -> float | None:
    """When a page that could not be fetched is asked for again, after so many attempts that lie FLOOR apart.

    None: in the next run, whenever that is; then after 20 minutes, 80, five hours, and from then on once a day.
    """
    return None if attempts <= 1 else now + min(RETRY_FIRST * 4.0 ** min(attempts - 2, 20), RETRY_LAST)


def is_due(pace: Pace, now: float, *, told: str | None = None, known: str | None = None, newest: bool = True) -> bool:
    """Whether a source is to be visited now.

    `told`: the change (ISO 8601) that the index which names it tells of, where this run has read that index; `known`:
    what it told when the source was last visited. `newest`: whether no other child of the index changed later; that
    one goes by its pace, as the newest date of an index is what servers are laxest with. An older one that has been
    read since it changed last is left alone, but for a look once in CEILING.
    """
    if pace.due_at is None or pace.visited_at is None:
        return True
    if pace.failures:
        return pace.due_at <= now
    if told and known and told != known:
        return True
    changed = posix(told or known, end=True)
    if changed is not None and not newest and changed + CLOCKS < pace.visited_at:
        return now - pace.visited_at > CEILING
    return pace.due_at <= now
