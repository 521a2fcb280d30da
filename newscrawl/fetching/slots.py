"""Scrapy's downloader slot with a delay that holds: two requests to a host never reach it sooner after each other."""

from __future__ import annotations

import random
import time

from scrapy.core.downloader import Slot

ON_ITS_WAY = 0.5
"""Seconds that a request may take to reach its server: a connection to be made, a busy event loop. The delay counts
from its answer, but not from later than this after it was sent."""


class FlooredSlot(Slot):
    """A host's; jitter only adds to the delay."""

    def __init__(self, concurrency: int, delay: float, jitter: float) -> None:
        super().__init__(concurrency, delay, jitter)
        self._more = 1.0

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
