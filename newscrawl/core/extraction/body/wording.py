"""What the words of a page's runs share with what is known of the article, and with the rest of the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from newscrawl.core.extraction.body.columns import Column
from newscrawl.core.extraction.body.readings import Flags
from newscrawl.core.extraction.body.spelling import words_of
from newscrawl.core.extraction.text import tight

__all__ = ["Hints", "known_of", "shared_with", "telling", "telling_of"]

Words = list[list[str]]

_TELLING = 25
"""Width of a run from which on its words tell what it speaks of."""
_SHORT, _LONG = 8, 400
"""Characters of a run between which it may be a title, a standfirst or a byline."""
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of the article otherwise."""

    title: str = ""
    description: str = ""
    body: str = ""
    """The text that the page's own data (JSON-LD articleBody) give; often cut short."""
    authors: tuple[str, ...] = ()


def known_of(words: Words, names: Sequence[str], hints: Hints) -> list[Column]:
    """Whether a run is the title, its share of the title's words, whether it is in the description, in the data's
    text (-1: not), names an author; how often it stands on the page. In: the runs' words and `names`.
    """
    title, description = words_of(hints.title), " ".join(words_of(hints.description))
    known = set(title)
    authors = [name for author in hints.authors if len(name := " ".join(words_of(author))) >= 4]
    equal, share, told, named = ([0.0] * len(names) for _ in range(4))
    for place, (own, name) in enumerate(zip(words, names, strict=True)):
        if not (own and _SHORT <= len(name) <= _LONG):
            continue
        said = " ".join(own)
        if known:
            equal[place] = own == title
            share[place] = len(known.intersection(own)) / len(own)
        if description and len(said) >= 20:
            told[place] = said in description or (len(description) >= 20 and description in said)
        for author in authors:
            if author in said:
                named[place] = 1.0
    repeated = Counter(names)
    times = [repeated[name] for name in names]
    return [np.array(column, np.float32) for column in (equal, share, told, _in_data(names, hints.body), named, times)]


def _in_data(names: Sequence[str], text: str) -> list[float]:
    body = tight(text)
    if len(body) < 200:
        return [0.0] * len(names)
    return [0.0 if len(name) < _SHORT else 1.0 if name in body else -1.0 for name in names]


def telling(words: Words, width: Column, wide: bool) -> list[set[str]]:
    """Each run's words that tell what it speaks of; none of a narrow run. `wide`: the script has no spaces."""
    chosen = _pairs if wide else _long_words
    return [chosen(own) if enough else set() for own, enough in zip(words, (width >= _TELLING).tolist(), strict=True)]


def telling_of(text: str, wide: bool) -> set[str]:
    """The words of one text, however short, that tell what it speaks of."""
    words = words_of(text)
    return _pairs(words) if wide else _long_words(words)


def _long_words(words: list[str]) -> set[str]:
    """Those of five letters and more."""
    return {word for word in words if len(word) >= 5 and not word.isdigit()}


def _pairs(words: list[str]) -> set[str]:
    """Pairs of characters, where a script has no spaces."""
    text = "".join(_WIDE.findall("".join(words)))
    return {text[at : at + 2] for at in range(len(text) - 1)}


def shared_with(found: list[set[str]], core: Flags, told: set[str]) -> tuple[Column, Column]:
    """Which share of a run's telling words stands in other parts of the text, and in the title or standfirst (-1: it
    has none): a text speaks of the same things from end to end, a block of another article does not.

    In: the runs' words; the runs that are the text (runs,); the words of the title and the standfirst.
    """
    once: set[str] = set()
    twice: set[str] = set()
    for own, inside in zip(found, core.tolist(), strict=True):
        if inside:
            twice |= once & own
            once |= own
    shared, kin = [-1.0] * len(found), [-1.0] * len(found)
    for place, (own, inside) in enumerate(zip(found, core.tolist(), strict=True)):
        if own:
            # A run of the text itself is one of those that have its words.
            shared[place] = len(own & (twice if inside else once)) / len(own)
            kin[place] = len(own & told) / len(own)
    return np.array(shared, np.float32), np.array(kin, np.float32)
