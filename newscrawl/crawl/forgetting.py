"""Takes articles, or a whole site, out of a dataset: its files, its archive and its store; and keeps them out.

Tombstones are written first: from then on nothing of it comes back. Then lines go, then archived pages, and what the
store knows last of all: with it, and with the tombstones, the same call finds again what an earlier one that was killed
has left, whenever that was.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from newscrawl.core.forgetting import Wanted, mark_of, site_mark
from newscrawl.core.urls import identity
from newscrawl.crawl.config import Config
from newscrawl.crawl.forgetting_plan import Plan, Search, takes_page
from newscrawl.crawl.lease import Heartbeat, new_run_id
from newscrawl.crawl.recovering import recover
from newscrawl.dataset.appending import AppendFile
from newscrawl.dataset.archive.blanking import blank
from newscrawl.dataset.manifest import Manifest
from newscrawl.dataset.recovery import held, turn
from newscrawl.dataset.rewriting import put_in_place, rewrite, rewrite_listed
from newscrawl.store import SitesBusy, Store

__all__ = ["Forgetting", "Plan", "readmit"]


class Forgetting:
    """One dataset with its store, out of which something is taken."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config, self._store, self._search = config, store, Search(config, store)
        self._folder = config.output.parent if config.single_file else config.output
        self._manifest = None if config.single_file else Manifest(self._folder)

    def plan(self, urls: Sequence[str] = (), ids: Sequence[str] = (), site: str | None = None) -> Plan:
        """Find all that belongs to addresses, ids, or a site (its name, domain or address); changes nothing.

        Raises DatasetError.
        """
        return self._search.begin(urls, ids, site)

    def carry_out(self, plan: Plan) -> Plan:
        """Take it out. Returns what was taken, which may be more than was planned before.

        Raises SitesBusy where a run under way holds one of the sites or files, DatasetError, and what the store raises.
        """
        with self._lease(plan.wanted.homes | plan.wanted.sites) as run_id:
            self._recover(run_id)
            plan = self._search.again(plan.wanted)  # with what stood in shards of dead runs, and what came since
            marks = self._search.marks(plan.wanted)
            self._store.tombstones.begin(marks)
            with turn(self._folder):
                self._take_lines(plan)
                for path in plan.pages:
                    self._take_pages(path, plan.wanted)
            self._store.tombstones.finish(plan.wanted.keys, list(plan.wanted.marks), plan.wanted.sites, marks)
        return plan

    def _take_lines(self, plan: Plan) -> None:
        kinds = {path: kind for kind, path in self._search.files()}
        listed = self._manifest.finished() if self._manifest is not None else set()
        for path in plan.lines:
            takes = partial(plan.wanted.takes, kinds[path])
            if self._manifest is None:
                self._take_from_file(path, plan)
            elif self._manifest.name(path) in listed:
                rewrite_listed(self._manifest, path, takes)
            else:
                raise SitesBusy(f"another run is writing {path}; wait for it, or end it")

    def _take_from_file(self, path: Path, plan: Plan) -> None:
        kind = "articles" if path == self._config.output else "rejected"
        file = AppendFile(path)
        try:
            if not file.lock():
                raise SitesBusy(f"another run is writing {path}; wait for it, or end it")
            tally = rewrite(path, partial(plan.wanted.takes, kind))
            put_in_place(path, tally)
            # As a run leaves it: else the next one would read all of it back.
            self._store.remember(f"size of {path.name}", path.stat().st_size if path.exists() else 0)
        finally:
            file.close()

    def _take_pages(self, path: Path, wanted: Wanted) -> None:
        with held(path) as is_held:
            if not is_held:
                raise SitesBusy(f"another run is writing {path}; wait for it, or end it")
            blank(path, partial(takes_page, wanted), self._manifest, wanted.is_site)

    def _recover(self, run_id: str) -> None:
        """Finish what dead runs left, as a run would."""
        with contextlib.ExitStack() as holding:
            for _, path in self._search.files() if self._config.single_file else ():
                if not holding.enter_context(held(path)):
                    raise SitesBusy(f"another run is writing {path}; wait for it, or end it")
            recover(self._config, self._store, self._manifest, run_id)

    @contextlib.contextmanager
    def _lease(self, sites: set[str]) -> Iterator[str]:
        """Hold the sites, as a run does. Yields its id."""
        run_id, runs = new_run_id(datetime.now(UTC)), self._store.runs
        runs.begin(run_id, sorted(sites))
        heartbeat = Heartbeat(runs, run_id)
        try:
            yield run_id
        finally:
            heartbeat.stop()
            runs.end(run_id)


def readmit(store: Store, urls: Sequence[str], ids: Sequence[str], site: str | None) -> int:
    """Take tombstones back, so that a crawl may find it again; returns of how many articles or sites."""
    marks = {mark_of(identity(url)) for url in urls} | set(ids)
    if site is not None:
        marks.add(site_mark(identity(site)))
    return store.tombstones.readmit(marks)
