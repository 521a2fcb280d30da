"""One run: its store, its output, its workers and its figures, opened and closed together."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ParamSpec, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from newscrawl.core.article import Article
from newscrawl.core.doubles import Sketch, sketch_of
from newscrawl.core.doubles.sketch import body_of
from newscrawl.core.looks import next_look
from newscrawl.core.moments import posix
from newscrawl.core.site import Site
from newscrawl.core.typical import Counted
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason
from newscrawl.core.versions import title_hash
from newscrawl.crawl.archiving import Archiving, NoArchive, archive_files, archive_says
from newscrawl.crawl.backlog import Backlog
from newscrawl.crawl.claims import Claims
from newscrawl.crawl.config import Config
from newscrawl.crawl.doubles import DoubleSearch
from newscrawl.dataset.appending import DatasetError
from newscrawl.dataset.archive.records import Bundle
from newscrawl.dataset.archive.recovery import recover_archives
from newscrawl.dataset.archive.writer import ArchiveFiles
from newscrawl.dataset.manifest import Manifest
from newscrawl.dataset.recovery import Forgotten, recover_file, recover_shards
from newscrawl.dataset.remote import Remote
from newscrawl.dataset.rewriting import NEW, settle
from newscrawl.dataset.shards import FileInUse, Shards, SingleFile, Sink
from newscrawl.dataset.uploads import Uploads
from newscrawl.dataset.writer import Writer
from newscrawl.report.figures import RunFigures
from newscrawl.store import Answer, LeftOut, SitesBusy, Store, Window, Written, first_line, shown
from newscrawl.store.archived import Archived
from newscrawl.store.runs import HEARTBEAT_SECONDS
from newscrawl.workers.pool import ExtractionPool

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger(__name__)

__all__ = ["DatasetError", "Run", "SitesBusy", "site_key"]


def site_key(site: Site) -> str:
    """What the store knows a site by: its name may change, its address is what it is."""
    return identity(site.url)


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
        self.run_id = f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
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
        self._closing: asyncio.Task[None] | None = None
        self._beating = threading.Event()
        self._open()

    def _open(self) -> None:
        config = self.config
        folder = config.output.parent if config.single_file else config.output
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatasetError(f"{folder}: can't be made: {error.strerror}") from error
        self.uploads: Uploads | None = None
        if config.remote is not None:
            remote = Remote(config.remote, config.storage_options)
            self.uploads = Uploads(remote, config.output, tries=config.upload_tries)
        self._manifest = Manifest(folder, self.uploads.submit) if self.uploads else Manifest(folder)
        """Of an output folder; a single file has none."""
        articles, rejected = self._guarded(self._open_parts)
        self.writer = Writer(
            articles, rejected, self._confirm, self.thread, archive=self._open_archive(), archived=self._archived
        )
        self.archiving = NoArchive()
        if config.archive:
            self.archiving = Archiving(self.writer, self.run_id, config.purpose, self._earlier)
        self.pool = ExtractionPool(config.processes, config.page_timeout)
        threading.Thread(target=self._beat, daemon=True, name="newscrawl-heartbeat").start()

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
            sinks = self._sinks()
            for sink in sinks:
                undo.callback(sink.close)
            self._recover_archives()
            self._recover()
            if self.uploads is not None:
                self.uploads.begin()
            undo.pop_all()
        return sinks

    def _give_back(self) -> None:
        with contextlib.suppress(SQLAlchemyError):  # what went wrong before is what the user must hear of
            self.store.runs.end(self.run_id)

    def _sinks(self) -> tuple[Sink, Sink]:
        config = self.config
        if not config.single_file:
            limits: dict[str, Any] = {"lines_max": config.shard_lines, "bytes_max": config.shard_bytes}
            return (
                Shards(self._manifest, "articles", self.run_id, compression=config.compression, **limits),
                Shards(self._manifest, "rejected", self.run_id, compression=config.compression, **limits),
            )
        with contextlib.ExitStack() as undo:
            try:
                articles = SingleFile(config.output)
                undo.callback(articles.close)
                rejected = SingleFile(config.beside("rejected.jsonl"))
            except FileInUse as error:
                raise SitesBusy(str(error)) from error
            undo.pop_all()
        return articles, rejected

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
        manifest = None if self.config.single_file else self._manifest
        said = archive_says(self.run_id, self.config, self.sites)
        return archive_files(self.config, self.run_id, said, manifest) if self.config.archive else None

    def _recover_archives(self) -> None:
        """What a run that died left half: lines may point to it, so that it comes first, with or without --archive."""
        place = self.config.beside("archive")
        manifest = None if self.config.single_file else self._manifest
        forgotten = self.store.tombstones.page_filter()
        alive = self.store.runs.alive()
        recover_archives(place.parent, alive, name=place.name, manifest=manifest, forgotten=forgotten)

    def _recover(self) -> None:
        """Have the store confirm what stands on disk, for runs that died between the two."""
        for kind, records in self._unconfirmed():
            found = [(item, record) for record in records if (item := item_of(kind, record)) is not None]
            self.store.articles.confirm(recovered(self.store, found), self.run_id)

    def _unconfirmed(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        if not self.config.single_file:
            for found in recover_shards(self.config.output, self.store.runs.alive(), forgotten_by(self.store)):
                yield found.kind, found.records
            return
        for kind, path in (("articles", self.config.output), ("rejected", self.config.beside("rejected.jsonl"))):
            settle([path.with_name(path.name + NEW)], None)
            if path.stat().st_size == self.store.recall(f"size of {path.name}"):
                continue  # closed cleanly by the last run
            for records in recover_file(path):
                yield kind, records

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
        await self._guard(self.writer.close())
        if self.uploads is not None:
            await self._guard(self._end_uploads(self.uploads))
        await self._guard(self.call(self._remember_sizes))
        await self._guard(self.pool.close())
        self._beating.set()
        await self._guard(self.call(self.store.runs.end, self.run_id, self.figures.to_dict()))
        self.thread.shutdown(wait=True)
        self.store.close()

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

    def _beat(self) -> None:
        while not self._beating.wait(HEARTBEAT_SECONDS):
            with contextlib.suppress(Exception):  # a busy database; the next beat tries again
                if not self.store.runs.beat(self.run_id):
                    self.fatal = self.fatal or "the run was taken for dead, as after a long sleep; its sites are free"
                    return


def written(
    article: Article,
    site: str,
    keys: set[str],
    counted: Counted | None = None,
    page_hash: str | None = None,
    answer: Answer | None = None,
    sketch: Sketch | None = None,
) -> Written:
    """What the store is told of an article's line, of what its site counts of it, and of the answer it came with."""
    return Written(
        id=article.id,
        url=article.url,
        site=site,
        content_hash=article.content_hash,
        version=article.version,
        keys=tuple(sorted(keys | {identity(article.url)})),
        counted=counted,
        title_hash=title_hash(article.title),
        page_hash=page_hash,
        dated=posix(article.date_published, end=True),
        answer=answer,
        asked=article.requested_url or None,
        cluster_id=article.cluster_id,
        duplicate_of=article.duplicate_of,
        sketch=sketch,
    )


