"""The files of a replay as units, read in a thread, some at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from pathlib import Path

from newscrawl.dataset.archive.going_on import read_on
from newscrawl.dataset.archive.reader import ArchivedPage
from newscrawl.replay.choosing import Chooser
from newscrawl.replay.files import ArchiveFile
from newscrawl.replay.sites import Sites
from newscrawl.replay.units import Unit, unit_of
from newscrawl.report.replaying import ReplayFigures

__all__ = ["Reader"]

BATCH = 8
"""Pages that are read at once, at the most."""
BATCH_BYTES = 4 * 2**20
BATCH_SECONDS = 0.25
"""How long it takes at the most, where much is passed over."""

Item = tuple["list[ArchivedPage]", bool]
"""The pages of an article, and whether they are to be extracted."""


class Reader:
    """Reads what is chosen."""

    def __init__(self, chooser: Chooser, sites: Sites, figures: ReplayFigures, output: Path) -> None:
        """`output`: the folder to which files are named, where they lie below it."""
        self._chooser, self._sites, self._figures = chooser, sites, figures
        self._output = output.resolve()

    async def units(self, file: ArchiveFile) -> AsyncGenerator[Unit, None]:
        """The units of a file from its `start` on, each of them begun there; the next few are read meanwhile.

        Raises OSError where the file can't be read.
        """
        found, shown = self._read(file), self._shown(file.path)
        reading = asyncio.ensure_future(asyncio.to_thread(_take, found))
        try:
            while batch := await reading:
                reading = asyncio.ensure_future(asyncio.to_thread(_take, found))
                units = [unit_of(pages, file, shown, self._sites.typical) for pages, taken in batch if taken]
                for unit in units:
                    file.begin(unit.start)
                self._advance(file, batch[-1][0][-1].offset + batch[-1][0][-1].length)
                for unit in units:
                    yield unit
        finally:
            await asyncio.wait([reading])
        self._advance(file, file.size)
        file.is_done = True

    def _advance(self, file: ArchiveFile, to: int) -> None:
        to = max(file.read, min(to, file.size))
        self._figures.bytes_read += to - file.read
        file.read = to

    def _read(self, file: ArchiveFile) -> Iterator[Item]:
        for pages in read_on(file.path, self._told(file), wants=self._chooser.wants, start=file.start):
            file.records += 1
            yield pages, self._chooser.takes(pages[-1])

    def _told(self, file: ArchiveFile) -> Callable[[int, str], None]:
        def told(offset: int, what: str) -> None:
            file.damaged += 1
            self._figures.damage(f"{file.path}:{offset}: {what}")

        return told

    def _shown(self, path: Path) -> str:
        real = path.resolve()
        return real.relative_to(self._output).as_posix() if real.is_relative_to(self._output) else str(real)


def _take(found: Iterator[Item]) -> list[Item]:
    """The next few; nothing at the end."""
    batch: list[Item] = []
    taken, size, until = 0, 0, time.monotonic() + BATCH_SECONDS
    for pages, is_taken in found:
        batch.append((pages if is_taken else pages[-1:], is_taken))
        taken += is_taken
        size += sum(page.size for page in pages) if is_taken else 0
        if taken >= BATCH or size >= BATCH_BYTES or len(batch) >= 1000 or time.monotonic() > until:
            break
    return batch
