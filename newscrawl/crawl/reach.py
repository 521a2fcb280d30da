"""How far back a run follows the lists of a site, beside what earlier runs have followed."""

from __future__ import annotations

import math

from newscrawl.crawl.listings import Limits, Listings
from newscrawl.crawl.queues import SiteQueue
from newscrawl.crawl.run import Run

DAY = 86400.0


async def listings_of(queue: SiteQueue, run: Run) -> Listings:
    """The lists of a site, as far as this run follows them. Raises DatasetError.

    Where it asks for more of the past than those before it, pages are read anew, and further pages though all is known.
    """
    config, store = run.config, run.store
    limits = Limits(config.section_pages, config.sections_max, config.archive_pages, config.trap_budget)
    name, since = f"reach of {queue.key}", queue.window.since
    pages, archives = await run.call(store.recall, name) or (None, None)
    further = pages is not None and (since or 0.0) < pages - DAY
    more_archives = since is not None and (archives is None or since < archives - DAY)
    if further or more_archives:
        await run.call(store.sources.forget_validators, queue.key)
    reach = [min(since or 0.0, math.inf if pages is None else pages), since if more_archives else archives]
    if reach != [pages, archives]:
        await run.call(store.remember, name, reach)
    return Listings(limits, queue.window, queue.figures.traps, walk=config.visit_all or further)
