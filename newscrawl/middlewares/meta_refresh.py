"""Redirects by <meta http-equiv="refresh">, looked for only where the page has one."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.http import Response

START = 4096
"""Bytes that Scrapy looks at."""


class QuickMetaRefresh(MetaRefreshMiddleware):
    """Scrapy's own decodes every page whole before it looks; a page in UTF-16 is left to it."""

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        """The request that the page asks for, or the response as it is."""
        start = response.body[:START].lower()
        if b"refresh" not in start and b"\0" not in start:
            return response
        return super().process_response(request, response)
