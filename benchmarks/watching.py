"""A program at work, looked at ten times a second: how far in a file it is, what it uses."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(slots=True)
class Seen:
    """It at one moment."""

    at: float
    share: float
    """Of the file that was read."""
    own: float
    workers: float
    memory: float
    """Resident, of the main process, MB."""
    largest: float
    """Of the largest worker."""


def watched(pid: int, archive: Path) -> Iterator[Seen]:
    """Look at a process, its workers, and how far in the file it is, until it ends."""
    size, share, workers = archive.stat().st_size, 0.0, dict[int, float]()
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        while process.status() != psutil.STATUS_ZOMBIE:
            largest = 0.0
            for child in process.children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    workers[child.pid] = _cpu(child)
                    largest = max(largest, child.memory_info().rss / 1e6)
            share = _place(process, archive, share * size) / size
            memory = process.memory_info().rss / 1e6
            yield Seen(time.perf_counter(), share, _cpu(process), sum(workers.values()), memory, largest)
            time.sleep(0.1)


def _place(process: psutil.Process, archive: Path, last: float) -> float:
    """How far the process has read the file; where it was seen last, while it doesn't have it open."""
    with contextlib.suppress(psutil.Error):
        return next((file.position for file in process.open_files() if file.path == str(archive)), last)
    return last


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
