"""Scrapy's HTTP handler, without Twisted's own way to try again, and with bounded heads of answers."""

from __future__ import annotations

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future

from newscrawl.crawl.run import Run
from newscrawl.fetching.exact import ExactAgent, ExactFactory
from newscrawl.fetching.heads import HEAD_MAX, BoundedFactory, is_of_head
from newscrawl.middlewares.archive import archives
from newscrawl.middlewares.refusals import TooLarge
from newscrawl.rendering.failures import RENDER_KEY, NoBrowser
from newscrawl.rendering.renderer import Renderer


class HttpHandler(HTTP11DownloadHandler):
    """Set in DOWNLOAD_HANDLERS. In a run with an archive, what goes over the wire is kept as it goes.

    A request that is for a browser goes to the run's renderer.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # A request whose connection breaks would be sent anew at once, past the host's delay; the retry middleware
        # sends it in its turn.
        self._pool.retryAutomatically = False
        self._exact = archives(crawler)
        self._pool._factory = ExactFactory if self._exact else BoundedFactory

    async def download_request(self, request: Request) -> Response:
        """Scrapy's. Raises what it raises, and TooLarge; of a browser RenderingFailed, PrivateAddress, Stopping."""
        if RENDER_KEY in request.meta:
            return await self._renderer_of_run().render(request)
        try:
            return await self._download(request)
        except DownloadFailedError as error:
            if is_of_head(error):
                raise TooLarge(f"{request.url}: more than {HEAD_MAX} bytes of headers") from None
            raise

    async def _download(self, request: Request) -> Response:
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

    def _renderer_of_run(self) -> Renderer:
        """One for http and https alike: the run has it. Raises NoBrowser."""
        run: Run | None = getattr(self._crawler.spider, "run", None)
        if run is None:
            raise NoBrowser("not newscrawl's spider")
        if not isinstance(run.renderer, Renderer):
            run.renderer = Renderer(self._crawler, run.config)
        return run.renderer

    async def close(self) -> None:
        """Scrapy's, and the end of the browser."""
        run = getattr(self._crawler.spider, "run", None)
        if run is not None and run.renderer is not None:
            await run.renderer.close()
        await super().close()
