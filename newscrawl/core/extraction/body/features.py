"""What can be seen of a page's runs of text, as numbers: a row a run, for the judge of lines.

Structure, place and form, what the readings took, and what a run shares with the rest of the text; no list of words, so
that it holds in every language.
"""

from __future__ import annotations

import re
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from newscrawl.core.extraction.body.columns import FEATURES, LEVELS, Column
from newscrawl.core.extraction.body.outline import Outline, Place
from newscrawl.core.extraction.body.readings import Flags
from newscrawl.core.extraction.body.spelling import Spelling, is_wide, spelled
from newscrawl.core.extraction.body.wording import Hints, known_of, shared_with, telling, telling_of
from newscrawl.core.extraction.text import key

__all__ = ["FEATURES", "Hints", "Matrix", "Seen"]

Matrix = NDArray[np.float32]

_PROSE = 80
_FARTHEST = 60
"""Steps from a run up to an element that are counted."""
_SENTENCE = re.compile(r"[.!?…。！？؟।۔:;]['\"”’»)\]]*$")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_TAGS = (
    ("p",), ("li", "dd", "dt"), ("td", "th", "tr", "table"), ("div", "center", "fieldset"), ("blockquote", "pre"),
    ("figure", "figcaption", "caption"), ("section", "article", "main", "body"),
)  # fmt: skip
_TAG_GROUP = {tag: group for group, tags in enumerate(_TAGS) for tag in tags}


