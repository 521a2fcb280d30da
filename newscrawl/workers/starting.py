"""A pool of processes whose start takes its time, and may fail: neither keeps the event loop or its threads waiting."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from concurrent import futures
from multiprocessing import resource_tracker

from pebble import ProcessPool

__all__ = ["StartingPool"]

logger = logging.getLogger(__name__)


class StartingPool:
    """A pebble pool that is started and ended in threads of its own: pebble holds a lock until its server answers."""

    def __init__(self, pool: ProcessPool, processes: int, *, is_replacement: bool = False) -> None:
        """`pool`: not started. `is_replacement`: whether it stands for one that broke."""
        self.pool, self.is_replacement = pool, is_replacement
        self.has_answered = False
        """Whether any call came to a worker and back."""
        self.is_begun = False
        self._processes = processes
        self._started: futures.Future[None] = futures.Future()
        self._started.set_running_or_notify_cancel()  # so that none of those who wait for it can cancel it

    def start(self) -> None:
        """Begin to start it, unless that was begun. Returns at once."""
        if not self.is_begun:
            self.is_begun = True
            threading.Thread(target=self._start, daemon=True, name="newscrawl-pool").start()

    def _start(self) -> None:
        # The fork server inherits the mask, and so does not hear of a Ctrl-C before worker_server is imported. The
        # tracker of semaphores comes first: it would be started with it, and take the mask away again.
        try:
            resource_tracker.ensure_running()
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            for _ in range(self._processes):
                self.pool.schedule(os.getpid)
        except Exception as error:  # pebble's, of a server that ended; the system's, where it gives no process
            broken = futures.BrokenExecutor(f"{type(error.__cause__ or error).__name__}")
            broken.__cause__ = error
            self._started.set_exception(broken)
        else:
            self._started.set_result(None)

    @property
    def is_starting(self) -> bool:
        """Whether it is not known yet if it can start."""
        return not self._started.done()

    @property
    def is_broken(self) -> bool:
        """Whether no call will come back from it: it could not start, or its server or all workers are gone."""
        return not self.is_starting and (self._started.exception() is not None or not self.pool.active)

    def started(self) -> asyncio.Future[None]:
        """Done when it has started. Raises futures.BrokenExecutor where it can't."""
        return asyncio.wrap_future(self._started)

    def stop(self) -> None:
        """Take no more calls; those under way may stay without an answer. Waits for a start that is under way."""
        try:
            self.pool.stop()
        except Exception:  # pebble's own, of a pool that is breaking: its workers end with this process
            logger.debug("the worker pool did not stop in order", exc_info=True)

    def end(self) -> asyncio.Future[None]:
        """Done when it has stopped and its processes are gone."""
        ended: futures.Future[None] = futures.Future()
        ended.set_running_or_notify_cancel()
        threading.Thread(target=self._end, args=(ended,), daemon=True, name="newscrawl-pool-end").start()
        return asyncio.wrap_future(ended)

    def _end(self, ended: futures.Future[None]) -> None:
        futures.wait([self._started])
        self.stop()
        try:
            self.pool.join()
        except Exception:
            logger.debug("the worker pool did not end in order", exc_info=True)
        finally:
            ended.set_result(None)
