"""Before anything else of a site: what the store remembers of it, and its robots.txt."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from newscrawl.core.candidate import Source, SourceKind
from newscrawl.core.discovery.pruning import without_old
from newscrawl.core.discovery.usual import usual_sources
from newscrawl.core.rights.paths import origin_of
from newscrawl.core.robots import PRODUCT_TOKEN, Robots
from newscrawl.core.site import Site
from newscrawl.core.urls import identity
from newscrawl.crawl.frontier import Frontier
from newscrawl.crawl.queues import SiteQueue
from newscrawl.crawl.reach import listings_of
from newscrawl.crawl.run import Run
from newscrawl.crawl.traps import Traps
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
        """Read the store and robots.txt; `told` hears of a site that can't be opened. Raises DatasetError.

        A site of which nothing is due is not asked for anything, and counts as read.
        """
        await self._take_up(queue)
        await frontier.looks.open(queue)
        if not await self._has_work(queue, frontier):
            queue.answered = True
            return
        robots = await self._robots_of(queue, told)
        if robots is None:
            return
        run, store = self._run, self._run.store
        queue.pages = await run.call(store.typical.of_site, queue.key)
        again = (store.reopening.disallowed, store.sources.hasten)
        await self._on_change(f"robots of {queue.key}", robots.digest, queue.key, *again)
        if await self._is_reserved(queue):
            queue.looks_left = 0
        else:
            await self._queue_sources(queue, robots, frontier)
        queue.figures.pending = await run.call(store.addresses.pending, queue.key)

    async def _queue_sources(self, queue: SiteQueue, robots: Robots, frontier: Frontier) -> None:
        run, store = self._run, self._run.store
        first = self._first(queue, robots)
        await run.call(store.sources.add, queue.key, first)
        known = await run.call(store.sources.of_site, queue.key)
        queue.listings.know(known)
        known = self._guess(queue, known, {source.url for source in first})
        recent = {s.url for s in (*first, *without_old([k.source for k in known], queue.window.since))}
        for source in known:
            if source.source.url in recent:
                frontier.add_source(queue, source)

    async def _take_up(self, queue: SiteQueue) -> None:
        """What earlier runs left over, and what this one wants of what they left out."""
        run, store = self._run, self._run.store
        await run.call(store.addresses.begin, queue.key)
        await run.call(store.reopening.unwanted, queue.key, queue.window)
        if run.config.visit_all:
            await run.call(store.reopening.failed, queue.key)
            await run.call(store.reopening.trapped, queue.key)
        if run.config.purpose != "training" and await run.call(store.recall, f"rights of {queue.key}") is not None:
            await run.call(store.reopening.reserved, queue.key)
        rules = _digest(queue.site, run.config.max_depth)
        await self._on_change(f"rules of {queue.key}", rules, queue.key, store.sources.forget_validators)
        await self._mind_browser(queue)
        await self._mind_since(queue)
        shapes = await run.call(store.shapes.of_site, queue.key)
        queue.traps = Traps(run.config.trap_budget, shapes, queue.figures.traps)
        queue.listings = await listings_of(queue, run)
        queue.figures.pending = await run.call(store.addresses.pending, queue.key)

    async def _has_work(self, queue: SiteQueue, frontier: Frontier) -> bool:
        """Whether anything of the site is due: a source, also one that the sites file names first, a page, a look."""
        run, store = self._run, self._run.store
        if run.config.visit_all:
            return True
        known = await run.call(store.sources.of_site, queue.key)
        names = {identity(k.source.url) for k in known}
        if any(k.due for k in known) or any(identity(s.url) not in names for s in first_sources(queue.site)):
            return True
        look_at = await frontier.looks.next_due(queue)
        if look_at is not None and look_at <= time.time():
            return True
        return await run.call(store.addresses.has_next, queue.key, queue.window)

    @staticmethod
    def _first(queue: SiteQueue, robots: Robots) -> list[Source]:
        site = queue.site
        found = first_sources(site) + [Source(url, SourceKind.SITEMAP) for url in robots.sitemaps]
        if not robots.sitemaps and not site.sitemaps:
            queue.guessed.add(urljoin(site.url, GUESSED))
            found += [Source(url, SourceKind.SITEMAP) for url in queue.guessed]
        return found

    def _guess(self, queue: SiteQueue, known: list[KnownSource], named: set[str]) -> list[KnownSource]:
        """Have usual addresses tried, where they are due; the known sources without those that were tried in vain."""
        usual = {source.url: source for source in usual_sources(queue.site.url) if source.url not in named}
        vain = {k.source.url: k.due or self._run.config.visit_all for k in known if k.body_hash is None}
        queue.guessed |= usual.keys()
        queue.guesses.extend(source for url, source in usual.items() if vain.get(url, True))
        return [k for k in known if k.source.url not in usual or k.source.url not in vain]

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
            return False
        rights = await self._rights.known(queue.site.url)
        await self._on_change(name, rights.digest, queue.key, store.reopening.reserved)
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

    async def _mind_browser(self, queue: SiteQueue) -> None:
        """What needed a browser is tried again when there is one."""
        run, name = self._run, f"browser for {queue.key}"
        there = (queue.site.render or run.config.render) != "never" and run.browser.path is not None
        before = await run.call(run.store.recall, name)
        if there and not before:
            await run.call(run.store.reopening.unrendered, queue.key)
        if there is not bool(before):
            await run.call(run.store.remember, name, there)

    async def _on_change(self, name: str, digest: str, site: str, *steps: Callable[[str], Any]) -> None:
        """Other rules, another chance: for what robots.txt disallowed, and for what the sites file kept out.

        The digest is remembered last: a run that ends in between leaves the steps to the next one.
        """
        run = self._run
        before = await run.call(run.store.recall, name)
        if before == digest:
            return
        for step in steps if before is not None else ():
            await run.call(step, site)
        await run.call(run.store.remember, name, digest)

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


def first_sources(site: Site) -> list[Source]:
    """The sources that a site's declaration names, and its front page."""
    return [
        Source(site.url, SourceKind.FRONT_PAGE),
        *(Source(url, SourceKind.SITEMAP) for url in site.sitemaps),
        *(Source(url, SourceKind.FEED) for url in site.feeds),
        *(Source(url, SourceKind.SECTION, depth=1) for url in site.sections),
    ]
