"""Before anything else of a site: its robots.txt, and what the store remembers of it."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urljoin

from newscrawl.core.candidate import Source, SourceKind
from newscrawl.core.discovery.pruning import without_old
from newscrawl.core.rights.paths import origin_of
from newscrawl.core.robots import PRODUCT_TOKEN, Robots
from newscrawl.core.site import Site
from newscrawl.crawl.frontier import Frontier, first_sources
from newscrawl.crawl.queues import SiteQueue
from newscrawl.crawl.run import Run
from newscrawl.middlewares.refusals import PrivateAddress, RobotsUnreachable
from newscrawl.middlewares.rights import RightsFiles
from newscrawl.middlewares.robots_files import RobotsFiles
from newscrawl.store import KnownSource

logger = logging.getLogger(__name__)

GUESSED = "/sitemap.xml"
"""Where a sitemap is looked for when robots.txt names none."""

DISCOVERY_VERSION = 2
"""Goes up when the parsers find more in the same documents: all are read anew then."""


class SiteOpener:
    """Fills a site's queue with its first sources."""

    def __init__(self, run: Run, robots: RobotsFiles, rights: RightsFiles, *, obey: bool) -> None:
        """`obey`: whether a site without an answer for robots.txt is left alone."""
        self._run, self._robots, self._rights, self._obey = run, robots, rights, obey

    async def open(self, queue: SiteQueue, frontier: Frontier, told: Callable[[SiteQueue, str], None]) -> None:
        """Read robots.txt and the store; `told` hears of a site that can't be opened. Raises DatasetError."""
        robots = await self._robots_of(queue, told)
        if robots is None:
            return
        run, store = self._run, self._run.store
        await run.call(store.addresses.begin, queue.key)
        queue.pages = await run.call(store.typical.of_site, queue.key)
        await frontier.looks.open(queue)
        await self._mind_changes(queue, robots)
        if not await self._is_reserved(queue):
            await self._queue_sources(queue, robots, frontier)
        await run.call(store.addresses.reopen, queue.key, queue.window)
        if run.config.visit_all:
            await run.call(store.addresses.reopen_failed, queue.key)
        queue.figures.pending = await run.call(store.addresses.pending, queue.key)

    async def _queue_sources(self, queue: SiteQueue, robots: Robots, frontier: Frontier) -> None:
        run, store = self._run, self._run.store
        found = self._first(queue, robots)
        await run.call(store.sources.add, queue.key, found)
        known = {k.source.url: k for k in await run.call(store.sources.of_site, queue.key)}
        for source in found:
            frontier.add_source(queue, known.pop(source.url, KnownSource(source)))
        for source in without_old([k.source for k in known.values()], queue.window.since):
            frontier.add_source(queue, known[source.url])

    @staticmethod
    def _first(queue: SiteQueue, robots: Robots) -> list[Source]:
        site = queue.site
        found = first_sources(site) + [Source(url, SourceKind.SITEMAP) for url in robots.sitemaps]
        if not robots.sitemaps and not site.sitemaps:
            queue.guessed.add(urljoin(site.url, GUESSED))
            found += [Source(url, SourceKind.SITEMAP) for url in queue.guessed]
        return found

    async def _mind_changes(self, queue: SiteQueue, robots: Robots) -> None:
        """Other rules, another chance: for what robots.txt disallowed, and for what the sites file kept out."""
        store = self._run.store
        if await self._has_changed(f"robots of {queue.key}", robots.digest):
            await self._run.call(store.addresses.reopen_disallowed, queue.key)
        if await self._has_changed(f"rules of {queue.key}", _digest(queue.site, self._run.config.max_depth)):
            await self._run.call(store.sources.forget_validators, queue.key)
        await self._mind_since(queue)

    async def _mind_since(self, queue: SiteQueue) -> None:
        """A run that goes further back than those before: what they left out of sitemaps and feeds must come back."""
        store, since, name = self._run.store, queue.window.since, f"since of {queue.key}"
        before = await self._run.call(store.recall, name)
        if before is not None and (since is None or since < before):
            await self._run.call(store.sources.forget_validators, queue.key)
        elif since is None or since == before:
            return
        await self._run.call(store.remember, name, since)

    async def _is_reserved(self, queue: SiteQueue) -> bool:
        """Whether all of the site is reserved for what the run is for: then none of its sources is asked for.

        What an earlier run for training left out gets another chance when the run is for something else, or when the
        origin says something else.
        """
        name, store = f"rights of {queue.key}", self._run.store
        if self._run.config.purpose != "training":
            if await self._run.call(store.recall, name) is not None:
                await self._run.call(store.addresses.reopen_reserved, queue.key)
            return False
        rights = await self._rights.known(queue.site.url)
        if await self._has_changed(name, rights.digest):
            await self._run.call(store.addresses.reopen_reserved, queue.key)
        signal = rights.reserving_all(origin_of(queue.site.url))
        if signal is None:
            return False
        queue.answered = True
        said = f"{signal.name}: {signal.value}" if signal.where != "tdmrep.json" else signal.name
        queue.figures.problems.append(
            f"reserved as a whole for training, by {signal.where} ({said}); no page was fetched"
        )
        logger.info("%s: %s", queue.site.name, queue.figures.problems[-1])
        return True

    async def _has_changed(self, name: str, digest: str) -> bool:
        store = self._run.store
        before = await self._run.call(store.recall, name)
        if before == digest:
            return False
        await self._run.call(store.remember, name, digest)
        return before is not None

    async def _robots_of(self, queue: SiteQueue, told: Callable[[SiteQueue, str], None]) -> Robots | None:
        """The site's rules; None where they can't be had, which counts as all disallowed."""
        try:
            robots = await self._ask_for_robots(queue)
        except (RobotsUnreachable, PrivateAddress) as error:
            if not self._obey:
                return Robots()
            queue.figures.errors[error.kind] += 1
            told(queue, f"{error}; without an answer for robots.txt nothing is crawled (RFC 9309)")
            return None
        asked, kept = robots.crawl_delay(PRODUCT_TOKEN) or 0.0, self._run.config.crawl_delay_max
        if asked > kept:
            said = f"robots.txt asks for a Crawl-delay of {asked:g} s; {kept:g} s are kept (NEWSCRAWL_CRAWL_DELAY_MAX)"
            queue.figures.problems.append(said)
        return robots

    async def _ask_for_robots(self, queue: SiteQueue) -> Robots:
        """A bare domain that does not speak https is tried by http. Raises RobotsUnreachable, PrivateAddress."""
        url = queue.site.url
        if queue.site.bare and url.startswith("https:"):
            try:
                return await self._robots.of(url, patient=False)
            except RobotsUnreachable as error:
                if error.no_connection:
                    url = "http:" + url.removeprefix("https:")
                    queue.site = replace(queue.site, url=url)
        return await self._robots.of(url)


def _digest(site: Site, max_depth: int) -> str:
    """What decides which of a document's links are wanted."""
    depth = max_depth if site.max_depth is None else site.max_depth
    rules = [site.url, site.allow, site.deny, depth, site.subdomains, site.hosts, DISCOVERY_VERSION]
    return hashlib.sha256(json.dumps(rules).encode()).hexdigest()
