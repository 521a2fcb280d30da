"""Archives read again, in constant memory: newscrawl's own, and any WARC or ARC file."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from newscrawl.core.page_context import PART, PageContext
from newscrawl.core.raw_answer import CONTENT_MAX, RawAnswer
from newscrawl.dataset.appending import DatasetError
from newscrawl.dataset.archive.blocks import read_answer

__all__ = ["ArchivedPage", "WarcHeaders", "read_articles", "read_at", "read_pages"]

CONTEXT_MAX = 2**20
"""Bytes of what stands beside an answer that are read, however few of the answer are wanted."""
_ANSWERS = ("response", "revisit")


class WarcHeaders:
    """The named fields of one record."""

    def __init__(self, headers: Any) -> None:
        self._headers = headers

    def get(self, name: str) -> str | None:
        """The field; None where there is none. Any case."""
        value = self._headers.get_header(name)
        return None if value is None else str(value)

    @property
    def type(self) -> str:
        """WARC-Type: response, revisit, request, metadata, ..."""
        return self.get("WARC-Type") or ""


@dataclass(slots=True)
class ArchivedPage:
    """A response (or revisit) record and what stands beside it. Picklable."""

    type: str
    """response or revisit."""
    record_id: str
    date: str
    """WARC-Date: ISO 8601, UTC."""
    offset: int
    """Where the record begins in its file."""
    digest: str | None
    """WARC-Payload-Digest."""
    answer: RawAnswer | None
    """None where it is no HTTP answer, or longer than was asked for."""
    length: int = 0
    """Bytes of the record in the file."""
    size: int = 0
    """Bytes of its block, unpacked."""
    request: bytes | None = None
    """Head and body, as sent."""
    context: PageContext | None = None
    """What newscrawl noted beside it; None in others' archives."""
    rendered: bytes | None = None
    """The body of a conversion record beside it."""
    refers_to: tuple[str, str] | None = None
    """Of a revisit: URI and date of the record that has the body."""
    notes: dict[str, bytes] = field(default_factory=dict)
    """Other metadata records beside it, by content type."""

    @property
    def is_part(self) -> bool:
        """Whether it is a further page of the article that follows."""
        return self.context is not None and self.context.outcome == PART


Wants = Callable[[WarcHeaders], bool]
"""Whether a response or revisit record is to be read, by its WARC headers; what is not wanted is passed over."""


def read_pages(
    path: Path, *, wants: Wants | None = None, most: int = CONTENT_MAX, start: int = 0
) -> Iterator[ArchivedPage]:
    """The answers in a file, one by one, each with its request and context, wherever beside it these stand.

    `most`: bytes of a block that is still read; of a longer one the page comes without `answer`. `start`: the offset
    to begin at. Raises DatasetError where the file can't be read, or is damaged from some byte on; what stands before
    has been given out. A file that is still being written (.part) ends with its last whole page.
    """
    with _opened(path, start) as file:
        try:
            yield from _Grouping(file, wants, most).pages()
        except _CutOff as cut:
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


class _CutOff(Exception):
    """The file ends within a record."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


@contextlib.contextmanager
def _opened(path: Path, start: int) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            file.seek(start)
            yield file
    except ArchiveLoadFailed as error:
        said = " ".join(str(error).split())
        raise DatasetError(f"{path}: damaged, or no WARC file: {said[:200]}") from error
    except DatasetError:
        raise
    except OSError as error:
        raise DatasetError(f"{path}: can't be read: {error.strerror or error}") from error


class _Records(ArchiveIterator):  # type: ignore[misc]
    """warcio's, which takes a packed file that was cut off, or is damaged, for one that ends."""

    cut_off = False

    def each(self) -> Iterator[Any]:
        """The records; `cut_off` is set where the last one is not whole."""
        try:
            yield from self
        except ArchiveLoadFailed:
            self.close()
            if not self.cut_off:
                raise

    def close(self) -> None:
        packer = self.reader.decompressor if self.reader else None
        self.cut_off = self.cut_off or (packer is not None and not packer.eof)
        super().close()


