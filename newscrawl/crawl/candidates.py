"""The candidates of a site that are under way: claimed, followed where they lead, and let go."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Collection
from dataclasses import replace

from newscrawl.core.urls import identity
from newscrawl.crawl.queues import SiteQueue
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import PageVisit
from newscrawl.store import Found, Pending, State


class Candidates:
    """What callbacks, middlewares and pipelines ask and tell of them."""

    def __init__(self, run: Run, changed: Callable[[], None]) -> None:
        """`changed` is called when another one may be handed out."""
        self._run, self._changed = run, changed

    async def claim(self, queue: SiteQueue, key: str) -> Pending | None:
        """The candidate with this key, taken out of its turn, where it is waiting: its page has come as a source."""
        if key in queue.busy:
            return None
        queue.busy.add(key)
        for pending in queue.ready:
            if pending.key == key:
                queue.ready.remove(pending)
                return pending
        found = await self._run.call(self._run.store.addresses.take_one, queue.key, key)
        if found is None:
            queue.busy.discard(key)
        return found

    def pass_over(self, queue: SiteQueue, keys: Collection[str]) -> None:
        """Ask for none of these candidates in this run, where they wait in memory; the store stays as it is."""
        for pending in [waiting for waiting in queue.ready if waiting.key in keys]:
            queue.ready.remove(pending)

    async def follow(self, visit: PageVisit, url: str) -> Found | None:
        """Claim the address that a candidate is redirected to, for the candidate's sake.

        Returns what is known of it where it is not to be asked for, as another candidate is or has been.
        """
        queue, key = visit.queue, identity(url)
        if key in visit.keys:
            return None
        if key in queue.busy:
            return Found(State.PENDING)
        queue.busy.add(key)
        waiting = next((pending for pending in queue.ready if pending.key == key), None)
        if waiting is not None:
            queue.ready.remove(waiting)
        else:
            run, candidate = self._run, replace(visit.candidate, url=url)
            found = await run.call(run.store.addresses.claim, queue.key, key, candidate, run.run_id)
            if found is not None:
                queue.busy.discard(key)
                return found
        visit.hops.add(key)
        return None

    async def release(self, visit: PageVisit) -> None:
        """Give back what was claimed for a candidate of which nothing came: it may lead there again."""
        if visit.hops:
            await self._run.call(self._run.store.addresses.release, visit.hops)

    def refused(self, queue: SiteQueue, key: str) -> None:
        """A candidate was not asked for, and waits for its rejection to be written down: the next one may go."""
        if key in queue.busy:
            queue.unsent.add(key)
            self._changed()

    def done(self, queue: SiteQueue, *keys: str) -> None:
        """A candidate has its line, its rejection or its failure written down, or is left for another run."""
        for key in keys:
            queue.busy.discard(key)
            queue.unsent.discard(key)
            if (event := queue.awaited.pop(key, None)) is not None:
                event.set()
            queue.traps.let_go(key)
        self._changed()

    async def until_done(self, queue: SiteQueue, key: str, seconds: float) -> None:
        """Return when the candidate with this key is not under way, after so many seconds at the latest."""
        if key in queue.busy:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(queue.awaited.setdefault(key, asyncio.Event()).wait(), seconds)
