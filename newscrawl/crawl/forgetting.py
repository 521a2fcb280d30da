"""Takes articles, or a whole site, out of a dataset: its files, its archive and its store; and keeps them out.

Tombstones are written first: from then on nothing of it comes back. Then lines go, then archived pages, and what the
store knows last of all: with it, and with the tombstones, the same call finds again what an earlier one that was killed
has left, whenever that was.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from newscrawl.core.forgetting import Wanted, host_of, is_below, mark_of, site_mark, text_mark
from newscrawl.core.urls import identity
from newscrawl.crawl.config import Config
from newscrawl.crawl.lease import Heartbeat, new_run_id
from newscrawl.crawl.recovering import confirm_lines, forgotten_by
from newscrawl.dataset.appending import AppendFile
from newscrawl.dataset.archive.blanking import Stretch, blank, stretches
from newscrawl.dataset.archive.heads import sites_named
from newscrawl.dataset.archive.recovery import recover_archives
from newscrawl.dataset.manifest import Manifest
from newscrawl.dataset.reading import is_shard
from newscrawl.dataset.recovery import held, recover_file, recover_shards, turn
from newscrawl.dataset.rewriting import NEW, put_in_place, rewrite, rewrite_listed, settle, taken_lines
from newscrawl.store import SitesBusy, Store

__all__ = ["Forgetting", "Plan", "readmit"]

_KINDS = ("articles", "rejected")


@dataclass(slots=True)
class Plan:
    """What there is of it."""

    wanted: Wanted
    lines: dict[Path, int] = field(default_factory=dict)
    """How many lines go, by file."""
    versions: int = 0
    """Lines of articles among them."""
    pages: dict[Path, int] = field(default_factory=dict)
    """How many archived pages go, by file; 0 where only its site's address does, which the file's first record has."""
    rows: int = 0
    """Addresses and articles in the store."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it is there."""
        return not (self.lines or self.pages or self.rows)


