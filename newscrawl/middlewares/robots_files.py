"""The robots.txt of a crawl's hosts as RFC 9309 has them: fetched, followed, tried again, kept for a day."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawl.core.robots import MAX_BYTES, Robots, parse_robots
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import ORIGIN_KEY
from newscrawl.middlewares.refusals import HostPaused, PrivateAddress, Refused, RobotsUnreachable, Stopping
from newscrawl.store import OriginFile

PRIORITY = 1000
TIMEOUT_SECONDS = 20.0
FRESH_SECONDS = 86400.0
"""How long a copy is used (RFC 9309, section 2.4)."""
HOPS = 5
"""Redirects that are followed; with more of them there is no robots.txt (RFC 9309, section 2.3.1.2)."""
TRIES = 4
BACKOFF = 3.0
"""Each pause between two tries is so many times as long as the one before."""
AT_ONCE = 16
"""Files that are being asked for; those of dead hosts must not take all of the downloader's places."""
KEPT = 1000
"""Files in memory: one of 150 rules takes 50 KB."""


class RobotsFiles:
    """The robots.txt of the hosts of a crawl; each is fetched once a day at most, the last ones are kept in memory."""

    def __init__(self, crawler: Crawler, run: Run, arrived: Callable[[str, Robots], None]) -> None:
        """`arrived` hears of each origin's rules."""
        self._crawler, self._run, self._arrived = crawler, run, arrived
        self._files: OrderedDict[str, tuple[float, asyncio.Future[Robots]]] = OrderedDict()
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._stopping = asyncio.Event()

    async def of(self, url: str, *, patient: bool = True) -> Robots:
        """The rules for the address's host (with its scheme and port). Raises RobotsUnreachable, PrivateAddress.

        `patient`: whether one that can't be had is tried again after pauses.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        until, known = self._files.get(origin, (0.0, None))
        if known is None or time.time() > until or (patient and _was_not_had(known)):
            known = asyncio.ensure_future(self._load(origin, TRIES if patient else 1))
            known.add_done_callback(_hear)  # whoever asked may have been stopped meanwhile
            self._files[origin] = (time.time() + FRESH_SECONDS, known)
            while len(self._files) > KEPT:
                self._files.popitem(last=False)
        self._files.move_to_end(origin)
        return await asyncio.shield(known)

    def stop(self) -> None:
        """Ask for nothing again; what is under way is the downloader's to end."""
        self._stopping.set()

    async def _load(self, origin: str, tries: int) -> Robots:
        """From the store where its copy is fresh, else from the host; from the store too where the host fails."""
        url, store = f"{origin}/robots.txt", self._run.store
        kept = await self._run.call(store.origin_files.get, url)
        if kept is not None and not kept.is_fresh(time.time(), FRESH_SECONDS):
            kept = None
        if kept is None or self._run.config.visit_all:
            try:
                kept = await self._ask(url, tries)
            except RobotsUnreachable:
                if kept is None:
                    raise
            else:
                await self._run.call(store.origin_files.put, kept)
        robots = parse_robots(kept.body, kept.answered)
        if origin in self._files:
            self._files[origin] = (kept.fetched_at + FRESH_SECONDS, self._files[origin][1])
        self._arrived(origin, robots)
        return robots

    async def _ask(self, url: str, tries: int) -> OriginFile:
        pause = self._run.config.robots_backoff
        for left in reversed(range(tries)):
            wait = pause
            try:
                async with self._gate:
                    return await self._follow(url)
            except HostPaused as error:
                wait = error.seconds
                if not left or wait > self._run.config.retry_after_max:
                    raise RobotsUnreachable(f"{url}: {error}") from error
            except RobotsUnreachable:
                if not left or not pause:
                    raise
            await self._sleep(wait)
            pause *= BACKOFF
        raise AssertionError("the last round returns or raises")

    async def _sleep(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
            raise Stopping("the run is being stopped")

    async def _follow(self, url: str) -> OriginFile:
        """The answer after redirects. Raises RobotsUnreachable, HostPaused, Stopping, PrivateAddress."""
        target = url
        for _ in range(HOPS + 1):
            response = await self._download(url, target)
            if response.status == 429 or response.status >= 500:
                # 429 counts with 5xx: a host that asks for fewer requests has not allowed more.
                raise RobotsUnreachable(f"{url}: HTTP status {response.status}")
            location = response.headers.get(b"Location")
            if not 300 <= response.status < 400 or not location:
                break
            target = urljoin(target, location.decode("utf-8", "replace").strip())
            if urlsplit(target).scheme not in ("http", "https") or not urlsplit(target).hostname:
                break
        body = response.body[: MAX_BYTES + 1] if 200 <= response.status < 300 else b""
        return OriginFile(url, response.url, response.status, body, time.time())

    async def _download(self, url: str, target: str) -> Response:
        try:
            return await self._crawler.engine.download_async(self._request(url, target))
        except (HostPaused, Stopping, PrivateAddress):
            raise
        except Refused as error:
            raise RobotsUnreachable(f"{url}: {error}") from error
        except Exception as error:
            raise RobotsUnreachable(f"{url}: {told(error)}", no_connection=True) from error

    def _request(self, url: str, target: str) -> Request:
        """It goes past the scheduler and takes one of the downloader's places: not for long where the host is dead."""
        seconds = min(TIMEOUT_SECONDS, self._crawler.settings.getfloat("DOWNLOAD_TIMEOUT") or TIMEOUT_SECONDS)
        meta = {
            "dont_obey_robotstxt": True,
            "dont_redirect": True,
            "dont_retry": True,
            "download_timeout": seconds,
            ORIGIN_KEY: url,
        }
        return Request(target, meta=meta, priority=PRIORITY, dont_filter=True)


def _hear(file: asyncio.Future[Robots]) -> None:
    if not file.cancelled():
        file.exception()


def _was_not_had(file: asyncio.Future[Robots]) -> bool:
    return file.done() and not file.cancelled() and isinstance(file.exception(), RobotsUnreachable)


def told(error: BaseException) -> str:
    """What an error says, as in the lines of other requests; its name where it says nothing."""
    return " ".join(str(error).split()) or type(error).__name__
