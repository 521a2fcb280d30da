"""Group commit: lines that come close together share one sync, and none is confirmed before it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

from newscrawl.dataset.archive.records import Bundle
from newscrawl.dataset.shards import Line, Sink
from newscrawl.store import LeftOut, Written

GROUP_SECONDS = 0.2
GROUP_LINES = 64


class Withheld(Exception):
    """The line was not written: what it tells of was forgotten."""

    def __init__(self, mark: str) -> None:
        super().__init__(mark)
        self.mark = mark
        """By which it was forgotten (core.forgetting)."""


Place = dict[str, Any]
"""Where in an archive a page stands: `archive` of a line."""


class ArchiveSink(Protocol):
    """Takes pages for an archive and makes them durable."""

    def append(self, bundles: Sequence[Bundle]) -> list[Place]:
        """Write them; they are on disk when it returns. Raises DatasetError."""

    def close(self) -> None:
        """Finish what is open. Raises DatasetError."""

    def leave(self) -> None:
        """Let go of what is open without finishing it."""


@dataclass(slots=True)
class _Entry:
    line: Line | None
    """None for a page that is archived without a line."""
    item: Written | LeftOut | None
    bundle: Bundle | None
    durable: asyncio.Future[Place | None]
    place: Place | None = None
    forgotten: str | None = None
    """The mark by which it was."""

    def placed(self) -> Line:
        """The line, with the place of its page in the archive."""
        assert self.line is not None
        return self.line if self.place is None else Line.of({**self.line.record, "archive": self.place})


class Writer:
    """Writes lines of articles and rejections, then has the store confirm them, in that order, off the event loop."""

    def __init__(
        self,
        articles: Sink,
        rejected: Sink,
        confirm: Callable[[Sequence[Written | LeftOut]], None],
        thread: ThreadPoolExecutor,
        group_seconds: float = GROUP_SECONDS,
        *,
        archive: ArchiveSink | None = None,
        archived: Callable[[Sequence[Bundle]], None] = lambda bundles: None,
        forgotten: Callable[[Sequence[Written | LeftOut]], Sequence[str | None]] = lambda items: [None] * len(items),
    ) -> None:
        """`confirm` and `archived` are called in `thread` with what has become durable; it must have one worker.

        `forgotten` is called there with what is about to be written, and gives the marks of what must not be.
        """
        self._archive, self._archived, self._forgotten = archive, archived, forgotten
        self._articles, self._rejected, self._confirm = articles, rejected, confirm
        self._thread = thread
        self.group_seconds = group_seconds
        """How long a line waits for others at the most."""
        self._waiting: list[_Entry] = []
        self._timer: asyncio.TimerHandle | None = None
        self._commits: set[asyncio.Task[None]] = set()
        self.failed = False
        """Whether a group was not committed; its lines may be on disk all the same."""

    async def write(
        self, record: dict[str, Any], item: Written | LeftOut, bundle: Bundle | None = None
    ) -> Place | None:
        """Return when the line is on disk and the store knows it; with `bundle`, when that is in the archive before.

        The line's `archive` is filled in, and returned.

        Raises Withheld, DatasetError, what the store raises, and for a record that JSON can't hold, at once and to its
        own writer alone, ValueError or TypeError.
        """
        return await self._put(Line.of(record), item, bundle)

    async def keep(self, bundle: Bundle) -> None:
        """Return when the bundle is in the archive; it has no line. Raises DatasetError."""
        await self._put(None, None, bundle)

    async def _put(self, line: Line | None, item: Written | LeftOut | None, bundle: Bundle | None) -> Place | None:
        loop = asyncio.get_running_loop()
        entry = _Entry(line, item, bundle, loop.create_future())
        self._waiting.append(entry)
        if len(self._waiting) >= GROUP_LINES:
            self.flush()
        elif self._timer is None:
            self._timer = loop.call_later(self.group_seconds, self.flush)
        return await entry.durable

    async def close(self) -> None:
        """Commit what waits and finish the shards. Raises DatasetError.

        The shards of a group that failed stay unfinished: the next run reads them back and has the store confirm them.
        """
        self.flush()
        if self._commits:
            await asyncio.gather(*self._commits)
        await asyncio.get_running_loop().run_in_executor(self._thread, self._finish)

    def _finish(self) -> None:
        with contextlib.ExitStack() as closing:
            for sink in (self._rejected, self._articles, self._archive):  # the last one is closed first
                if sink is not None:
                    closing.callback(sink.close)

    def flush(self) -> None:
        """Let what waits wait no longer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            group, self._waiting = self._waiting, []
            task = asyncio.get_running_loop().create_task(self._commit(group))
            self._commits.add(task)
            task.add_done_callback(self._commits.discard)

    async def _commit(self, group: list[_Entry]) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._commit_now, group)
        except Exception as error:  # every writer that waits must hear of it
            for entry in group:
                if not entry.durable.done():
                    entry.durable.set_exception(error)
            return
        for entry in group:
            if entry.durable.done():
                continue
            if entry.forgotten is None:
                entry.durable.set_result(entry.place)
            else:
                entry.durable.set_exception(Withheld(entry.forgotten))

    def _commit_now(self, group: list[_Entry]) -> None:
        try:
            group = self._still_wanted(group)
            self._archive_now([entry for entry in group if entry.bundle is not None])
            self._articles.append([entry.placed() for entry in group if isinstance(entry.item, Written)])
            self._rejected.append([entry.placed() for entry in group if isinstance(entry.item, LeftOut)])
            self._confirm([entry.item for entry in group if entry.item is not None])
        except BaseException:
            # A shard with lines that were not confirmed must not be listed, however many groups follow.
            self.failed = True
            for sink in (self._articles, self._rejected, self._archive):
                if sink is not None:
                    sink.leave()
            raise

    def _still_wanted(self, group: list[_Entry]) -> list[_Entry]:
        """As late as can be: since the pages were judged something may have been forgotten."""
        lines = [(entry, entry.item) for entry in group if entry.item is not None]
        for (entry, _), mark in zip(lines, self._forgotten([item for _, item in lines]), strict=True):
            entry.forgotten = mark
        return [entry for entry in group if entry.forgotten is None]

    def _archive_now(self, entries: list[_Entry]) -> None:
        """Before the lines: what these point to must be there, whatever ends the run."""
        bundles = [entry.bundle for entry in entries if entry.bundle is not None]
        if self._archive is None or not bundles:
            return
        for entry, place in zip(entries, self._archive.append(bundles), strict=True):
            entry.place = place
        self._archived(bundles)
