"""Stops requests by which a public site would lead the crawl to a private address."""

from __future__ import annotations

from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.crawl.address_guard import AddressGuard
from newscrawl.crawl.resolver import GuardedResolver
from newscrawl.crawl.visits import META_KEY, ORIGIN_KEY, PageVisit, SourceVisit
from newscrawl.middlewares.refusals import PrivateAddress


class PrivateAddresses:
    """Comes first; the resolver and the downloader check what a name turns out to be."""

    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard
        self._resolver: GuardedResolver | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured where the spider is not newscrawl's."""
        guard = getattr(crawler.spider, "guard", None)
        if guard is None:
            raise NotConfigured
        middleware = cls(guard)
        crawler.signals.connect(middleware.open, signal=signals.spider_opened)
        crawler.signals.connect(middleware.close, signal=signals.spider_closed)
        return middleware

    def open(self) -> None:
        """Guard the reactor's resolver, whichever DNS_RESOLVER names."""
        from twisted.internet import reactor  # not before Scrapy has installed the one that settings name

        self._resolver = GuardedResolver(reactor, self._guard)

    def close(self) -> None:
        """Leave the resolver as it was."""
        if self._resolver is not None:
            self._resolver.uninstall()

    def process_request(self, request: Request) -> None:
        """Raises PrivateAddress."""
        address = self._guard.private_address(request.url, owner(request))
        if address is not None:
            raise PrivateAddress(request.url, address)


def owner(request: Request) -> str:
    """The address that a request is sent for: its site's, or that of the file which was asked for first."""
    visit = request.meta.get(META_KEY)
    if isinstance(visit, SourceVisit | PageVisit):
        return visit.site.url
    return str(request.meta.get(ORIGIN_KEY) or request.url)
