"""Which runs of the page the blocks of a text are, and blocks out of runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from newscrawl.core.extraction.body.blocks import CELL_BORDER, Block
from newscrawl.core.extraction.body.outline import Outline, Place, Run
from newscrawl.core.extraction.body.readings import lines_of
from newscrawl.core.extraction.text import fold, tight

__all__ = ["blocks_of", "flat", "places_of"]

_CELLS = frozenset(("td", "th"))
_QUOTES = frozenset(("blockquote",))


def places_of(blocks: Sequence[Block], names: Sequence[str]) -> list[list[int]]:
    """For each block the places of its runs; [] where it is none of the page's.

    In: the blocks, in the page's order; the runs' texts without white space. Of equal runs the first one behind the
    block before is meant.
    """
    known: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        known.setdefault(name, []).append(place)
    found: list[list[int]] = []
    last = -1
    for block in blocks:
        places: list[int] = []
        for line in lines_of([block]):
            equal = known.get(tight(line), [])
            if equal:
                last = next((place for place in equal if place > last), equal[0])
                places.append(last)
        found.append(places)
    return found


def flat(places: Iterable[Sequence[int]]) -> list[int]:
    """The places of all blocks (`places_of`) in one list."""
    return [place for own in places for place in own]


def blocks_of(outline: Outline, places: Iterable[int]) -> list[Block]:
    """The runs at these places (rising) as blocks: lines of a paragraph, items of a list, cells of a row together."""
    blocks: list[Block] = []
    before: int | None = None
    for place in places:
        run = outline.runs[place]
        if before is not None and place == before + 1 and run.line:
            blocks[-1].text += "\n" + fold(run.text)
        elif before is not None and _is_next_cell(outline, outline.runs[before], run):
            blocks[-1].text += CELL_BORDER + fold(run.text)
        else:
            blocks.append(_block(outline, run))
        before = place
    return blocks


def _is_next_cell(outline: Outline, before: Run, run: Run) -> bool:
    nodes = outline.nodes
    cells = nodes.tag[before.node] in _CELLS and nodes.tag[run.node] in _CELLS
    return cells and before.node != run.node and nodes.parent[before.node] == nodes.parent[run.node]


def _block(outline: Outline, run: Run) -> Block:
    nodes = outline.nodes
    tag = nodes.tag[run.node]
    if run.place & Place.HEADING:
        return Block(fold(run.text), "head")
    if tag in _CELLS:
        return Block(fold(run.text), "row", 1 + nodes.parent[nodes.parent[run.node]])
    if tag == "li":
        return Block(fold(run.text), "item", 1 + nodes.parent[run.node])
    quoted = tag in _QUOTES or nodes.tag[nodes.parent[run.node]] in _QUOTES
    return Block(fold(run.text), "quote" if quoted else "p")
