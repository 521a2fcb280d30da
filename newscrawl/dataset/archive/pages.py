"""What an archive holds, as it is read: an answer, and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from newscrawl.core.page_context import PART, PageContext
from newscrawl.core.raw_answer import RawAnswer

__all__ = ["ArchivedPage", "Wants", "WarcHeaders"]


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
