"""What is to be forgotten, and which lines and archived pages belong to it.

An article is kept in mind by marks alone: hashes of its addresses, its id (which is such a hash), and the hash of its
text on its site. They tell whether something is it, and say nothing else of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from newscrawl.core.urls import article_id, identity
from newscrawl.core.verdict import Reason

__all__ = ["Wanted", "host_of", "is_below", "mark_of", "site_mark", "text_mark"]

_LEADS_TO = ("redirected_to", "to", "part_of")
"""Evidence of a rejection that is the address which the page leads to."""


def mark_of(key: str) -> str:
    """The mark of an address, or of its core.urls.identity: 32 hex digits. That of a canonical address is the id."""
    return article_id(key)


def text_mark(site: str, content_hash: str) -> str:
    """The mark of a text on a site (the identity of its address)."""
    return _hash("text", site, content_hash)


def site_mark(site: str) -> str:
    """The mark of a whole site."""
    return _hash("site", site)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(slots=True)
class Wanted:
    """What is to be forgotten. It grows by what its lines say of further addresses."""

    marks: dict[str, str] = field(default_factory=dict)
    """Of addresses and ids; each with the mark of the article that it belongs to."""
    sites: set[str] = field(default_factory=set)
    """Whole sites, by the identity of their addresses."""
    names: set[str] = field(default_factory=set)
    """The same, as lines name them in `source`."""
    apart: set[str] = field(default_factory=set)
    """Other sites, below one of the whole ones or on its host: they stay, though they may have its name."""
    apart_marks: set[str] = field(default_factory=set)
    """Of their addresses and articles."""
    named: set[str] = field(default_factory=set)
    """Ids of lines that were seen with one of the names."""
    left: set[str] = field(default_factory=set)
    """Marks, and those they belong to, of what an earlier call has not wholly taken out."""
    homes: set[str] = field(default_factory=set)
    """Sites of the articles, by the identity of their addresses, as far as they are known."""
    keys: set[str] = field(default_factory=set)
    """core.urls.identity of the addresses, as far as they are known and not their marks alone."""
    texts: set[tuple[str, str]] = field(default_factory=set)
    """Ids and content hashes of lines that were seen."""

    def add(self, mark: str, of: str | None = None) -> None:
        """Note a mark, and the article it belongs to; what is known of it stays."""
        self.marks.setdefault(mark, of or mark)

    def add_key(self, key: str, of: str | None = None) -> None:
        """Note an address by its core.urls.identity."""
        self.keys.add(key)
        self.add(mark_of(key), of)

    def takes(self, kind: str, record: Mapping[str, Any]) -> bool:
        """Whether a line (of `articles` or `rejected`) belongs to it."""
        if not self._marks_of(kind, record).isdisjoint(self.marks):
            return True
        if not self.sites and not self.names:
            return False
        home = record.get("site_key")
        if home in self.sites:
            return True
        if home in self.apart or (home is None and not self._marks_of("articles", record).isdisjoint(self.apart_marks)):
            return False
        return record.get("source") in self.names or self._site_above(record) is not None

    def learn(self, kind: str, record: Mapping[str, Any]) -> None:
        """Note what a line that belongs to it says of its addresses."""
        ids, keys = _own(kind, record)
        own = [*ids, *map(mark_of, keys)]
        above = self._site_above(record)
        first = site_mark(above) if above is not None else next(iter(own), None)
        of = next((self.marks[mark] for mark in own if mark in self.marks), first)
        for mark in ids:
            self.add(mark, of)
        for key in keys:
            self.add_key(key, of)
        if kind == "articles" and ids and isinstance(record.get("content_hash"), str):
            self.texts.add((ids[0], record["content_hash"]))
        site, source = record.get("site_key"), record.get("source")
        if source in self.names:
            self.named.update(ids)
        if isinstance(site, str) and isinstance(source, str) and site not in self.apart:
            if source in self.names:
                self.sites.add(site)
            elif site in self.sites:
                self.names.add(source)

    def is_site(self, url: str) -> bool:
        """Whether an address is that of one of the sites."""
        return identity(url) in self.sites

    def takes_page(self, addresses: Iterable[str], site: str | None = None, source: str | None = None) -> bool:
        """Whether an archived page does, by its addresses, its site's address and its site's name."""
        home = identity(site) if site is not None else None
        if home in self.sites or any(mark_of(url) in self.marks for url in addresses):
            return True
        return source in self.names and home not in self.apart

    def _marks_of(self, kind: str, record: Mapping[str, Any]) -> set[str]:
        marks = {mark_of(url) for url in _texts(record, ("url", "requested_url"))}
        if kind == "articles":
            return marks | set(_texts(record, ("id",)))
        evidence = record.get("evidence")
        if isinstance(evidence, Mapping):
            marks |= {mark_of(url) for url in _texts(evidence, _LEADS_TO)}
            same_text = record.get("reason") == Reason.DUPLICATE_CONTENT and record.get("site_key") in self.homes
            if record.get("reason") == Reason.DUPLICATE_ADDRESS or same_text:
                marks |= set(_texts(evidence, ("id",)))
        return marks

    def _site_above(self, record: Mapping[str, Any]) -> str | None:
        keys = [identity(url) for url in _texts(record, ("url", "requested_url"))]
        return next((site for site in sorted(self.sites) if any(is_below(key, site) for key in keys)), None)


def host_of(key: str) -> str:
    """The host of an address, by its core.urls.identity; with the port."""
    return key.partition("?")[0].partition("/")[0]


def is_below(key: str, site: str) -> bool:
    """Whether an address is a site's, or lies below it; both by their core.urls.identity."""
    return f"{key}/".startswith(site.rstrip("/") + "/")


def _own(kind: str, record: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """A line's ids and the keys of its addresses; those of its article first.

    The canonical address of a page that is no article is another page's, perhaps.
    """
    if kind == "articles":
        return _texts(record, ("id",)), [identity(url) for url in _texts(record, ("url", "requested_url"))]
    asked = _texts(record, ("requested_url",)) or _texts(record, ("url",))
    evidence = record.get("evidence")
    double = record.get("reason") == Reason.DUPLICATE_ADDRESS and isinstance(evidence, Mapping)
    return (_texts(evidence, ("id",)) if double and evidence else []), [identity(url) for url in asked]


def _texts(record: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    return [value for name in names if isinstance(value := record.get(name), str) and value]
