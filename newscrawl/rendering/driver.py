"""One browser by scrapy-playwright: its handler, with the settings that a crawl of strangers' pages needs."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import os
import shlex
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from playwright.async_api import Error, Page
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from newscrawl.crawl.address_guard import AddressGuard, host_of
from newscrawl.crawl.visits import META_KEY, PageVisit, SourceVisit
from newscrawl.middlewares.refusals import PrivateAddress
from newscrawl.rendering import launcher
from newscrawl.rendering.exchange import answer_of, context_of, proxy_of
from newscrawl.rendering.failures import NoBrowser, RenderingFailed
from newscrawl.rendering.gate import Asking, Gate
from newscrawl.rendering.processes import end_hungry, kill, processes_of
from newscrawl.rendering.scripts import OPEN_SHADOWS
from newscrawl.rendering.settling import serialised, settle

__all__ = ["Driver"]

logger = logging.getLogger(__name__)
# It tells of each page that fails by a traceback; what is to be said, the renderer says.
logging.getLogger("scrapy-playwright").setLevel(logging.CRITICAL)

WATCH_SECONDS = 0.5
CLOSE_SECONDS = 3.0
LAUNCH_SECONDS = 45.0
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=512",
    "--no-pings",
)
_HTML = "newscrawl_html"
_GATE = "newscrawl_gate"


class _Handler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """Waits for the text, and gives the document with its shadow roots and frames."""

    def __init__(self, crawler: Crawler, launch: dict[str, Any], navigation: float, settling: float) -> None:
        super().__init__(crawler)
        self._settling = settling
        self.gates: dict[str, Gate] = {}
        """Of the pages under way, by their contexts."""
        self.config.launch_options = {**self.config.launch_options, **launch}
        self.config.navigation_timeout_ms = navigation * 1000
        self.config.restart_disconnected_browser = False  # the renderer starts another one
        self.config.target_closed_max_retries = 0

    def _make_request_handler(self, context_name: str, **_: Any) -> Callable[..., Awaitable[None]]:
        """The page's gate, in place of one handler for all."""
        return self.gates[context_name].handle

    async def _apply_page_methods(self, page: Page, request: Request, spider: Spider) -> None:
        gate = request.meta[_GATE]
        await settle(page, gate, self._settling)
        request.meta[_HTML] = await serialised(page)


