"""Where a text stands in its page: what core.quality.guard asks of each candidate for the main text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newscrawl.core.extraction.body.blocks import Block
from newscrawl.core.extraction.body.outline import Outline, Place, Run
from newscrawl.core.extraction.metadata.reader import Metadata
from newscrawl.core.extraction.page import Page
from newscrawl.core.extraction.text import tight
from newscrawl.core.quality.guard import Said, Standing, contaminated
from newscrawl.core.quality.guard_words import PAYWALL, has
from newscrawl.core.verdict import Reason

__all__ = ["reason_against", "said_by", "standing"]

_OUTSIDE = Place.NAVIGATION | Place.FOOTER | Place.ASIDE | Place.RELATED
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])[\s\])>»]*$")
_NEAR = 12
"""Runs before a text within which a heading may be its own."""


def reason_against(blocks: Sequence[Block], outline: Outline, said: Said) -> Reason | None:
    """What a candidate for the main text is instead of it; None where nothing says so.

    In: its blocks, the page's outline, and what the page says of its article (`said_by`). Nothing is changed.
    """
    return contaminated([block.text for block in blocks], standing(blocks, outline), said)


def said_by(page: Page, data: Metadata) -> Said:
    """What a page says of its article beside the text."""
    return Said(data.title or "", data.description or "", page.declared_text)


def standing(blocks: Sequence[Block], outline: Outline) -> Standing:
    """Where a text stands. In: its blocks and the page's outline, which keeps the answer: guard and facts ask."""
    texts = tuple(block.text for block in blocks)
    if texts not in outline.standings:
        outline.standings[texts] = _standing(blocks, outline)
    found: Standing = outline.standings[texts]
    return found


def _standing(blocks: Sequence[Block], outline: Outline) -> Standing:
    total = sum(len(block.text) for block in blocks) or 1
    heads = [place for place, run in enumerate(outline.runs) if _is_linked_heading(run)]
    under = {id(outline.runs[place + 1]) for place in heads if place + 1 < len(outline.runs)}
    sizes: dict[int, int] = {}
    linked, teased = 0.0, 0
    taken: set[int] = set()
    for block in blocks:
        length = len(block.text)
        run = outline.by_key.get(tight(block.text))
        if run is not None:
            taken.add(id(run))
            sizes[run.place] = sizes.get(run.place, 0) + length
            linked += run.link_share * length
        if _CUT_OFF.search(block.text[-12:]) or (run is not None and (id(run) in under or run.link_share >= 0.9)):
            teased += length
    shares = {
        name: sum(size for place, size in sizes.items() if place & bits) / total for name, bits in _SHARES.items()
    }
    return Standing(
        **shares,
        linked=linked / total,
        teasers=teased / total,
        linked_headings=len(heads),
        heading=_near_heading(outline, taken),
        pitch=_pitch(outline, taken),
    )


_SHARES = {
    "consent": Place.CONSENT,
    "comments": Place.COMMENTS,
    "newsletter": Place.NEWSLETTER,
    "paywall": Place.PAYWALL,
    "forms": Place.FORM,
    "beside": _OUTSIDE,
    "article": Place.ARTICLE,
}


def _is_linked_heading(run: Run) -> bool:
    return bool(run.place & Place.HEADING) and not run.place & _OUTSIDE and len(run.text) >= 8 and run.link_share >= 0.8


def _near_heading(outline: Outline, taken: set[int]) -> str:
    """The heading that stands shortly before a text or at its start, in whatever place, where it is a link."""
    runs = outline.runs
    first = next((place for place, run in enumerate(runs) if id(run) in taken), None)
    if first is None:
        return ""
    for run in reversed(runs[max(0, first - _NEAR) : first + 1]):
        if run.place & Place.HEADING and len(run.text) >= 8:
            return run.text if run.link_share >= 0.8 else ""
    return ""


def _pitch(outline: Outline, taken: set[int]) -> int:
    """How many of the pieces of text from a text's start to shortly behind its end speak of subscriptions.

    0 where they are few among them.
    """
    runs = outline.runs
    places = [place for place, run in enumerate(runs) if id(run) in taken]
    if not places:
        return 0
    near = [run.text for run in runs[places[0] : places[-1] + _BEHIND] if not run.place & _OUTSIDE]
    if len(near) > _FEW:
        return 0
    found = sum(1 for text in near if has(PAYWALL, text.casefold()))
    return found if 4 * found >= len(near) else 0


_BEHIND, _FEW = 8, 30
