"""Which paths a pattern of robots.txt, tdmrep.json or RSL covers (RFC 9309, section 2.2.2 and 2.2.3)."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

LONGEST_PATTERN = 2000

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_ASCII = "".join(map(chr, range(0x21, 0x7F)))


def path_of(url: str) -> str:
    """The path of an absolute address with its query, as patterns are compared with it; "/" where it has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    return normal((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def normal(path: str) -> str:
    """One spelling of a path or pattern: escapes that are not needed undone, the others in capitals."""
    encoded = quote(path, safe=_ASCII, errors="surrogateescape")
    return _ESCAPE.sub(_escape, encoded)


def _escape(found: re.Match[str]) -> str:
    byte = int(found[1], 16)
    return chr(byte) if byte in _UNRESERVED else f"%{found[1].upper()}"


def covers(pattern: str, path: str) -> bool:
    """Whether a pattern matches the beginning of a path: `*` stands for any characters, `$` for the end.

    Both as `normal` gives them. Takes time linear in their lengths, whatever stands in the pattern.
    """
    if not pattern or len(pattern) > LONGEST_PATTERN:
        return False
    whole = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not rest:
        return not whole or len(path) == len(first)
    start = len(first)
    for part in rest[:-1]:
        found = path.find(part, start)
        if found < 0:
            return False
        start = found + len(part)
    if whole:
        return len(path) - len(rest[-1]) >= start and path.endswith(rest[-1])
    return path.find(rest[-1], start) >= 0


def covers_all(pattern: str) -> bool:
    """Whether a pattern matches every path."""
    return bool(pattern) and not pattern.removeprefix("/").strip("*")


def origin_of(url: str) -> str:
    """Scheme, host and port of an absolute address, such as `https://example.org`; "" for what is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else ""
