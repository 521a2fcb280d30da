"""Sums over the sites of a run, and their order; what the live display, the log lines and the summary share."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from newscrawl.report.figures import RunFigures, SiteFigures, SiteState

_UNITS = {1: "s", 60: "min", 3600: "h", 86400: "d"}


@dataclass(slots=True)
class Totals:
    """All sites together."""

    found: int = 0
    fetched: int = 0
    written: int = 0
    updated: int = 0
    doubles: int = 0
    unchanged: int = 0
    gone: int = 0
    pending: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)


def totals(figures: RunFigures) -> Totals:
    """The sums of one run as it stands."""
    total = Totals()
    for site in figures.sites.values():
        total.found += site.found
        total.fetched += site.fetched
        total.written += site.written
        total.updated += site.updated
        total.doubles += site.doubles
        total.unchanged += site.unchanged
        total.gone += site.gone
        total.pending += site.pending
        total.rejected.update(site.rejected)
        total.errors.update(site.errors)
        total.states[str(site.state)] += 1
    return total


def counted(value: int, one: str, more: str) -> str:
    """`1 article`, `2,000 articles`."""
    return f"{number(value)} {one if value == 1 else more}"


def most_interesting_first(sites: list[SiteFigures]) -> list[SiteFigures]:
    """Failed sites, those that found but wrote nothing, those with errors or problems, the rest; by lines written."""

    def rank(site: SiteFigures) -> tuple[int, int, int, str]:
        if site.state in (SiteState.FAILED, SiteState.STOPPED):
            group = 0
        elif site.found and not site.written:
            group = 1
        elif site.errors or site.problems:
            group = 2
        else:
            group = 3
        return group, -site.written, -site.errors.total(), site.name

    return sorted(sites, key=rank)


def number(value: int) -> str:
    """Thousands parted by commas."""
    return f"{value:,}"


def size(count: int) -> str:
    """A number of bytes: 812 bytes, 3.4 kB, 1.2 GB."""
    value, unit = float(count), "bytes"
    for unit in ("bytes", "kB", "MB", "GB"):
        if value < 999.95 or unit == "GB":
            break
        value /= 1000
    return f"{count} bytes" if unit == "bytes" else f"{value:,.1f} {unit}"


def span(seconds: float) -> str:
    """A length of time in its two largest units: 8 s, 2 min 5 s, 3 h 20 min, 2 d 4 h."""
    whole = int(seconds + 0.5)
    if whole < 60:
        return f"{whole} s"
    large, small = (60, 1) if whole < 3600 else (3600, 60) if whole < 86400 else (86400, 3600)
    rest = whole % large // small
    return f"{whole // large} {_UNITS[large]}" + (f" {rest} {_UNITS[small]}" if rest else "")


def top(counts: Counter[str], limit: int, separator: str = ", ") -> str:
    """The most frequent ones as `name 12, name 3, +2 more`; empty for none."""
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    parts = [f"{name} {number(value)}" for name, value in ranked[:limit]]
    if len(ranked) > limit:
        parts.append(f"+{len(ranked) - limit} more")
    return separator.join(parts)
