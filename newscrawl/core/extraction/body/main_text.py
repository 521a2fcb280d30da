"""The main text of a page, paragraph by paragraph: choose a reading, then judge its lines.

A cascade: trafilatura's fast reading, put right by the page's structure, by cheap filters and by the judge of lines,
is enough for clear pages; a dearer one is asked for where it took little of the page's prose; and where the guard finds
that a text is another block of the page, or the judge is far surer of other runs, the next best candidate is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from newscrawl.core.extraction.body import readings
from newscrawl.core.extraction.body.blocks import Block
from newscrawl.core.extraction.body.completion import completed, parted
from newscrawl.core.extraction.body.features import Hints, Seen
from newscrawl.core.extraction.body.judgement import Judgement, judge
from newscrawl.core.extraction.body.kinship import kinship
from newscrawl.core.extraction.body.matching import blocks_of, flat, places_of
from newscrawl.core.extraction.body.outline import Outline, Place
from newscrawl.core.extraction.body.refine import Known, refine
from newscrawl.core.extraction.page import MACHINERY, Page, without
from newscrawl.core.models.forest import Forest

__all__ = ["MainText", "read_text"]

_SHORT = 500
_PROSE = 25
_BETTER = 0.2
_CLEAR = 0.75
"""The F1 that the judge expects of a reading from which on no dearer one is asked for."""
_SURER = 0.25
_DOUBTFUL = 0.45
"""How much more the judge has to expect of other runs than of a reading, and to doubt that, to set it aside."""
_OUTSIDE = Place.NAVIGATION | Place.FOOTER

Guard = Callable[[list[Block]], object]


@dataclass(slots=True)
class MainText:
    """A page's main text, and how it was come by."""

    blocks: list[Block]
    method: str
    """fast, thorough or judged: which candidate it is."""
    dropped: list[tuple[str, str]] = field(default_factory=list)
    """(filter, line) of what went, in the order of the filters."""
    signs: dict[str, float] = field(default_factory=dict)
    """What tells how sure it is: see core.extraction.body.sureness."""


def read_text(
    page: Page, outline: Outline, hints: Hints, known: Known, guard: Guard, forest: Forest | None = None
) -> MainText:
    """The page's main text without comments, in the page's order; without blocks where there is none.

    In: the page and its outline, which are not changed; what is known of the article otherwise; a guard, which says
    what a text is instead of an article (None where it is one); another model of lines than the one that ships.
    """
    fast = readings.by_trafilatura(page.slim_tree)
    taken = readings.taken_of(readings.lines_of(fast), outline.names)
    plain = readings.taken_of(readings.by_resiliparse(page.html, outline.depth), outline.names)
    judgement = judge(Seen(outline, [taken, plain], hints), forest)
    first = _finished(*_chosen(page, outline, hints, fast, judgement), outline, known, judgement)
    if not guard(first.blocks) and first.blocks:
        return first
    for other in _others(page, outline, known, judgement, first):
        if other.blocks and not guard(other.blocks):
            return other
    return first


def _chosen(
    page: Page, outline: Outline, hints: Hints, fast: list[Block], judgement: Judgement
) -> tuple[list[Block], str]:
    """trafilatura's fast reading, or the thorough one: where the first took in little and the judge doubts it, and the
    other speaks of the article.
    """
    length = sum(len(block.text) for block in fast)
    prose = sum(len(run.text) for run in outline.runs if _is_prose(run.text, run.link_share, run.place))
    enough = length >= _SHORT and prose <= 2 * length
    if enough or judgement.worth(flat(places_of(fast, outline.names))) >= _CLEAR:
        return fast, "fast"
    thorough = _thorough(page)
    hint = f"{hints.title} {hints.description}"
    better = not fast or kinship(thorough, hint) >= kinship(fast, hint) + _BETTER
    return (thorough, "thorough") if better else (fast, "fast")


def _thorough(page: Page) -> list[Block]:
    # readability counts images and inputs: it needs them in the tree.
    return readings.by_trafilatura(without(page.tree, MACHINERY), fast=False)


def _finished(blocks: list[Block], method: str, outline: Outline, known: Known, judgement: Judgement) -> MainText:
    refined = refine(completed(parted(blocks, outline), outline), outline, known)
    if sum(len(block.text) for block in refined.blocks) < _SHORT:
        # So short a text says too little for the judge: it has learned from articles.
        return MainText(refined.blocks, method, refined.dropped, _signs(refined.blocks, judgement))
    places = flat(places_of(refined.blocks, judgement.seen.names))
    surer = judgement.worth(judgement.likely()) > judgement.worth(places) + _SURER
    if surer and judgement.doubt(places) > _DOUBTFUL:
        return _judged(outline, known, judgement, refined.blocks)
    text, gone = judgement.corrected(refined.blocks)
    dropped = [*refined.dropped, *(("unlikely", block.text) for block in gone)]
    return MainText(text, method, dropped, _signs(text, judgement))


def _judged(outline: Outline, known: Known, judgement: Judgement, instead_of: list[Block]) -> MainText:
    """The runs that the judge takes for the article, as a text of their own."""
    refined = refine(blocks_of(outline, judgement.likely()), outline, known)
    stays = {block.text for block in refined.blocks}
    aside = [("set-aside", block.text) for block in instead_of if block.text not in stays]
    return MainText(refined.blocks, "judged", [*aside, *refined.dropped], _signs(refined.blocks, judgement))


def _others(page: Page, outline: Outline, known: Known, judgement: Judgement, first: MainText) -> Iterator[MainText]:
    """The next candidates, from the cheapest on, once the first one proved to be another block of the page."""
    if first.method != "judged":
        yield _judged(outline, known, judgement, first.blocks)
    if first.method != "thorough":
        yield _finished(_thorough(page), "thorough", outline, known, judgement)


def _signs(blocks: list[Block], judgement: Judgement) -> dict[str, float]:
    seen = judgement.seen
    places = flat(places_of(blocks, seen.names))
    flags = np.zeros(seen.count, np.bool_)
    flags[places] = True
    shares = [
        float((flags & taken) @ seen.size) / max(1.0, float((flags | taken) @ seen.size)) for taken in seen.readings
    ]
    return {
        "expected": judgement.worth(places),
        "agreement": min(shares, default=0.0),
        "kinship": kinship(blocks, f"{seen.hints.title} {seen.hints.description}"),
    }


def _is_prose(text: str, link_share: float, place: int) -> bool:
    return len(text) >= _PROSE and link_share < 0.5 and not place & _OUTSIDE
