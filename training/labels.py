"""Which runs of a page are its article: labels for the judge of lines, with how much each is to be believed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.corpus import Page, SegmentPage
from newscrawl.core.extraction.body.readings import Flags
from newscrawl.core.extraction.text import fold_lines, tight

_WORD = re.compile(r"\w+")
_GRAM = 4


@dataclass(frozen=True, slots=True)
class Labels:
    """A label and a weight a run."""

    wanted: NDArray[np.float64]
    """1 for a run of the article, 0 for another."""
    weight: NDArray[np.float64]
    """0 where nothing is known."""


def from_answer(page: Page, texts: list[str], names: list[str], items: Flags) -> Labels:
    """Labels of a page whose whole text is known.

    In: the page; its runs' texts, the same without white
    space, and which of them are entries of lists. A standfirst is no error, taken or left.
    """
    body = page.body
    grams = Counter(_grams(body))
    lines = {tight(line) for line in fold_lines(body).split("\n")}
    whole = tight(body)
    wanted, weight = np.zeros(len(texts)), np.ones(len(texts))
    for place, (text, name) in enumerate(zip(texts, names, strict=True)):
        own = _grams(text)
        if name in lines:
            wanted[place] = 1
        elif len(_WORD.findall(text)) < _GRAM:
            wanted[place] = len(name) >= 8 and name in whole
            weight[place] = 0.5
        else:
            share = sum(gram in grams for gram in own) / len(own)
            wanted[place] = share > 0.5
            weight[place] = 1.0 if share > 0.8 or share < 0.2 else 0.3
    _settle_doubles(names, wanted, weight)
    standfirst = tight(page.standfirst or "")
    for place, name in enumerate(names):
        if standfirst and len(name) >= 8 and name in standfirst:
            weight[place] = 0.0
    if standfirst:
        _forgive_lists(wanted, weight, items)
    return Labels(wanted, weight)


def _settle_doubles(names: list[str], wanted: NDArray[np.float64], weight: NDArray[np.float64]) -> None:
    """Of equal runs the one among the others of the text is meant; the rest say nothing."""
    counts = Counter(names)
    single = [place for place, name in enumerate(names) if wanted[place] and counts[name] == 1]
    if not single:
        return
    low, high = single[0], single[-1]
    for place, name in enumerate(names):
        if wanted[place] and counts[name] > 1 and not low <= place <= high:
            weight[place] = 0.0


def _forgive_lists(wanted: NDArray[np.float64], weight: NDArray[np.float64], items: Flags) -> None:
    """Entries of lists between two parts of the text, which this suite's answers leave out."""
    places = np.flatnonzero(wanted)
    if len(places):
        inside = np.zeros(len(wanted), bool)
        inside[places[0] : places[-1]] = True
        weight[inside & items & (wanted == 0)] = 0.0


def from_parts(page: SegmentPage, names: list[str], votes: list[Flags]) -> Labels:
    """Labels of a page of which some parts are known; for the rest, where all readings agree."""
    wanted = np.mean(np.stack(votes), axis=0)
    weight = np.where((wanted == 0) | (wanted == 1), 0.5, 0.0)
    for known, label in ((page.wanted, 1.0), (page.unwanted, 0.0)):
        for part in filter(None, map(tight, known)):
            for place, name in enumerate(names):
                near = len(name) <= (len(part) + 40 if not label else 10_000)
                if near and (part in name or (len(name) >= 20 and name in part)):
                    wanted[place], weight[place] = label, 1.0 if len(part) >= 12 or name == part else 0.5
    return Labels((wanted > 0.5).astype(np.float64), weight)


def _grams(text: str) -> list[tuple[str, ...]]:
    words = _WORD.findall(text)
    return [tuple(words[at : at + _GRAM]) for at in range(max(1, len(words) - _GRAM + 1))] if words else []
