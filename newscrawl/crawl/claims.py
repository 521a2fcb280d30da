"""Articles between the verdict and their line on disk: the store does not know them yet."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TypeVar

from newscrawl.core.doubles import Sketch, bands_of, compare

K = TypeVar("K")


@dataclass(slots=True, eq=False)
class _Held:
    article_id: str
    site: str
    content_hash: str | None
    sketch: Sketch | None
    settled: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Claimed:
    """The answer to a claim."""

    other: str | None = None
    """The id of the article that has this id, or this text on the same site: nothing is claimed then."""
    doubles: tuple[asyncio.Event, ...] = ()
    """Set when the articles that came first and may be repeated have their lines, or are given up."""


class Claims:
    """Who is about to write which article; at most a few hundred at a time."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._texts: dict[str, list[_Held]] = {}
        self._bands: dict[int, list[_Held]] = {}
        self._held: dict[int, _Held] = {}

    def claim(
        self, holder: int, article_id: str, site: str, content_hash: str | None, sketch: Sketch | None = None
    ) -> Claimed:
        """Claim an id and a text for a page, `id(page)`. A sketch asks for near doubles, too."""
        if article_id in self._ids:
            return Claimed(article_id)
        twins = self._texts.get(content_hash, []) if content_hash else []
        for twin in twins:
            if twin.site == site:
                return Claimed(twin.article_id)
        doubles = [*twins, *self._near(sketch)]
        self._hold(holder, _Held(article_id, site, content_hash, sketch))
        return Claimed(None, tuple(held.settled for held in doubles))

    def release(self, holder: int) -> None:
        """Give up what the page holds, if anything."""
        held = self._held.pop(holder, None)
        if held is None:
            return
        self._ids.discard(held.article_id)
        if held.content_hash:
            _take_out(self._texts, held.content_hash, held)
        for band in bands_of(held.sketch.hashes) if held.sketch else ():
            _take_out(self._bands, band, held)
        held.settled.set()

    def _near(self, sketch: Sketch | None) -> list[_Held]:
        if sketch is None:
            return []
        found = {id(held): held for band in bands_of(sketch.hashes) for held in self._bands.get(band, ())}
        return [held for held in found.values() if held.sketch and compare(sketch, held.sketch).is_double]

    def _hold(self, holder: int, held: _Held) -> None:
        self._held[holder] = held
        self._ids.add(held.article_id)
        if held.content_hash:
            self._texts.setdefault(held.content_hash, []).append(held)
        for band in bands_of(held.sketch.hashes) if held.sketch else ():
            self._bands.setdefault(band, []).append(held)


def _take_out(index: dict[K, list[_Held]], key: K, held: _Held) -> None:
    index[key].remove(held)
    if not index[key]:
        del index[key]
