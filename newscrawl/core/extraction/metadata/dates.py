"""Dates as pages write them, and which of several to believe."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:[+-]\d{2}:\d{2})?)?")
"""What every date that leaves this module matches in full."""

_EARLIEST = datetime(1994, 1, 1, tzinfo=UTC)
_TOLERANCE = timedelta(days=1)
_OFFSETS = {  # RFC 822 5.1, and the names of zones that stand for one offset alone
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120,
    "EET": 120, "EEST": 180, "MSK": 180, "JST": 540, "KST": 540, "SAST": 120, "EST": -300, "EDT": -240, "CST": -360,
    "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_TIME = (
    r"(?:[\sT,]+(?:at\s+)?(?P<H>\d{1,2})[:.h](?P<M>\d{2})(?:[:.](?P<S>\d{2}))?(?:[.,]\d+)?\s*(?P<ap>[ap]\.?m\.?)?)?"
    r"\s*(?P<zone>(?:GMT|UTC)?\s?[+-]\d{2}:?(?:\d{2})?(?!\d)|[A-Z]{1,4}\b)?"
)
_MONTH = r"(?P<mon>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)" + _TIME,
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:T?(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})?)?(?P<ap>(?!))?\s?"
        r"(?P<zone>Z|[+-]\d{2}:?\d{2})?$",
        r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})(?!\d)" + _TIME,
        r"(?P<a>\d{1,2})[-/](?P<b>\d{1,2})[-/](?P<y>\d{4})(?!\d)" + _TIME,
        r"(?:[a-z]{3,9},?\s+)?(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s-]+" + _MONTH + r",?[\s-]+(?P<y>\d{4})(?!\d)" + _TIME,
        r"(?:[a-z]{3,9},?\s+)?" + _MONTH + r"\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})(?!\d)" + _TIME,
        # asctime(3) and Java's Date.toString
        r"[a-z]{3}\s+" + _MONTH + r"\s+(?P<d>\d{1,2})\s+(?P<H>\d{2}):(?P<M>\d{2})(?::(?P<S>\d{2}))?(?P<ap>(?!))?"
        r"\s+(?P<zone>[A-Z]{2,4}\s+)?(?P<y>\d{4})",
    )
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_IN_ADDRESS = (
    re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)"),
    re.compile(r"[/_-]((?:19|20)\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A date and where it was found."""

    value: str
    """As `parse_date` gives it."""

    source: str
    """A `date_source` of the record."""


def parse_date(text: str, *, now: datetime | None = None, month_first: bool | None = None) -> str | None:
    """One date in ISO 8601, as exact as it was given and no more.

    In: a date in ISO 8601 and its relatives, RFC 2822, asctime, seconds or milliseconds since 1970, with
    numbers, or with an English month; `now` (aware, default the clock); `month_first` says how 04/05/2024 is read,
    None that it is not.
    Out: `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM:SS` (no offset given) or that with `+HH:MM`; None for what is no date, what
    lies more than a day ahead of `now`, and what lies before 1994, when no news was on the web.
    """
    text = " ".join(text.split())
    if not 6 <= len(text) <= 100:
        return None
    value = _from_epoch(text) if _EPOCH.fullmatch(text) else _from_shapes(text, month_first)
    return value if value and _possible(value, now) else None


def date_in_address(url: str, *, now: datetime | None = None) -> str | None:
    """The day that an address names in its path (/2024/05/03/, /2024-05-03-..., -20240503.html), or None."""
    path = url.split("?", 1)[0].split("#", 1)[0].split("//", 1)[-1]
    for shape in _IN_ADDRESS:
        if found := shape.search(path):
            return parse_date("-".join(found.groups()), now=now)
    return None


def choose(dates: Iterable[Found]) -> Found | None:
    """The date to believe, from dates in the order of their sources' trust.

    The first one, unless a later one says the same more exactly: the same day with a time, or the same moment with
    an offset. A midnight gives way to a time on that day.
    """
    known = list(dates)
    best = known[0] if known else None
    for other in known[1:]:
        if best and _refines(other.value, best.value):
            best = other
    return best


def _from_epoch(text: str) -> str | None:
    number = float(text)
    if number > 1e11:
        number /= 1000
    try:
        return datetime.fromtimestamp(int(number), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _from_shapes(text: str, month_first: bool | None) -> str | None:
    for shape in _SHAPES:
        if found := shape.match(text):
            parts = found.groupdict()
            day = _day(parts, month_first)
            return _written(day, parts) if day else None
    return None


def _day(parts: dict[str, str | None], month_first: bool | None) -> datetime | None:
    year, month, day = int(parts["y"] or 0), parts.get("m"), parts.get("d")
    if parts.get("mon"):
        month = str(_MONTHS.index((parts["mon"] or "").lower()) + 1)
    if parts.get("a"):
        first, second = int(parts["a"] or 0), int(parts["b"] or 0)
        if first <= 12 and second <= 12 and first != second and month_first is None:
            return None
        month_leads = second > 12 or (first <= 12 and bool(month_first))
        month, day = (str(first), str(second)) if month_leads else (str(second), str(first))
    try:
        return datetime(year, int(month or 0), int(day or 0))  # noqa: DTZ001 - the zone comes with the time, if at all
    except ValueError:
        return None


def _written(day: datetime, parts: dict[str, str | None]) -> str | None:
    if not parts.get("H"):
        return day.date().isoformat()
    hour = int(parts["H"] or 0)
    if half := (parts.get("ap") or "").lower()[:1]:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour == 24 and parts["M"] == "00":
        day, hour = day + timedelta(days=1), 0
    try:
        moment = day.replace(hour=hour, minute=int(parts["M"] or 0), second=min(int(parts.get("S") or 0), 59))
        minutes = _offset(parts.get("zone") or "")
        if minutes is not None:
            moment = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    except ValueError:
        return day.date().isoformat()
    return moment.isoformat()


def _offset(zone: str) -> int | None:
    """Minutes east of Greenwich; None where the zone is not given or not known."""
    zone = zone.strip().upper()
    digits = re.search(r"([+-])(\d{2}):?(\d{2})?$", zone)
    if digits:
        minutes = int(digits[2]) * 60 + int(digits[3] or 0)
        # Offsets in use lie between -12:00 and +14:00 (RFC 3339 allows more).
        return (minutes if digits[1] == "+" else -minutes) if minutes <= 14 * 60 else None
    return _OFFSETS.get(zone)


def _possible(value: str, now: datetime | None) -> bool:
    moment = datetime.fromisoformat(value)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return _EARLIEST <= moment <= (now or datetime.now(UTC)) + _TOLERANCE
    except OverflowError:
        return False


def _refines(other: str, best: str) -> bool:
    if len(other) == 10:
        return False
    if len(best) == 10 or best[11:19] == "00:00:00":
        return other[:10] == best[:10] and other[11:19] != "00:00:00"
    if len(best) > 19 or len(other) <= 19:
        return False
    local, moment = datetime.fromisoformat(best), datetime.fromisoformat(other)
    return local == moment.replace(tzinfo=None) or (
        # The same moment, written without an offset here and with another one there.
        abs(local - moment.replace(tzinfo=None)) <= timedelta(hours=14)
        and (local - moment.replace(tzinfo=None)).total_seconds() % 900 == 0
    )
