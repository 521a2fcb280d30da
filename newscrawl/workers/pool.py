"""Runs pure functions of core in worker processes; a worker that dies or hangs costs one retry of one page."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent import futures
from typing import Any, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from newscrawl.workers import memory
from newscrawl.workers.starting import StartingPool

P = ParamSpec("P")
R = TypeVar("R")

JOIN_SECONDS = 5.0
QUEUED_AT_MOST = 20
"""Times the limit of one call that a call may take with its waiting for a worker."""
PRELOAD = ("newscrawl.workers.server", "newscrawl.core.preload")
CANNOT_START = (
    "the worker processes that read the pages can't start: what stands above may tell why; else look for a limit "
    "of memory, processes or open files. Nothing is lost; the next run goes on from here"
)


class PoolFailure(Exception):
    """The work could not be done; `kind` is timeout, memory, crash, stopped or broken; str() is it, or more words."""

    def __init__(self, kind: str, said: str | None = None) -> None:
        super().__init__(said or kind)
        self.kind = kind

    @property
    def is_of_the_pool(self) -> bool:
        """Whether it says nothing of the work: the pool was stopped, or no worker can start."""
        return self.kind in ("stopped", "broken")


class ExtractionPool:
    """Worker processes that are forked from one server, which has everything imported."""

    def __init__(self, processes: int, timeout: float, memory_limit: int | None = None) -> None:
        """`timeout`: seconds that one call may take before its worker is replaced.

        `memory_limit`: bytes that a worker may take beyond what it has when it starts; None: as much as there is.
        """
        multiprocessing.get_context("forkserver").set_forkserver_preload(list(PRELOAD))
        self._processes, self._timeout, self._memory_limit = processes, timeout, memory_limit
        self._workers = self._make()
        self._gave_up: str | None = None
        self._closing = False
        self._closer: asyncio.Task[None] | None = None
        self._under_way: set[asyncio.Future[Any]] = set()

    def _make(self, *, is_replacement: bool = False) -> StartingPool:
        context, initargs = multiprocessing.get_context("forkserver"), [self._memory_limit]
        pool = ProcessPool(self._processes, initializer=_settle_in, initargs=initargs, context=context)
        return StartingPool(pool, self._processes, is_replacement=is_replacement)

    def start(self) -> None:
        """Start the workers, unless they are; the first call does it otherwise. Returns at once.

        It takes them as long as PRELOAD takes to import. A run in which nothing is new needs none.
        """
        if not self._closing:
            self._workers.start()

    async def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The function's result from a worker. A dead or hung worker is tried once more with another.

        Raises PoolFailure, and what the function itself raises. Function, arguments and result must pickle.
        """
        return await self.run_within(self._timeout, function, *args, **kwargs)

    async def run_within(self, seconds: float, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The same with a time limit of its own."""
        for last in (False, True):
            self._open()
            workers = self._workers
            try:
                return await self._once(workers, seconds, function, args, kwargs)
            except (futures.TimeoutError, TimeoutError, ProcessExpired) as error:
                if self._closing or _was_ended(error):
                    raise PoolFailure("stopped") from error
                if last:
                    raise PoolFailure(_kind(error)) from error
            except (asyncio.CancelledError, futures.CancelledError, RuntimeError) as error:
                if workers is self._workers and not self._closing and not workers.is_broken:
                    raise  # the function's own error, or the caller was cancelled
                self._replace_if_broken(workers)
                self._open()
                if last:
                    raise PoolFailure("stopped") from error
            self._replace_if_broken(workers)
        raise AssertionError("the second round returns or raises")

    def _open(self) -> None:
        if self._closing:
            raise PoolFailure("stopped")
        if self._gave_up is not None:
            raise PoolFailure("broken", self._gave_up)
        self.start()

    async def _once(
        self,
        workers: StartingPool,
        seconds: float,
        function: Callable[..., R],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> R:
        if workers.is_starting:
            await self._noted(workers.started())
        scheduled = workers.pool.schedule(
            memory.within_limit, args=[function, *args], kwargs=dict(kwargs), timeout=seconds
        )
        result: asyncio.Future[R] = asyncio.wrap_future(scheduled)
        try:
            # A pool that breaks may leave calls without an answer, so that its own time limit is not the last word.
            return await self._noted(result, seconds * QUEUED_AT_MOST)
        finally:
            workers.has_answered |= _is_answer(result)

    async def _noted(self, result: asyncio.Future[R], seconds: float | None = None) -> R:
        """It, noted as under way."""
        self._under_way.add(result)
        try:
            return await asyncio.wait_for(result, seconds)
        finally:
            self._under_way.discard(result)

    def _replace_if_broken(self, workers: StartingPool) -> None:
        """Another pool for one whose fork server is gone; calls that wait for the old one try again.

        No third one where the second could not start either.
        """
        if workers is not self._workers or self._gave_up is not None or self._closing or not workers.is_broken:
            return
        if workers.is_replacement and not workers.has_answered:
            self._gave_up = CANNOT_START
        else:
            self._workers = self._make(is_replacement=True)
        for result in list(self._under_way):
            result.cancel()

    async def close(self) -> None:
        """End the workers, at once; calls under way raise PoolFailure("stopped"). Once for all who ask."""
        self._closing = True
        if self._closer is None:
            self._closer = asyncio.ensure_future(self._close())
        await asyncio.shield(self._closer)

    async def _close(self) -> None:
        workers = self._workers
        if not workers.is_begun:
            return
        if not workers.is_starting:  # else it would wait for that
            workers.stop()
        for result in list(self._under_way):  # pebble may leave one that no worker had begun without an answer
            result.cancel()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(workers.end(), JOIN_SECONDS)


def _is_answer(result: asyncio.Future[Any]) -> bool:
    """Whether a worker had the call."""
    return result.done() and not result.cancelled() and not isinstance(result.exception(), futures.BrokenExecutor)


def _was_ended(error: Exception) -> bool:
    """Whether a worker was ended from outside, as by a service manager that signals the whole group."""
    # The fork server reports a signal as its number, other ways of starting as its negative.
    return isinstance(error, ProcessExpired) and abs(error.exitcode) == signal.SIGTERM


def _kind(error: Exception) -> str:
    if not isinstance(error, ProcessExpired):
        return "timeout"
    return "memory" if abs(error.exitcode) == memory.EXHAUSTED else "crash"


def _settle_in(memory_limit: int | None) -> None:
    """In the worker: Ctrl-C is the parent's business, and no worker outlives it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if memory_limit is not None:
        memory.limit(memory_limit)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
