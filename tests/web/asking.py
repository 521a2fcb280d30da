"""One request to the news web, as its own tests make it."""

from __future__ import annotations

import http.client

from tests.web.client import NewsWeb


class Answer:
    def __init__(self, raw: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.body = raw.status, raw.headers, raw.read()


def ask(web: NewsWeb, target: str, method: str = "GET", timeout: float = 5, **headers: str) -> Answer:
    """One request through the proxy on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=timeout)
    try:
        connection.request(method, target, headers={name.replace("_", "-"): value for name, value in headers.items()})
        return Answer(connection.getresponse())
    finally:
        connection.close()
