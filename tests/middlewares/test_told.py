"""One name for one failure, whichever request met it."""

from __future__ import annotations

from scrapy.exceptions import DownloadConnectionRefusedError

from newscrawl.middlewares.robots_files import told


def test_a_failure_is_told_in_its_own_words() -> None:
    assert (
        told(DownloadConnectionRefusedError("Connection was refused\nby other side"))
        == "Connection was refused by other side"
    )
    assert told(TimeoutError()) == "TimeoutError"
