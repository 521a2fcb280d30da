"""Redirects, by header or by page, to what is known already: nothing is fetched twice for another address's sake."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason
from newscrawl.crawl.frontier import Frontier
from newscrawl.crawl.visits import META_KEY, PageVisit
from newscrawl.middlewares.refusals import Known
from newscrawl.store import Found, State


class KnownRedirects:
    """Stops a candidate's redirect where its target is an article, a rejected page, a source, or under way."""

    def __init__(self, frontier: Frontier) -> None:
        self._frontier = frontier

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured for a spider that is not newscrawl's."""
        frontier = getattr(crawler.spider, "frontier", None)
        if frontier is None:
            raise NotConfigured
        return cls(frontier)

    async def process_request(self, request: Request) -> None:
        """Raises Known."""
        visit = request.meta.get(META_KEY)
        if not isinstance(visit, PageVisit) or not request.meta.get("redirect_urls"):
            return
        if visit.look is not None or visit.is_part:
            return  # the text is wanted all the same, and nobody would let go of what was claimed for a part
        found = _as_source(visit, identity(request.url)) or await self._frontier.candidates.follow(visit, request.url)
        if found is not None:
            raise Known(request.url, found)


def _as_source(visit: PageVisit, key: str) -> Found | None:
    """The front page, as of an article that is gone, or another page that the run reads for its links."""
    if key in visit.keys:
        return None
    if key == identity(visit.site.url):
        return Found(State.REJECTED, Reason.GONE)
    if key in visit.queue.listing_keys:
        return Found(State.REJECTED, Reason.INDEX_PAGE)
    return None