class Seen:
    """A page's runs and what the readings took of them."""

    def __init__(self, outline: Outline, readings: list[Flags], hints: Hints) -> None:
        """`readings`: which runs each of two took (runs,), trafilatura's first."""
        self.outline, self.names, self.readings, self.hints = outline, outline.names, readings, hints
        names = outline.names
        runs, nodes = outline.runs, outline.nodes
        self.count = len(runs)
        self._order = np.arange(self.count, dtype=np.float32)
        self.size = np.array([len(name) for name in names], np.float32)
        self.linked = np.minimum(np.array([run.linked for run in runs], np.float32), self.size)
        self.node = np.array([run.node for run in runs], np.int64)
        self.place = np.array([run.place for run in runs], np.int64)
        self.parent = np.array(nodes.parent, np.int64)
        self.first, self.last = np.array(nodes.first, np.int64), np.array(nodes.last, np.int64)
        self.link_share = self.linked / np.maximum(1, self.size)
        # What a character carries, in Latin letters: 2.5 where the script has no spaces (see likeness).
        self._wide = is_wide("".join(names[:400])[:20_000])
        self.width = self.size * (2.5 if self._wide else 1.0)
        self.prose = (self.width >= _PROSE) & (self.link_share < 0.3)

    # Sums over elements.

    def within(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """For each block element, the sum of `values` (one a run) over its runs."""
        sums = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
        return sums[self.last] - sums[self.first]

    @cached_property
    def _chars(self) -> NDArray[np.float64]:
        return self.within(self.size)

    @cached_property
    def _above(self) -> NDArray[np.int64]:
        """The runs' block elements, and theirs, and so on: (LEVELS, runs)."""
        found = [self.node]
        for _ in range(LEVELS - 1):
            found.append(self.parent[found[-1]])
        return np.stack(found)

    def _around(self, *values: NDArray[np.float64]) -> NDArray[np.float32]:
        """Values of the elements around the runs, (values, LEVELS, runs). In: one a block element."""
        return np.stack(values).astype(np.float32)[:, self._above]

    @cached_property
    def alike(self) -> NDArray[np.int64]:
        """Groups of runs whose elements, and the elements around these, look the same: (runs,), from 0."""
        look = np.array(self.outline.nodes.look, np.int64)
        pairs = look[self.node] * (len(look) + 1) + look[self.parent[self.node]]
        groups: dict[int, int] = {}
        return np.array([groups.setdefault(pair, len(groups)) for pair in pairs.tolist()], np.int64)

    def matrix(self) -> Matrix:
        """(runs, FEATURES); a column lies in memory as one piece."""
        columns = [*self._form(), *self._tags(), *self._places(), *self._words(), *self._position()]
        for taken in self.readings:
            columns += self._reading(taken)
        columns += [*self._containers(), *self._main(), *self._groups(), *self._page()]
        rows = np.empty((len(columns), self.count), np.float32)
        for place, column in enumerate(columns):
            rows[place] = column
        return rows.T

    # The parts of a row.

    @cached_property
    def _spelling(self) -> Spelling:
        return spelled([run.text for run in self.outline.runs])

    def _form(self) -> list[Column]:
        runs, texts = self.outline.runs, [run.text for run in self.outline.runs]
        size, spelling = np.maximum(1, self.size), self._spelling
        level = [_HEADINGS.get(self.outline.nodes.tag[run.node], 0) for run in runs]
        return [
            np.log1p(self.width),
            np.array([text.count(" ") + 1 for text in texts], np.float32) / size,
            self.link_share,
            np.array([run.marked for run in runs], np.float32) / size,
            np.array([bool(_SENTENCE.search(text[-4:])) for text in texts], np.float32),
            spelling.marks.astype(np.float32) / size,
            spelling.digits.astype(np.float32) / size,
            np.array([text.isupper() for text in texts], np.float32),
            np.array([text[:1].islower() for text in texts], np.float32),
            spelling.bars.astype(np.float32) / size,
            np.array(level, np.float32),
        ]

    def _tags(self) -> list[Column]:
        tags = self.outline.nodes.tag
        group = np.array([_TAG_GROUP.get(tags[run.node], -1) for run in self.outline.runs], np.int8)
        return list((group == np.arange(len(_TAGS))[:, None]).astype(np.float32))

    def _places(self) -> list[Column]:
        bits = np.array(Place.ALL)[:, None]
        return list(((self.place & bits) > 0).astype(np.float32))

    def _words(self) -> list[Column]:
        """What a run shares with what is known otherwise, and with the rest of the text."""
        words, hints = self._spelling.words, self.hints
        core = self.readings[0] & self.readings[1]
        if not core.any():
            core = self.readings[0] | self.readings[1]
        found = telling(words, self.width, self._wide)
        shared, kin = shared_with(found, core, telling_of(f"{hints.title} {hints.description}", self._wide))
        count = np.array([len(own) for own in found], np.float32)
        return [*known_of(words, self.names, hints), shared, *_windows(shared, 2), kin, count]

    def _position(self) -> list[Column]:
        ends = np.cumsum(self.size)
        total = max(1.0, float(ends[-1]) if self.count else 1.0)
        title = key(self.hints.title)
        heads = [p for p, run in enumerate(self.outline.runs) if run.place & Place.HEADING and key(run.text) == title]
        start = float(ends[heads[0]]) if heads and title else 0.0
        after = _far(ends - start) if start else np.zeros(self.count)
        columns = (self._order / max(1, self.count), ends / total, after)
        return [np.asarray(column, np.float32) for column in columns]

    def _reading(self, taken: Flags) -> list[Column]:
        said = taken.astype(np.float32)
        size = said * self.size
        total = float(size.sum())
        places = np.flatnonzero(taken)
        first, last = (int(places[0]), int(places[-1])) if len(places) else (0, 0)
        inside = self.within(size)
        shares, masses = self._around(inside / np.maximum(1.0, self._chars), inside / max(1.0, total))
        group = self.alike
        alike = np.bincount(group, size) / np.maximum(1, np.bincount(group, self.size))
        return [
            said,
            _shift(said, 1),
            _shift(said, -1),
            *_windows(said, 2, 6),
            _far(self._order - first),
            _far(last - self._order),
            *shares,
            *masses,
            alike[group],
            *self._steps_to(_main_of(inside, total)),
        ]

    def _containers(self) -> list[Column]:
        chars = self._chars
        around = self._around(
            self.within(self.linked) / np.maximum(1.0, chars),
            self._prose_chars / np.maximum(1.0, chars),
            chars / max(1.0, float(chars[0]) if len(chars) else 1.0),
            np.log1p((self.last - self.first).astype(np.float32)),
        )
        return [column for level in range(LEVELS) for column in around[:, level]]

    def _main(self) -> list[Column]:
        """How far a run is from the element that holds most of the page's prose."""
        return self._steps_to(_main_of(self._prose_chars, float((self.size * self.prose).sum())))

    @cached_property
    def _prose_chars(self) -> NDArray[np.float64]:
        return self.within(self.size * self.prose)

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

    @cached_property
    def _depth(self) -> NDArray[np.int64]:
        """How many steps each run's element is from the root, (runs,)."""
        depth: list[int] = []
        for node, parent in enumerate(self.outline.nodes.parent):
            depth.append(depth[parent] + 1 if node else 0)
        return np.array(depth, np.int64)[self.node]

    def _steps_to(self, main: int) -> list[Column]:
        """(steps up from a run to an element that holds `main`, steps down from there to `main`).

        Where the way up is too far to be counted, the way down is -1.
        """
        nodes = self.outline.nodes
        held, steps = np.zeros(self.count, np.int64), 0
        while main:  # up to the root, which holds all runs
            held[nodes.first[main] : nodes.last[main]] += 1
            main, steps = nodes.parent[main], steps + 1
        up = self._depth - held
        far = up > _FARTHEST
        return [np.where(far, _FARTHEST, up).astype(np.float32), np.where(far, -1, steps - held).astype(np.float32)]


def _shift(values: Column, by: int) -> Column:
    """Each run's neighbour: the one `by` places before it (behind it where negative); 0 at the ends."""
    moved = np.zeros_like(values)
    if by > 0:
        moved[by:] = values[:-by]
    else:
        moved[:by] = values[-by:]
    return moved


def _windows(values: Column, *reaches: int) -> list[Column]:
    """The means over the neighbours up to so many places away, the run itself left out."""
    sums = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    order = np.arange(len(values))
    found: list[Column] = []
    for reach in reaches:
        low, high = np.maximum(0, order - reach), np.minimum(len(values), order + reach + 1)
        found.append(np.asarray((sums[high] - sums[low] - values) / np.maximum(1, high - low - 1), np.float32))
    return found


def _far(steps: Column) -> Column:
    """A distance on the scale of logarithms, with its sign."""
    return np.asarray(np.sign(steps) * np.log1p(np.abs(steps)), np.float32)


def _main_of(inside: NDArray[np.float64], total: float) -> int:
    """The deepest element that holds four fifths of what is weighed. In: what each holds, and all of it."""
    holds = np.flatnonzero(inside >= 0.8 * max(total, 1e-9))
    # Elements that hold more than half of it lie one in the other, in the page's order.
    return int(holds[-1]) if len(holds) and total > 0 else 0
