"""robots.txt after RFC 9309, with Crawl-delay and Sitemap."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from protego import Protego

from newscrawl.core.urls import absolute

__all__ = ["MAX_BYTES", "Robots", "parse_robots"]

MAX_BYTES = 500 * 1024
"""What must be read of a robots.txt at least (RFC 9309, 2.5); the rest is not looked at."""


@dataclass(frozen=True, slots=True)
class Robots:
    """What a host's robots.txt says."""

    sitemaps: tuple[str, ...] = ()
    """Absolute addresses, each once, in the file's order."""

    digest: str = ""
    """SHA-256 of the text, hex: another one means other rules."""

    _rules: Protego | None = field(default=None, repr=False, compare=False)

    def allowed(self, url: str, agent: str) -> bool:
        """Whether an agent (its product token or whole User-Agent) may fetch an absolute address."""
        return self._rules is None or bool(self._rules.can_fetch(url, agent))

    def crawl_delay(self, agent: str) -> float | None:
        """Seconds between two requests that the file asks of an agent; None where it asks nothing."""
        delay = self._rules.crawl_delay(agent) if self._rules else None
        return float(delay) if delay is not None and 0 <= delay < float("inf") else None


def parse_robots(body: bytes, url: str) -> Robots:
    """The rules of a robots.txt. Takes its bytes (UTF-8 with or without BOM, wrong ones replaced) and absolute address.

    What the HTTP status means (RFC 9309, 2.3.1) is the caller's affair. HTML that came instead has no rules: all is
    allowed.
    """
    text = body[:MAX_BYTES].decode("utf-8-sig", "replace")
    if len(body) > MAX_BYTES:
        # Not half a rule: "Disallow: /a" cut to "Disallow: /" would close the site.
        text = text.rpartition("\n")[0]
    rules = Protego.parse(text.replace("\x00", ""))
    found = (absolute(sitemap, url) for sitemap in rules.sitemaps)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Robots(tuple(dict.fromkeys(sitemap for sitemap in found if sitemap)), digest, rules)