class _Grouping:
    """Puts together what belongs to one answer."""

    def __init__(self, file: BinaryIO, wants: Wants | None, most: int) -> None:
        self._records = _Records(file, no_record_parse=True)
        self._wants, self._most = wants, most
        self._page: ArchivedPage | None = None
        self._own = False
        """Whether newscrawl has written the file, so that a page without its context is half of one."""
        self._early: tuple[WarcHeaders, bytes] | None = None
        """A request that stands before its answer."""

    def pages(self) -> Iterator[ArchivedPage]:
        cut = None
        try:
            for record in self._records.each():
                yield from self._take(record, WarcHeaders(record.rec_headers))
        except _CutOff as error:
            cut = error
        if self._records.cut_off:
            cut = cut or _CutOff(self._records.offset)
        page = self._page
        if page is not None and self._own and page.context is None:  # newscrawl's own end with the context of a page
            cut = cut or _CutOff(page.offset)
        elif page is not None:
            yield page
        if cut is not None:
            raise cut

    def _take(self, record: Any, headers: WarcHeaders) -> Iterator[ArchivedPage]:
        """The page before, where the record begins another one."""
        if record.length is None:  # its headers are not whole
            raise _CutOff(self._records.offset)
        is_answer = headers.type in _ANSWERS or record.format == "arc"
        is_beside = self._page is not None and _beside(headers, self._page)
        if self._page is not None and (is_answer or (headers.type == "request" and not is_beside)):
            page, self._page = self._page, None
            yield page
        if is_answer:
            self._page = self._answer(record, headers)
        elif is_beside:
            self._add(record, headers)
        elif headers.type == "request":
            self._early = (headers, self._block(record, self._most) or b"")

    def _answer(self, record: Any, headers: WarcHeaders) -> ArchivedPage | None:
        early, self._early = self._early, None
        if self._wants is not None and not self._wants(headers):
            return None
        url = headers.get("WARC-Target-URI") or headers.get("uri") or ""
        block = self._block(record, self._most)
        offset = self._records.get_record_offset()
        uri, date = headers.get("WARC-Refers-To-Target-URI"), headers.get("WARC-Refers-To-Date")
        page = ArchivedPage(
            headers.type or "response",
            headers.get("WARC-Record-ID") or "",
            headers.get("WARC-Date") or headers.get("archive-date") or "",
            offset,
            headers.get("WARC-Payload-Digest"),
            None if block is None else read_answer(block, url),
            length=self._records.get_record_length(),
            size=len(block) if block is not None else int(record.length),
            refers_to=(uri, date) if uri and date else None,
        )
        if early is not None and _early_belongs(early[0], headers):
            page.request = early[1]
        return page

    def _add(self, record: Any, headers: WarcHeaders) -> None:
        page, block = self._page, self._block(record, max(self._most, CONTEXT_MAX))
        if page is None or block is None:
            return
        if headers.type == "request":
            page.request = block
        elif headers.type == "conversion":
            page.rendered = block
        elif headers.type == "metadata":
            context = PageContext.from_json(block) if page.context is None else None
            if context is not None:
                page.context, self._own = context, True
            else:
                page.notes[headers.get("Content-Type") or ""] = block

    def _block(self, record: Any, most: int) -> bytes | None:
        if record.length > most:
            return None
        parts, size = [], 0
        while chunk := record.raw_stream.read(1 << 16):
            size += len(chunk)
            if size > most:
                return None
            parts.append(chunk)
        if size < record.length:
            raise _CutOff(self._records.offset)
        return b"".join(parts)


def _beside(headers: WarcHeaders, page: ArchivedPage) -> bool:
    """Whether a record says that it belongs to the page."""
    if headers.type not in ("request", "metadata", "conversion"):
        return False
    return page.record_id != "" and page.record_id in (headers.get("WARC-Concurrent-To"), headers.get("WARC-Refers-To"))


def _early_belongs(request: WarcHeaders, answer: WarcHeaders) -> bool:
    ids = {request.get("WARC-Record-ID"), answer.get("WARC-Record-ID")} - {None}
    if ids & {request.get("WARC-Concurrent-To"), answer.get("WARC-Concurrent-To")}:
        return True
    return request.get("WARC-Target-URI") == answer.get("WARC-Target-URI")
