"""Scrapy's downloader slot with a delay and a concurrency that hold: two requests to a host never reach it sooner after
each other, and never more of them are out at once.
"""

from __future__ import annotations

import random
import time

from scrapy import Request
from scrapy.core.downloader import Slot

ON_ITS_WAY = 0.5
"""Seconds that a request may take to reach its server: a connection to be made, a busy event loop. The delay counts
from its answer, but not from later than this after it was sent."""


class FlooredSlot(Slot):
    """A host's; jitter only adds to the delay."""

    def __init__(self, concurrency: int, delay: float, jitter: float) -> None:
        super().__init__(concurrency, delay, jitter)
        self._more = 1.0
        self.out: set[Request] = set()
        """What left the queue and whose answer was not seen by all middlewares yet. Scrapy's `transferring` begins a
        turn of the event loop later and ends before an answer is seen: what comes at once would all be sent at once,
        and one more request for each answer that stops its host."""

    def free_transfer_slots(self) -> int:
        """How many requests may be sent now."""
        return self.concurrency - len(self.out)

    def download_delay(self) -> float:
        """Seconds from `lastseen` to the next request; drawn once for each."""
        return self.delay * self._more

    def sent(self) -> float:
        """A request is being sent: count from when it must have arrived. Returns that moment."""
        self._more = 1 + random.uniform(0.0, max(0.0, self.jitter))  # noqa: S311
        self.lastseen = time.monotonic() + ON_ITS_WAY
        return self.lastseen

    def answered(self, arrival: float) -> bool:
        """Its answer is here: where it was the last one sent, count from now. Returns whether that changes anything."""
        now = time.monotonic()
        if self.lastseen != arrival or now >= arrival:
            return False
        self.lastseen = now
        if self.latercall is not None:
            self.latercall.cancel()
            self.latercall = None
        return True
