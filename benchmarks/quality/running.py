"""Lets the methods read the pages: in several processes for what they find, in one for what they cost."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from benchmarks.quality.corpus import Page, SegmentPage, read_html
from benchmarks.quality.methods import NEWSCRAWL, Reading, read, warm_up

__all__ = ["Cost", "Readings", "measure_cost", "read_pages"]

Readings = dict[str, Reading]
"""By the method's name."""

_Job = tuple[Path, str]


@dataclass(frozen=True, slots=True)
class Cost:
    """What the methods need, one process, one page after the other."""

    pages: int
    seconds: dict[str, float]
    """CPU seconds for all pages, by the method's name."""
    slowest: dict[str, float]
    """CPU seconds of the page that took longest."""
    peak: int
    """Most resident memory, bytes, of a process in which newscrawl alone read all pages."""

    def rate(self, name: str) -> float:
        """Pages a CPU second."""
        return self.pages / max(self.seconds[name], 1e-9)


def read_pages(
    pages: Sequence[Page] | Sequence[SegmentPage], names: Sequence[str], processes: int, step: Callable[[], None]
) -> list[Readings]:
    """What each method reads from each page, in the pages' order; `step` is called after each page.

    Raises CorpusError for a page that cannot be read, BrokenProcessPool where a method ends its process.
    """
    with _pool(processes, names) as pool:
        found = []
        for readings in pool.map(_read_by_all, _jobs(pages), [tuple(names)] * len(pages)):
            found.append(readings)
            step()
        return found


def measure_cost(pages: Sequence[Page], names: Sequence[str], step: Callable[[], None]) -> Cost:
    """CPU time of each method beside the others, and newscrawl's memory; `step` is called twice a page.

    First newscrawl alone reads every page, in a fresh process: its memory. Then, in the same process, all methods read
    each page one after the other, first in one order and on the next page in the other: what else the machine does,
    and what is warm, then meets them alike.
    """
    seconds, slowest = dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0)
    with _pool(1, [NEWSCRAWL]) as pool:
        for _ in pool.map(_read_by_all, _jobs(pages), [(NEWSCRAWL,)] * len(pages)):
            step()
        peak = pool.submit(_peak_memory).result()
        pool.submit(warm_up, names).result()
        orders = [tuple(names) if turn % 2 else tuple(reversed(names)) for turn in range(len(pages))]
        for taken in pool.map(_time_all, _jobs(pages), orders):
            for name, spent in taken.items():
                seconds[name] += spent
                slowest[name] = max(slowest[name], spent)
            step()
    return Cost(len(pages), seconds, slowest, peak)


@contextmanager
def _pool(processes: int, names: Sequence[str]) -> Iterator[ProcessPoolExecutor]:
    """Fresh processes, warm before the first page; what waits is dropped when something is raised."""
    pool = ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=warm_up, initargs=(tuple(names),)
    )
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _jobs(pages: Sequence[Page] | Sequence[SegmentPage]) -> list[_Job]:
    return [(page.path, page.url) for page in pages]


def _read_by_all(job: _Job, names: tuple[str, ...]) -> Readings:
    body = read_html(job[0])
    return {name: read(name, body, job[1])[0] for name in names}


def _time_all(job: _Job, names: tuple[str, ...]) -> dict[str, float]:
    body = read_html(job[0])
    return {name: read(name, body, job[1])[1] for name in names}


def _peak_memory() -> int:
    """Most resident memory of this process, bytes."""
    # getrusage's figure begins with that of the process that started this one (Linux keeps it over exec).
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
