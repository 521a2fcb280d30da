"""Hosts that do not want us: after some refusals or block pages in a row nothing more is asked of them in the run.

A host, not a site: another host of the same site goes on. Nothing is done to get past a block. Many hosts that keep
robots from their pages still give them lists, feeds and sitemaps: such an answer ends no row of refused pages.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from newscrawl.core.block_page import block_sign
from newscrawl.crawl.visits import META_KEY, PageVisit
from newscrawl.middlewares.refusals import Blocked, HostStopped
from newscrawl.middlewares.waiting import take_back

BLOCKS_IN_ROW = 3
"""So many block pages for different addresses, without a page between them, stop a host."""

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Host:
    refused: dict[str, bool] = field(default_factory=dict)
    """What stands for each refusal since the last answer, and whether a page was refused and not a list, feed or the
    like: an address counts once, however often it was tried."""
    blocked: dict[str, bool] = field(default_factory=dict)
    """Addresses that a block page came for, in the same way."""
    count: int = 0
    """Of the answers 429."""
    digests: dict[bytes, str] = field(default_factory=dict)
    """Digests of block pages, and the first address of each."""
    stopped: str | None = None

    def answered(self, page: bool) -> None:
        """A page ends all rows, anything else only those of its like."""
        self.refused = {} if page else {key: True for key, of_page in self.refused.items() if of_page}
        self.blocked = {} if page else {key: True for key, of_page in self.blocked.items() if of_page}


class HostStops:
    """Counts what hosts refuse; stands where it sees every answer, before one is tried again."""

    def __init__(self, crawler: Crawler, most: int) -> None:
        """`most`: refusals in a row that stop a host."""
        self._crawler, self._most = crawler, most
        self._hosts: dict[str, _Host] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured where the spider is not newscrawl's."""
        run = getattr(crawler.spider, "run", None)
        if run is None:
            raise NotConfigured
        return cls(crawler, run.config.host_refusals_max)

    def process_request(self, request: Request) -> None:
        """Raises HostStopped."""
        name = urlparse_cached(request).hostname or ""
        host = self._hosts.get(name)
        if host is not None and host.stopped:
            raise HostStopped(name, host.stopped)

    def process_response(self, request: Request, response: Response) -> Response:
        """Count the answer. Raises Blocked for a page that is there to keep robots out."""
        name = urlparse_cached(request).hostname or ""
        host = self._hosts.setdefault(name, _Host())
        page = isinstance(request.meta.get(META_KEY), PageVisit)
        if META_KEY in request.meta:
            self._look_for_a_block(name, host, request, response)
        if response.status == 429:
            host.count += 1
            host.refused[f"{host.count}. 429"] = page  # each one counts, for the same address too
        elif response.status == 403 or response.status >= 500:
            host.refused[request.url] = page
        elif response.status == 304 or not 300 <= response.status < 400:
            host.answered(page)
        if len(host.refused) >= self._most:
            said = f"refused {len(host.refused)} requests in a row, the last with HTTP status {response.status}"
            self._stop(name, host, said)
        return response

    def _look_for_a_block(self, name: str, host: _Host, request: Request, response: Response) -> None:
        """Raises Blocked; a doubtful page counts against its host only where it comes for two addresses."""
        sign = block_sign(response.body, (response.headers.get(b"Content-Type") or b"").decode("latin-1"))
        if sign is None:
            return
        first = host.digests.setdefault(hashlib.sha256(response.body).digest(), request.url)
        if sign.sure or first != request.url:
            page = isinstance(request.meta[META_KEY], PageVisit)
            host.blocked |= {request.url: page, first: page}
        if len(host.blocked) >= BLOCKS_IN_ROW:
            why = f"answered {len(host.blocked)} addresses in a row with a page that keeps robots out ({sign.why})"
            self._stop(name, host, why)
        raise Blocked(f"{request.url}: a page that keeps robots out: {sign.why}")

    def _stop(self, name: str, host: _Host, why: str) -> None:
        if host.stopped:
            return
        host.stopped = why
        logger.info("%s %s; it is left alone for the rest of the run", name, why)
        take_back(self._crawler, name, HostStopped(name, why))
