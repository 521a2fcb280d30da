"""Keeps a site's crawl on the site: a redirect to a foreign host is not followed."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request

from newscrawl.core.block_page import is_challenge_address
from newscrawl.core.candidate import SourceKind
from newscrawl.core.urls import host_key
from newscrawl.crawl.visits import META_KEY, PageVisit, SourceVisit
from newscrawl.middlewares.refusals import Blocked, OffSite
from newscrawl.workers import work

MAY_BE_ELSEWHERE = frozenset({SourceKind.SITEMAP, SourceKind.NEWS_SITEMAP, SourceKind.FEED})
"""A site's robots.txt may name sitemaps on other hosts (sitemaps.org), and feeds are often served by one."""


class SiteBoundary:
    """Stops requests for pages of hosts that are not the site's."""

    def process_request(self, request: Request) -> None:
        """Raises OffSite, Blocked."""
        visit = request.meta.get(META_KEY)
        if isinstance(visit, SourceVisit) and visit.source.kind in MAY_BE_ELSEWHERE:
            return
        if not isinstance(visit, SourceVisit | PageVisit) or visit.site.covers(request.url):
            return
        if isinstance(visit, PageVisit) and _is_submitted(visit, request.url):
            return
        if "redirect_urls" in request.meta and is_challenge_address(request.url):
            raise Blocked(f"{request.meta['redirect_urls'][0]}: leads to a page that keeps robots out: {request.url}")
        raise OffSite(request.url)


def _is_submitted(visit: PageVisit, url: str) -> bool:
    """Whether the address is on the host of a sitemap's entry: those of foreign hosts were checked when it was read."""
    candidate = visit.candidate
    own, other = urlsplit(candidate.url).netloc, urlsplit(url).netloc
    return candidate.found_by in work.SITEMAPS and host_key(own) == host_key(other)
