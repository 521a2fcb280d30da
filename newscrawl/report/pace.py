"""How fast a run goes, and how long it may still take, from a few samples of its figures."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from newscrawl.report.figures import RunFigures, SiteState

_RATE_SECONDS = 10.0
_WINDOW_SECONDS = 60.0
_LEAST_SECONDS = 5.0


@dataclass(slots=True)
class _Sample:
    at: float
    responses: int
    fetched: dict[str, int]


@dataclass(slots=True)
class Pace:
    """Keeps at most a sample a second of the last minute; times are seconds of any steady clock."""

    samples: deque[_Sample] = field(default_factory=deque)

    def take(self, figures: RunFigures, now: float) -> None:
        """Note how far the run is at `now`; more than once a second is ignored."""
        if self.samples and now - self.samples[-1].at < 1:
            return
        running = {key: s.fetched for key, s in figures.sites.items() if s.state is SiteState.RUNNING}
        self.samples.append(_Sample(now, figures.responses, running))
        while now - self.samples[0].at > _WINDOW_SECONDS:
            self.samples.popleft()

    def pages_per_second(self) -> float:
        """Answers of any kind a second over the last ten seconds; 0 before there are two samples."""
        if not self.samples:
            return 0.0
        last = self.samples[-1]
        first = next(s for s in self.samples if last.at - s.at <= _RATE_SECONDS)
        return (last.responses - first.responses) / (last.at - first.at) if last.at > first.at else 0.0

    def seconds_left(self, figures: RunFigures) -> float | None:
        """Until the slowest running site has fetched what is pending; None while that cannot be known.

        Sites are crawled side by side, each at its own pace, so the longest of them counts, not the sum.
        """
        if not self.samples or any(s.state is SiteState.WAITING for s in figures.sites.values()):
            return None
        first, last = self.samples[0], self.samples[-1]
        if last.at - first.at < _LEAST_SECONDS:
            return None
        longest = 0.0
        for key, fetched in last.fetched.items():
            pending = figures.sites[key].pending
            gained = fetched - first.fetched.get(key, 0)
            if pending and gained <= 0:
                return None
            if pending:
                longest = max(longest, pending * (last.at - first.at) / gained)
        return longest or None
