"""Group commit: lines that come close together share one sync, and none is confirmed before it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from newscrawl.dataset.shards import Line, Sink
from newscrawl.store import LeftOut, Written

GROUP_SECONDS = 0.2
GROUP_LINES = 64


@dataclass(frozen=True, slots=True)
class _Entry:
    line: Line
    item: Written | LeftOut
    durable: asyncio.Future[None]


class Writer:
    """Writes lines of articles and rejections, then has the store confirm them, in that order, off the event loop."""

    def __init__(
        self,
        articles: Sink,
        rejected: Sink,
        confirm: Callable[[Sequence[Written | LeftOut]], None],
        thread: ThreadPoolExecutor,
        group_seconds: float = GROUP_SECONDS,
    ) -> None:
        """`confirm` is called in `thread` with what has become durable; `thread` must have one worker."""
        self._articles, self._rejected, self._confirm = articles, rejected, confirm
        self._thread, self._group_seconds = thread, group_seconds
        self._waiting: list[_Entry] = []
        self._timer: asyncio.TimerHandle | None = None
        self._commits: set[asyncio.Task[None]] = set()
        self.failed = False
        """Whether a group was not committed; its lines may be on disk all the same."""

    async def write(self, record: dict[str, Any], item: Written | LeftOut) -> None:
        """Return when the line is on disk and the store knows it.

        Raises DatasetError, what the store raises, and for a record that JSON can't hold, at once and to its own writer
        alone, ValueError or TypeError.
        """
        loop = asyncio.get_running_loop()
        entry = _Entry(Line.of(record), item, loop.create_future())
        self._waiting.append(entry)
        if len(self._waiting) >= GROUP_LINES:
            self._flush()
        elif self._timer is None:
            self._timer = loop.call_later(self._group_seconds, self._flush)
        await entry.durable

    async def close(self) -> None:
        """Commit what waits and finish the shards. Raises DatasetError.

        The shards of a group that failed stay unfinished: the next run reads them back and has the store confirm them.
        """
        self._flush()
        if self._commits:
            await asyncio.gather(*self._commits)
        await asyncio.get_running_loop().run_in_executor(self._thread, self._finish)

    def _finish(self) -> None:
        try:
            self._articles.close()
        finally:
            self._rejected.close()

    def _flush(self) -> None:
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
            if not entry.durable.done():
                entry.durable.set_result(None)

    def _commit_now(self, group: list[_Entry]) -> None:
        try:
            self._articles.append([entry.line for entry in group if isinstance(entry.item, Written)])
            self._rejected.append([entry.line for entry in group if isinstance(entry.item, LeftOut)])
            self._confirm([entry.item for entry in group])
        except BaseException:
            # A shard with lines that were not confirmed must not be listed, however many groups follow.
            self.failed = True
            self._articles.leave()
            self._rejected.leave()
            raise
