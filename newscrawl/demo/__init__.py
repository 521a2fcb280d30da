"""The bundled mini news web: a few invented news sites that a crawl can run against without a network.

    with DemoWeb() as web:
        crawl(web.sites, proxy=web.proxy_url)
        print(check(records).line())

All places, persons and events in its pages are invented; the host names end in `.example` (RFC 2606).
Only the standard library is used here.
"""

from __future__ import annotations

from newscrawl.demo.expected import Check, check, load_expected
from newscrawl.demo.server import DemoWeb

__all__ = ["Check", "DemoWeb", "check", "load_expected"]
