"""What a request is to the browser, and its answer to Scrapy."""

from __future__ import annotations

import os
from base64 import b64decode
from typing import Any

from scrapy import Request
from scrapy.http import HtmlResponse, Response

__all__ = ["answer_of", "context_of", "proxy_of"]

VIEWPORT = {"width": 1280, "height": 2400}
"""High, so that what waits to be scrolled to is mostly there."""


def context_of(request: Request, proxy: dict[str, str] | None) -> dict[str, Any]:
    """A page's own context: nothing of it is there for the next one."""
    agent = request.headers.get("User-Agent")
    return {
        "accept_downloads": False,
        "ignore_https_errors": True,  # as Scrapy's own
        "proxy": proxy,
        "service_workers": "block",
        "user_agent": agent.decode("latin-1") if agent else None,
        "viewport": dict(VIEWPORT),
    }


def proxy_of(request: Request) -> dict[str, str] | None:
    """As middlewares.proxy set it."""
    server = request.meta.get("proxy")
    if not server:
        return None
    found = {"server": str(server), "bypass": os.environ.get("no_proxy", "")}
    scheme, _, secret = (request.headers.get("Proxy-Authorization") or b"").partition(b" ")
    if scheme.lower() == b"basic":
        name, _, password = b64decode(secret).decode("latin-1").partition(":")
        found |= {"username": name, "password": password}
    return found


def answer_of(response: Response, html: str, request: Request) -> HtmlResponse:
    """What Scrapy gets: the document as the browser has it, as UTF-8."""
    headers = response.headers.copy()
    for name in ("Content-Encoding", "Content-Length", "Transfer-Encoding"):
        headers.pop(name, None)
    headers["Content-Type"] = "text/html; charset=utf-8"
    return HtmlResponse(
        url=response.url,
        status=response.status,
        headers=headers,
        body=html.encode("utf-8", "replace"),
        encoding="utf-8",
        request=request,
        ip_address=response.ip_address,
        flags=["rendered"],
    )
