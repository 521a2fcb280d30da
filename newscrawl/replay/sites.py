"""The sites whose pages come out of archives, as many of them at once as memory allows."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from newscrawl.core.site import Site
from newscrawl.core.typical import Typical
from newscrawl.crawl.items import site_key
from newscrawl.crawl.queues import SiteQueue
from newscrawl.crawl.run import Run
from newscrawl.replay.units import Unit, site_of
from newscrawl.report.figures import SiteState

__all__ = ["Sites"]

OPEN_MAX = 1000
"""Sites whose latest articles are in memory (30 KB each); those of others wait in the store."""
NAMED_MAX = 1000
"""Sites with figures of their own; all others share one line."""
OTHERS = "other sites"


class Sites:
    """A queue for each site, as a crawl has it; nothing is in it."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._open: OrderedDict[str, SiteQueue] = OrderedDict()

    def typical(self, url: str) -> Typical:
        """What is known as typical of the site of a page of others' archives."""
        name, address = site_of(url)
        queue = self._open.get(site_key(Site(address, name)))
        return queue.pages.typical if queue is not None else Typical()

    async def of(self, unit: Unit) -> SiteQueue:
        """The queue of the unit's site. Raises DatasetError."""
        context = unit.pages[-1][1]
        site = Site(context.site_url or unit.pages[-1][0].url, context.site)
        key = site_key(site)
        queue = self._open.get(key)
        if queue is None or queue.site.name != site.name:
            queue = self._open[key] = await self._opened(site, key)
            while len(self._open) > OPEN_MAX:
                self._open.popitem(last=False)
        self._open.move_to_end(key)
        return queue

    async def _opened(self, site: Site, key: str) -> SiteQueue:
        run = self._run
        is_named = key in run.figures.sites or len(run.figures.sites) < NAMED_MAX
        figures = run.figures.site(key if is_named else OTHERS, site.name if is_named else OTHERS)
        figures.state = SiteState.DONE
        queue = SiteQueue(site, key, figures, replace(run.window, languages=run.config.languages))
        queue.pages = await run.call(run.store.typical.of_site, key)
        return queue
