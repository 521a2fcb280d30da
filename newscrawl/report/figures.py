"""The figures of a run, counted while it runs; plain values, so that any display can read them."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class SiteState(StrEnum):
    """How far a site has come in this run."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    """Left before its end, for the next run: it failed too often, or asked for a long pause."""
    UNFINISHED = "unfinished"
    """The run ended first: a signal, --max-time, --max-articles."""
    FAILED = "failed"
    """No document of the site could be read: not reachable, all disallowed, or errors only."""


@dataclass(slots=True)
class TrapFigures:
    """Addresses of one shape without end."""

    kind: str
    """calendar, session ids, faceted queries, endless path, ..."""
    asked: int = 0
    """Addresses of the shape that have been asked for, in this run and earlier ones."""
    articles: int = 0
    """Those of them that were articles."""
    left_out: int = 0
    """Those that this run did not ask for."""


@dataclass(slots=True)
class SiteFigures:
    """One site in one run."""

    name: str
    state: SiteState = SiteState.WAITING
    found: int = 0
    """Addresses that are new to the store."""
    fetched: int = 0
    """Article pages answered, whatever came of them."""
    written: int = 0
    """Lines written: new articles, and new versions of known ones."""
    updated: int = 0
    """New versions among them."""
    doubles: int = 0
    """New articles among them that are marked as near doubles of another one."""
    unchanged: int = 0
    """Articles that were looked at again and brought nothing new."""
    gone: int = 0
    """Articles that were looked at again and are not there any more (404, 410)."""
    rejected: Counter[str] = field(default_factory=Counter)
    """By reason (core.verdict.Reason)."""
    errors: Counter[str] = field(default_factory=Counter)
    """Requests that failed for good in this run, by kind: timeout, connection, http-503, robots, ..."""
    pending: int = 0
    """Addresses known and not done: what is left of this run, and after it what the next one takes up."""
    sources: int = 0
    """Sitemaps, feeds, front and section pages read."""
    next_due: float | None = None
    """POSIX time from which a later run asks for sources of the site again; None: not known."""
    problems: list[str] = field(default_factory=list)
    """One line each: an empty feed, a broken sitemap, why the site failed."""
    traps: dict[str, TrapFigures] = field(default_factory=dict)
    """By shape (core.shapes): where the site has no end, and the run did not go on."""


@dataclass(slots=True)
class RunFigures:
    """One run."""

    run_id: str
    started_at: str
    """ISO 8601, UTC."""
    output: str = ""
    purpose: str | None = None
    """What the texts are for, as the call says: research or training."""
    sites: dict[str, SiteFigures] = field(default_factory=dict)
    responses: int = 0
    bytes: int = 0
    archived: int = 0
    """Pages in the archive, with --archive: of articles, of what was left out, and unchanged ones."""
    archive_bytes: int = 0
    """What they take there."""
    rendered: int = 0
    """Pages that a browser rendered."""
    unrendered: int = 0
    """Pages that needed one, and there was none."""
    no_browser: str | None = None
    """Why there was none, and how to get one."""
    seconds: float = 0.0
    finish_reason: str | None = None
    """None while it runs; then Scrapy's: finished, shutdown, max-articles, max-time, ..."""
    exit_code: int | None = None

    def site(self, key: str, name: str | None = None) -> SiteFigures:
        """The figures of one site, made at the first mention; its name may be another's too, its key is not."""
        return self.sites.setdefault(key, SiteFigures(name or key))

    def to_dict(self) -> dict[str, Any]:
        """JSON-able: totals first, then a dict a site."""
        sites = [_site_dict(s) for s in self.sites.values()]
        total = {key: sum(s[key] for s in sites) for key in _SUMS}
        return {
            "run_id": self.run_id,
            "started_at": self.started_at,
            "seconds": round(self.seconds, 1),
            "finish_reason": self.finish_reason,
            "exit_code": self.exit_code,
            "output": self.output,
            "purpose": self.purpose,
            "responses": self.responses,
            "bytes": self.bytes,
            "archived": self.archived,
            "archive_bytes": self.archive_bytes,
            "rendered": self.rendered,
            "unrendered": self.unrendered,
            "no_browser": self.no_browser,
            **total,
            "next_due_at": moment(min((s.next_due for s in self.sites.values() if s.next_due), default=None)),
            "rejected": dict(sum((s.rejected for s in self.sites.values()), Counter())),
            "errors": dict(sum((s.errors for s in self.sites.values()), Counter())),
            "sites": sites,
        }


_SUMS = ("found", "fetched", "written", "updated", "doubles", "unchanged", "gone", "pending", "sources")


def _site_dict(site: SiteFigures) -> dict[str, Any]:
    return {
        "name": site.name,
        "state": str(site.state),
        "found": site.found,
        "fetched": site.fetched,
        "written": site.written,
        "updated": site.updated,
        "doubles": site.doubles,
        "unchanged": site.unchanged,
        "gone": site.gone,
        "rejected": dict(site.rejected),
        "errors": dict(site.errors),
        "pending": site.pending,
        "sources": site.sources,
        "next_due_at": moment(site.next_due),
        "problems": list(site.problems),
        "traps": [{"shape": shape, **asdict(trap)} for shape, trap in site.traps.items()],
    }


def moment(posix: float | None) -> str | None:
    """A POSIX time as ISO 8601, UTC, whole seconds."""
    return None if posix is None else datetime.fromtimestamp(posix, UTC).isoformat(timespec="seconds")
