"""The server of the bundled web: a forward proxy on loopback that answers for its own hosts only."""

from __future__ import annotations

import gzip
import socket
import threading
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

from newscrawl.demo.expected import load_expected
from newscrawl.demo.pages import Resource, Site, load_sites


class Request(NamedTuple):
    """One answered request."""

    method: str
    url: str
    status: int


class DemoWeb:
    """The bundled web as a context manager; it runs in a thread of its own.

    A client reaches it as an HTTP proxy (`http_proxy=web.proxy_url`; RFC 9112, 3.2.2, absolute form), or directly with
    the host's name in the `Host` header.  Other hosts are answered with 502, CONNECT is refused: nothing leaves the
    machine.  `port` 0 takes a free one.  Raises OSError where the port is taken.
    """

    def __init__(self, port: int = 0) -> None:
        self._server = _Server(port)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="demo-web", daemon=True)

    def __enter__(self) -> DemoWeb:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()
        self._thread.join()

    @property
    def port(self) -> int:
        """The port on 127.0.0.1."""
        return self._server.server_port

    @property
    def proxy_url(self) -> str:
        """The value for `http_proxy`."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def sites(self) -> list[str]:
        """The front pages, "http://HOST/", by host name."""
        return [site.url for site in self._server.sites]

    @property
    def names(self) -> dict[str, str]:
        """Host to the name of its site."""
        return {site.host: site.name for site in self._server.sites}

    @property
    def expected(self) -> list[dict[str, Any]]:
        """What a right crawl brings (see `load_expected`)."""
        return load_expected()

    @property
    def requests(self) -> list[Request]:
        """What was asked so far, oldest first."""
        return list(self._server.requests)

    def publish(self) -> None:
        """Let the later state appear: one story gets a new version, another one is new."""
        self._server.published = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int) -> None:
        self.sites = load_sites()
        self.by_host = {site.host: site for site in self.sites}
        self.twins = {site.twin: site for site in self.sites if site.twin}
        self.published = False
        self.requests: list[Request] = []
        self._open: set[socket.socket] = set()
        self._stopped = False
        super().__init__(("127.0.0.1", port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client that goes away in the middle of an answer is no event.
        if not self._stopped:
            super().handle_error(request, client_address)

    def stop(self) -> None:
        self._stopped = True
        self.shutdown()
        self.server_close()
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # its own thread was faster


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    server_version = "newscrawl-demo"
    sys_version = ""

    @property
    def web(self) -> _Server:
        return cast(_Server, self.server)

    def do_GET(self) -> None:
        target = urlsplit(self.path)
        host = (target.netloc or self.headers.get("Host", "")).lower().removesuffix(":80")
        path, query = target.path or "/", target.query
        if not target.netloc and host in (f"127.0.0.1:{self.web.server_port}", f"localhost:{self.web.server_port}"):
            self._control(path)
        elif twin := self.web.twins.get(host):
            self._redirect(f"{twin.url.rstrip('/')}{path}{'?' if query else ''}{query}")
        elif site := self.web.by_host.get(host):
            self._site(site, path, query)
        else:
            self._plain(HTTPStatus.BAD_GATEWAY, f"no such host in the demo web: {host}\n")

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        self.close_connection = True  # the body is not read
        if self.path == "/_publish":
            self.web.published = True
            self._plain(HTTPStatus.OK, "published\n")
        else:
            self._plain(HTTPStatus.METHOD_NOT_ALLOWED, "the demo web takes no POST\n")

    def do_CONNECT(self) -> None:
        self.close_connection = True
        self._plain(HTTPStatus.BAD_GATEWAY, "the demo web has no https\n")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base class names it so)
        """Nothing on stderr; `DemoWeb.requests` has it."""

    def _control(self, path: str) -> None:
        if path != "/":
            self._plain(HTTPStatus.NOT_FOUND, "POST /_publish lets the later state appear\n")
            return
        lines = [f"{site.url}  {site.name}" for site in self.web.sites]
        self._plain(HTTPStatus.OK, "\n".join([f"http_proxy=http://127.0.0.1:{self.web.server_port}", *lines, ""]))

    def _site(self, site: Site, path: str, query: str) -> None:
        found = site.find(path, query, self.web.published)
        if isinstance(found, str):
            self._redirect(site.url.rstrip("/") + found)
        elif found is None and site.missing is None:
            self._plain(HTTPStatus.NOT_FOUND, "not found\n")
        else:
            self._resource(cast(Resource, found or site.missing), site.gzip)

    def _resource(self, resource: Resource, may_gzip: bool) -> None:
        fields = {"Content-Type": resource.content_type}
        body, texts = resource.body, resource.content_type.startswith(("text/", "application/xml", "application/rss"))
        if may_gzip and texts:
            fields["Vary"] = "Accept-Encoding"
            if "gzip" in self.headers.get("Accept-Encoding", ""):
                body, fields["Content-Encoding"] = _gzipped(body), "gzip"
        if resource.status == HTTPStatus.OK:
            fields["ETag"] = resource.etag
            fields["Last-Modified"] = format_datetime(resource.modified, usegmt=True)
            if self._is_current(resource):
                self._answer(HTTPStatus.NOT_MODIFIED, b"", fields)
                return
        self._answer(resource.status, body, fields)

    def _is_current(self, resource: Resource) -> bool:
        """Whether the client's copy is fresh; If-None-Match goes first (RFC 9110, 13.2.2)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return resource.etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        try:
            return parsedate_to_datetime(self.headers.get("If-Modified-Since", "")) >= resource.modified
        except (ValueError, TypeError):
            return False

    def _redirect(self, location: str) -> None:
        self._answer(HTTPStatus.MOVED_PERMANENTLY, b"", {"Location": location})

    def _plain(self, status: int, text: str) -> None:
        self._answer(status, text.encode(), {"Content-Type": "text/plain; charset=utf-8"})

    def _answer(self, status: int, body: bytes, fields: dict[str, str]) -> None:
        url = self.path if "://" in self.path else f"http://{self.headers.get('Host', '')}{self.path}"
        self.web.requests.append(Request(self.command, url, int(status)))
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and status != HTTPStatus.NOT_MODIFIED:
            self.wfile.write(body)


@lru_cache(maxsize=512)
def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)
