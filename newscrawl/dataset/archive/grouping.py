"""The records of an archive, put together to pages with what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from newscrawl.core.page_context import PageContext
from newscrawl.dataset.archive.blocks import read_answer
from newscrawl.dataset.archive.pages import ArchivedPage, Wants, WarcHeaders

__all__ = ["CutOff", "Grouping"]

CONTEXT_MAX = 2**20
"""Bytes of what stands beside an answer that are read, however few of the answer are wanted."""
GZIP = b"\x1f\x8b"
_ANSWERS = ("response", "revisit")


class CutOff(Exception):
    """The file ends within a record."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class _Records(ArchiveIterator):  # type: ignore[misc]
    """warcio's, which takes a packed file that was cut off, or is damaged, for one that ends."""

    INC_RECORD = ""  # what it would write on stderr, with the bytes that it found

    cut_off = False
    packed = False

    def each(self) -> Iterator[Any]:
        """The records; `cut_off` is set where the last one is not whole."""
        try:
            for record in self:
                if self.packed and self.reader is not None and self.reader.decompressor is None:
                    raise ArchiveLoadFailed("a packed record can't be unpacked")  # it would be read as it is
                yield record
        except ArchiveLoadFailed:
            self.close()
            if not self.cut_off:
                raise

    def close(self) -> None:
        packer = self.reader.decompressor if self.reader else None
        self.cut_off = self.cut_off or (packer is not None and not packer.eof)
        super().close()


class Grouping:
    """Puts together what belongs to one answer."""

    def __init__(self, file: BinaryIO, wants: Wants | None, most: int, *, own: bool = False) -> None:
        start = file.tell()
        packed = file.read(len(GZIP)) == GZIP
        file.seek(start)
        self._records = _Records(file, no_record_parse=True)
        self._records.packed = packed
        self._wants, self._most = wants, most
        self._page: ArchivedPage | None = None
        self._own = own
        """Whether newscrawl has written the file, so that a page without its context is half of one."""
        self._early: tuple[WarcHeaders, bytes] | None = None
        """A request that stands before its answer."""

    def pages(self) -> Iterator[ArchivedPage]:
        """What there is, in order. Raises CutOff or ArchiveLoadFailed, after all that stands before."""
        cut: CutOff | ArchiveLoadFailed | None = None
        try:
            for record in self._records.each():
                yield from self._take(record, WarcHeaders(record.rec_headers))
        except (CutOff, ArchiveLoadFailed) as error:
            cut = error
        if self._records.cut_off:
            cut = cut or CutOff(self._records.offset)
        page = self._page
        if page is not None and self._own and page.context is None:  # newscrawl's own end with the context of a page
            cut = cut or CutOff(page.offset)
        elif page is not None:
            yield page
        if cut is not None:
            raise cut

    def _take(self, record: Any, headers: WarcHeaders) -> Iterator[ArchivedPage]:
        """The page before, where the record begins another one."""
        if record.length is None:  # its headers are not whole
            raise CutOff(self._records.offset)
        is_arc = record.format == "arc"
        if is_arc and ":" not in (headers.get("uri") or ""):  # any line of five words looks like one of its records
            raise ArchiveLoadFailed("Unknown archive format")
        is_answer = is_arc or headers.type in _ANSWERS
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
            raise CutOff(self._records.offset)
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