class Driver:
    """A browser that runs, until it is closed or ended."""

    def __init__(self, crawler: Crawler, program: str, *, timeout: float, robots: Asking) -> None:
        """In: the browser's path; seconds for a page, in all; whether robots.txt allows an address."""
        self._crawler, self._program, self._timeout, self._robots = crawler, program, timeout, robots
        self._folder = tempfile.TemporaryDirectory(prefix="newscrawl-browser-", ignore_cleanup_errors=True)
        self._handler: _Handler | None = None
        self._numbers = itertools.count(1)
        self._watch: asyncio.Task[None] | None = None
        self.pages = 0
        """How many are under way."""
        self.ended = False

    async def start(self) -> None:
        """Launch the browser. Raises NoBrowser."""
        sandbox = os.geteuid() != 0 if hasattr(os, "geteuid") else True
        try:
            async with asyncio.timeout(LAUNCH_SECONDS):
                try:
                    await self._launch(sandbox)
                except Error as error:
                    if not sandbox or "sandbox" not in error.message.lower():
                        raise
                    await self._launch(False)  # as in a container that does not let it make one
            self._watch = asyncio.create_task(self._end_hungry_ones())
        except (Error, TimeoutError, OSError) as error:
            await self.end()
            raise NoBrowser(_line(error) or f"{self._program} does not start") from error

    async def _launch(self, sandbox: bool) -> None:
        settings: dict[str, Any] = {
            "executable_path": self._launcher(),
            "args": list(ARGUMENTS),
            "chromium_sandbox": sandbox,
            "headless": True,
            "handle_sigint": False,
            "handle_sigterm": False,
            "handle_sighup": False,
        }
        handler = _Handler(self._crawler, settings, self._timeout / 2, self._timeout / 3)
        if self._handler is None:
            self._handler = handler
            await handler._launch()
        else:
            handler.browser_provider = self._handler.browser_provider
            self._handler = handler
        handler.browser_provider.config = handler.config
        await handler._maybe_launch_browser()

    def _launcher(self) -> str:
        """A program that is the browser, for Playwright to start: see launcher.py."""
        path = Path(self._folder.name) / "browser"
        words = [sys.executable, "-I", "-S", str(Path(launcher.__file__)), str(self._pid_file), self._program]
        path.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n', encoding="utf-8")
        path.chmod(0o700)
        return str(path)

    @property
    def _pid_file(self) -> Path:
        return Path(self._folder.name) / "pid"

    @property
    def pid(self) -> int | None:
        """The browser's process; None while it has not said it."""
        try:
            return int(self._pid_file.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    async def fetch(self, request: Request) -> Response:
        """The page as the browser has it. Raises RenderingFailed, PrivateAddress."""
        handler = self._handler
        assert handler is not None
        name = f"page-{next(self._numbers)}"
        visit = request.meta.get(META_KEY)
        owner = visit.site.url if isinstance(visit, PageVisit | SourceVisit) else request.url
        proxy = proxy_of(request)
        guard = getattr(self._crawler.spider, "guard", None)
        gate = Gate(request.url, owner, guard, self._robots, proxied=proxy is not None)
        handler.gates[name] = gate
        asked = request.replace(meta={"playwright": True, "playwright_context": name, _GATE: gate})
        asked.meta["playwright_context_kwargs"] = context_of(request, proxy)
        asked.meta["playwright_page_goto_kwargs"] = {"wait_until": "commit"}
        asked.meta["playwright_page_init_callback"] = _prepare
        self.pages += 1
        try:
            async with asyncio.timeout(self._timeout):
                response = await handler._download_request(asked)
        except TimeoutError as error:
            raise RenderingFailed("timeout" if await self._let_go(name) else "hung", request.url) from error
        except Error as error:
            raise RenderingFailed(_kind(error, handler), _line(error)) from error
        except AttributeError as error:  # scrapy-playwright's, where the browser ends while a page is begun
            raise RenderingFailed("crashed", str(error)) from error
        finally:
            self.pages -= 1
            handler.gates.pop(name, None)
            await self._let_go(name)
        if guard is not None and proxy is None:
            check_address(guard, response, request.url)
        html = asked.meta.get(_HTML)
        if html is None:
            raise RenderingFailed("navigation", "no document")
        return answer_of(response, html, request)

    async def _let_go(self, name: str) -> bool:
        """Close a page with all that belongs to it; whether the browser could."""
        handler = self._handler
        wrapper = handler.context_wrappers.pop(name, None) if handler is not None else None
        if wrapper is None:
            return True
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await wrapper.context.close()
        except TimeoutError:
            return False
        except Error:
            return True  # it is closed already
        return True

    async def end(self) -> None:
        """Close the browser, by force where it does not answer. Never raises; can be called again."""
        if self.ended:
            return
        self.ended = True
        if self._watch is not None:
            self._watch.cancel()
        processes = processes_of(self.pid)
        if self._handler is not None:
            with contextlib.suppress(Exception):  # one that crashed answers by all kinds of errors
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._handler._close()
        kill(processes)
        self._folder.cleanup()

    async def _end_hungry_ones(self) -> None:
        """A page that takes too much memory loses its process, and with it the browser (see Renderer)."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if not self.pages:
                continue
            end_hungry(processes_of(self.pid))


def check_address(guard: AddressGuard, response: Response, url: str) -> None:
    """Whether the address that the browser's own DNS answered may be asked for. Raises PrivateAddress."""
    address = response.ip_address
    if address is not None and not guard.resolved(host_of(url), str(address)):
        raise PrivateAddress(url, str(address))


async def _prepare(page: Page, request: Request) -> None:
    gate = request.meta[_GATE]
    page.on("request", gate.began)
    page.on("requestfinished", gate.ended)
    page.on("requestfailed", gate.ended)
    await page.add_init_script(OPEN_SHADOWS)
    await page.route_web_socket("**", lambda route: route.close())


def _kind(error: Error, handler: _Handler) -> str:
    message = error.message.lower()
    if "crash" in message or "closed" in message or not handler.browser.is_connected():
        return "crashed"
    return "timeout" if "timeout" in message else "navigation"


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
