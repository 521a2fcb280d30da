"""What stands before a body is bounded too: Scrapy counts the bytes of bodies alone, and takes headers without end."""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.web._newclient import HTTP11ClientProtocol
from twisted.web._newclient import Request as SentRequest
from twisted.web.iweb import IResponse

__all__ = ["HEAD_MAX", "BoundedFactory", "BoundedParser", "BoundedProtocol", "HeadTooLargeError", "is_of_head"]

HEAD_MAX = 2**18
"""Bytes of an answer's head, with those that only say to go on (1xx): as much as browsers take."""


class HeadTooLargeError(Exception):
    """A head without end."""


class BoundedParser(_LenientHTTPClientParser):
    """Scrapy's, which gives up a head that is too large."""

    MAX_LENGTH = HEAD_MAX
    _read = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        """A line with its carriage return. Raises HeadTooLargeError, which ends the connection."""
        self._read += len(line) + 1
        if self._read > HEAD_MAX:
            raise HeadTooLargeError
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802
        """One line alone is. Raises HeadTooLargeError."""
        raise HeadTooLargeError


class BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Scrapy's, with another parser."""

    parser: type[BoundedParser] = BoundedParser

    def request(self, request: SentRequest) -> Deferred[IResponse]:
        """Scrapy's."""
        received = super().request(request)
        if self._parser is not None:  # else the connection was lost before
            self._parser.__class__ = self.parser
        return received


class BoundedFactory(_LenientHTTP11ClientFactory):
    """For the pool of connections."""

    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: N802
        """A protocol that bounds heads."""
        return BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


def is_of_head(error: BaseException | None) -> bool:
    """Whether a request failed of a head too large: what Twisted raises holds the reasons, what Scrapy does that."""
    reasons: list[Any] = getattr(error.__cause__, "reasons", []) if error is not None else []
    return any(reason.check(HeadTooLargeError) for reason in reasons)
