"""Archives read from any offset, past what is damaged in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from newscrawl.core.raw_answer import CONTENT_MAX
from newscrawl.dataset.appending import DatasetError
from newscrawl.dataset.archive.finding import next_record
from newscrawl.dataset.archive.reader import ArchivedPage, Wants, read_pages

__all__ = ["read_on"]


def read_on(
    path: Path, told: Callable[[int, str], None], *, wants: Wants | None = None, start: int = 0, most: int = CONTENT_MAX
) -> Iterator[list[ArchivedPage]]:
    """The pages from an offset on, as dataset.archive.reader.read_articles gives them: the last of a list is the page.

    `told` hears of each damage: the offset up to which the file was read, and what is wrong; reading goes on with the
    next record. Raises OSError where the file can't be read at all.
    """
    parts: list[ArchivedPage] = []
    for page in _pages(path, told, wants, start, most):
        if page.is_part:
            parts.append(page)
            continue
        wanted = page.context.parts if page.context is not None else ()
        own = {part.record_id: part for part in parts if part.record_id in wanted}
        if page.context is not None:
            parts = []
        yield [*(own[name] for name in wanted if name in own), page]


def _pages(
    path: Path, told: Callable[[int, str], None], wants: Wants | None, start: int, most: int
) -> Iterator[ArchivedPage]:
    place: int | None = start if start < path.stat().st_size else None
    end, untold, own = start, True, False
    while place is not None:
        last = place
        try:
            for page in read_pages(path, wants=wants, most=most, start=place, own=own):
                last, end, untold = page.offset, page.offset + page.length, True
                own = own or page.context is not None
                yield page
            return
        except DatasetError as error:
            # Behind the first byte of what was read last each search finds another record. Those that stand beside it,
            # and the damaged one itself, may follow: one damage, one word.
            place = next_record(path, last + 1)
            what = str(error).removeprefix(f"{path}: ")
            if untold:
                told(int(found[1]) if (found := _AT.search(what)) else end, what)
            untold = False


_AT = re.compile(r"at byte (\d+)")