def item_of(kind: str, record: dict[str, Any]) -> Written | LeftOut | None:
    """The same, read back from a line; None for a line that is not newscrawl's."""
    try:
        site = _text(record, "site_key" if record.get("site_key") else "source")
        url = _text(record, "url")
        keys = tuple(sorted({identity(_text(record, name)) for name in ("url", "requested_url") if record.get(name)}))
        asked = _text(record, "requested_url") if record.get("requested_url") else None
        dated = posix(_text(record, "date_published"), end=True) if record.get("date_published") else None
        if kind == "rejected":
            return LeftOut(url, site, Reason(record["reason"]), keys, dated, asked=asked)
        version = max(1, min(int(record.get("version") or 1), 2**31 - 1))
        return Written(
            id=_text(record, "id", 64),
            url=url,
            site=site,
            content_hash=_text(record, "content_hash", 64) if record.get("content_hash") else None,
            version=version,
            keys=keys,
            title_hash=title_hash(_text(record, "title") if record.get("title") else None),
            dated=dated,
            answer=_answer(record, dated, version),
            asked=asked,
            cluster_id=_text(record, "cluster_id", 64) if record.get("cluster_id") else None,
            duplicate_of=_text(record, "duplicate_of", 64) if record.get("duplicate_of") else None,
        )
    except (KeyError, ValueError, TypeError, OverflowError):
        return None


def _is_since(record: dict[str, Any], since: float) -> bool:
    fetched = posix(_text(record, "fetched_at")) if record.get("fetched_at") else None
    return fetched is not None and fetched >= since


def _sketch_of(record: dict[str, Any]) -> Sketch | None:
    text, title = record.get("text"), record.get("title")
    return sketch_of(body_of(text, title if isinstance(title, str) else None)) if isinstance(text, str) else None


def recovered(store: Store, found: Sequence[tuple[Written | LeftOut, dict[str, Any]]]) -> list[Written | LeftOut]:
    """The items but those that were forgotten, with sketches for articles that have none and are recent enough."""
    kept = {id(item) for item in store.tombstones.without([item for item, _ in found])}
    found = [(item, record) for item, record in found if id(item) in kept]
    recent = {
        item.id: (item, record)
        for item, record in found
        if isinstance(item, Written) and store.doubles.days and _is_since(record, store.doubles.since)
    }
    missing = store.doubles.missing(recent)
    return [
        replace(item, sketch=_sketch_of(record)) if isinstance(item, Written) and item.id in missing else item
        for item, record in found
    ]


def forgotten_by(store: Store) -> Forgotten:
    """Tells which of some records a store has tombstones of."""

    def which(kind: str, records: Sequence[Mapping[str, Any]]) -> set[int]:
        items = {number: item for number, record in enumerate(records) if (item := item_of(kind, dict(record)))}
        kept = {id(item) for item in store.tombstones.without(list(items.values()))}
        return {number for number, item in items.items() if id(item) not in kept}

    return which


def _answer(record: dict[str, Any], published: float | None, version: int) -> Answer | None:
    fetched = posix(_text(record, "fetched_at")) if record.get("fetched_at") else None
    if fetched is None:
        return None
    key = identity(_text(record, "requested_url" if record.get("requested_url") else "url"))
    return Answer(key, fetched, next_look(published, fetched, version - 1), looks=version - 1)


def _text(record: dict[str, Any], name: str, longest: int | None = None) -> str:
    """A field as text that every database takes. Raises KeyError, TypeError, ValueError."""
    value = record[name]
    if not isinstance(value, str):
        raise TypeError(name)
    value.encode()  # a lone surrogate can't be
    if "\0" in value or (longest is not None and len(value) > longest):
        raise ValueError(name)
    return value
