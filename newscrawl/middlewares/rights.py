"""What the origins of a crawl say of use: robots.txt, and, where the run has a purpose, tdmrep.json and RSL licenses.

The two are asked for once a day and origin, kept in the store in between, and fetched as politely as any page.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.core.rights.origin import OriginRights
from newscrawl.core.rights.paths import origin_of
from newscrawl.core.rights.record import signal_record
from newscrawl.core.rights.rsl import MAX_BYTES, RANK_OF_PAGE, RslDocument, license_signal, parse_rsl
from newscrawl.core.rights.signals import Signal, Verdict
from newscrawl.core.rights.tdmrep import WELL_KNOWN, TdmFile, parse_tdmrep
from newscrawl.core.robots import PRODUCT_TOKEN
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import META_KEY, ORIGIN_KEY, PageVisit
from newscrawl.middlewares.refusals import HostPaused, Refused, Reserved, RobotsUnreachable, Stopping
from newscrawl.middlewares.robots_files import RobotsFiles
from newscrawl.store import OriginFile

PRIORITY = 900
TIMEOUT_SECONDS = 20.0
FRESH_SECONDS = 86400.0
KEPT = 2000
"""Files that are kept in memory."""

LICENSES_MAX = 20
"""Licenses that the pages of one origin may name; of more nothing is read."""

Told = tuple[Any, str | None]
"""What a file says, None where it could not be had, and when it was fetched."""


class RightsFiles:
    """What is known of the origins' rights; every file is asked for once however many ask."""

    def __init__(self, crawler: Crawler, run: Run, robots: RobotsFiles) -> None:
        self._crawler, self._run, self._robots = crawler, run, robots
        self._files: OrderedDict[str, tuple[float, asyncio.Future[Told]]] = OrderedDict()
        self._robots_at: OrderedDict[str, tuple[str, str]] = OrderedDict()
        self._named: OrderedDict[str, set[str]] = OrderedDict()

    async def of(self, url: str) -> OriginRights:
        """For an absolute address. Raises HostPaused and Stopping, where asking again later makes sense."""
        origin = origin_of(url)
        rights = await self._of_robots(url)
        if self._run.config.purpose is None:
            return rights
        if self._run.config.purpose == "training" and rights.reserving_all(origin) is not None:
            return rights  # nothing that another file says can change it
        tdm: tuple[TdmFile | None, str | None] = await self._told(
            f"{origin}{WELL_KNOWN}", url, partial(parse_tdmrep, url=origin)
        )
        named = [file for signal in rights.robots.licenses(origin, PRODUCT_TOKEN) if (file := signal.file)]
        licenses = {file: await self._told(file, url, parse_rsl) for file in named}
        return replace(rights, tdm=tdm[0], tdm_at=tdm[1], licenses=licenses)

    async def known(self, url: str) -> OriginRights:
        """The same, as far as it can be had now."""
        for ask in (self.of, self._of_robots):
            with contextlib.suppress(Refused):
                return await ask(url)
        return OriginRights(PRODUCT_TOKEN)

    async def with_licenses(self, signals: Iterable[Signal], url: str) -> tuple[Signal, ...]:
        """A page's signals; where the run has a purpose, with what the licenses say that it names."""
        found = tuple(signals)
        if self._run.config.purpose is None:
            return found
        return tuple([signal if signal.file is None else await self._license(signal.file, url) for signal in found])

    async def _license(self, file: str, url: str) -> Signal:
        named = self._named.setdefault(origin_of(url), set())
        self._named.move_to_end(origin_of(url))
        while len(self._named) > KEPT:
            self._named.popitem(last=False)
        document: RslDocument | None = None
        at = None
        if file in named or len(named) < LICENSES_MAX:
            named.add(file)
            try:
                document, at = await self._told(file, url, parse_rsl)
            except Refused:
                document = None
        return replace(license_signal(document, file, url, RANK_OF_PAGE), at=at)

    async def _of_robots(self, url: str) -> OriginRights:
        origin = origin_of(url)
        try:
            robots = await self._robots.of(url, patient=False)
        except RobotsUnreachable:
            return OriginRights(PRODUCT_TOKEN)
        digest, at = self._robots_at.get(origin, ("", ""))
        if digest != robots.digest:
            file = await self._run.call(self._run.store.origin_files.get, f"{origin}/robots.txt")
            at = _iso(file.fetched_at if file else time.time())
            self._robots_at[origin] = (robots.digest, at)
            while len(self._robots_at) > KEPT:
                self._robots_at.popitem(last=False)
        return OriginRights(PRODUCT_TOKEN, robots.usage, at)

    async def _told(self, url: str, asked_for: str, parse: Callable[[bytes], Any]) -> Told:
        until, known = self._files.get(url, (0.0, None))
        if known is None or time.time() > until:
            known = asyncio.ensure_future(self._read(url, asked_for, parse))
            known.add_done_callback(partial(self._heard, url))
            self._files[url] = (time.time() + FRESH_SECONDS, known)
            while len(self._files) > KEPT:
                self._files.popitem(last=False)
        self._files.move_to_end(url)
        return await asyncio.shield(known)

    def _heard(self, url: str, file: asyncio.Future[Told]) -> None:
        if file.cancelled() or file.exception() is not None:
            self._files.pop(url, None)  # to be asked for again

    async def _read(self, url: str, asked_for: str, parse: Callable[[bytes], Any]) -> Told:
        """From the store where its copy is fresh, else from the origin; from the store too where that fails."""
        files = self._run.store.origin_files
        file = await self._run.call(files.get, url)
        if file is None or not file.is_fresh(time.time(), FRESH_SECONDS):
            answer = await self._fetch(url, asked_for)
            if answer is not None:
                await self._run.call(files.put, answer)
            file = answer or file
        elif url in self._files:
            self._files[url] = (file.fetched_at + FRESH_SECONDS, self._files[url][1])
        if file is None:
            return None, None
        return parse(file.body if file.status == 200 else b""), _iso(file.fetched_at)

    async def _fetch(self, url: str, asked_for: str) -> OriginFile | None:
        """The answer; None where there is none that is worth keeping. Raises HostPaused, Stopping."""
        try:
            response = await self._crawler.engine.download_async(self._request(url, asked_for))
        except (HostPaused, Stopping):
            raise
        except Exception:  # disallowed, too large, no connection: the next run asks again
            return None
        if response.status == 429 or response.status >= 500:
            return None
        body = response.body if response.status == 200 else b""
        return OriginFile(url, response.url, response.status, body, time.time())

    def _request(self, url: str, asked_for: str) -> Request:
        seconds = min(TIMEOUT_SECONDS, self._crawler.settings.getfloat("DOWNLOAD_TIMEOUT") or TIMEOUT_SECONDS)
        meta = {
            "download_timeout": seconds,
            "max_retry_times": 1,
            "download_maxsize": MAX_BYTES,
            ORIGIN_KEY: asked_for,
        }
        return Request(url, meta=meta, priority=PRIORITY, dont_filter=True)


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")


class RightsMiddleware:
    """Stops requests for pages whose texts their origin reserves, in a run for training."""

    def __init__(self, files: RightsFiles) -> None:
        self._files = files

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured where the run is not for training, or the spider is not newscrawl's."""
        files, run = getattr(crawler.spider, "rights", None), getattr(crawler.spider, "run", None)
        if not isinstance(files, RightsFiles) or run is None or run.config.purpose != "training":
            raise NotConfigured
        return cls(files)

    async def process_request(self, request: Request) -> None:
        """Raises Reserved."""
        if not isinstance(request.meta.get(META_KEY), PageVisit):
            return
        judgement = (await self._files.of(request.url)).judge(request.url)
        if judgement.verdict is Verdict.RESERVED and judgement.by is not None:
            raise Reserved(request.url, signal_record(judgement.by))
