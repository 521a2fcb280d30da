"""Dates as sitemaps and feeds write them -> ISO 8601 with the offset that they give."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

__all__ = ["iso_date"]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO = re.compile(r"(\d{4}-?\d{2}-?\d{2})[Tt ]\s*(\d{1,2}:?\d{2}(?::?\d{2})?)(?:[.,](\d+))?\s*(.*)")
_USUAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|([+-](?:[01]\d|2[0-3]):[0-5]\d))")
_OFFSET = re.compile(r"(?:(?:GMT|UTC)?\s*([+-])(\d{1,2}):?(\d{2})?|Z|GMT|UTC|UT)", re.IGNORECASE)


def iso_date(text: str | None) -> str | None:
    """A date of a sitemap (W3C datetime) or feed (RFC 3339, RFC 822) in ISO 8601, or None when it is none.

    The offset stays as given and is never converted; a time without one stays without; a date alone stays a date; a
    year or month alone is None. Seconds are whole.
    """
    text = (text or "").strip()
    if not text or len(text) > 80:
        return None
    try:
        return _iso(text) or _rfc822(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _iso(text: str) -> str | None:
    usual = _USUAL.fullmatch(text)
    if usual:
        # The common form, in which nothing but the fraction changes: the calendar is checked, the text kept.
        datetime.fromisoformat(text[:19])
        return text[:19] + (usual[1] or "+00:00")
    if _DAY.fullmatch(text):
        return date.fromisoformat(text).isoformat()
    match = _ISO.fullmatch(text)
    if not match:
        return None
    day, time, _, zone = match.groups()
    time = time.rjust(len(time) + (len(time.split(":")[0]) == 1), "0")
    offset = ""
    if zone:
        found = _OFFSET.fullmatch(zone.strip())
        if not found:
            return None
        offset = f"{found[1]}{int(found[2]):02d}:{found[3] or '00'}" if found[1] else "+00:00"
    return datetime.fromisoformat(f"{day}T{time}{offset}").isoformat(timespec="seconds")


def _rfc822(text: str) -> str | None:
    if re.search(r"\d:\d", text):
        return parsedate_to_datetime(text).isoformat(timespec="seconds")
    return parsedate_to_datetime(f"{text} 00:00:00").date().isoformat()
