"""Really Simple Licensing, RSL 1.0 (RSL-SPEC-1.0, December 2025, with the errata up to August 2026).

A document names addresses (`<content url>`, patterns of RFC 9309) and licenses for them with what they permit and
prohibit (3.4 to 3.6). Read conservatively, as 3.1.1 asks: order does not matter, the narrower scope takes precedence,
what is prohibited or not among the permitted is not licensed. What is licensed only on conditions (payment,
attribution, a kind of user, a country, reporting, a token of a license server) counts as reserved: newscrawl can't meet
them. So does, under a license that names no usage, everything. The tokens of version 0.9 are understood too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from newscrawl.core.rights.paths import covers, covers_all, normal, origin_of, path_of
from newscrawl.core.rights.signals import Signal, shown

MAX_BYTES = 2**20
MAX_CONTENTS = 5000
MEDIA_TYPE = "application/rsl+xml"
RANK_OF_SITE = 0
RANK_OF_PAGE = 1

_FOR_TRAINING = frozenset({"all", "ai-all", "ai-train", "train-ai", "train-genai"})
_SEPARATORS = re.compile(r"[\s,]+")
_LINK = re.compile(r"<([^<>]{1,2000})>([^<>]{0,500})")


@dataclass(frozen=True, slots=True)
class License:
    """What one <license> says of the training of AI."""

    training: bool | None
    terms: str
    """In words: `prohibits ai-train`, `permits ai-all with payment by crawl`."""
    prohibits: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """One <content>."""

    url: str
    """A pattern of paths, an address, or "" for whatever the document is attached to."""
    licenses: tuple[License, ...]


@dataclass(frozen=True, slots=True)
class RslDocument:
    """An RSL document."""

    contents: tuple[Content, ...] = field(default=())

    def terms(self, url: str) -> License | None:
        """What it says of the training of AI for an absolute address; None where it says nothing."""
        by_width: dict[int, list[License]] = {}
        path, origin = path_of(url), origin_of(url)
        for content in self.contents:
            pattern = _pattern(content.url, origin)
            if pattern is not None and (not pattern or covers(pattern, path)):
                by_width.setdefault(len(pattern), []).extend(content.licenses)
        for width in sorted(by_width, reverse=True):
            if (found := _strictest(by_width[width])) is not None:
                return found
        return None

    def reserving_all(self, origin: str) -> License | None:
        """The license by which all addresses of an origin are reserved, whatever their path; None for none."""
        broad: list[License] = []
        for content in self.contents:
            pattern = _pattern(content.url, origin)
            if pattern is not None and (not pattern or covers_all(pattern)):
                broad += content.licenses
            elif pattern is not None and any(each.training for each in content.licenses):
                return None
        found = _strictest(broad)
        return found if found is not None and found.training is False else None


@lru_cache(maxsize=2 * MAX_CONTENTS)
def _pattern(url: str, origin: str) -> str | None:
    """A content's address as a pattern of paths within an origin; None for another origin's."""
    if "://" in url[:10]:
        if origin_of(url) != origin:
            return None
        return normal(url[len(origin) :] or "/")
    return normal(url)


def _strictest(licenses: list[License]) -> License | None:
    """What licenses of one scope come to: one that prohibits counts first, then one that allows, then the rest."""
    order = [
        [x for x in licenses if x.prohibits],
        [x for x in licenses if x.training],
        [x for x in licenses if x.training is False],
    ]
    return next((found[0] for found in order if found), None)


def parse_rsl(body: bytes) -> RslDocument | None:
    """An RSL document from its bytes; None where it is none. Never raises, reads no other file."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser) if len(body) <= MAX_BYTES else None
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or _name(root) != "rsl":
        return None
    found = (_content(element) for _, element in zip(range(MAX_CONTENTS), _children(root, "content"), strict=False))
    return RslDocument(tuple(found))


def _content(element: etree._Element) -> Content:
    served = element.get("server") is not None
    licenses = tuple(_license(x, served) for x in _children(element, "license"))
    return Content((element.get("url") or "").strip(), licenses)


def _license(element: etree._Element, served: bool) -> License:
    permitted, prohibited = _tokens(element, "permits", "usage"), _tokens(element, "prohibits", "usage")
    if prohibited is not None and (barred := _FOR_TRAINING & prohibited):
        return License(False, f"prohibits {' '.join(sorted(barred))}", prohibits=True)
    if permitted is not None and not _FOR_TRAINING & permitted:
        return License(False, f"permits {' '.join(sorted(permitted))} only")
    conditions = _conditions(element, served)
    if permitted is None and not conditions:
        return License(None, "")
    granted = "all uses" if permitted is None else " ".join(sorted(_FOR_TRAINING & permitted))
    return License(not conditions, f"permits {granted}{' with ' if conditions else ''}{', '.join(conditions)}")


def _conditions(element: etree._Element, served: bool) -> list[str]:
    """What has to be met for a license to hold, in words."""
    found = ["a token of its server"] if served else []
    for payment in _children(element, "payment"):
        kind = (payment.get("type") or ("agreement" if len(payment) else "free")).strip().lower()
        if kind != "free":
            found.append(f"payment by {shown(kind)[:40]}")
    found += [f"limits by {kind}" for kind in ("user", "geo") if _is_limited(element, kind)]
    return found + ["reporting"] * any(True for _ in _children(element, "reporting"))


def _is_limited(element: etree._Element, kind: str) -> bool:
    return any(_tokens(element, name, kind) is not None for name in ("permits", "prohibits"))


def _tokens(element: etree._Element, name: str, kind: str) -> frozenset[str] | None:
    """The tokens of the elements of one name and type; None where there is no such element."""
    found = [x for x in _children(element, name) if (x.get("type") or "usage").strip() == kind]
    if not found:
        return None
    return frozenset(token.lower() for x in found for token in _SEPARATORS.split(x.text or "") if token)


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if _name(child) == name)


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def license_signal(document: RslDocument | None, file: str, url: str, rank: int) -> Signal:
    """What a license file says of an address.

    One that could not be had or read licenses nothing: "unlicensed", says RSL 1.0, so that training is reserved.
    """
    where = shown(f"license {file}")
    if document is None:
        return Signal("license", "could not be read", where, training=False, rank=rank)
    terms = document.terms(url)
    if terms is None:
        return Signal("license", "says nothing of training", where, rank=rank)
    return Signal("license", shown(terms.terms), where, terms.training, rank)


def parse_license_links(value: str) -> tuple[str, ...]:
    """The addresses of RSL licenses in a Link header (RFC 8288), as they stand there."""
    return tuple(
        target.strip()
        for target, said in _LINK.findall(value[:8000])
        if MEDIA_TYPE in said.lower() and re.search(r'rel\s*=\s*(?:"[^"]*\blicense\b[^"]*"|license\b)', said.lower())
    )
