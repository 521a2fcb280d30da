"""Runs pure functions of core in worker processes; a worker that dies or hangs costs one retry of one page."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent import futures
from multiprocessing import resource_tracker
from multiprocessing.context import ForkServerContext
from typing import Any, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from newscrawl.workers import memory

logger = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

JOIN_SECONDS = 5.0
QUEUED_AT_MOST = 20
"""Times the limit of one call that a call may take with its waiting for a worker."""
PRELOAD = ("newscrawl.workers.server", "newscrawl.core.preload")


class PoolFailure(Exception):
    """The work could not be done; `kind` is timeout, memory, crash or stopped."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class ExtractionPool:
    """Worker processes that are forked from one server, which has everything imported."""

    def __init__(self, processes: int, timeout: float, memory_limit: int | None = None) -> None:
        """`timeout`: seconds that one call may take before its worker is replaced.

        `memory_limit`: bytes that a worker may take beyond what it has when it starts; None: as much as there is.
        """
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(PRELOAD))
        self._processes, self._timeout, self._memory_limit = processes, timeout, memory_limit
        self._pool = self._make(context)
        self._starter: threading.Thread | None = None
        self._started = threading.Event()
        self._closing = False
        self._closer: asyncio.Task[None] | None = None
        self._under_way: set[asyncio.Future[Any]] = set()

    def _make(self, context: ForkServerContext) -> ProcessPool:
        return ProcessPool(self._processes, initializer=_settle_in, initargs=[self._memory_limit], context=context)

    def start(self) -> None:
        """Start the workers, unless they are; the first call does it otherwise. Returns at once.

        It takes them as long as PRELOAD takes to import. A run in which nothing is new needs none.
        """
        if self._starter is None and not self._closing:
            self._starter = threading.Thread(target=self._start, daemon=True, name="newscrawl-pool")
            self._starter.start()

    def _start(self) -> None:
        # The fork server inherits the mask, and so does not hear of a Ctrl-C before worker_server is imported. The
        # tracker of semaphores comes first: it would be started with it, and take the mask away again.
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            for _ in range(self._processes):
                self._pool.schedule(os.getpid)
        except RuntimeError:
            pass  # closed before it was needed
        finally:
            self._started.set()

    async def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The function's result from a worker. A dead or hung worker is tried once more with another.

        Raises PoolFailure, and what the function itself raises. Function, arguments and result must pickle.
        """
        return await self.run_within(self._timeout, function, *args, **kwargs)

    async def run_within(self, seconds: float, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The same with a time limit of its own."""
        self._open()
        if not self._started.is_set():
            await asyncio.to_thread(self._started.wait)
        for last in (False, True):
            pool = self._pool
            try:
                return await self._once(pool, seconds, function, args, kwargs)
            except (futures.TimeoutError, TimeoutError, ProcessExpired) as error:
                if self._closing or _was_ended(error):
                    raise PoolFailure("stopped") from error
                if last:
                    raise PoolFailure(_kind(error)) from error
            except (asyncio.CancelledError, futures.CancelledError, RuntimeError) as error:
                if pool.active and pool is self._pool and not self._closing:
                    raise  # the function's own error, or the caller was cancelled
                if self._closing or last:
                    raise PoolFailure("stopped") from error
            self._replace_if_broken(pool)
        raise AssertionError("the second round returns or raises")

    def _open(self) -> None:
        if self._closing:
            raise PoolFailure("stopped")
        self.start()

    async def _once(
        self,
        pool: ProcessPool,
        seconds: float,
        function: Callable[..., R],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> R:
        scheduled = pool.schedule(memory.within_limit, args=[function, *args], kwargs=dict(kwargs), timeout=seconds)
        result: asyncio.Future[R] = asyncio.wrap_future(scheduled)
        self._under_way.add(result)
        try:
            # A pool that breaks may leave calls without an answer, so that its own time limit is not the last word.
            return await asyncio.wait_for(result, seconds * QUEUED_AT_MOST)
        finally:
            self._under_way.discard(result)

    def _replace_if_broken(self, pool: ProcessPool) -> None:
        """Another pool for one whose fork server is gone; calls that wait for the old one try again."""
        if pool.active or pool is not self._pool or self._closing:
            return
        self._pool = self._make(multiprocessing.get_context("forkserver"))
        for result in list(self._under_way):
            result.cancel()

    async def close(self) -> None:
        """End the workers, at once; calls under way raise PoolFailure("stopped"). Once for all who ask."""
        self._closing = True
        if self._closer is None:
            self._closer = asyncio.ensure_future(self._close())
        await asyncio.shield(self._closer)

    async def _close(self) -> None:
        if self._starter is None:
            return
        await asyncio.to_thread(self._started.wait, JOIN_SECONDS)
        try:
            self._pool.stop()
        except Exception:  # pebble's own, of a pool that is breaking: its workers end with this process
            logger.debug("the worker pool did not stop in order", exc_info=True)
        for result in self._under_way:  # pebble may leave one that no worker had begun without an answer
            result.cancel()
        with contextlib.suppress(Exception):
            await asyncio.wait_for(asyncio.to_thread(self._pool.join), JOIN_SECONDS)


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
