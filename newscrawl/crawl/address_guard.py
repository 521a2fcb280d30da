"""What keeps a public site from leading the crawl to private addresses: by link, redirect, sitemap or DNS answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from newscrawl.core.private_addresses import is_private, private_literal


def host_of(url: str) -> str:
    """An address's host in lower case, without the dot at its end."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


class AddressGuard:
    """Knows which hosts are at private addresses, and which sites may be.

    A site may that is itself named on a private address: its declared host is written as one, or the first answer of
    DNS in this run is one. So an answer that changes while the run goes on (DNS rebinding) leads nowhere.
    """

    def __init__(self, sites: Iterable[str], proxies: Mapping[str, str]) -> None:
        """`sites`: the declared addresses; `proxies`: scheme to address, as urllib.request.getproxies() has them."""
        self._named = {host_of(url) for url in sites}
        self._trusted: set[str] = set()
        for proxy in proxies.values():
            self.trust(proxy)
        self._public: set[str] = set()
        self._private: dict[str, str] = {}
        self._refused: dict[str, str] = {}

    def trust(self, url: str) -> None:
        """Let an address's host be private whatever asks for it: that of a proxy."""
        self._trusted.add(host_of(url if "://" in url else f"http://{url}"))

    def private_address(self, url: str, owner: str) -> str | None:
        """The private address that a request must not be sent to; None where it may be sent.

        `owner`: the address of the site, or of what was asked for first, that led to `url`.
        """
        host, home = host_of(url), host_of(owner)
        found = private_literal(host) or self._private.get(host)
        if found is None and host not in self._public:
            found = self._refused.get(host)
        if found is None:
            return None
        if home in self._named and (private_literal(home) or home in self._private):
            self._trusted.add(host)
            return None
        return found

    def resolved(self, host: str, address: str) -> bool:
        """Hear of an answer of DNS; returns whether a connection may be made to it."""
        host = host.lower().rstrip(".")
        if not is_private(address):
            self._public.add(host)
            return True
        if host in self._trusted:
            return True
        if host in self._named and host not in self._public:
            self._private[host] = address
            return True
        self._refused[host] = address
        return False

    def refused(self, url: str) -> str | None:
        """The private answer of DNS for which a host could not be connected to."""
        return self._refused.get(host_of(url))
