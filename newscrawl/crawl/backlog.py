"""Answers that have come, and are not yet read or not yet written down: each is held in memory."""

from __future__ import annotations

from types import TracebackType

from scrapy.core.scraper import Slot
from scrapy.http import Response


class Backlog:
    """Counts them. `with backlog: ...` while one waits for a worker process or, a source, for the store."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> None:
        self.count += 1

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.count -= 1


def drop_body(response: Response, slot: Slot | None) -> None:
    """Give back the memory of an answer that has been read, while what it names still waits for the store.

    Scrapy holds an answer until its callback is through. `slot` is where it counts the bytes that it holds; what it
    will take off at the end for an empty body is left there.
    """
    freed = len(response.body) - Slot.MIN_RESPONSE_SIZE
    response._set_body(b"")
    if slot is not None and freed > 0:
        slot.active_size -= freed
