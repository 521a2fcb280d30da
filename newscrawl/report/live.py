"""The live display of a run on a terminal (rich), below whatever is logged."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from newscrawl.report.figures import RunFigures, SiteFigures, SiteState
from newscrawl.report.pace import Pace
from newscrawl.report.plain import sites_line
from newscrawl.report.totals import Totals, number, span, top, totals

STYLES = {
    "failed": "bold red",
    "stopped": "red",
    "running": "cyan",
    "waiting": "dim",
    "unfinished": "yellow",
    "done": "green",
}
_MANY_SITES = 500
_LINES_AROUND = 9
"""Of the display beside the rows of the table: head, bar, counts, table head, "+N more", a free line at the bottom."""


class Order:
    """Which sites to show first: running ones in the order they began, then the latest to end, then waiting ones.

    Rows move only when a site's state changes, so that the table can be read while it runs.
    """

    def __init__(self) -> None:
        self._since: dict[str, tuple[SiteState, int]] = {}
        self._changes = 0

    def sorted(self, figures: RunFigures) -> list[SiteFigures]:
        """All sites of the run, in the order to show."""
        for site in figures.sites.values():
            known = self._since.get(site.name)
            if known is None or known[0] is not site.state:
                self._changes += 1
                self._since[site.name] = (site.state, self._changes)
        return sorted(figures.sites.values(), key=self._rank)

    def _rank(self, site: SiteFigures) -> tuple[int, int]:
        since = self._since[site.name][1]
        if site.state is SiteState.RUNNING:
            return 0, since
        return (2, since) if site.state is SiteState.WAITING else (1, -since)


def frame(figures: RunFigures, order: Order, pace: Pace, *, seconds: float, width: int, height: int) -> RenderableType:
    """One picture of the run, no higher than `height` lines and no wider than `width` columns."""
    total = totals(figures)
    parts: list[RenderableType] = [_head(figures, pace, seconds), _bar(total, width), *_counts(total)]
    rows = height - _LINES_AROUND
    if rows >= 1 and figures.sites:
        sites = order.sorted(figures)
        parts += [Text(""), *_rows(sites[:rows], width)]
        if hidden := sites[rows:]:
            states = totals(RunFigures("", "", sites={str(n): s for n, s in enumerate(hidden)})).states
            parts.append(_line(f"+{number(len(hidden))} more: {sites_line(states)}", "dim"))
    return Group(*parts)


def _line(text: str, style: str = "") -> Text:
    return Text(text, style=style, no_wrap=True, overflow="ellipsis")


def _head(figures: RunFigures, pace: Pace, seconds: float) -> Text:
    left = pace.seconds_left(figures)
    line = _line("newscrawl", "")
    line.stylize("bold")
    line.append(f"  {span(seconds)}  {pace.pages_per_second():.1f} pages/s")
    if left:
        line.append(f"  about {span(left)} left")
    line.append(f"  run {figures.run_id}", style="dim")
    return line


def _bar(total: Totals, width: int) -> RenderableType:
    known = total.fetched + total.pending
    label = f" {number(total.fetched)} of {number(known)} pages" if known else " looking for pages"
    space = max(10, min(60, width - len(label) - 1))
    bar = ProgressBar(total=known or None, completed=total.fetched, width=space)
    grid = Table.grid()
    grid.add_row(bar, _line(label))
    return grid


def _counts(total: Totals) -> list[Text]:
    first = _line(f"written {number(total.written)}", "bold green")
    first.append(f"   found {number(total.found)}   pending {number(total.pending)}", style="not bold default")
    errors = total.errors.total()
    detail = f" ({top(total.errors, 3)})" if errors else ""
    first.append(f"   errors {number(errors)}{detail}", style="red" if errors else "not bold default")
    reasons = f": {top(total.rejected, 4)}" if total.rejected else ""
    return [first, _line(f"rejected {number(total.rejected.total())}{reasons}", "yellow" if total.rejected else "")]


def _rows(sites: list[SiteFigures], width: int) -> list[Text]:
    """Set by hand: rich's Table takes four times as long, and this runs beside the crawl."""
    names = ("found", "written", "rejected", "errors", "pending") if width >= 60 else ("written", "pending")
    space = max(8, width - 9 - 9 * len(names))
    lines = [_line(f"{'site':<{space}}  {'state':<7}" + "".join(f"{name:>9}" for name in names), "dim")]
    for site in sites:
        counts = {
            "found": site.found,
            "written": site.written,
            "rejected": site.rejected.total(),
            "errors": site.errors.total(),
            "pending": site.pending,
        }
        row = _line(set_cell_size(site.name if cell_len(site.name) <= space else site.name[: space - 1] + "…", space))
        row.append(f"  {site.state:<7}", style=STYLES[str(site.state)])
        row.append("".join(f"{number(counts[name]):>9}" for name in names))
        lines.append(row)
    return lines


class LiveDisplay:
    """Draws the run at every refresh; what is logged to stderr meanwhile goes above it. Removed at the end."""

    def __init__(self, console: Console | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console or Console(stderr=True)
        self._clock = clock
        self._order = Order()
        self._pace = Pace()
        self._figures: RunFigures | None = None
        self._began = 0.0
        self._drawn = 0.0
        self._announced = False
        self._live: Live | None = None
        self._moved: list[tuple[logging.StreamHandler[Any], Any]] = []

    def announce(self, text: str) -> None:
        """Show a line until the run starts: there is nothing to draw while everything is imported."""
        self._console.print(text, style="dim", end="\r")
        self._announced = True

    def _unannounce(self) -> None:
        if self._announced:
            self._console.file.write("\x1b[2K")
            self._console.file.flush()
            self._announced = False

    def start(self, figures: RunFigures) -> None:
        """Take up a run and draw it for the first time."""
        self._unannounce()
        self._figures = figures
        self._began = self._clock()
        raw = sys.stderr
        self._live = Live(console=self._console, auto_refresh=False, transient=True)
        self._live.start()
        self._move_handlers(raw)
        self.refresh()

    def refresh(self) -> None:
        """Draw again; with very many sites less often, for drawing takes its time from the crawl."""
        if self._figures is None or self._live is None:
            return
        now = self._clock()
        self._pace.take(self._figures, now)
        count = len(self._figures.sites)
        if count > _MANY_SITES and now - self._drawn < min(2.0, count / 2000):
            return
        self._drawn = now
        size = self._console.size
        picture = frame(
            self._figures, self._order, self._pace, seconds=now - self._began, width=size.width, height=size.height
        )
        self._live.update(picture, refresh=True)

    def stop(self) -> None:
        """Take the display away and give stderr back; a second call does nothing."""
        self._unannounce()
        if self._live is None:
            return
        for handler, stream in self._moved:
            handler.setStream(stream)
        self._moved.clear()
        self._live.stop()
        self._live = None

    def _move_handlers(self, raw: Any) -> None:
        """Handlers made before the start hold the raw stderr and would write into the picture: lend them rich's."""
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is raw and sys.stderr is not raw:
                handler.setStream(sys.stderr)
                self._moved.append((handler, raw))
