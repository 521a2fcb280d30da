"""Articles between the verdict and their line on disk: the store does not know them yet."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TypeVar

from newscrawl.core.doubles import Sketch, bands_of, compare

K = TypeVar("K")


@dataclass(slots=True, eq=False)
class _Held:
    holder: object
    article_id: str
    content_hash: str | None
    sketch: Sketch | None
    settled: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Claimed:
    """The answer to a claim. Events are set when the articles that came first have their lines, or are given up."""

    same: asyncio.Event | None = None
    """Of the article that has this id: nothing is claimed then, and it is to be asked again."""
    doubles: tuple[asyncio.Event, ...] = ()
    """Of those that may be repeated."""


class Claims:
    """Who is about to write which article; at most a few hundred at a time."""

    def __init__(self) -> None:
        self._ids: dict[str, _Held] = {}
        self._texts: dict[str, list[_Held]] = {}
        self._bands: dict[int, list[_Held]] = {}
        self._held: dict[int, _Held] = {}

    def claim(self, holder: object, article_id: str, content_hash: str | None, sketch: Sketch | None = None) -> Claimed:
        """Claim an id and a text for a holder, the visit that an article came of. A sketch asks for near doubles, too.

        It is that object, and no equal one; a page may be another one after a pipeline, of the same visit.
        """
        if (first := self._ids.get(article_id)) is not None:
            return Claimed(first.settled)
        twins = self._texts.get(content_hash, []) if content_hash else []
        doubles = [*twins, *self._near(sketch)]
        self._hold(_Held(holder, article_id, content_hash, sketch))
        return Claimed(None, tuple(held.settled for held in doubles))

    def release(self, holder: object) -> None:
        """Give up what the holder has claimed, if anything."""
        held = self._held.pop(id(holder), None)
        if held is None:
            return
        del self._ids[held.article_id]
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

    def _hold(self, held: _Held) -> None:
        self._held[id(held.holder)] = held
        self._ids[held.article_id] = held
        if held.content_hash:
            self._texts.setdefault(held.content_hash, []).append(held)
        for band in bands_of(held.sketch.hashes) if held.sketch else ():
            self._bands.setdefault(band, []).append(held)


def _take_out(index: dict[K, list[_Held]], key: K, held: _Held) -> None:
    index[key].remove(held)
    if not index[key]:
        del index[key]
