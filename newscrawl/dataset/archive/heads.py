"""The record that a file of an archive begins with: which sites it names, and the same without some of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from newscrawl.dataset.archive.members import Member, members
from newscrawl.dataset.archive.records import payload_digest
from newscrawl.dataset.archive.stored import filler, packed_to
from newscrawl.dataset.mending import naming

__all__ = ["sites_named", "without_sites"]

_SITES = re.compile(rb"^sites: ([^\r\n]*)\r\n", re.MULTILINE)
_DIGEST = re.compile(rb"^(WARC-Block-Digest: )[^\r\n]*", re.MULTILINE)
_LENGTH = re.compile(rb"^(Content-Length: )[^\r\n]*", re.MULTILINE)


def sites_named(path: Path) -> list[str]:
    """The addresses of sites that a .warc.gz file names in its first record. Raises DatasetError."""
    first = _first(path)
    found = _SITES.search(_block(first)) if first is not None else None
    return [word for word in found[1].decode("utf-8", "replace").split(", ") if word] if found else []


def without_sites(path: Path, takes: Callable[[str], bool]) -> bytes | None:
    """The first record without the sites that are to go, in as many bytes; None where it names none of them.

    Raises DatasetError.
    """
    named = sites_named(path)
    kept = [site for site in named if not takes(site)]
    first = _first(path)
    if first is None or len(kept) == len(named):
        return None
    size = first.end - first.start
    # The shorter text takes less room but in rare cases; in those, no site is named.
    return packed_to(size, _named(first, kept)) or packed_to(size, _named(first, [])) or filler(size)


def _first(path: Path) -> Member | None:
    with naming(path, "read"):
        first = next(members(path, may_end=True), None)
    return first if first is not None and first.kind == b"warcinfo" and first.is_whole else None


def _block(member: Member) -> bytes:
    return member.head.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n\r\n")


def _named(member: Member, sites: list[str]) -> bytes:
    line = f"sites: {', '.join(sites)}\r\n".encode() if sites else b""
    block = _SITES.sub(lambda _: line, _block(member), count=1)
    head = _DIGEST.sub(rb"\g<1>" + payload_digest(block).encode(), member.named + b"\r\n")
    head = _LENGTH.sub(rb"\g<1>%d" % len(block), head)
    return head + b"\r\n" + block + b"\r\n\r\n"
