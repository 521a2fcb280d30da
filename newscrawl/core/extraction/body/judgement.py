"""The judge of lines: how likely each run of a page is part of its article, and what follows for a text.

A trained model (core/models/lines.json, made by training/lines.py) sees every run with its place, its form and what the
readings took. It is believed where it is sure: a line that it finds most unlikely goes, a lost one that it finds most
likely, and that looks like what was taken, comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newscrawl.core.extraction.body.blocks import Block
from newscrawl.core.extraction.body.features import Seen
from newscrawl.core.extraction.body.matching import blocks_of, places_of
from newscrawl.core.models.forest import Forest, load_forest

__all__ = ["Judgement", "judge", "spare_lists"]

UNLIKELY = 0.15
"""Below it a line goes..."""
HARDLY = 0.1
"""...and below this one, where it is prose that both readings took."""
LIKELY = 0.95
"""Above it a lost run comes back, where the other conditions hold."""
_LEAST = 60
"""Characters of a run that comes back: a shorter one is hardly missed, and hardly ever sure."""
_SHARE = 0.1
"""Of the text, the share that looks like a run which comes back."""


@dataclass(eq=False, slots=True)
class Judgement:
    """What the judge says of a page's runs."""

    seen: Seen
    chances: NDArray[np.float64]
    """(runs,): the probability that a run is part of the article."""

    def worth(self, places: Sequence[int]) -> float:
        """The F1, in characters, that a text of these runs can be expected to have; 0..1."""
        chosen = np.unique(np.asarray(places, np.int64))
        size = self.seen.size
        right = float(self.chances[chosen] @ size[chosen])
        return 2 * right / max(1.0, float(size[chosen].sum()) + float(self.chances @ size))

    def doubt(self, places: Sequence[int]) -> float:
        """How unsure the judge is of a text of these runs: the chance of error over its characters, 0..1."""
        chosen = np.unique(np.asarray(places, np.int64))
        size = self.seen.size[chosen]
        return float((1.0 - self.chances[chosen]) @ size) / max(1.0, float(size.sum()))

    def likely(self) -> list[int]:
        """The runs that are part of the article rather than not."""
        return [int(place) for place in np.flatnonzero(self.chances >= 0.5)]

    def corrected(self, blocks: list[Block]) -> tuple[list[Block], list[Block]]:
        """The text without the lines that are most unlikely, with what was lost; and the lines that went."""
        places = places_of(blocks, self.seen.names)
        unlikely = self._unlikely(places)
        spare_lists(blocks, unlikely)
        if all(unlikely):
            return blocks, []
        kept = [(block, own) for block, own, wrong in zip(blocks, places, unlikely, strict=True) if not wrong]
        gone = [block for block, wrong in zip(blocks, unlikely, strict=True) if wrong]
        return self._completed(blocks, kept), gone

    def _unlikely(self, places: list[list[int]]) -> list[bool]:
        """Which blocks are to go. In: the runs of each; a block without one stays."""
        seen = self.seen
        # Lists: a block has one run or a few, and arrays are slow for so little.
        agreed = np.logical_and.reduce([seen.prose, *seen.readings]).tolist()
        chances, sizes = self.chances.tolist(), seen.size.tolist()
        found: list[bool] = []
        for own in places:
            chance = sum(chances[place] * sizes[place] for place in own) / max(1.0, sum(sizes[place] for place in own))
            least = HARDLY if all(agreed[place] for place in own) else UNLIKELY
            found.append(bool(own) and chance < least)
        return found

    def _completed(self, blocks: list[Block], kept: list[tuple[Block, list[int]]]) -> list[Block]:
        lost = self._lost({place for _, own in kept for place in own}, blocks)
        if not lost:
            return [block for block, _ in kept]
        entries: list[tuple[int, int, Block]] = []
        last = -1
        for block, own in kept:
            last = own[0] if own else last
            entries.append((last, 0, block))
        entries += [(place, 1, block) for place in lost for block in blocks_of(self.seen.outline, [place])]
        return [block for _, _, block in sorted(entries, key=lambda entry: entry[:2])]

    def _lost(self, taken: set[int], blocks: list[Block]) -> list[int]:
        """Runs that are most likely, and whose elements look like those that a good part of the text stands in."""
        sure = [
            int(p) for p in np.flatnonzero(self.chances > LIKELY) if p not in taken and self.seen.width[p] >= _LEAST
        ]
        if not sure or not taken:
            return []
        group, size = self.seen.alike, self.seen.size
        own = np.array(sorted(taken))
        looks = np.bincount(group[own], size[own], minlength=int(group.max()) + 1)
        enough = _SHARE * float(size[own].sum())
        whole = "\x00".join("".join(block.text.split()) for block in blocks)
        return [place for place in sure if looks[group[place]] >= enough and self.seen.names[place] not in whole]


def spare_lists(blocks: Sequence[Block], unlikely: list[bool]) -> None:
    """Lists and tables within the text stay: answers to learn from leave them out, readers do not.

    In: the blocks, and which are to go; those of groups between two other blocks that stay are changed to False.
    """
    staying = [place for place, block in enumerate(blocks) if not block.group and not unlikely[place]]
    for place, block in enumerate(blocks):
        if block.group and staying and staying[0] < place < staying[-1]:
            unlikely[place] = False


def judge(seen: Seen, forest: Forest | None = None) -> Judgement:
    """The judgement of a page's runs. `forest`: another model than the one that ships (for training)."""
    model = forest or load_forest("lines")
    return Judgement(seen, model.probabilities(seen.matrix()))
