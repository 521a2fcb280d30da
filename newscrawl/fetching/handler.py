"""Scrapy's HTTP handler, without Twisted's own way to try again."""

from __future__ import annotations

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler


class HttpHandler(HTTP11DownloadHandler):
    """Set in DOWNLOAD_HANDLERS."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # A request whose connection breaks would be sent anew at once, past the host's delay; the retry middleware
        # sends it in its turn.
        self._pool.retryAutomatically = False
