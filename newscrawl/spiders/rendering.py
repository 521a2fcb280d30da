"""Pages that need a browser: which, and what it has of them."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Response

from newscrawl.core.rendering import Experience, Sign, wants_browser
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason, Rejection
from newscrawl.crawl.queues import SiteQueue
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import META_KEY, Page
from newscrawl.dataset.archive.records import Rendered
from newscrawl.middlewares.refusals import Stopping
from newscrawl.rendering.failures import NoBrowser, RenderingFailed, render_meta
from newscrawl.spiders.failures import failure_kind
from newscrawl.workers.pool import PoolFailure

if TYPE_CHECKING:
    from newscrawl.core.extraction import Extraction

__all__ = ["Rendering"]

logger = logging.getLogger(__name__)


class Rendering:
    """Asks for a page once more, by way of a browser."""

    def __init__(self, run: Run, download: Callable[[Request], Awaitable[Response]]) -> None:
        """`download`: past the scheduler, through all downloader middlewares, in the host's turn."""
        self._run, self._download = run, download

    async def is_wanted(self, page: Page) -> bool:
        """Whether a page that was read is to be rendered; counts it where it needs a browser and there is none."""
        extraction, site = page.extraction, page.visit.site
        if extraction is None:
            return False
        render = site.render or self._run.config.render
        if not wants_browser(render, extraction.sign, page.visit.candidate):
            return False
        missing = self._run.browser.missing or self._run.figures.no_browser
        if missing:
            self._run.figures.no_browser = missing
            self._run.figures.unrendered += 1
            return False
        if render == "always":
            return True
        return (await self._experience(page.visit.queue)).is_worth(time.time())

    async def fetch(self, page: Page) -> Response | None:
        """The page as the browser has it; None where it could not be had. Raises PoolFailure."""
        try:
            response = await self._download(
                Request(page.url, meta={META_KEY: page.visit, **render_meta()}, dont_filter=True)
            )
        except Stopping as stopping:
            raise PoolFailure("stopped") from stopping  # left for the next run
        except RenderingFailed as failure:
            if isinstance(failure, NoBrowser):
                self._run.figures.no_browser = f"it does not start: {failure}"
                self._run.figures.unrendered += 1
            await self._failed(page, failure.kind)
            return None
        except Exception as error:
            logger.info("%s: not rendered: %s", page.url, error)
            await self._failed(page, failure_kind(error))
            return None
        self._run.figures.rendered += 1
        if response.status != 200 or identity(response.url) != identity(page.url):
            await self._failed(page, "led-elsewhere" if response.status == 200 else f"http-{response.status}")
            return None
        return response

    async def took(self, page: Page, response: Response, plain: Extraction) -> None:
        """Decide between the page as rendered, which was read into `page`, and the plain one's extraction."""
        found = page.extraction
        gained = page.rejection is None and found is not None and found.rejection is None
        if plain.rejection is not None:
            await self._note(page.visit.queue, gained)
        if page.rejection is not None or (not gained and plain.rejection is None):
            page.extraction, page.rejection = plain, None
            return
        page.rendered = True
        page.etag = page.last_modified = None  # of the plain page, which stays the same whatever its scripts bring
        if self._run.config.archive:
            page.as_rendered = Rendered(response.body, time.time())
        if found is not None and found.rejection is not None:
            found.rejection = Rejection(found.rejection.reason, {**found.rejection.evidence, "rendered": True})

    async def _failed(self, page: Page, kind: str) -> None:
        """Say in the rejection why there is no more to it than the plain page."""
        extraction = page.extraction
        if extraction is None or extraction.rejection is None:
            return
        reason = Reason.NEEDS_BROWSER if extraction.sign is Sign.SHELL else extraction.rejection.reason
        extraction.rejection = Rejection(reason, {**extraction.rejection.evidence, "browser": kind})
        await self._note(page.visit.queue, False)

    async def _experience(self, queue: SiteQueue) -> Experience:
        if queue.experience is None:
            kept = Experience.of(await self._run.call(self._run.store.recall, _name(queue)))
            queue.experience = getattr(queue, "experience", None) or kept  # another page may have been sooner
        return queue.experience

    async def _note(self, queue: SiteQueue, gained: bool) -> None:
        experience = await self._experience(queue)
        experience.note(gained, time.time())
        await self._run.call(self._run.store.remember, _name(queue), experience.to_dict())


def _name(queue: SiteQueue) -> str:
    return f"rendering of {queue.key}"
