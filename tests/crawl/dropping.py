"""Pipelines that somebody added: one does not let the first article of each site through, one copies pages."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from scrapy.exceptions import DropItem

from newscrawl.crawl.visits import Page

PAUSE = 1.5
"""Seconds in which the next page comes; where it is late, it finds nobody to wait for."""


class DropsTheFirst:
    """Raises DropItem, or where the site's name says so an error of its own."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    async def process_item(self, page: Page) -> Page:
        name = page.visit.site.name
        if name not in self._seen:
            self._seen.add(name)
            await asyncio.sleep(PAUSE)
            raise ValueError("broken") if name.startswith("error") else DropItem("not this one")
        return page


class Copies:
    """Hands on another page than it was given, as of a pipeline that takes none as its own to change."""

    def process_item(self, page: Page) -> Page:
        return replace(page)
