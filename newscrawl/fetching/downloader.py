"""Scrapy's downloader: delays and a concurrency that hold, a last look at where connections go, and a way to end what
is under way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from scrapy import Request
from scrapy.core.downloader import Downloader, Slot
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from newscrawl.core.private_addresses import is_private
from newscrawl.crawl.address_guard import AddressGuard
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import META_KEY, PageVisit, SourceVisit
from newscrawl.fetching.slots import FlooredSlot
from newscrawl.middlewares.private_addresses import owner
from newscrawl.middlewares.refusals import PrivateAddress, Stopping

ANSWERS_WAITING = 2
"""Times CONCURRENT_REQUESTS: so many answers may wait to be read and written down before nothing new is asked for."""


class InterruptibleDownloader(Downloader):
    """Set as DOWNLOADER; a stop must not wait for a silent host."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._under_way: set[asyncio.Task[Response]] = set()
        self._interrupted = False

    def needs_backout(self) -> bool:
        """Whether nothing more is to be asked for now, also since more has come than workers and store keep up with."""
        run: Run | None = getattr(self.crawler.spider, "run", None)
        most = ANSWERS_WAITING * self.total_concurrency
        return super().needs_backout() or (run is not None and 0 < most <= run.backlog.count)

    def drain(self) -> None:
        """Give up what waits for its turn; each such request fails with Stopping."""
        for slot in self.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(Failure(Stopping("the run is being stopped")))

    def interrupt(self) -> None:
        """Give up what is under way, too."""
        self._interrupted = True
        self.drain()
        for task in self._under_way:
            task.cancel()

    def get_slot_key(self, request: Request) -> str:
        """Its host: a redirect brings along the slot of where it came from."""
        return urlparse_cached(request).hostname or ""

    def _get_slot(self, request: Request, spider: Any = None) -> tuple[str, Slot]:
        visit, delays = request.meta.get(META_KEY), getattr(self.crawler.spider, "delays", None)
        if isinstance(visit, SourceVisit | PageVisit) and visit.site.delay and delays is not None:
            delays.ask(request.url, visit.site.delay)
        key, slot = super()._get_slot(request)
        if not isinstance(slot, FlooredSlot):
            slot = self.slots[key] = FlooredSlot(slot.concurrency, slot.delay, slot.jitter)
        return key, slot

    def fetch(self, request: Request, spider: Any = None) -> Deferred[Response | Request]:
        """Through the middlewares; what waits for its host's turn may go when they have seen the answer."""
        return super().fetch(request).addBoth(self._seen, request)

    def _seen(self, result: Any, request: Request) -> Any:
        slot = self.slots.get(self.get_slot_key(request))
        if isinstance(slot, FlooredSlot) and request in slot.out:
            slot.out.remove(request)
            self._process_queue(slot)
        return result

    def _wait_for_download(
        self, slot: Slot, request: Request, queue_dfd: Deferred[Response]
    ) -> Coroutine[Any, Any, None]:
        if isinstance(slot, FlooredSlot):
            slot.out.add(request)
        return super()._wait_for_download(slot, request, queue_dfd)

    async def _download(self, slot: Slot, request: Request) -> Response:
        guard: AddressGuard | None = getattr(self.crawler.spider, "guard", None)
        proxy = request.meta.get("proxy")
        if guard is not None and proxy:
            guard.trust(proxy)
        arrival = slot.sent() if isinstance(slot, FlooredSlot) else 0.0
        task = asyncio.ensure_future(super()._download(slot, request))
        self._under_way.add(task)
        try:
            response = await task
            if guard is not None and not proxy:
                _check(guard, request, response)
            return response
        except CannotResolveHostError:
            if guard is not None and (address := guard.refused(request.url)):
                raise PrivateAddress(request.url, address) from None
            raise
        except asyncio.CancelledError:
            if self._interrupted:
                raise Stopping("the run is being stopped") from None
            raise
        finally:
            self._under_way.discard(task)
            if isinstance(slot, FlooredSlot) and slot.answered(arrival):
                self._process_queue(slot)


def _check(guard: AddressGuard, request: Request, response: Response) -> None:
    """The connection may be one that another site, which may be on a private address, has opened.

    Raises PrivateAddress.
    """
    if response.ip_address is not None and is_private(response.ip_address):
        address = guard.private_address(request.url, owner(request))
        if address is not None:
            raise PrivateAddress(request.url, address)
