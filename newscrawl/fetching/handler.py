"""Scrapy's HTTP handler, without Twisted's own way to try again."""

from __future__ import annotations

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future

from newscrawl.fetching.exact import ExactAgent, ExactFactory
from newscrawl.middlewares.archive import archives


class HttpHandler(HTTP11DownloadHandler):
    """Set in DOWNLOAD_HANDLERS. In a run with an archive, what goes over the wire is kept as it goes."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # A request whose connection breaks would be sent anew at once, past the host's delay; the retry middleware
        # sends it in its turn.
        self._pool.retryAutomatically = False
        self._exact = archives(crawler)
        if self._exact:
            self._pool._factory = ExactFactory

    async def download_request(self, request: Request) -> Response:
        """Scrapy's. Raises what it raises."""
        if not self._exact:
            return await super().download_request(request)
        # As there, but for the agent's class, which can't be set.
        agent = ExactAgent(
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(agent.download_request(request))
