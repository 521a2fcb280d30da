"""Archives read again, in constant memory: newscrawl's own, and any WARC or ARC file."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from warcio.exceptions import ArchiveLoadFailed

from newscrawl.core.raw_answer import CONTENT_MAX
from newscrawl.dataset.appending import DatasetError
from newscrawl.dataset.archive.grouping import CutOff, Grouping
from newscrawl.dataset.archive.pages import ArchivedPage, Wants, WarcHeaders

__all__ = ["ArchivedPage", "Wants", "WarcHeaders", "read_articles", "read_at", "read_pages"]


def read_pages(
    path: Path, *, wants: Wants | None = None, most: int = CONTENT_MAX, start: int = 0, own: bool = False
) -> Iterator[ArchivedPage]:
    """The answers in a file, one by one, each with its request and context, wherever beside it these stand.

    `most`: bytes of a block that is still read; of a longer one the page comes without `answer`. `start`: the offset
    to begin at. `own`: whether newscrawl has written it, so that a page without its context is half of one; where that
    is not said, the first context tells. Raises DatasetError where the file can't be read, or is damaged from some byte
    on; what stands before has been given out. A file that is still being written (.part) ends with its last whole page.
    """
    with _opened(path, start) as file:
        try:
            yield from Grouping(file, wants, most, own=own).pages()
        except CutOff as cut:
            if path.suffix != ".part":
                raise DatasetError(f"{path}: ends within the record at byte {cut.offset}") from cut


def read_articles(path: Path, *, wants: Wants | None = None, most: int = CONTENT_MAX) -> Iterator[list[ArchivedPage]]:
    """The same, with the further pages of an article before its page: the last of each list is the page itself.

    Give core.rereading.reread the page, and the others in the order of its `context.parts`.
    """
    parts: list[ArchivedPage] = []
    for page in read_pages(path, wants=wants, most=most):
        if page.is_part:
            parts.append(page)
            continue
        own = [part for part in parts if page.context is not None and part.record_id in page.context.parts]
        if page.context is not None:
            own.sort(key=lambda part: page.context.parts.index(part.record_id))  # type: ignore[union-attr]
            parts = []
        yield [*own, page]


def read_at(path: Path, offset: int) -> ArchivedPage:
    """The page whose response record begins at an offset, as `archive` in a record gives it.

    A file that is still being written is found under its final name. Raises DatasetError.
    """
    being_written = path.with_name(f"{path.name}.part")
    found = being_written if not path.exists() and being_written.exists() else path
    page = next(read_pages(found, start=offset), None)
    if page is None or page.offset != offset:
        raise DatasetError(f"{found}: no response record begins at byte {offset}")
    return page


@contextlib.contextmanager
def _opened(path: Path, start: int) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            file.seek(start)
            yield file
    except ArchiveLoadFailed as error:
        said = str(error).split(", first line", 1)[0].strip()  # the line itself may be any bytes
        raise DatasetError(f"{path}: damaged, or no WARC file: {' '.join(said.split())[:200]}") from error
    except DatasetError:
        raise
    except OSError as error:
        raise DatasetError(f"{path}: can't be read: {error.strerror or error}") from error
