"""What can be seen of a page's runs of text, as numbers: a row a run, for the judge of lines.

Structure, place and form, what the readings took, and what a run shares with the rest of the text; no list of words, so
that it holds in every language.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from newscrawl.core.extraction.body.outline import Outline, Place
from newscrawl.core.extraction.body.readings import Flags
from newscrawl.core.extraction.text import key, tight

__all__ = ["FEATURES", "Hints", "Matrix", "Seen"]

Column = NDArray[np.float32]
Matrix = NDArray[np.float32]

_LEVELS = 4
_PROSE = 80
_TELLING = 25
"""Width of a run from which on its words tell what it speaks of."""
_SHORT, _LONG = 8, 400
"""Characters of a run between which it may be a title, a standfirst or a byline."""
_SENTENCE = re.compile(r"[.!?…。！？؟।۔:;]['\"”’»)\]]*$")
_MARKS = re.compile(r"[.,;:!?…。、，！？؟،।۔]")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W_]+")
_BARS = re.compile(r"[|•·»›©→▶#@/]")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_TAGS = (
    ("p",), ("li", "dd", "dt"), ("td", "th", "tr", "table"), ("div", "center", "fieldset"), ("blockquote", "pre"),
    ("figure", "figcaption", "caption"), ("section", "article", "main", "body"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of the article otherwise."""

    title: str = ""
    description: str = ""
    body: str = ""
    """The text that the page's own data (JSON-LD articleBody) give; often cut short."""
    authors: tuple[str, ...] = ()


