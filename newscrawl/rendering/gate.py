"""What a page in the browser may ask for."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from playwright.async_api import Error, Request, Route

from newscrawl.core.browser_requests import is_needless
from newscrawl.crawl.address_guard import AddressGuard, host_of

__all__ = ["Asking", "Gate"]

Asking: TypeAlias = Callable[[str], Awaitable[bool]]
"""Whether robots.txt allows an address."""

RESOLVE_SECONDS = 10.0


class Gate:
    """Lets a page's requests through, or not: for all of one page, from its navigation on."""

    def __init__(
        self,
        url: str,
        owner: str,
        guard: AddressGuard | None,
        robots: Asking,
        *,
        proxied: bool,
    ) -> None:
        """In: the address to be rendered; its site's; who knows private addresses; whether robots.txt allows an
        address; whether a proxy resolves names.
        """
        self._url, self._owner, self._guard, self._robots, self._proxied = url, owner, guard, robots, proxied
        self._navigated = False
        self._resolved: dict[str, bool] = {}
        self.under_way = 0
        """Requests that have no answer yet."""

    async def handle(self, route: Route, request: Request) -> None:
        """For Page.route."""
        try:
            if await self._refuses(request):
                await route.abort("aborted")  # other failures of a navigation put an error page in the page's place
            else:
                await route.continue_()
        except Error:
            pass  # the page was closed meanwhile

    def began(self, _request: Request) -> None:
        """For Page.on."""
        self.under_way += 1

    def ended(self, _request: Request) -> None:
        """For Page.on."""
        self.under_way -= 1

    async def _refuses(self, request: Request) -> bool:
        url, kind = request.url, request.resource_type
        if not url.startswith(("http:", "https:")) or is_needless(kind, url, self._url):
            return True
        if request.is_navigation_request():
            main = request.frame.parent_frame is None
            if main and self._navigated:
                return True  # a script leads elsewhere: that is another page
            if main:
                self._navigated = True
                return False  # asked for through all that holds for a request
            if not await self._robots(url):
                return True
        return await self._is_private(url)

    async def _is_private(self, url: str) -> bool:
        """Whether the address is a private one, and may not be asked for by a page of this site."""
        guard = self._guard
        if guard is None:
            return False
        if guard.private_address(url, self._owner) is not None:
            return True
        host = host_of(url)
        if self._proxied or host == host_of(self._url):
            return False
        if host not in self._resolved:
            self._resolved[host] = await _resolves_well(host, guard)
        return not self._resolved[host]


async def _resolves_well(host: str, guard: AddressGuard) -> bool:
    """Whether a connection may be made to all that a name stands for; a name that stands for nothing does no harm."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(RESOLVE_SECONDS):
            found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, TimeoutError):
        return False
    heard = [guard.resolved(host, str(entry[4][0])) for entry in found]
    return all(heard)
