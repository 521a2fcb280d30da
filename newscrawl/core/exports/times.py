"""A record's dates as days and moments. None is made up: a day alone is no moment, nor is a time without offset."""

from __future__ import annotations

from datetime import UTC, date, datetime


def day(value: str | None) -> date | None:
    """The day that an ISO 8601 date or time names, by its own offset; None where it names none."""
    if not value:
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def moment(value: str | None) -> datetime | None:
    """The moment in UTC of an ISO 8601 time with its offset; None for anything else."""
    if not value or len(value) <= 10:
        return None
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def month(record: dict[str, str | None]) -> str | None:
    """YYYY-MM of publishing, else of fetching; None for neither."""
    found = day(record["date_published"]) or day(record["fetched_at"])
    return f"{found:%Y-%m}" if found else None
