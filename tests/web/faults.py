"""What can be wrong with an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to answer wrongly: made by the functions below, narrowed by `once`, `times` and `after`.

    Counting is by path: with `once`, each path that a pattern covers fails once.
    """

    kind: str
    options: Mapping[str, Any] = field(default_factory=dict)
    limit: int | None = None
    """How many requests of a path meet the fault; None: all."""
    skip: int = 0
    """How many requests of a path are answered well before."""

    def once(self) -> Fault:
        """Only the first request of a path."""
        return self.times(1)

    def times(self, number: int) -> Fault:
        """Only the first `number` requests of a path."""
        return replace(self, limit=number)

    def after(self, number: int) -> Fault:
        """Not the first `number` requests of a path."""
        return replace(self, skip=number)

    # Statuses

    @staticmethod
    def status(code: int, *, retry_after: int | None = None, as_date: bool = False) -> Fault:
        """A bare status; `retry_after` in seconds, sent as an HTTP date with `as_date`."""
        return Fault("status", {"code": code, "retry_after": retry_after, "as_date": as_date})

    @staticmethod
    def not_found() -> Fault:
        """404."""
        return Fault.status(404)

    @staticmethod
    def gone() -> Fault:
        """410."""
        return Fault.status(410)

    @staticmethod
    def too_many(retry_after: int = 1, *, as_date: bool = False) -> Fault:
        """429 with Retry-After."""
        return Fault.status(429, retry_after=retry_after, as_date=as_date)

    @staticmethod
    def unavailable() -> Fault:
        """503."""
        return Fault.status(503)

    @staticmethod
    def stale() -> Fault:
        """304 to every request with a validator, whatever has changed."""
        return Fault("stale")

    @staticmethod
    def soft_404() -> Fault:
        """Status 200, and a page that says it is not there."""
        return Fault("soft-404")

    # Redirects

    @staticmethod
    def redirect(location: str, status: int = 301) -> Fault:
        """To any address or path, of this host or of another one."""
        return Fault("redirect", {"location": location, "status": status})

    @staticmethod
    def redirect_loop() -> Fault:
        """There and back for ever."""
        return Fault("redirect-loop")

    # The connection

    @staticmethod
    def reset() -> Fault:
        """The connection is reset (RST) instead of an answer."""
        return Fault("reset")

    @staticmethod
    def reset_in_body() -> Fault:
        """Reset after half of the body."""
        return Fault("reset-in-body")

    @staticmethod
    def silent() -> Fault:
        """The request is taken, an answer never comes."""
        return Fault("silent")

    @staticmethod
    def slow_headers(seconds: float = 1.0) -> Fault:
        """The answer is right and begins after so many seconds."""
        return Fault("slow-headers", {"seconds": seconds})

    @staticmethod
    def slow_body(seconds: float = 1.0) -> Fault:
        """The answer is right, and its body trickles in over so many seconds, in ten parts."""
        return Fault("slow-body", {"seconds": seconds})

    @staticmethod
    def endless_body(pause: float = 0.01) -> Fault:
        """The page, then paragraph after paragraph (about 1 KB every `pause` seconds) until the client leaves."""
        return Fault("endless-body", {"pause": pause})

    @staticmethod
    def header_flood() -> Fault:
        """The status line, then header after header, as fast as the client takes them, until it leaves."""
        return Fault("header-flood")

    @staticmethod
    def made_of(
        *parts: tuple[str, int], packed: str = "", kind: str = "text/html; charset=utf-8", **fields: str
    ) -> Fault:
        """Another body: its parts, each so many times, a character a byte (Latin-1), streamed without a length.

        `packed`: content codings one after the other, as "gzip" or "br, gzip"; with "file:" before them the header
        does not say so, as of a .gz file. `fields`: further headers; an underscore stands for a hyphen.
        """
        headers = {name.replace("_", "-"): value for name, value in fields.items()}
        return Fault("made-of", {"parts": [list(p) for p in parts], "packed": packed, "kind": kind, "fields": headers})

    # Lengths and encodings

    @staticmethod
    def huge(size: int, *, packed: bool = False) -> Fault:
        """The page, filled up to `size` bytes and streamed; `packed`: small on the wire, gzip blows it up."""
        return Fault("huge", {"size": size, "packed": packed})

    @staticmethod
    def length_too_long() -> Fault:
        """Content-Length promises 100 bytes more than come; then the connection is closed."""
        return Fault("length", {"more": 100})

    @staticmethod
    def length_too_short() -> Fault:
        """Content-Length promises half of what comes; then the connection is closed."""
        return Fault("length", {"half": True})

    @staticmethod
    def gzip_missing() -> Fault:
        """The header says gzip, the body is plain."""
        return Fault("gzip-missing")

    @staticmethod
    def gzip_truncated() -> Fault:
        """The header says gzip, and half of the gzipped body comes with a length that fits it."""
        return Fault("gzip-truncated")

    @staticmethod
    def charset(declared: str, actual: str = "utf-8") -> Fault:
        """The header declares one encoding, the bytes are in another; what that one lacks is escaped."""
        return Fault("charset", {"declared": declared, "actual": actual})

    # Documents

    @staticmethod
    def body(content: str, content_type: str = "text/html; charset=utf-8", *, status: int = 200) -> Fault:
        """Something else altogether."""
        return Fault("body", {"content": content, "content_type": content_type, "status": status})

    @staticmethod
    def empty_body() -> Fault:
        """Status 200 and nothing."""
        return Fault.body("")

    @staticmethod
    def html_instead() -> Fault:
        """The site's front page, as HTML: in place of a feed, a sitemap, robots.txt."""
        return Fault("html-instead")

    @staticmethod
    def empty_feed() -> Fault:
        """A feed or sitemap of the right kind without an entry."""
        return Fault("empty-feed")

    @staticmethod
    def broken_xml() -> Fault:
        """The right document with a bare ampersand in every address, and cut off before its end."""
        return Fault("broken-xml")


AnyFault: TypeAlias = Fault | Callable[[], Fault]
"""A fault, or a function above that needs no argument: `Fault.reset` is as good as `Fault.reset()`."""


def made(fault: AnyFault) -> Fault:
    """The fault itself."""
    return fault if isinstance(fault, Fault) else fault()
