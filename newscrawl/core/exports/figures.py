"""What is in a dataset or an export, counted a record at a time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from newscrawl.core.exports.shapes import Row
from newscrawl.core.exports.times import month
from newscrawl.core.exports.wanted import verdict_of

MARK = "newscrawl export"
"""What `made_by` of figures.json says."""


@dataclass(slots=True)
class Figures:
    """Counts. They grow with the number of sites, languages and months, not with that of records."""

    records: int = 0
    characters: int = 0
    """Of the texts."""
    sites: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    rights: Counter[str] = field(default_factory=Counter)
    rights_training: Counter[str] = field(default_factory=Counter)
    signals: Counter[str] = field(default_factory=Counter)
    """Records with a signal of that name."""
    quality: Counter[str] = field(default_factory=Counter)
    """By tenths: "0.9" counts .9 to 1."""
    paywalled: Counter[str] = field(default_factory=Counter)
    extractors: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    """Records with `duplicate_of`."""
    updates: int = 0
    """Records with a version above 1."""
    first_published: str | None = None
    last_published: str | None = None
    first_fetched: str | None = None
    last_fetched: str | None = None

    def count(self, row: Row) -> None:
        """Count one record."""
        record = row.record
        self.records += 1
        self.characters += len(record["text"])
        self.sites[record["source"]] += 1
        self.languages[record["language"] or "und"] += 1
        self.months[month(record) or "undated"] += 1
        self.kinds[record["kind"] or "unknown"] += 1
        self.paywalled[{None: "unknown", True: "yes", False: "no"}[record["paywalled"]]] += 1
        self.extractors[record["extractor"] or "unknown"] += 1
        self.quality[_tenth(record["quality"])] += 1
        self._count_rights(record)
        self.duplicates += record["duplicate_of"] is not None
        self.updates += record["version"] > 1
        self._count_days(record)

    def _count_rights(self, record: dict[str, Any]) -> None:
        self.rights[verdict_of(record)] += 1
        self.rights_training[verdict_of(record, "training")] += 1
        signals = (record["rights"] or {}).get("signals") or ()
        self.signals.update({signal["name"] for signal in signals if signal and signal["name"]})

    def _count_days(self, record: dict[str, Any]) -> None:
        published, fetched = (record["date_published"] or "")[:10], (record["fetched_at"] or "")[:10]
        if published:
            self.first_published = min(self.first_published or published, published)
            self.last_published = max(self.last_published or published, published)
        if fetched:
            self.first_fetched = min(self.first_fetched or fetched, fetched)
            self.last_fetched = max(self.last_fetched or fetched, fetched)

    def as_dict(self) -> dict[str, Any]:
        """JSON-able: months, quality and the like in order, sites and languages by their number."""
        return {
            "records": self.records,
            "characters": self.characters,
            "published": [self.first_published, self.last_published],
            "fetched": [self.first_fetched, self.last_fetched],
            "duplicates": self.duplicates,
            "updates": self.updates,
            "sites": _by_number(self.sites),
            "languages": _by_number(self.languages),
            "months": dict(sorted(self.months.items())),
            "kinds": _by_number(self.kinds),
            "rights": _by_number(self.rights),
            "rights_training": _by_number(self.rights_training),
            "signals": _by_number(self.signals),
            "quality": dict(sorted(self.quality.items())),
            "paywalled": _by_number(self.paywalled),
            "extractors": _by_number(self.extractors),
        }


def _tenth(quality: float | None) -> str:
    return "unknown" if quality is None else f"{min(max(int(quality * 10), 0), 9) / 10:.1f}"


def _by_number(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
