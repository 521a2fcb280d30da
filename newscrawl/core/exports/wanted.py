"""Which records of a dataset are wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from newscrawl.core.moments import posix
from newscrawl.core.rights.signals import Verdict

RIGHTS = ("allowed", "not-reserved")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters, all of which a record must pass; None, False or empty for one that is not asked for."""

    sites: frozenset[str] = frozenset()
    """Names of sites (`source`) or hosts of addresses, in lower case."""
    languages: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    no_duplicates: bool = False
    rights: str | None = None
    """One of RIGHTS."""
    purpose: str | None = None
    """`research` or `training`: what `rights` is judged for; None for the purpose of the run that wrote the record."""
    min_quality: float | None = None
    kinds: frozenset[str] = frozenset()

    def reason_against(self, record: dict[str, Any]) -> str | None:
        """The option that leaves the record out, without its dashes; None for a record that is wanted."""
        if self.sites and not self._is_of_site(record):
            return "site"
        if self.languages and record["language"] not in self.languages:
            return "language"
        if (self.since or self.until) and not self._is_in_time(record):
            return "since" if self.since and not self.until else "until" if not self.since else "since/until"
        if self.no_duplicates and record["duplicate_of"] is not None:
            return "no-duplicates"
        if self.rights and not self._may_be_used(record):
            return "rights"
        if self.min_quality is not None and (record["quality"] or 0.0) < self.min_quality:
            return "min-quality"
        if self.kinds and record["kind"] not in self.kinds:
            return "kind"
        return None

    def _is_of_site(self, record: dict[str, Any]) -> bool:
        if record["source"].lower() in self.sites:
            return True
        try:
            host = urlsplit(record["url"]).hostname or ""
        except ValueError:
            return False
        return host in self.sites or host.removeprefix("www.") in self.sites

    def _is_in_time(self, record: dict[str, Any]) -> bool:
        """By the publishing date, else by the time of fetching; a record without either is in: nothing says it is not.

        A day alone is in where any moment of it is.
        """
        value = record["date_published"]
        if posix(value) is None:
            value = record["fetched_at"]
        first, last = posix(value), posix(value, end=True)
        if first is None or last is None:
            return True
        return not ((self.since and last < self.since.timestamp()) or (self.until and first > self.until.timestamp()))

    def _may_be_used(self, record: dict[str, Any]) -> bool:
        verdict = verdict_of(record, self.purpose)
        return verdict == Verdict.ALLOWED if self.rights == "allowed" else verdict != Verdict.RESERVED


def verdict_of(record: dict[str, Any], purpose: str | None = None) -> str:
    """What the record's `rights` come to (docs/rights.md) for `research`, `training`, or its run's purpose (None).

    `unknown` where nothing was looked at. Nothing reserves research (see core.rights.signals.verdict_for).
    """
    rights = record["rights"] or {}
    verdict = rights.get("training" if purpose else "verdict") or str(Verdict.UNKNOWN)
    if purpose == "research" and verdict == Verdict.RESERVED:
        return str(Verdict.UNKNOWN)
    return str(verdict)
