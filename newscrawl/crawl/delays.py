"""The least delay between two requests to a host, as asked for by the sites file and robots.txt."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy.crawler import Crawler


class Delays:
    """The least delay of each host, in seconds, where it is more than DOWNLOAD_DELAY."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._least: dict[str, float] = {}

    def least(self, host: str) -> float:
        """The host's floor; 0 where nothing was asked for."""
        return self._least.get(host, 0.0)

    def ask(self, url: str, seconds: float) -> None:
        """Ask for a floor for the address's host: for its slot under way and for those made later."""
        host = urlsplit(url).hostname or ""
        if self.least(host) >= seconds:
            return
        self._least[host] = max(self.least(host), seconds)
        downloader = self._crawler.engine.downloader
        floor = max(self._least[host], downloader._delay)
        downloader.per_slot_settings[host] = {"delay": floor, "concurrency": 1}
        slot = downloader.slots.get(host)
        if slot is not None:
            slot.delay, slot.concurrency = max(slot.delay, floor), 1
