"""What of a request's head is its sender's secret, and is kept nowhere."""

from __future__ import annotations

from collections.abc import Collection

__all__ = ["PRIVATE", "without_headers"]

PRIVATE = frozenset({"authorization", "cookie", "proxy-authorization"})
"""Names of request header fields that carry credentials (RFC 9110, 11.6.2 and 11.7.2; RFC 6265, 5.4), in lower case."""


def without_headers(message: bytes, names: Collection[str] = PRIVATE) -> bytes:
    """An HTTP/1 request without the header fields of these names (in lower case); all else byte for byte.

    In: request line, header lines, empty line, body. A line that begins with white space goes on with the field before
    it (RFC 9112, 5.2).
    """
    head, empty, body = message.partition(b"\r\n\r\n")
    kept, leaves = [], False
    for number, line in enumerate(head.split(b"\r\n")):
        if not line.startswith((b" ", b"\t")):
            name = line.partition(b":")[0].strip().decode("latin-1").lower()
            leaves = number > 0 and name in names
        if not leaves:
            kept.append(line)
    return b"\r\n".join(kept) + empty + body
