"""An HTTP answer as it came."""

from __future__ import annotations

from dataclasses import dataclass

from newscrawl.core.content_encoding import content_of

__all__ = ["CONTENT_MAX", "RawAnswer"]

CONTENT_MAX = 32 * 2**20
"""Bytes that a body may unpack to; a page may have fewer."""


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """One answer; picklable."""

    url: str
    """The address that answered."""
    status: int
    headers: tuple[tuple[str, str], ...]
    """In their order, repeated ones too; characters for bytes by Latin-1."""
    body: bytes
    """Without its transfer encoding, with its content encoding."""

    def header(self, name: str) -> str | None:
        """The last header of the name, as a crawl reads it; None where there is none, or an empty one."""
        return next((value for found, value in reversed(self.headers) if found.lower() == name.lower()), None) or None

    def all_of(self, name: str) -> list[str]:
        """All headers of the name, in order."""
        return [value for found, value in self.headers if found.lower() == name.lower()]

    def content(self, limit: int = CONTENT_MAX) -> bytes:
        """The body without its content encoding.

        Raises core.content_encoding.Broken, and OverflowError where more than `limit` bytes would come out.
        """
        return content_of(self.body, self.all_of("Content-Encoding"), limit)