class Seen:
    """A page's runs and what the readings took of them."""

    def __init__(self, outline: Outline, readings: list[Flags], hints: Hints) -> None:
        """`readings`: which runs each of two took (runs,), trafilatura's first."""
        self.outline, self.names, self.readings, self.hints = outline, outline.names, readings, hints
        names = outline.names
        runs, nodes = outline.runs, outline.nodes
        self.count = len(runs)
        self.size = np.array([len(name) for name in names], np.float32)
        self._scale = _scale(names)
        self.linked = np.minimum(np.array([run.linked for run in runs], np.float32), self.size)
        self.node = np.array([run.node for run in runs], np.int64)
        self.place = np.array([run.place for run in runs], np.int64)
        self.parent = np.array(nodes.parent, np.int64)
        self.first, self.last = np.array(nodes.first, np.int64), np.array(nodes.last, np.int64)
        self.link_share = self.linked / np.maximum(1, self.size)
        self.width = self.size * self._scale
        self.prose = (self.width >= _PROSE) & (self.link_share < 0.3)

    # Sums over elements.

    def within(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """For each block element, the sum of `values` (one a run) over its runs."""
        sums = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
        return sums[self.last] - sums[self.first]

    @cached_property
    def _above(self) -> list[NDArray[np.int64]]:
        """The runs' block elements, and theirs, and so on: `_LEVELS` arrays (runs,)."""
        found = [self.node]
        for _ in range(_LEVELS - 1):
            found.append(self.parent[found[-1]])
        return found

    @cached_property
    def alike(self) -> NDArray[np.int64]:
        """Groups of runs whose elements, and the elements around these, look the same: (runs,), from 0."""
        look = np.array(self.outline.nodes.look, np.int64)
        pairs = look[self.node] * (len(look) + 1) + look[self.parent[self.node]]
        return np.asarray(np.unique(pairs, return_inverse=True)[1], np.int64)

    def matrix(self) -> Matrix:
        """(runs, FEATURES)."""
        columns = [*self._own(), *self._tags(), *self._places(), *self._words(), *self._position()]
        for taken in self.readings:
            columns += self._reading(taken)
        columns += [*self._containers(), *self._main(), *self._groups(), *self._page()]
        return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)

    # The parts of a row.

    def _own(self) -> list[Column]:
        runs, texts = self.outline.runs, [run.text for run in self.outline.runs]
        size = np.maximum(1, self.size)
        level = [_HEADINGS.get(self.outline.nodes.tag[run.node], 0) for run in runs]
        return [
            np.log1p(self.width),
            np.array([text.count(" ") + 1 for text in texts], np.float32) / size,
            self.link_share,
            np.array([run.marked for run in runs], np.float32) / size,
            np.array([bool(_SENTENCE.search(text[-4:])) for text in texts], np.float32),
            np.array([len(_MARKS.findall(text)) for text in texts], np.float32) / size,
            np.array([len(_DIGIT.findall(text)) for text in texts], np.float32) / size,
            np.array([text.isupper() for text in texts], np.float32),
            np.array([text[:1].islower() for text in texts], np.float32),
            np.array([len(_BARS.findall(text)) for text in texts], np.float32) / size,
            np.array(level, np.float32),
        ]

    def _tags(self) -> list[Column]:
        tags = np.array([self.outline.nodes.tag[run.node] for run in self.outline.runs])
        return [np.isin(tags, names).astype(np.float32) for names in _TAGS]

    def _places(self) -> list[Column]:
        return [((self.place & bit) > 0).astype(np.float32) for bit in Place.ALL]

    def _words(self) -> list[Column]:
        """What a run shares with what is known otherwise, and with the rest of the text."""
        words = [_WORD.findall(run.text.casefold()) for run in self.outline.runs]
        title = _WORD.findall(self.hints.title.casefold())
        description = " ".join(_WORD.findall(self.hints.description.casefold()))
        body = tight(self.hints.body)
        known = set(title)
        equal, share, told, listed, named = (np.zeros(self.count, np.float32) for _ in range(5))
        authors = [
            name for author in self.hints.authors if len(name := " ".join(_WORD.findall(author.casefold()))) >= 4
        ]
        for place, (own, name) in enumerate(zip(words, self.names, strict=True)):
            if len(body) >= 200 and len(name) >= 8:
                listed[place] = 1.0 if name in body else -1.0
            if not (own and _SHORT <= len(name) <= _LONG):
                continue
            if known:
                equal[place] = own == title
                share[place] = len(known.intersection(own)) / len(own)
            said = " ".join(own)
            told[place] = len(said) >= 20 and (said in description or (len(description) >= 20 and description in said))
            if authors:
                named[place] = any(author in said for author in authors)
        repeated = Counter(self.names)
        times = np.array([repeated[name] for name in self.names], np.float32)
        return [equal, share, told, listed, named, times, *self._cohesion(words)]

    def _cohesion(self, words: list[list[str]]) -> list[Column]:
        """Which share of a run's longer words stands in other parts of what both readings took, and in the title or
        standfirst: a text speaks of the same things from end to end, a block of another article does not.
        """
        telling = [self._telling(own) if self.width[p] >= _TELLING else set() for p, own in enumerate(words)]
        core = self.readings[0] & self.readings[1]
        if not core.any():
            core = self.readings[0] | self.readings[1]
        counts: dict[str, int] = {}
        for place in map(int, np.flatnonzero(core)):
            for word in telling[place]:
                counts[word] = counts.get(word, 0) + 1
        told = self._telling(_WORD.findall(f"{self.hints.title} {self.hints.description}".casefold()))
        shared, kin = np.full(self.count, -1.0, np.float32), np.full(self.count, -1.0, np.float32)
        for place, own in enumerate(telling):
            if own:
                least = 2 if core[place] else 1
                shared[place] = sum(counts.get(word, 0) >= least for word in own) / len(own)
                kin[place] = len(own & told) / len(own)
        return [shared, _window(shared, 2), kin, np.array([len(own) for own in telling], np.float32)]

    def _telling(self, words: list[str]) -> set[str]:
        """Words of five letters and more; pairs of characters where a script has no spaces."""
        if self._scale > 1:
            text = "".join(_WIDE.findall("".join(words)))
            return {text[at : at + 2] for at in range(len(text) - 1)}
        return {word for word in words if len(word) >= 5 and not word.isdigit()}

    def _position(self) -> list[Column]:
        order = np.arange(self.count, dtype=np.float32)
        ends = np.cumsum(self.size)
        total = max(1.0, float(ends[-1]) if self.count else 1.0)
        title = key(self.hints.title)
        heads = [p for p, run in enumerate(self.outline.runs) if run.place & Place.HEADING and key(run.text) == title]
        start = float(ends[heads[0]]) if heads and title else 0.0
        after = np.sign(ends - start) * np.log1p(np.abs(ends - start)) if start else np.zeros(self.count)
        columns = (order / max(1, self.count), ends / total, after)
        return [np.asarray(column, np.float32) for column in columns]

    def _reading(self, taken: Flags) -> list[Column]:
        said = taken.astype(np.float32)
        size = said * self.size
        places = np.flatnonzero(taken)
        first, last = (int(places[0]), int(places[-1])) if len(places) else (0, 0)
        order = np.arange(self.count, dtype=np.float32)
        share = (self.within(size) / np.maximum(1.0, self.within(self.size))).astype(np.float32)
        mass = (self.within(size) / max(1.0, float(size.sum()))).astype(np.float32)
        group = self.alike
        shares = np.bincount(group, size) / np.maximum(1, np.bincount(group, self.size))
        return [
            said,
            _shift(said, 1),
            _shift(said, -1),
            _window(said, 2),
            _window(said, 6),
            np.sign(order - first) * np.log1p(np.abs(order - first)),
            np.sign(last - order) * np.log1p(np.abs(last - order)),
            *(share[level] for level in self._above),
            *(mass[level] for level in self._above),
            shares[group],
            *self._lca(self._main_of(size)),
        ]

    def _containers(self) -> list[Column]:
        chars = self.within(self.size)
        links = (self.within(self.linked) / np.maximum(1.0, chars)).astype(np.float32)
        prose = (self.within(self.size * self.prose) / np.maximum(1.0, chars)).astype(np.float32)
        page = (chars / max(1.0, float(chars[0]) if len(chars) else 1.0)).astype(np.float32)
        counts = np.log1p((self.last - self.first).astype(np.float32))
        columns: list[Column] = []
        for level in self._above:
            columns += [links[level], prose[level], page[level], counts[level]]
        return columns

    def _main(self) -> list[Column]:
        """How far a run is from the element that holds most of the page's prose."""
        return self._lca(self._main_of(self.size * self.prose))

    def _groups(self) -> list[Column]:
        group = self.alike
        counts = np.bincount(group)
        chars = np.bincount(group, self.size)
        links = np.bincount(group, self.linked) / np.maximum(1, chars)
        return [np.log1p(counts)[group], np.log1p(chars / np.maximum(1, counts))[group], links[group]]

    def _page(self) -> list[Column]:
        first, second = (taken * self.size for taken in self.readings[:2])
        both = float((self.readings[0] & self.readings[1]) @ self.size)
        either = float((self.readings[0] | self.readings[1]) @ self.size)
        outside = float((self.prose & ~self.readings[0]) @ self.size)
        values = (
            np.log1p(self.count),
            np.log1p(float(first.sum())),
            np.log1p(float(second.sum())),
            both / max(1.0, either),
            outside / max(1.0, float((self.prose * self.size).sum())),
            min(20, max((run.article for run in self.outline.runs), default=0)),
            float(len(self.hints.body) >= 200),
        )
        return [np.full(self.count, value, np.float32) for value in values]

    # The tree.

    def _main_of(self, weights: NDArray[np.float32]) -> int:
        """The deepest element that holds four fifths of what is weighed."""
        inside = self.within(weights)
        holds = np.flatnonzero(inside >= 0.8 * max(float(weights.sum()), 1e-9))
        # Elements that hold more than half of it lie one in the other, in the page's order.
        return int(holds[-1]) if len(holds) and float(weights.sum()) > 0 else 0

    def _lca(self, main: int) -> list[Column]:
        """(steps up from a run to an element that holds `main`, steps down from there to `main`)."""
        depth_of: dict[int, int] = {}
        node, steps = main, 0
        while node not in depth_of:
            depth_of[node] = steps
            node, steps = int(self.parent[node]) if len(self.parent) else 0, steps + 1
        height = np.full(max(1, len(self.parent)), -1, np.int64)
        height[list(depth_of)] = list(depth_of.values())
        up = np.zeros(self.count, np.float32)
        at = self.node.copy()
        for _ in range(60):
            outside = height[at] < 0
            if not outside.any():
                break
            up += outside
            at = np.where(outside, self.parent[at], at)
        return [up, height[at].astype(np.float32)]


