"""The news web as a test sees it."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.web.faults import AnyFault, made
from tests.web.server import CONTROL
from tests.web.spec import Discovery, Page, Request, SiteSpec
from tests.web.stories import Story, make_story

ROOT = Path(__file__).parent.parent.parent


class NewsWeb:
    """The web as a context manager: a process of its own, one port for all hosts.

    Clients reach the hosts by `proxy_url`; one site without a host name of its own can be had directly.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    def __enter__(self) -> NewsWeb:
        command = [sys.executable, "-m", "tests.web"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the news web did not start, exit code {self._process.wait()}")
        self.port = int(json.loads(line)["port"])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process
        with self._process:  # closes its stdin, which ends it, and waits
            pass

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process
        return self._process.pid

    @property
    def netloc(self) -> str:
        """HOST:PORT of the server, and the host of a site without a name."""
        return f"127.0.0.1:{self.port}"

    @property
    def proxy_url(self) -> str:
        """The value for `http_proxy`."""
        return f"http://{self.netloc}"

    @property
    def environment(self) -> dict[str, str]:
        """What to add to a subprocess's environment, so that all it fetches comes from here."""
        return {"http_proxy": self.proxy_url, "https_proxy": self.proxy_url, "no_proxy": ""}

    def site(
        self,
        host: str | None = None,
        *,
        articles: int = 3,
        discovery: str | Iterable[str] = Discovery.SITEMAP,
        faults: Mapping[str | int, AnyFault] | None = None,
        pages: Mapping[str, Page | str] | None = None,
        robots: str | None = None,
        headers: Mapping[str, Mapping[str, str]] | None = None,
        heads: Mapping[str, str] | None = None,
        gzip: bool = False,
        validators: bool = True,
        tracking: bool = False,
        latency: float = 0.0,
        listing: str | None = None,
        mazes: Iterable[str] = (),
    ) -> WebSite:
        """Put up a site (see `SiteSpec`), in place of one of that name.

        Without `host` it is reached directly at `netloc`.  `faults` by path, path with query, shell pattern, or number
        of a story; `pages` are answered before anything else, HTML where a str is given.
        """
        name = (host or self.netloc).lower()
        ways = [discovery] if isinstance(discovery, str) else discovery
        ways = [] if listing else ways
        spec = SiteSpec(
            host=name,
            articles=articles,
            discovery=[str(Discovery(way)) for way in ways],
            faults={_path(name, place): made(fault) for place, fault in (faults or {}).items()},
            pages={path: Page(page) if isinstance(page, str) else page for path, page in (pages or {}).items()},
            robots=robots,
            headers={path: dict(lines) for path, lines in (headers or {}).items()},
            heads=dict(heads or {}),
            gzip=gzip,
            validators=validators,
            tracking=tracking,
            latency=latency,
            listing=listing,
            mazes=list(mazes),
        )
        self._order({"do": "site", "spec": spec.to_json()})
        return WebSite(self, name)

    def log(self, host: str | None = None, path: str | None = None) -> list[Request]:
        """The requests so far, oldest first, of one host or path (without its query) where given."""
        rows = [Request(**row) for row in self._order({"do": "log"})]
        return [row for row in rows if host in (None, row.host) and path in (None, row.path, row.path.split("?")[0])]

    def clear_log(self) -> None:
        """Forget the requests so far."""
        self._order({"do": "clear"})

    def reset(self) -> None:
        """No site, no log, no open connection: as it began."""
        self._order({"do": "reset"})

    def _order(self, order: dict[str, Any]) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", CONTROL, json.dumps(order))
            answer = connection.getresponse()
            return json.loads(answer.read())
        finally:
            connection.close()


class WebSite:
    """One host of the web, to look at and to change while a crawl runs."""

    def __init__(self, web: NewsWeb, host: str) -> None:
        self._web, self.host = web, host

    @property
    def url(self) -> str:
        """The front page, "http://HOST/"."""
        return f"http://{self.host}/"

    @property
    def stories(self) -> list[Story]:
        """What is there now, oldest first, each in its newest version."""
        return [make_story(self.host, number, version) for number, version in self._order("state")]

    def log(self, path: str | None = None) -> list[Request]:
        """The requests to this host so far (see `NewsWeb.log`)."""
        return self._web.log(self.host, path)

    def publish(self, number: int = 1) -> list[Story]:
        """So many new stories appear; they are the answer."""
        return [make_story(self.host, new) for new in self._order("publish", number=number)]

    def change(self, number: int, modified: str | None = None) -> Story:
        """A story gets a new version, which is the answer: longer title, new first paragraph, modified.

        `modified`: what its page and the lists say of when, ISO 8601; else some hours after its publication.
        """
        versions = dict(self._order("change", number=number, modified=modified))
        return make_story(self.host, number, versions[number])

    def touch(self, modified: str) -> None:
        """All stories are said to be modified, in their pages and in the lists, and are what they were."""
        self._order("touch", modified=modified)

    def remove(self, number: int) -> None:
        """A story goes from all lists; its address answers 410."""
        self._order("remove", number=number)

    def vanish(self) -> None:
        """The host is gone: the proxy answers 502, as proxies do when a name does not resolve."""
        self._order("vanished", value=True)

    def come_back(self) -> None:
        """The host is there again."""
        self._order("vanished", value=False)

    def set_faults(self, faults: Mapping[str | int, AnyFault]) -> None:
        """Other faults in place of those the site was put up with; counting begins anew."""
        named = {_path(self.host, place): asdict(made(fault)) for place, fault in faults.items()}
        self._order("faults", faults=named)

    def _order(self, what: str, **details: Any) -> Any:
        return self._web._order({"do": what, "host": self.host, **details})


def _path(host: str, place: str | int) -> str:
    return place if isinstance(place, str) else make_story(host, place).path
