"""What a person writes for a moment or a length of time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

_AGE = re.compile(r"([0-9]+)([hdw])")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}.*")
_DURATION = re.compile(r"(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m(?:in)?)?(?:([0-9]+)s)?")
_HOURS = {"h": 1, "d": 24, "w": 168}


def parse_moment(text: str, *, now: datetime | None = None, end: bool = False) -> datetime:
    """`36h`, `7d`, `2w` (that long before `now`), `2026-11-01` or an ISO 8601 time, as an aware datetime.

    A day alone is its first moment in UTC, its last with `end`; a time without offset is UTC. Raises ValueError with
    one line that says what to write.
    """
    word = text.strip()
    try:
        if age := _AGE.fullmatch(word):
            return (now or datetime.now(UTC)) - timedelta(hours=int(age[1]) * _HOURS[age[2]])
        if _DAY.fullmatch(word):
            return datetime.combine(date.fromisoformat(word), time.max if end else time.min, UTC)
        if _MOMENT.fullmatch(word):
            found = datetime.fromisoformat(word)
            return found if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is no date ({error}); write 2026-11-01") from None
    raise ValueError(f"{text!r} is neither an age nor a date; write 36h, 7d, 2w or 2026-11-01")


def posix(value: str | None, *, end: bool = False) -> float | None:
    """The POSIX time of an ISO 8601 date or time; None where it is none.

    A time without offset is UTC, and so is a day alone, which is its first moment, or its last second with `end`.
    """
    if not value:
        return None
    try:
        parsed = datetime.fromisoformat(f"{value}T23:59:59" if end and len(value) <= 10 else value)
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def parse_duration(text: str) -> float:
    """`90s`, `10m`, `1h30m`, `2d` in seconds, more than 0. Raises ValueError with one line that says what to write."""
    found = _DURATION.fullmatch(text.strip())
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0)
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    if not 0 < total < 10**9:
        raise ValueError(f"{text!r} is no length of time; write 90s, 10m, 1h30m or 2d")
    return float(total)
