"""Which addresses are no part of the public internet, in whatever spelling a host may be written.

A page must not lead a crawler to what only the crawler's own network may see (server-side request forgery). The
ranges are those of the IANA special-purpose registries (RFC 6890), which the ipaddress module has, and what stands
for an IPv4 address in an IPv6 one: mapped (RFC 4291), NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056), Teredo (RFC 4380).
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from urllib.parse import unquote

_NAT64 = IPv6Network("64:ff9b::/96")
_NAT64_LOCAL = IPv6Network("64:ff9b:1::/48")
_COMPATIBLE = IPv6Network("::/96")
_LOCALHOST = re.compile(r"(?:.*\.)?(?:localhost|localhost\.localdomain|ip6-localhost|ip6-loopback)", re.IGNORECASE)
_NUMBER = re.compile(r"0[xX](?P<hex>[0-9a-fA-F]*)|(?P<octal>0[0-7]*)|(?P<decimal>[1-9][0-9]*)")
_LONGEST = 60


def is_private(address: str | IPv4Address | IPv6Address) -> bool:
    """Whether an IP address is loopback, private, link-local, multicast, reserved, or otherwise not global.

    Raises ValueError where it is no IP address.
    """
    if isinstance(address, str):
        address = ipaddress.ip_address(address.partition("%")[0])
    inner = _inside(address)
    if inner is not None:
        return is_private(inner)
    return (
        not address.is_global
        or address.is_multicast
        or address.is_reserved
        or (isinstance(address, IPv6Address) and (address.is_site_local or address in _NAT64_LOCAL))
    )


def _inside(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64 or address in _COMPATIBLE:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo is not None:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour


def literal_address(host: str) -> IPv4Address | IPv6Address | None:
    """The IP address that a host is written as; None where it is a name that must be looked up.

    Takes all spellings that resolvers take: 127.1, 2130706433, 0x7f.0.0.1, 0177.0.0.1, fullwidth digits, [::1],
    fe80::1%eth0; and the names of the machine itself.
    """
    if len(host) > _LONGEST:
        return None
    text = unicodedata.normalize("NFKC", unquote(host)).replace("\u3002", ".").strip().strip("[]").rstrip(".")
    if _LOCALHOST.fullmatch(text):
        return IPv4Address("127.0.0.1")
    if ":" in text:
        try:
            return IPv6Address(text.partition("%")[0])
        except ValueError:
            return None
    return _ipv4(text)


def _ipv4(text: str) -> IPv4Address | None:
    """An IPv4 address as inet_aton(3) reads it: one to four numbers, the last of which fills what is left."""
    numbers = [_number(part) for part in text.split(".")]
    if not text or len(numbers) > 4:
        return None
    *leading, last = numbers
    if last is None or last >= 256 ** (4 - len(leading)):
        return None
    value = last
    for place, number in enumerate(leading):
        if number is None or number > 255:
            return None
        value += number << (24 - 8 * place)
    return IPv4Address(value)


def _number(text: str) -> int | None:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    if found["hex"] is not None:
        return int(found["hex"] or "0", 16)
    return int(found["octal"], 8) if found["octal"] else int(found["decimal"])


def private_literal(host: str) -> str | None:
    """The private address that a host is written as; None for public ones, and for names."""
    address = literal_address(host)
    return str(address) if address is not None and is_private(address) else None
