"""The figures of a replay, how they are shown while it runs, and its summary."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TextIO

from newscrawl.report.figures import RunFigures
from newscrawl.report.totals import counted, number, size, span, top, totals

__all__ = ["BarDisplay", "LineDisplay", "ReplayDisplay", "ReplayFigures", "print_replay"]

_MOST = 8


@dataclass(slots=True)
class ReplayFigures:
    """One replay."""

    run: RunFigures
    """Of the sites, as in a crawl."""
    files: int = 0
    files_done: int = 0
    """Read to their end, by now."""
    files_known: int = 0
    """Not opened: an earlier call has read them."""
    files_unreadable: int = 0
    """Of which nothing could be read."""
    bytes: int = 0
    """Of all files."""
    bytes_read: int = 0
    pages: int = 0
    """Pages handed to the workers."""
    known: int = 0
    """Pages that brought nothing: their article has its line, or they have their rejection."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Records that were passed over, by reason."""
    left: int = 0
    """Pages that an error in newscrawl left without a line: the next call reads them again."""
    damages: list[str] = field(default_factory=list)
    """FILE:OFFSET: what is wrong, the first hundred."""
    damaged: int = 0

    def damage(self, line: str) -> None:
        """Note damage in a file."""
        self.damaged += 1
        if len(self.damages) < 100:
            self.damages.append(line)

    @property
    def pages_per_second(self) -> float:
        """Over the whole replay so far."""
        return self.pages / self.run.seconds if self.run.seconds else 0.0

    def to_dict(self) -> dict[str, Any]:
        """JSON-able: the figures of a crawl that mean something, then those of a replay."""
        found = self.run.to_dict()
        for name in ("responses", "bytes", "archived", "archive_bytes", "found", "gone", "sources", "pending"):
            found.pop(name, None)
        found.pop("next_due_at", None)
        sites = found.pop("sites")
        kept = ("name", "fetched", "written", "updated", "unchanged", "rejected")
        return found | {
            "files": self.files,
            "files_done": self.files_done,
            "files_known": self.files_known,
            "files_unreadable": self.files_unreadable,
            "bytes": self.bytes,
            "bytes_read": self.bytes_read,
            "pages": self.pages,
            "pages_per_second": round(self.pages_per_second, 1),
            "known": self.known,
            "skipped": dict(self.skipped),
            "left": self.left,
            "damaged": self.damaged,
            "damages": list(self.damages),
            "sites": [{name: site[name] for name in kept if name in site} for site in sites],
        }


class ReplayDisplay:
    """Shows nothing."""

    def start(self, figures: ReplayFigures) -> None:
        """The replay begins; its figures change from now on."""

    def refresh(self) -> None:
        """Show them as they are; called a few times a second."""

    def stop(self) -> None:
        """The replay is over."""


class LineDisplay(ReplayDisplay):
    """A line about every ten seconds: for pipes, log files, dumb terminals."""

    def __init__(
        self, stream: TextIO | None = None, *, every: float = 10.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream, self._every, self._clock = stream, every, clock
        self._figures: ReplayFigures | None = None
        self._said = 0.0

    def start(self, figures: ReplayFigures) -> None:
        """Take up a replay."""
        self._figures, self._said = figures, self._clock()

    def refresh(self) -> None:
        """Write a line when it is time."""
        now = self._clock()
        if self._figures is not None and now - self._said >= self._every:
            self._said = now
            print(_line(self._figures), file=self._stream or sys.stderr, flush=True)

    def stop(self) -> None:
        """Write nothing more; a second call does nothing."""
        self._figures = None


class BarDisplay(ReplayDisplay):
    """A bar over the bytes of the files, on a terminal (rich). Removed at the end."""

    def start(self, figures: ReplayFigures) -> None:
        """Take up a replay and draw it."""
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

        self._figures = figures
        self._progress = Progress(
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.description}"),
            console=Console(stderr=True),
            auto_refresh=False,
            transient=True,
        )
        self._progress.start()
        self._task = self._progress.add_task("", total=figures.bytes)

    def refresh(self) -> None:
        """Draw again."""
        found, total = self._figures, totals(self._figures.run)
        said = f"{found.pages_per_second:.1f} pages/s  {number(total.written)} written"
        self._progress.update(self._task, completed=found.bytes_read, total=found.bytes, description=said)
        self._progress.refresh()

    def stop(self) -> None:
        """Take the bar away; a second call does nothing."""
        if progress := getattr(self, "_progress", None):
            progress.stop()


def _line(figures: ReplayFigures) -> str:
    total = totals(figures.run)
    share = 100 * figures.bytes_read / figures.bytes if figures.bytes else 100.0
    left = (
        figures.run.seconds * (figures.bytes - figures.bytes_read) / figures.bytes_read if figures.bytes_read else 0.0
    )
    return (
        f"{span(figures.run.seconds)}: {share:.0f} % of {size(figures.bytes)}, {number(figures.pages)} pages, "
        f"{number(total.written)} written, {number(total.rejected.total())} rejected, "
        f"{number(figures.skipped.total())} skipped, {figures.pages_per_second:.1f} pages/s"
        + (f"; about {span(left)} left" if left >= 1 else "")
    )


def print_replay(figures: ReplayFigures, stream: TextIO) -> None:
    """The summary: what was read, what came of it, what was left out and why, and what to do next."""
    total, run = totals(figures.run), figures.run
    read = f"{counted(figures.files_done, 'file', 'files')} of {number(figures.files)} read to the end"
    again = f", {number(figures.files_known)} of them by earlier calls" if figures.files_known else ""
    lines = [
        f"{read}{again}; {counted(figures.pages, 'page', 'pages')} read in {span(run.seconds)} "
        f"({figures.pages_per_second:.1f} pages/s)",
        f"{counted(total.written, 'article', 'articles')} written to {run.output}"
        + (f", {number(total.updated)} of them new versions" if total.updated else ""),
    ]
    if total.rejected:
        lines.append(f"rejected {number(total.rejected.total())}: {top(total.rejected, _MOST)}")
    if figures.skipped:
        lines.append(f"skipped {number(figures.skipped.total())}: {top(figures.skipped, _MOST)}")
    if figures.known:
        lines.append(f"known already {number(figures.known)}")
    if failed := total.errors.total() + figures.left:
        lines.append(f"errors in newscrawl {number(failed)}: the log names the pages")
    lines += [f"damaged: {line}" for line in figures.damages[:_MOST]]
    if figures.damaged > _MOST:
        lines.append(f"... and {number(figures.damaged - _MOST)} more; --json names them")
    lines.append(_next(figures, total.written))
    print("\n".join(line for line in lines if line), file=stream)


def _next(figures: ReplayFigures, written: int) -> str:
    if figures.files_done < figures.files:
        return "The same command goes on from here."
    if figures.files_known == figures.files:
        return "All of it was read by earlier calls; --all reads it again."
    return f"Next: newscrawl validate {figures.run.output}" if written else ""
