"""urllib's opener with a guard: a redirect or an answer of DNS leads to no private address."""

from __future__ import annotations

import functools
import http.client
import socket
import ssl
import urllib.request
from typing import Any

from newscrawl.crawl.address_guard import AddressGuard


class PrivateAddressError(OSError):
    """A host that was not named by the user is at a private address."""

    def __init__(self, address: str) -> None:
        super().__init__(f"leads to the private address {address}")


def guarded_opener(
    guard: AddressGuard, *handlers: urllib.request.BaseHandler, verify: bool = True
) -> urllib.request.OpenerDirector:
    """An opener whose connections are made to addresses that the guard lets pass, with these handlers beside.

    `verify`: whether a certificate must be valid.
    """
    connect = functools.partial(_connect, guard)
    context = None if verify else ssl._create_unverified_context()  # noqa: S323 - asked for
    return urllib.request.build_opener(_Http(connect), _Https(connect, context), *handlers)


class _Http(urllib.request.HTTPHandler):
    def __init__(self, connect: Any) -> None:
        super().__init__()
        self._connect = connect

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_made_by(http.client.HTTPConnection, self._connect), req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, connect: Any, context: ssl.SSLContext | None) -> None:
        super().__init__(context=context)
        self._connect, self._own_context = connect, context

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        make = _made_by(http.client.HTTPSConnection, self._connect)
        return self.do_open(make, req, context=self._own_context)


def _made_by(kind: type[http.client.HTTPConnection], connect: Any) -> Any:
    def make(host: str, **options: Any) -> http.client.HTTPConnection:
        connection = kind(host, **options)
        connection._create_connection = connect  # type: ignore[attr-defined]
        return connection

    return make


def _connect(guard: AddressGuard, address: tuple[str, int], timeout: Any, source: Any = None) -> socket.socket:
    """As socket.create_connection, to the answers of DNS that may be connected to."""
    host, port = address
    error: OSError | None = None
    for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        numeric = str(found[4][0])
        if not guard.resolved(host, numeric):
            error = error or PrivateAddressError(numeric)
            continue
        try:
            return socket.create_connection((numeric, port), timeout, source)
        except OSError as failed:
            error = failed
    raise error or OSError(f"{host}: no address")
