"""The address of a site as people write it: with or without scheme, a domain, an IP address, localhost."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

import idna

from newscrawl.core.urls import absolute

__all__ = ["default_name", "site_url"]

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.IGNORECASE)
_HINT = "write https://example.org/ or example.org"


def default_name(url: str) -> str:
    """The name of a site that gives none: its host without www., with the port where it is not the default one."""
    host = urlsplit(url).netloc.lower()
    return re.sub(r":(?:80|443)$", "", re.sub(r"^www\.(?=.+\.)", "", host))


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def site_url(text: str) -> tuple[str, bool]:
    """An address or bare domain as (absolute address, bare). Raises ValueError with what is wrong and what to do.

    A bare IP address or `localhost` gets http: certificates are for names.
    """
    text = text.strip()
    if not text or re.search(r"[\s\x00-\x1f\x7f]", text):
        raise ValueError(f"no address; {_HINT}")
    scheme = re.match(r"([a-z][a-z0-9+.-]*):(?!\d+(?:/|$))", text, re.IGNORECASE)
    if scheme and scheme[1].lower() not in ("http", "https"):
        raise ValueError(f"{scheme[1]}: is no scheme to crawl; {_HINT}")
    url = text if scheme else "https://" + text.removeprefix("//")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError(f"no address ({error}); {_HINT}") from error
    if "@" in parts.netloc:
        raise ValueError("holds a user name; leave it out")
    if port == 0:
        raise ValueError("port 0 is none; write the server's port")
    _check_host(host, bool(scheme) or port is not None)
    local = _is_address(host) or host == "localhost"
    if local and not scheme:
        url = "http" + url[len("https") :]
    found = absolute(url)
    if found is None:
        raise ValueError(f"no address; {_HINT}")
    return found, not scheme and not local


def _check_host(host: str, explicit: bool) -> None:
    if _is_address(host):
        return
    try:
        name = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise ValueError(f"no host name; {_HINT}") from error
    labels = name.removesuffix(".").split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or (len(labels) > 1 and labels[-1].isdigit()):
        raise ValueError(f"no host name; {_HINT}")
    if len(labels) == 1 and not explicit and name != "localhost":
        raise ValueError(f"a word without a dot is no domain; {_HINT}")
