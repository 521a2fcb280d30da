"""The end of a crawl before all is done: soon, and whatever answers are still under way."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from newscrawl.fetching.downloader import InterruptibleDownloader
from newscrawl.workers.pool import ExtractionPool

GRACE_SECONDS = 2.5
"""How long answers under way may still come in."""


async def end_crawl(engine: Any, pool: ExtractionPool, closed: asyncio.Event, reason: str) -> None:
    """Give up what waits, give what is under way a grace, then cut it off. `closed` is set when the run is closed."""
    downloader = engine.downloader
    if isinstance(downloader, InterruptibleDownloader):
        downloader.drain()
    closing = None
    if reason != "shutdown":  # then the engine is closing already
        closing = asyncio.ensure_future(engine.close_spider_async(reason=reason))
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(closed.wait(), GRACE_SECONDS)
    if closed.is_set():
        return
    if isinstance(downloader, InterruptibleDownloader):
        downloader.interrupt()
    await pool.close()
    if closing is not None:
        await closing