class Forgetting:
    """One dataset with its store, out of which something is taken."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config, self._store = config, store
        self._folder = config.output.parent if config.single_file else config.output
        self._manifest = Manifest(self._folder)

    def plan(self, urls: Sequence[str] = (), ids: Sequence[str] = (), site: str | None = None) -> Plan:
        """Find all that belongs to addresses, ids, or a site (its name, domain or address); changes nothing.

        What an earlier call was to take out and has not is found with it. Raises DatasetError.
        """
        wanted, known = Wanted(), self._store.known
        for url in urls:
            wanted.add_key(identity(url))
        for article_id in ids:
            wanted.add(article_id)
        if site is not None:
            wanted.names.add(site)
            if "." in site or ":" in site:
                wanted.sites.add(identity(site))
        left = self._store.tombstones.unfinished()
        if left:
            for mark, of in left.items():
                wanted.add(mark, of)
                wanted.left.update((mark, of))
            wanted.sites.update(name for name in known.sites() if site_mark(name) in left)
            wanted.keys.update(known.marked(left))
        return self._search(wanted)

    def _search(self, wanted: Wanted) -> Plan:
        while True:
            self._ask_store(wanted)
            before = _size(wanted)
            plan = Plan(wanted)
            for kind, path in self._files():
                count = taken_lines(path, partial(wanted.takes, kind), partial(wanted.learn, kind))
                if count:
                    plan.lines[path] = count
                    plan.versions += count if kind == "articles" else 0
            if wanted.names:
                homes = {home for _, home, _ in self._store.known.articles(wanted.named)}
                wanted.sites.update(homes - wanted.apart)
            if _size(wanted) == before:
                break
        for path in self._archives():
            count = sum(_takes_page(wanted, stretch) for stretch in stretches(path))
            if count or (wanted.sites and any(map(wanted.is_site, sites_named(path)))):
                plan.pages[path] = count
        plan.rows = self._store.known.rows(wanted.marks, wanted.keys)
        return plan

    def _ask_store(self, wanted: Wanted) -> None:
        """Note what the store knows of other addresses, and of the sites."""
        known = self._store.known
        self._set_apart(wanted)
        for site in sorted(wanted.sites):
            for key, article_id in known.of_site(site):
                wanted.add_key(key, site_mark(site))
                if article_id:
                    wanted.add(article_id, site_mark(site))
        before = -1
        while _size(wanted) != before:
            before = _size(wanted)
            for key, article_id, site in known.spellings(wanted.marks, wanted.keys):
                if article_id:
                    wanted.add(article_id, wanted.marks.get(mark_of(key)))
                    wanted.add_key(key, wanted.marks[article_id])
                wanted.add_key(key)
                wanted.homes.add(site)

    def _set_apart(self, wanted: Wanted) -> None:
        """Note the other sites that lie below the whole ones, or on one host with them: these may have one name.

        Of an address that is itself no site's, all goes that lies below it and is no other site's.
        """
        if not wanted.sites:
            return
        known, tombstones = self._store.known, self._store.tombstones
        there = known.sites()
        hosts = {host_of(site) for site in wanted.sites if site in there or tombstones.site(site) is not None}
        wanted.apart = {
            other
            for other in there - wanted.sites
            if host_of(other) in hosts or any(is_below(other, site) for site in wanted.sites)
        }
        rows = [row for other in wanted.apart for row in known.of_site(other)]
        wanted.apart_marks = {mark_of(key) for key, _ in rows} | {article_id for _, article_id in rows if article_id}

    def carry_out(self, plan: Plan) -> Plan:
        """Take it out. Returns what was taken, which may be more than was planned before.

        Raises SitesBusy where a run under way holds one of the sites or files, DatasetError, and what the store raises.
        """
        with self._lease(plan.wanted.homes | plan.wanted.sites):
            self._recover()
            plan = self._search(plan.wanted)  # with what stands in shards that dead runs left, and what came since
            marks = self._marks(plan.wanted)
            self._store.tombstones.begin(marks)
            with turn(self._folder):
                self._take_lines(plan)
                for path in plan.pages:
                    self._take_pages(path, plan.wanted)
            self._store.tombstones.finish(plan.wanted.keys, list(plan.wanted.marks), plan.wanted.sites, marks)
        return plan

    def _marks(self, wanted: Wanted) -> dict[str, str]:
        marks = dict(wanted.marks)
        homes = {article_id: (site, text) for article_id, site, text in self._store.known.articles(marks)}
        texts = wanted.texts | {(article_id, text) for article_id, (_, text) in homes.items() if text}
        for article_id, text in texts:
            site = homes.get(article_id, ("", None))[0]
            if site and site not in wanted.sites:
                marks[text_mark(site, text)] = marks.get(article_id, article_id)
        for site in wanted.sites:
            marks[site_mark(site)] = site_mark(site)
        filed = wanted.left | {site_mark(site) for site in wanted.sites}
        asked_for = [site for site in sorted(wanted.sites) if site_mark(site) not in wanted.left]
        if asked_for:
            whole = site_mark(asked_for[0])
            marks = {mark: of if of in filed else whole for mark, of in marks.items()}
        return marks

    def _take_lines(self, plan: Plan) -> None:
        kinds = {path: kind for kind, path in self._files()}
        listed = self._manifest.finished() if not self._config.single_file else set()
        for path in plan.lines:
            takes = partial(plan.wanted.takes, kinds[path])
            if self._config.single_file:
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
            manifest = None if self._config.single_file else self._manifest
            blank(path, partial(_takes_page, wanted), manifest, wanted.is_site)

    def _recover(self) -> None:
        """Finish what dead runs left, as a run would."""
        place, alive = self._config.beside("archive"), self._store.runs.alive()
        manifest = None if self._config.single_file else self._manifest
        forgotten = self._store.tombstones.page_filter()
        recover_archives(place.parent, alive, name=place.name, manifest=manifest, forgotten=forgotten)
        if self._config.single_file:
            for kind, path in list(self._files()):
                self._recover_file(kind, path)
            return
        for found in recover_shards(self._folder, alive, forgotten_by(self._store)):
            confirm_lines(self._store, found.kind, found.records, found.run_id)

    def _recover_file(self, kind: str, path: Path) -> None:
        with held(path) as is_held:
            if not is_held:
                raise SitesBusy(f"another run is writing {path}; wait for it, or end it")
            settle([path.with_name(path.name + NEW)], None)
            if path.stat().st_size == self._store.recall(f"size of {path.name}"):
                return  # closed cleanly
            for records in recover_file(path):
                confirm_lines(self._store, kind, records, str(records[-1].get("run_id") or "")[:64])

    def _files(self) -> Iterator[tuple[str, Path]]:
        config = self._config
        if config.single_file:
            both = (("articles", config.output), ("rejected", config.beside("rejected.jsonl")))
            yield from ((kind, path) for kind, path in both if path.is_file())
            return
        for kind in _KINDS:
            for path in sorted((self._folder / kind).glob("*/*")):
                if is_shard(path):
                    yield kind, path

    def _archives(self) -> Iterator[Path]:
        for path in sorted(self._config.beside("archive").glob("*/*.warc.gz*")):
            if path.name.endswith((".warc.gz", ".warc.gz.part")):
                yield path

    @contextlib.contextmanager
    def _lease(self, sites: set[str]) -> Iterator[None]:
        """Hold the sites, as a run does."""
        run_id, runs = new_run_id(datetime.now(UTC)), self._store.runs
        runs.begin(run_id, sorted(sites))
        heartbeat = Heartbeat(runs, run_id)
        try:
            yield
        finally:
            heartbeat.stop()
            runs.end(run_id)


def readmit(store: Store, urls: Sequence[str], ids: Sequence[str], site: str | None) -> int:
    """Take tombstones back, so that a crawl may find it again; returns of how many articles or sites."""
    marks = {mark_of(identity(url)) for url in urls} | set(ids)
    if site is not None:
        marks.add(site_mark(identity(site)))
    return store.tombstones.readmit(marks)


def _size(wanted: Wanted) -> int:
    return len(wanted.marks) + len(wanted.keys) + len(wanted.sites) + len(wanted.names) + len(wanted.homes)


def _takes_page(wanted: Wanted, stretch: Stretch) -> bool:
    context = stretch.context
    if context is None:
        return wanted.takes_page(stretch.addresses)
    return wanted.takes_page(stretch.addresses, context.site_url, context.site)