def _scale(names: list[str]) -> float:
    """What a character of this page carries, in Latin letters: 2.5 where the script has no spaces (see likeness)."""
    sample = "".join(names[:400])[:20_000]
    return 2.5 if len(_WIDE.findall(sample)) > 0.2 * len(sample) else 1.0


def _shift(values: Column, by: int) -> Column:
    """Each run's neighbour: the one `by` places before it (behind it where negative); 0 at the ends."""
    moved = np.zeros_like(values)
    if by > 0:
        moved[by:] = values[:-by]
    else:
        moved[:by] = values[-by:]
    return moved


def _window(values: Column, reach: int) -> Column:
    """The mean over the neighbours up to `reach` places away, the run itself left out."""
    sums = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    order = np.arange(len(values))
    low, high = np.maximum(0, order - reach), np.minimum(len(values), order + reach + 1)
    return np.asarray((sums[high] - sums[low] - values) / np.maximum(1, high - low - 1), np.float32)


_READING = (
    "taken", "before", "after", "near", "around", "since", "until", "share0", "share1", "share2", "share3",
    "mass0", "mass1", "mass2", "mass3", "alike", "up", "down",
)  # fmt: skip
FEATURES: tuple[str, ...] = (
    "size", "spaces", "links", "marked", "sentence", "punctuation", "digits", "capitals", "lower", "bars", "level",
    "p", "li", "td", "div", "quote", "figure", "section",
    *(f"in{bit}" for bit in range(len(Place.ALL))),
    "is_title", "title_share", "in_description", "in_data", "author", "repeated",
    "cohesion", "cohesion_near", "kin", "words",
    "order", "passed", "after_title",
    *(f"t_{name}" for name in _READING), *(f"r_{name}" for name in _READING),
    *(f"{name}{level}" for level in range(_LEVELS) for name in ("c_links", "c_prose", "c_page", "c_runs")),
    "p_up", "p_down", "g_count", "g_size", "g_links",
    "page_runs", "page_t", "page_r", "page_agree", "page_outside", "page_articles", "page_data",
)  # fmt: skip
"""The columns, in order."""
