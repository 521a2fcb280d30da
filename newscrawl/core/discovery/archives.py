"""Lists by date: which days an address such as /2026/11/ or /archive/2026-11-24 stands for."""

from __future__ import annotations

import calendar
import re
from datetime import date
from urllib.parse import parse_qsl, unquote, urlsplit

__all__ = ["address_date", "span_of"]

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = r"(?P<month>1[0-2]|0?[1-9])"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])"
_END = r"(?:/(?:index)?)?(?:\.[a-z]{2,5})?/?$"
_LIST = re.compile(rf"(?:^|/){_YEAR}(?:[/_.-]?{_MONTH}(?:[/_.-]?{_DAY})?)?{_END}")
_DATED = re.compile(rf"(?:^|[/_-]){_YEAR}[/_.-]?(?P<month>0[1-9]|1[0-2])(?:[/_.-]?(?P<day>0[1-9]|[12]\d|3[01]))?(?!\d)")
_WHOLE = re.compile(rf"{_YEAR}(?:[/_.-]?{_MONTH}(?:[/_.-]?{_DAY})?)?")
_KEYS = {"year": "year", "y": "year", "month": "month", "m": "month", "day": "day", "d": "day"}


def span_of(url: str) -> tuple[date, date] | None:
    """The first and last day that a list's address names: a year, a month or a day; None where it names none.

    The path ends in it (/2026, /2026/11, /news/2026-11-24.html, /20261124), or a parameter holds it (?date=2026-11-24,
    ?year=2026&month=11).
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    found = _of_query(parts.query) if parts.query else None
    if found is None:
        match = _LIST.search(unquote(parts.path, errors="replace"))
        found = match.groupdict() if match else None
    return _span(found) if found else None


def _of_query(query: str) -> dict[str, str | None] | None:
    said: dict[str, str | None] = {}
    for key, value in parse_qsl(query):
        whole = _WHOLE.fullmatch(value)
        if whole and (whole["month"] or key.lower() not in _KEYS):
            return whole.groupdict() if whole["month"] else None
        if key.lower() in _KEYS and value.isdecimal() and len(value) <= 4:
            said[_KEYS[key.lower()]] = value
    return said if re.fullmatch(r"(?:19|20)\d\d", said.get("year") or "") else None


def _span(said: dict[str, str | None]) -> tuple[date, date] | None:
    year, month, day = (int(said.get(name) or 0) for name in ("year", "month", "day"))
    try:
        if not month:
            return date(year, 1, 1), date(year, 12, 31)
        if not day:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def address_date(url: str) -> date | None:
    """The latest day on which an article with such an address can have appeared, by the date in its path.

    None where the path has no year and month.
    """
    try:
        match = _DATED.search(urlsplit(url).path)
    except ValueError:
        return None
    found = _span(match.groupdict()) if match else None
    return found[1] if found else None
