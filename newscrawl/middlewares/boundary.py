"""Keeps a site's crawl on the site: a redirect to a foreign host is not followed."""

from __future__ import annotations

from scrapy import Request

from newscrawl.core.candidate import SourceKind
from newscrawl.crawl.visits import META_KEY, PageVisit, SourceVisit
from newscrawl.middlewares.refusals import OffSite

MAY_BE_ELSEWHERE = frozenset({SourceKind.SITEMAP, SourceKind.NEWS_SITEMAP, SourceKind.FEED})
"""A site's robots.txt may name sitemaps on other hosts (sitemaps.org), and feeds are often served by one."""


class SiteBoundary:
    """Stops requests for pages of hosts that are not the site's."""

    def process_request(self, request: Request) -> None:
        """Raises OffSite."""
        visit = request.meta.get(META_KEY)
        if isinstance(visit, SourceVisit) and visit.source.kind in MAY_BE_ELSEWHERE:
            return
        if isinstance(visit, SourceVisit | PageVisit) and not visit.site.covers(request.url):
            raise OffSite(request.url)
