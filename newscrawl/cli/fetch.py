"""Polite GETs of single pages for `extract` and `explain`: robots.txt first, bounded in time, size and redirects."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from newscrawl.cli.errors import CommandError, one_line
from newscrawl.cli.guarded import guarded_opener
from newscrawl.crawl.address_guard import AddressGuard

if TYPE_CHECKING:
    from newscrawl.core.robots import Robots

MAX_SECONDS = 30.0
MAX_BYTES = 10 * 2**20
MAX_HOPS = 10
ROBOTS_HOPS = 5
"""RFC 9309, 2.3.1.2: at least five."""


class FetchError(CommandError):
    """The page could not be had; one line that says why."""


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """What asking for a host's robots.txt came to."""

    address: str
    """As asked for."""
    status: int = 0
    """0 where there was no answer."""
    body: bytes = b""
    problem: str | None = None
    """Why it counts as disallowing everything; None where it does not."""
    at: float | None = None
    """POSIX time, where it is an earlier answer."""

    def rules(self) -> Robots:
        """What it says; nothing where it is not there."""
        from newscrawl.core.robots import parse_robots

        return parse_robots(self.body if 200 <= self.status < 300 else b"", self.address)

    def about(self, url: str, agent: str) -> dict[str, Any]:
        """What it says of an address, JSON-able: whether it is allowed, by which line, how fast."""
        rules = self.rules()
        rule = rules.rule_for(url, agent)
        return {
            "file": self.address,
            "status": self.status or None,
            "allowed": self.problem is None and (rule is None or rule.allowed),
            "rule": rule.text if rule else None,
            "line": rule.line if rule else None,
            "crawl_delay": rules.crawl_delay(agent),
            "problem": self.problem,
        }

    def said(self, url: str, agent: str) -> str:
        """The same on one line."""
        about = self.about(url, agent)
        if self.problem is not None:
            return f"disallowed, for robots.txt {self.problem}"
        by = f" by line {about['line']}, {about['rule']}" if about["rule"] else ""
        if not about["allowed"]:
            return f"disallowed by {self.address}, line {about['line']}: {about['rule']}"
        if not 200 <= self.status < 300:
            return f"{self.address} answered {self.status}: all allowed"
        return f"{self.address}: allowed{by}"


class LeadsToPrivate(FetchError):
    """A redirect leads to a private address."""

    def __init__(self, named: str, url: str, address: str) -> None:
        super().__init__(f"{named}: leads to {url}, at the private address {address}; it is not fetched")
        self.url, self.address = url, address


class TooManyHops(FetchError):
    """Redirects without an end; `status` is that of the last."""

    def __init__(self, url: str, hops: int, status: int) -> None:
        super().__init__(f"{url}: more than {hops} redirects")
        self.status = status


class Disallowed(FetchError):
    """robots.txt does not allow the page, or could not be read."""

    def __init__(self, url: str, answer: RobotsAnswer, agent: str) -> None:
        super().__init__(f"{url}: {answer.said(url, agent)}")
        self.url, self.answer = url, answer


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
    """Fetches single pages with one User-Agent; honours http_proxy and https_proxy. Asks a host for robots.txt once."""

    def __init__(
        self, agent: str, *, seconds: float = MAX_SECONDS, max_bytes: int = MAX_BYTES, verify: bool = True
    ) -> None:
        """`verify`: whether certificates must be valid."""
        self.agent, self._verify = agent, verify
        self._seconds = seconds
        self._max_bytes = max_bytes
        self.robots: dict[str, RobotsAnswer] = {}
        """By address. What is put here is not asked for."""
        self.before: Callable[[str], None] = lambda url: None
        """Called before each request with its address; may wait, which is not counted as the page's time."""
        self._waited = 0.0
        self._watch("")

    def fetch(self, url: str, named: str | None = None) -> Fetched:
        """GET the page. Raises FetchError when it cannot be had, Disallowed when robots.txt does not allow it.

        `named`: the address of the site that led to it, where it is not the user that names the page.
        """
        self._watch(named or url)
        began = time.monotonic()
        passed: list[str] = []
        answer = self._follow(url, MAX_HOPS, began + self._seconds, passed)
        answer.seconds = time.monotonic() - began
        answer.robots = list(dict.fromkeys(passed))
        return answer

    def robots_of(self, url: str) -> RobotsAnswer:
        """The robots.txt of the address's host; for what is no http(s) address an answer with that problem."""
        self._watch(url)
        return self._robots_of(url, time.monotonic() + self._seconds)

    def _watch(self, named: str) -> None:
        """The address that the user named may be private; what it leads to may not, unless it is so itself."""
        self._waited = 0.0
        self._named, self._guard = named, AddressGuard([named], urllib.request.getproxies())
        self._opener = guarded_opener(self._guard, _NoRedirect(), verify=self._verify)

    def _follow(self, url: str, hops: int, deadline: float, robots: list[str] | None) -> Fetched:
        """Follow redirects; with `robots` every address is asked for first, and the verdicts are noted there."""
        from w3lib.url import safe_url_string

        passed: list[str] = []
        for _ in range(hops + 1):
            if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
                raise FetchError(f"{url}: not an http or https address")
            private = self._guard.private_address(url, self._named)
            if private is not None:
                raise LeadsToPrivate(self._named, url, private)
            if robots is not None:
                answer = self._robots_of(url, deadline)
                if not answer.about(url, self.agent)["allowed"]:
                    raise Disallowed(url, answer, self.agent)
                robots.append(answer.said(url, self.agent))
            fetched = self._get(safe_url_string(url), deadline)
            fetched.hops = passed
            target = fetched.headers.get("location")
            if fetched.status not in (301, 302, 303, 307, 308) or not target:
                return fetched
            passed.append(f"{fetched.status} {url}")
            url = urljoin(url, target)
        raise TooManyHops(url, hops, fetched.status)

    def _robots_of(self, url: str, deadline: float) -> RobotsAnswer:
        address = urljoin(url, "/robots.txt")
        if address not in self.robots:
            self.robots[address] = self._ask_robots(address, deadline)
        return self.robots[address]

    def _ask_robots(self, address: str, deadline: float) -> RobotsAnswer:
        """RFC 9309: 4xx and endless redirects allow all, 5xx or no answer disallows all; 429 counts with 5xx."""
        try:
            answer = self._follow(address, ROBOTS_HOPS, deadline, None)
        except TooManyHops as error:
            return RobotsAnswer(address, error.status)
        except FetchError as error:
            return RobotsAnswer(address, problem=f"could not be read ({error})")
        problem = f"answered {answer.status}" if answer.status == 429 or answer.status >= 500 else None
        return RobotsAnswer(address, answer.status, answer.body, problem)

    def _get(self, url: str, deadline: float) -> Fetched:
        headers = {
            "User-Agent": self.agent,
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
            "Accept-Encoding": "gzip",
        }
        began = time.monotonic()
        self.before(url)
        self._waited += time.monotonic() - began
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - the scheme was checked
        try:
            response = self._opener.open(request, timeout=max(0.1, deadline + self._waited - time.monotonic()))
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
            if time.monotonic() > deadline + self._waited:
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
