"""Keeps requests to one host apart, whatever asks for them."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from urllib.parse import urlsplit


class Pace:
    """The time of the last request to each host; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next: dict[str, float] = defaultdict(float)

    def wait(self, url: str, delay: float) -> None:
        """Return when so many seconds lie between the last request to the address's host and now."""
        host = urlsplit(url).netloc.lower()
        with self._lock:
            at = max(self._next[host], time.monotonic())
            self._next[host] = at + delay
        time.sleep(max(0.0, at - time.monotonic()))
