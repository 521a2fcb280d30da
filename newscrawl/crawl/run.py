"""One run: its store, its output, its workers and its figures, opened and closed together."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, ParamSpec, Protocol, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from newscrawl.core.site import Site
from newscrawl.crawl.archiving import Archiving, NoArchive, archive_files, archive_says
from newscrawl.crawl.backlog import Backlog
from newscrawl.crawl.browsers import Found as BrowserFound
from newscrawl.crawl.browsers import look_for_browser
from newscrawl.crawl.claims import Claims
from newscrawl.crawl.config import Config
from newscrawl.crawl.doubles import DoubleSearch
from newscrawl.crawl.items import site_key
from newscrawl.crawl.lease import Heartbeat, new_run_id
from newscrawl.crawl.recovering import recover
from newscrawl.crawl.sinks import made_folder, open_sinks
from newscrawl.dataset.appending import DatasetError
from newscrawl.dataset.archive.records import Bundle
from newscrawl.dataset.archive.writer import ArchiveFiles
from newscrawl.dataset.exports.cards import keep_card
from newscrawl.dataset.manifest import Manifest
from newscrawl.dataset.remote import Remote
from newscrawl.dataset.shards import Sink
from newscrawl.dataset.uploads import Uploads
from newscrawl.dataset.writer import Writer
from newscrawl.report.figures import RunFigures
from newscrawl.store import LeftOut, SitesBusy, Store, Window, Written, first_line, shown
from newscrawl.store.archived import Archived
from newscrawl.workers.pool import ExtractionPool

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger(__name__)

__all__ = ["DatasetError", "Run", "SitesBusy"]


class Closing(Protocol):
    """What is to be closed with the run."""

    async def close(self) -> None:
        """Return when it is."""


class Run:
    """Everything that lives as long as one run does."""

    def __init__(self, config: Config, sites: Sequence[Site], *, holds: Sequence[str] = ()) -> None:
        """Open the store, take the sites' leases, make good what a dead run left behind, open the output.

        `holds`: names of what else no other run may hold at the same time.

        Raises StoreError, SitesBusy, DatasetError; nothing is held then.
        """
        now = datetime.now(UTC)
        self.config, self._holds = config, holds
        self.started = now.timestamp()
        by_key = {site_key(site): site for site in reversed(sites)}
        self.sites = tuple(reversed(by_key.values()))
        """Each once, whatever its address's spelling; those that were not visited for longest come first."""
        self.run_id = new_run_id(now)
        output = config.remote or str(config.output)
        self.figures = RunFigures(
            self.run_id,
            now.isoformat(timespec="seconds"),
            output=output,
            purpose=config.purpose,
        )
        for site in self.sites:
            self.figures.site(site_key(site), site.name)
        self.fatal: str | None = None
        """One line that says why the run had to stop; None while all is well."""
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="newscrawl-store")
        self.window = Window(
            since=config.since.timestamp() if config.since else None,
            until=config.until.timestamp() if config.until else None,
            languages=config.languages,
        )
        self.claims = Claims()
        self.backlog = Backlog()
        self.doubles = DoubleSearch(lambda asked: self.call(self.store.doubles.nearest, asked))
        self.renderer: Closing | None = None
        """Made with the first page that needs a browser (fetching.handler)."""
        self._browser: BrowserFound | None = None
        self._closing: asyncio.Task[None] | None = None
        self._open()

    @property
    def browser(self) -> BrowserFound:
        """The browser that there is, looked for once."""
        if self._browser is None:
            self._browser = look_for_browser(self.config.browser)
        return self._browser

    def _open(self) -> None:
        config = self.config
        folder = made_folder(config)
        self.uploads: Uploads | None = None
        if config.remote is not None:
            remote = Remote(config.remote, config.storage_options)
            self.uploads = Uploads(remote, config.output, tries=config.upload_tries)
        self._manifest: Manifest | None = None
        """Of an output folder; a single file has none."""
        if not config.single_file:
            self._manifest = Manifest(folder, self.uploads.submit) if self.uploads else Manifest(folder)
        articles, rejected = self._guarded(self._open_parts)
        self.writer = Writer(
            articles,
            rejected,
            self._confirm,
            self.thread,
            archive=self._open_archive(),
            archived=self._archived,
            forgotten=lambda items: self._guarded(self.store.tombstones.of, items),
        )
        self.archiving = NoArchive()
        if config.archive:
            self.archiving = Archiving(self.writer, self.run_id, config.purpose, self._earlier)
        self.pool = ExtractionPool(config.processes, config.page_timeout, config.page_memory)
        self._heartbeat = Heartbeat(self.store.runs, self.run_id, self._lost)

    def _open_parts(self) -> tuple[Sink, Sink]:
        with contextlib.ExitStack() as undo:
            self.store = Store.open(self.config.state_url)
            undo.callback(self.store.close)
            self.store.doubles.days = self.config.duplicates_days
            self.store.runs.begin(self.run_id, [*map(site_key, self.sites), *self._holds])
            undo.callback(self._give_back)
            last = self.store.sources.last_visits()
            # Where the time does not suffice for all of them, each gets its turn from run to run.
            self.sites = tuple(sorted(self.sites, key=lambda site: last.get(site_key(site), 0.0)))
            sinks = open_sinks(self.config, self._manifest, self.run_id)
            for sink in sinks:
                undo.callback(sink.close)
            recover(self.config, self.store, self._manifest, self.run_id)
            if self.uploads is not None:
                self.uploads.begin()
            undo.pop_all()
        return sinks

    def _give_back(self) -> None:
        with contextlib.suppress(SQLAlchemyError):  # what went wrong before is what the user must hear of
            self.store.runs.end(self.run_id)

    async def _earlier(self, key: str) -> Archived | None:
        return await self.call(self.store.archived.get, key)

    def _archived(self, bundles: Sequence[Bundle]) -> None:
        """Note what is in the archive, for later looks at the same pages."""
        stored = [(bundle.key, bundle.stored) for bundle in bundles if bundle.stored is not None and bundle.key]
        rows = {key: Archived(key, made.url, made.date, made.digest) for key, made in stored}
        self._guarded(self.store.archived.put, list(rows.values()))
        self.figures.archived += sum(bundle.pages for bundle in bundles)
        self.figures.archive_bytes += sum(bundle.size for bundle in bundles)

    def _open_archive(self) -> ArchiveFiles | None:
        said = archive_says(self.run_id, self.config, self.sites)
        return archive_files(self.config, self.run_id, said, self._manifest) if self.config.archive else None

    def _confirm(self, items: Sequence[Written | LeftOut]) -> None:
        self._guarded(self.store.articles.confirm, items, self.run_id)

    async def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a method of the store off the event loop, one at a time and in order. Raises DatasetError."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.thread, lambda: self._guarded(function, *args, **kwargs))

    def _guarded(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except SQLAlchemyError as error:  # a full disk, a store that was deleted or locked for long
            message = f"{shown(self.config.state_url)}: can't be used: {first_line(error)}"
            self.fatal = self.fatal or message
            raise DatasetError(message) from error

    async def close(self) -> None:
        """Commit what waits, finish the shards, give the sites back. Never raises; `fatal` says what went wrong.

        Once for all who ask: each call returns when it is done.
        """
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._close())
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        if self.renderer is not None:
            await self._guard(self.renderer.close())
        await self._guard(self.writer.close())
        if self.uploads is not None:
            await self._guard(self._end_uploads(self.uploads))
        elif self._manifest is not None:
            await self._guard(asyncio.to_thread(self._keep_card))
        await self._guard(self.call(self._remember_sizes))
        await self._guard(self.pool.close())
        self._heartbeat.stop()
        await self._guard(self.call(self.store.runs.end, self.run_id, self.figures.to_dict()))
        self.thread.shutdown(wait=True)
        self.store.close()

    def _keep_card(self) -> None:
        try:
            keep_card(self.config.output)
        except OSError as error:  # nothing is lost by that
            logger.warning("%s: its README.md can't be written: %s", self.config.output, error.strerror)

    def hurry(self) -> None:
        """Have the run's end wait for no upload: what has not gone is taken up by the next run."""
        if self.uploads is not None:
            self.uploads.hurry()

    async def _end_uploads(self, uploads: Uploads) -> None:
        left = await asyncio.get_running_loop().run_in_executor(None, uploads.close)
        if left is not None and uploads.in_a_hurry:
            logger.warning("%s", left)
        elif left is not None:
            raise DatasetError(left)

    def _remember_sizes(self) -> None:
        if self.config.single_file and not self.writer.failed:
            for path in (self.config.output, self.config.beside("rejected.jsonl")):
                self.store.remember(f"size of {path.name}", path.stat().st_size)

    async def _guard(self, step: Awaitable[Any]) -> None:
        try:
            await step
        except Exception as error:
            self.fatal = self.fatal or str(error)

    def _lost(self) -> None:
        self.fatal = self.fatal or "the run was taken for dead, as after a long sleep; its sites are free"
