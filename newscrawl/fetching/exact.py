"""What goes over the wire, kept as it goes: Scrapy itself hands on header fields without their order and spelling."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import _ScrapyAgent
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.web._newclient import STATUS, HTTP11ClientProtocol
from twisted.web._newclient import Request as SentRequest
from twisted.web.client import Response as ReceivedResponse
from twisted.web.iweb import IResponse

from newscrawl.crawl.visits import HEADS_KEY, Heads
from newscrawl.fetching.heads import BoundedFactory, BoundedParser, BoundedProtocol


class _Parser(BoundedParser):
    """One that keeps the lines of the head."""

    lines: list[bytes]

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        """A line with its carriage return; a status line begins a head, also after one that said to go on."""
        if self.state == STATUS:
            self.lines = []
        self.lines.append(line)
        super().lineReceived(line)


class _Protocol(BoundedProtocol):
    parser = _Parser

    def request(self, request: SentRequest) -> Deferred[IResponse]:
        """Scrapy's, with `heads` on the response."""
        received = super().request(request)
        parser = self._parser
        if parser is None:
            return received  # the connection was lost before
        assert isinstance(parser, _Parser)

        def keep(response: IResponse) -> IResponse:
            response.heads = Heads(_sent(request), b"\n".join(parser.lines) + b"\n")
            return response

        return received.addCallback(keep)


class ExactFactory(BoundedFactory):
    """For the pool of connections."""

    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: N802
        """A protocol that keeps heads."""
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class ExactAgent(_ScrapyAgent):
    """Puts the heads of an exchange into the request's meta."""

    def _cb_bodyready(self, txresponse: ReceivedResponse, request: Request) -> Any:
        request.meta[HEADS_KEY] = getattr(txresponse, "heads", None)
        return super()._cb_bodyready(txresponse, request)


class _Written:
    """Takes what a request writes of itself."""

    data = b""

    def writeSequence(self, parts: list[bytes]) -> None:  # noqa: N802
        self.data = b"".join(parts)


def _sent(request: SentRequest) -> bytes:
    """The head of a request without a body; a crawl sends no other."""
    if request.bodyProducer is not None:
        return b""
    written = _Written()
    request.writeTo(written)
    return written.data
