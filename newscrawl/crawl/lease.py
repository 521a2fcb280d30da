"""A run's name, and the beats by which others know that it lives and holds its sites."""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections.abc import Callable
from datetime import datetime

from newscrawl.store.runs import HEARTBEAT_SECONDS, Runs


def new_run_id(now: datetime) -> str:
    """A name for what begins `now` (UTC): in the order of time, and no other's."""
    return f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


class Heartbeat:
    """Beats until it is stopped, in a thread of its own."""

    def __init__(self, runs: Runs, run_id: str, lost: Callable[[], object] = lambda: None) -> None:
        """Begins at once. `lost` is called, once and from that thread, when the run was taken for dead."""
        self._runs, self._run_id, self._lost = runs, run_id, lost
        self._done = threading.Event()
        threading.Thread(target=self._beat, daemon=True, name="newscrawl-heartbeat").start()

    def stop(self) -> None:
        """No beat begins after this."""
        self._done.set()

    def _beat(self) -> None:
        while not self._done.wait(HEARTBEAT_SECONDS):
            with contextlib.suppress(Exception):  # a busy database; the next beat tries again
                if not self._runs.beat(self._run_id):
                    self._lost()
                    return
