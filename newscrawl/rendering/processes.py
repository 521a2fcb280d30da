"""The processes of a browser: found, bounded and ended from outside, however it fares."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
from collections.abc import Sequence

import psutil

__all__ = ["end_hungry", "kill", "processes_of"]

logger = logging.getLogger(__name__)

MEMORY_MAX = 2**30
"""Bytes that one of the browser's processes may hold."""


def processes_of(pid: int | None) -> list[psutil.Process]:
    """The browser with this pid, its children, and Playwright's driver that started it; none where it is gone."""
    if pid is None:
        return []
    try:
        browser = psutil.Process(pid)
        driver = browser.parent()
        own = [driver] if driver is not None and driver.ppid() == os.getpid() else []
        return [browser, *browser.children(recursive=True), *own]
    except psutil.Error:
        return []


def end_hungry(processes: Sequence[psutil.Process]) -> None:
    """Kill those that hold more than MEMORY_MAX."""
    for process in processes:
        with contextlib.suppress(psutil.Error):
            if process.memory_info().rss > MEMORY_MAX:
                logger.info("a page takes more than %d MB in the browser; it is ended", MEMORY_MAX >> 20)
                process.kill()


def kill(processes: Sequence[psutil.Process]) -> None:
    """Kill those that are still there."""
    for process in processes:
        with contextlib.suppress(psutil.Error):  # psutil sees to it that it is the same process
            process.send_signal(signal.SIGKILL)
