"""One polite GET for `extract` and `explain`: robots.txt first, bounded in time, size and redirects."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

from newscrawl.cli.errors import CommandError, one_line
from newscrawl.cli.guarded import guarded_opener
from newscrawl.crawl.address_guard import AddressGuard

MAX_SECONDS = 30.0
MAX_BYTES = 10 * 2**20
MAX_HOPS = 10
ROBOTS_HOPS = 5
"""RFC 9309, 2.3.1.2: at least five."""


class FetchError(CommandError):
    """The page could not be had; one line that says why."""


@dataclass(slots=True)
class Fetched:
    """An answer, after redirects."""

    url: str
    """The address that answered."""
    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes
    """Unpacked."""
    seconds: float = 0.0
    hops: list[str] = field(default_factory=list)
    """`301 https://...`, one a redirect."""
    robots: list[str] = field(default_factory=list)
    """What each host's robots.txt said."""

    @property
    def content_type(self) -> str | None:
        """The Content-Type header."""
        return self.headers.get("content-type")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Redirects are followed here, so that robots.txt is asked at every step."""

    def redirect_request(self, *_args: Any) -> None:
        return None


class Fetcher:
    """Fetches single pages with one User-Agent; honours http_proxy and https_proxy. Nothing is kept between calls."""

    def __init__(self, agent: str, *, seconds: float = MAX_SECONDS, max_bytes: int = MAX_BYTES) -> None:
        self.agent = agent
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._watch("")

    def fetch(self, url: str) -> Fetched:
        """GET the page. Raises FetchError when it cannot be had or robots.txt disallows it."""
        self._watch(url)
        began = time.monotonic()
        robots: dict[str, str] = {}
        answer = self._follow(url, MAX_HOPS, began + self._seconds, robots)
        answer.seconds = time.monotonic() - began
        answer.robots = list(robots.values())
        return answer

    def _watch(self, named: str) -> None:
        """The address that the user named may be private; what it leads to may not, unless it is so itself."""
        self._named, self._guard = named, AddressGuard([named], urllib.request.getproxies())
        self._opener = guarded_opener(self._guard, _NoRedirect())

    def _follow(self, url: str, hops: int, deadline: float, robots: dict[str, str] | None) -> Fetched:
        """Follow redirects; with `robots` every address is asked for first, and the verdicts are noted there."""
        from w3lib.url import safe_url_string

        passed: list[str] = []
        for _ in range(hops + 1):
            if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
                raise FetchError(f"{url}: not an http or https address")
            private = self._guard.private_address(url, self._named)
            if private is not None:
                raise FetchError(f"{self._named}: leads to {url}, at the private address {private}; it is not fetched")
            if robots is not None:
                self._ask_robots(url, deadline, robots)
            answer = self._get(safe_url_string(url), deadline)
            answer.hops = passed
            target = answer.headers.get("location")
            if answer.status not in (301, 302, 303, 307, 308) or not target:
                return answer
            passed.append(f"{answer.status} {url}")
            url = urljoin(url, target)
        raise FetchError(f"{url}: more than {hops} redirects")

    def _ask_robots(self, url: str, deadline: float, seen: dict[str, str]) -> None:
        """RFC 9309: 4xx allows all, 5xx or no answer disallows all."""
        from newscrawl.core.robots import parse_robots

        address = urljoin(url, "/robots.txt")
        try:
            answer = self._follow(address, ROBOTS_HOPS, deadline, None)
        except FetchError as error:
            raise FetchError(f"{url}: disallowed, for robots.txt could not be read ({error})") from error
        if answer.status >= 500:
            raise FetchError(f"{url}: disallowed, for robots.txt answered {answer.status}")
        if answer.status >= 300:
            seen[address] = f"{address} answered {answer.status}: all allowed"
            return
        if not parse_robots(answer.body, address).allowed(url, self.agent):
            raise FetchError(f"{url}: disallowed by {address}")
        seen[address] = f"{address}: allowed"

    def _get(self, url: str, deadline: float) -> Fetched:
        headers = {
            "User-Agent": self.agent,
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
            "Accept-Encoding": "gzip",
        }
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - the scheme was checked
        try:
            response = self._opener.open(request, timeout=max(0.1, deadline - time.monotonic()))
        except urllib.error.HTTPError as error:
            response = error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise FetchError(f"{url}: {_cause(error)}") from error
        with response:
            found = {name.lower(): value for name, value in response.headers.items()}
            try:
                body = self._read(response, deadline, found)
            except (OSError, http.client.HTTPException, zlib.error) as error:
                raise FetchError(f"{url}: broken off: {_cause(error)}") from error
            return Fetched(url=url, status=response.status or 0, headers=found, body=body)

    def _read(self, response: IO[bytes], deadline: float, headers: Mapping[str, str]) -> bytes:
        packed = headers.get("content-encoding", "").strip().lower() in ("gzip", "x-gzip")
        unpack = zlib.decompressobj(wbits=31) if packed else None
        body = bytearray()
        read = getattr(response, "read1", response.read)
        while chunk := read(65536):
            if time.monotonic() > deadline:
                raise FetchError(f"{getattr(response, 'url', '')}: took longer than {self._seconds:.0f} s")
            # One byte over the limit is let through, so that it shows.
            body += unpack.decompress(chunk, self._max_bytes + 1 - len(body)) if unpack else chunk
            if len(body) > self._max_bytes:
                raise FetchError(f"{getattr(response, 'url', '')}: larger than {self._max_bytes // 2**20} MB")
        missing = getattr(response, "length", None)
        if missing:
            # read1 tells a connection that closes early from the end of the body no other way.
            raise http.client.IncompleteRead(bytes(body), missing)
        if unpack and not unpack.eof and body:
            raise zlib.error("the packed body ends too soon")
        return bytes(body)


def _cause(error: BaseException) -> str:
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError):
        return "no answer in time"
    return one_line(getattr(reason, "strerror", None) or reason) or type(error).__name__
