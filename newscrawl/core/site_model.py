"""What is known of a site before it is crawled."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from newscrawl.core.urls import host_key, registered_domain

__all__ = ["Site", "SitesError", "compile_pattern"]


class SitesError(ValueError):
    """A site that cannot be read; str() is one line: where, which key, what is wrong, what to do."""


@dataclass(frozen=True, slots=True)
class Site:
    """What is to be crawled, and what differs there from the run's settings."""

    url: str
    """Absolute http(s) address where the crawl begins."""

    name: str
    """`source` in the records."""

    languages: tuple[str, ...] = ()
    """BCP 47 primary codes that are wanted; empty: all."""

    feeds: tuple[str, ...] = ()
    """Absolute addresses of feeds, beside those that are found."""

    sitemaps: tuple[str, ...] = ()
    """Absolute addresses of sitemaps, beside those that are found."""

    sections: tuple[str, ...] = ()
    """Absolute addresses of section pages, beside those that are found."""

    allow: tuple[str, ...] = ()
    """Regular expressions, searched in the path; an article's address must match one where there are any."""

    deny: tuple[str, ...] = ()
    """Regular expressions, searched in the path; an article's address must match none."""

    delay: float | None = None
    """Seconds between two requests; None: the run's."""

    render: str | None = None
    """auto, never or always; None: the run's."""

    max_depth: int | None = None
    """Steps from the front page to follow sections; None: the run's."""

    subdomains: bool | tuple[str, ...] | None = None
    """Which hosts below the site's own belong to it: all, none, or those named ("sport"); None: see `covers`."""

    hosts: tuple[str, ...] = ()
    """Further hosts that belong to the site, as `host` or `host:port`."""

    bare: bool = False
    """Given as a domain without scheme: `url` has https, and http is to be tried when https fails."""

    def covers(self, url: str) -> bool:
        """Whether an absolute address is on this site.

        That is its host and its twin with or without www. (m. and amp. too), by http or https, and `hosts` in the same
        way; of the hosts below its own, those that `subdomains` says: by default all where the site is the registered
        domain or its www. host, else none. Exactly this host and port for IP addresses and names without a domain.
        """
        own, other = _host(self.url), _host(url)
        if not other or own == other:
            return bool(other)
        return self._has_below(own, other) or (bool(self.hosts) and other in _host_keys(self.hosts))

    def _has_below(self, own: str, other: str) -> bool:
        name = "." in own and ":" not in own and not own[-1].isdigit()
        if not name or not other.endswith("." + own):
            return False
        if self.subdomains is None:
            return registered_domain(own) == own
        if isinstance(self.subdomains, bool):
            return self.subdomains
        return other in _host_keys(tuple(f"{name}.{own}" for name in self.subdomains))

    def wants(self, url: str) -> bool:
        """Whether `allow` and `deny` let an address pass. They are searched in its path, decoded and as it stands."""
        if not self.allow and not self.deny:
            return True
        try:
            path = urlsplit(url).path or "/"
        except ValueError:
            return False
        paths = {path, unquote(path)}
        if any(pattern.search(p) for pattern in _compiled(self.deny) for p in paths):
            return False
        return not self.allow or any(pattern.search(p) for pattern in _compiled(self.allow) for p in paths)


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """A regular expression of a site. Raises re.error; Python's warnings of a future meaning are not the user's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return re.compile(pattern)


@lru_cache(maxsize=1024)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(map(compile_pattern, patterns))


@lru_cache(maxsize=1024)
def _host_keys(hosts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(host_key, hosts))


def _host(url: str) -> str:
    try:
        return host_key(urlsplit(url).netloc)
    except ValueError:
        return ""
