"""Progress as plain log lines: for pipes, log files, dumb terminals."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import TextIO

from newscrawl.report.figures import RunFigures
from newscrawl.report.pace import Pace
from newscrawl.report.totals import number, span, top, totals


def progress_line(figures: RunFigures, pace: Pace, seconds: float) -> str:
    """One line that says how far the run is."""
    total = totals(figures)
    rejected = f" ({top(total.rejected, 3)})" if total.rejected else ""
    errors = f" ({top(total.errors, 3)})" if total.errors else ""
    left = pace.seconds_left(figures)
    return (
        f"{span(seconds)}: {number(total.written)} written, {number(total.found)} found, "
        f"{number(total.pending)} pending, {number(total.rejected.total())} rejected{rejected}, "
        f"{number(total.errors.total())} errors{errors}, "
        f"{pace.pages_per_second():.1f} pages/s; sites: {sites_line(total.states) or 'none yet'}"
        + (f"; about {span(left)} left" if left else "")
    )


def sites_line(states: dict[str, int]) -> str:
    """`2 running, 1 waiting`, in the order in which a site goes through them."""
    order = ("failed", "stopped", "running", "waiting", "unfinished", "done")
    return ", ".join(f"{number(states[name])} {name}" for name in order if states.get(name))


class PlainDisplay:
    """Writes a line to `stream` (stderr when not given) about every `every` seconds, and one at the end."""

    def __init__(
        self, stream: TextIO | None = None, *, every: float = 10.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream
        self._every = every
        self._clock = clock
        self._figures: RunFigures | None = None
        self._pace = Pace()
        self._began = 0.0
        self._said = 0.0

    def start(self, figures: RunFigures) -> None:
        """Take up a run; the figures are read at every refresh."""
        self._figures = figures
        self._began = self._said = self._clock()
        self._pace.take(figures, self._began)
        self._write(f"run {figures.run_id}: output in {figures.output}")

    def refresh(self) -> None:
        """Write a line when it is time."""
        if self._figures is None:
            return
        now = self._clock()
        self._pace.take(self._figures, now)
        if now - self._said >= self._every:
            self._said = now
            self._write(progress_line(self._figures, self._pace, now - self._began))

    def stop(self) -> None:
        """Write the last line; a second call does nothing."""
        if self._figures is None:
            return
        self._write("end: " + progress_line(self._figures, self._pace, self._clock() - self._began))
        self._figures = None

    def _write(self, text: str) -> None:
        # The form of Scrapy's own log lines, among which these stand.
        stamp = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S")
        stream = self._stream or sys.stderr
        stream.write(f"{stamp} [newscrawl] INFO: {text}\n")
        stream.flush()
