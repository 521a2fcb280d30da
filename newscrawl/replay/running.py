"""The loop of a replay: files to units, units to workers, what these give through the steps, in the files' order."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from newscrawl.core.verdict import Reason, Rejection
from newscrawl.crawl.run import Run
from newscrawl.dataset.appending import DatasetError
from newscrawl.replay.choosing import Chooser
from newscrawl.replay.files import ArchiveFile
from newscrawl.replay.pages import Read
from newscrawl.replay.reading import Reader
from newscrawl.replay.sites import Sites
from newscrawl.replay.steps import FLUSH_SECONDS, Steps
from newscrawl.replay.units import Unit
from newscrawl.report.replaying import ReplayDisplay, ReplayFigures
from newscrawl.workers.archived import read_archived
from newscrawl.workers.pool import PoolFailure

__all__ = ["Replay"]

logger = logging.getLogger(__name__)

AHEAD = 16
"""Pages a worker process that are read and not yet settled: while one takes its whole time, the others go on."""
AHEAD_BYTES = 64 * 2**20
WRITING_MAX = 256
GROUP_SECONDS = 1.0
"""How long a line waits for others to be written with: nobody waits for it, and a group costs as much as 8 lines."""
PATIENCE = 64
"""So many pages later an article that repeats another one is taken, whether or not that one has come."""
REFRESH_SECONDS = 0.25
KEEP_SECONDS = 2.0


@dataclass(slots=True)
class _Window:
    """What is under way between reading and the steps, in order."""

    units: deque[tuple[Unit, asyncio.Task[Read | Rejection]]] = field(default_factory=deque)
    size: int = 0

    def put(self, unit: Unit, task: asyncio.Task[Read | Rejection]) -> None:
        self.units.append((unit, task))
        self.size += unit.size

    def pop(self) -> tuple[Unit, asyncio.Task[Read | Rejection]]:
        unit, task = self.units.popleft()
        self.size -= unit.size
        return unit, task


class Replay:
    """One replay over files, into an open run."""

    def __init__(
        self, run: Run, files: Sequence[ArchiveFile], chooser: Chooser, figures: ReplayFigures, display: ReplayDisplay
    ) -> None:
        self._run, self._files, self._figures, self._display = run, files, figures, display
        run.writer.group_seconds = GROUP_SECONDS
        sites = Sites(run)
        folder = run.config.output.parent if run.config.single_file else run.config.output
        self._reader = Reader(chooser, sites, figures, folder)
        self._steps = Steps(run, sites, figures, self.stop)
        self._window = _Window()
        self._waiting: deque[tuple[int, Unit, Read | Rejection]] = deque()
        self._taken = 0
        self._writing: set[asyncio.Task[None]] = set()
        self._started = time.monotonic()
        self._kept = self._started
        self._stopping: str | None = None
        self._ahead = AHEAD * run.config.processes

    def stop(self, reason: str) -> None:
        """Read nothing more; what has been read stays to be read by a later call."""
        if self._stopping is None:
            self._stopping = self._run.figures.finish_reason = reason

    async def go(self) -> None:
        """Replay until all is read, or until `stop`. Never raises; the run's `fatal` says what went wrong."""
        self._display.start(self._figures)
        refreshing = asyncio.ensure_future(self._refresh())
        try:
            for file in self._files:
                await self._begin(file)
            for file in self._files:
                await self._file(file)
                if self._stopping:
                    break
            while not self._stopping and (self._window.units or self._waiting):
                await self._next(at_end=True)
            await self._written(0)
        except DatasetError as error:
            self._run.fatal = self._run.fatal or str(error)
            self.stop("output-failed")
        finally:
            await self._end(refreshing)

    async def _end(self, refreshing: asyncio.Task[None]) -> None:
        tasks = [task for _, task in self._window.units]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(DatasetError):  # then `fatal` says it
            await self._written(0)
            await self._keep()
        refreshing.cancel()
        self._run.figures.seconds = time.monotonic() - self._started
        self._figures.files_done = sum(file.is_settled for file in self._files)
        self._run.figures.finish_reason = self._run.figures.finish_reason or "finished"

    async def _file(self, file: ArchiveFile) -> None:
        if file.is_done:
            return
        units = self._reader.units(file)
        try:
            async with contextlib.aclosing(units):
                async for unit in units:
                    while self._is_full(unit) and not self._stopping:
                        await self._next()
                    if self._stopping:
                        return
                    self._figures.pages += 1
                    self._window.put(unit, asyncio.ensure_future(self._extract(unit)))
        except OSError as error:
            if isinstance(error, DatasetError):
                raise
            self._figures.damage(f"{file.path}:{file.read}: can't be read: {error.strerror or error}")
            file.damaged += 1
        if file.damaged and not file.records and file.start == 0:
            self._figures.files_unreadable += 1

    async def _begin(self, file: ArchiveFile) -> None:
        """Note that this run reads it, before anything of any file is written. Raises DatasetError."""
        if file.is_done:
            return
        file.begun_by.append(self._run.run_id)
        file.kept = (file.position, False)
        await self._run.call(self._run.store.remember, file.name, file.row())

    def _is_full(self, unit: Unit) -> bool:
        window = self._window
        return len(window.units) >= self._ahead or bool(window.units and window.size + unit.size > AHEAD_BYTES)

    async def _extract(self, unit: Unit) -> Read | Rejection:
        try:
            config = self._run.config
            return await self._run.pool.run_within(
                config.page_timeout * len(unit.pages), read_archived, unit.pages, sketch=config.duplicates_days > 0
            )
        except PoolFailure as failure:
            if failure.is_of_the_pool:
                raise
            return Rejection(Reason.EXTRACTION_FAILED, {"failure": failure.kind})
        except Exception as error:
            logger.exception("%s: an error in newscrawl while it was read", unit.pages[-1][0].url)
            return Rejection(Reason.EXTRACTION_FAILED, {"failure": type(error).__name__})
        finally:
            unit.pages = [(replace(answer, body=b""), context) for answer, context in unit.pages]  # its memory

    async def _next(self, *, at_end: bool = False) -> None:
        """Take the next unit through the steps: one that has waited long enough, else the first of the window."""
        patient = PATIENCE if self._window.units or not at_end else 0
        if self._waiting and self._taken - self._waiting[0][0] >= patient:
            _, unit, read = self._waiting.popleft()
        else:
            unit, task = self._window.pop()
            try:
                read = await task
            except PoolFailure as failure:
                self._end_without_workers(failure)
                return
            self._taken += 1
        await self._take(unit, read)
        await self._keep_now_and_then()

    async def _take(self, unit: Unit, read: Read | Rejection) -> None:
        if not unit.waited and await self._steps.must_wait(unit):
            unit.waited = True
            self._waiting.append((self._taken, unit, read))
            return
        await self._written(WRITING_MAX)
        try:
            writing = await self._steps.take(unit, read)
        except DatasetError:
            raise
        except PoolFailure as failure:
            self._end_without_workers(failure)
            return
        except Exception as error:
            self._leave(unit, error)
            return
        if writing is None:
            unit.file.settle(unit.start)
            return
        task = asyncio.ensure_future(self._settle(unit, writing))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    def _end_without_workers(self, failure: PoolFailure) -> None:
        """They have been stopped, or none can start."""
        if failure.kind == "broken":
            self._run.fatal = self._run.fatal or str(failure)
        self.stop("workers-failed" if failure.kind == "broken" else "shutdown")

    async def _settle(self, unit: Unit, writing: asyncio.Task[bool]) -> None:
        try:
            if await writing:
                unit.file.settle(unit.start)
        except DatasetError as error:
            self._run.fatal = self._run.fatal or str(error)
            self.stop("output-failed")
        except Exception as error:
            self._leave(unit, error)

    def _leave(self, unit: Unit, error: Exception) -> None:
        """After an error that left a page without even a rejection: its file is not settled, a later call reads it."""
        url = unit.pages[-1][1].candidate.url
        logger.error("%s: an error in newscrawl; the next call reads it again", url, exc_info=error)
        self._figures.left += 1

    async def _written(self, most: int) -> None:
        """Return when no more lines than these are on their way to the disk."""
        while len(self._writing) > most:
            self._run.writer.flush()
            await asyncio.wait(self._writing, timeout=FLUSH_SECONDS, return_when=asyncio.FIRST_COMPLETED)

    async def _keep_now_and_then(self) -> None:
        if time.monotonic() - self._kept >= KEEP_SECONDS:
            await self._keep()

    async def _keep(self) -> None:
        """Write down how far each file is settled. Raises DatasetError."""
        self._kept = time.monotonic()
        for file in self._files:
            now = (file.position, file.is_settled)
            if now != file.kept and (file.read or file.is_done):
                file.kept = now
                await self._run.call(self._run.store.remember, file.name, file.row())

    async def _refresh(self) -> None:
        while True:
            self._run.figures.seconds = time.monotonic() - self._started
            self._display.refresh()
            await asyncio.sleep(REFRESH_SECONDS)
            if self._run.fatal is not None:
                self.stop("output-failed")
