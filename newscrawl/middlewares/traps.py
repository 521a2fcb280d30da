"""Keeps the crawl out of traps: no shape of addresses is asked for beyond its budget."""

from __future__ import annotations

from scrapy import Request

from newscrawl.crawl.visits import META_KEY, PageVisit
from newscrawl.middlewares.refusals import Trapped


class TrapGuard:
    """Stops requests for candidates of a shape that has spent its budget (newscrawl.crawl.traps)."""

    def process_request(self, request: Request) -> None:
        """Raises Trapped."""
        visit = request.meta.get(META_KEY)
        if not isinstance(visit, PageVisit) or visit.is_part:  # of an article there are only so many parts
            return
        trap = visit.queue.traps.admit(visit.candidate, visit.key)
        if trap is not None:
            raise Trapped(request.url, trap)
