"""The proxies that http_proxy, https_proxy and no_proxy name."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.request import proxy_bypass

from scrapy import Request
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware
from scrapy.utils.httpobj import urlparse_cached


class EnvironmentProxy(HttpProxyMiddleware):
    """Scrapy's own, which reads the whole environment for every request, asked once a host."""

    def process_request(self, request: Request, spider: Any = None) -> None:
        """Set the request's proxy, unless it has one or its host needs none."""
        if "proxy" not in request.meta and self.proxies and _needs_none(urlparse_cached(request).hostname or ""):
            return
        super().process_request(request)


@lru_cache(maxsize=4096)
def _needs_none(host: str) -> bool:
    return bool(proxy_bypass(host))
