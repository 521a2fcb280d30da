"""Why a request was not sent, one exception a reason."""

from __future__ import annotations

from typing import Any

from scrapy.exceptions import IgnoreRequest

from newscrawl.core.robots import Rule
from newscrawl.store import Found


class Refused(IgnoreRequest):
    """A request that is not sent; `kind` names the reason in the figures."""

    kind = "refused"


class Disallowed(Refused):
    """robots.txt disallows the address."""

    kind = "disallowed"

    def __init__(self, message: str, rule: Rule) -> None:
        super().__init__(message)
        self.rule = rule


class RobotsUnreachable(Refused):
    """robots.txt can't be had, so all of the host counts as disallowed (RFC 9309, section 2.3.1.4)."""

    kind = "robots-unreachable"

    def __init__(self, message: str, *, no_connection: bool = False) -> None:
        super().__init__(message)
        self.no_connection = no_connection
        """Whether the host did not answer at all, as when it speaks the other of http and https."""


class Reserved(Refused):
    """The publisher reserves the use that the run is for, for the whole address."""

    kind = "reserved"

    def __init__(self, url: str, evidence: dict[str, Any]) -> None:
        super().__init__(f"{url}: reserved by {evidence.get('where')}: {evidence.get('value')}")
        self.evidence = evidence


class OffSite(Refused):
    """A redirect leads to a host that is not the site's."""

    kind = "off-site"

    def __init__(self, url: str) -> None:
        super().__init__(f"leads to {url}, which is not the site's")
        self.url = url


class Known(Refused):
    """A redirect leads to an address that needs no second request."""

    kind = "known"

    def __init__(self, url: str, found: Found) -> None:
        super().__init__(f"leads to {url}, which is known")
        self.url, self.found = url, found


class PrivateAddress(Refused):
    """A public site leads to an address of a private network (core.private_addresses)."""

    kind = "private-address"

    def __init__(self, url: str, address: str) -> None:
        super().__init__(f"leads to {url}, which is at the private address {address}")
        self.url, self.address = url, address


class Trapped(Refused):
    """The address is one of endlessly many of one shape that bring no article."""

    kind = "trap"

    def __init__(self, url: str, trap: str) -> None:
        super().__init__(f"{url} is one of too many like {trap}")
        self.trap = trap


class HostPaused(Refused):
    """The host has asked for a pause that is not over yet."""

    kind = "host-paused"

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} asked for a pause; {seconds:.0f} s are left")
        self.host, self.seconds = host, seconds


class HostStopped(Refused):
    """The host has refused too much to be asked again in this run."""

    kind = "host-stopped"

    def __init__(self, host: str, why: str) -> None:
        super().__init__(f"{host} {why}; left for the next run")
        self.host = host


class Blocked(Refused):
    """What came is a page that keeps robots out (core.block_page)."""

    kind = "blocked"


class Stopping(Refused):
    """The run is being stopped; the request was still waiting."""

    kind = "stopping"


class TooLarge(Refused):
    """An answer that unpacks to more than DOWNLOAD_MAXSIZE."""

    kind = "too-large"
