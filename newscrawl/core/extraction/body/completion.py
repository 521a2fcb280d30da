"""What trafilatura lost or ran together, put right by the page's own structure: the rules before the judge of lines."""

from __future__ import annotations

import re

from newscrawl.core.extraction.body.blocks import Block
from newscrawl.core.extraction.body.matching import blocks_of
from newscrawl.core.extraction.body.outline import Outline, Place, Run
from newscrawl.core.extraction.text import fold, tight

__all__ = ["completed", "parted"]

_FOREIGN = (
    Place.NAVIGATION | Place.FOOTER | Place.ASIDE | Place.RELATED | Place.COMMENTS | Place.FORM | Place.SHARING
    | Place.CONSENT | Place.NEWSLETTER | Place.TAGS | Place.BYLINE | Place.PAYWALL
)  # fmt: skip


def parted(blocks: list[Block], outline: Outline) -> list[Block]:
    """Blocks that run paragraphs of the page together, as trafilatura's last resorts do, in those paragraphs again."""
    found: list[Block] = []
    for block in blocks:
        name = tight(block.text)
        places = _places_in(name, outline) if "\n" not in block.text and name not in outline.by_key else []
        found.extend(blocks_of(outline, places) if places else [block])
    return found


def _places_in(text: str, outline: Outline) -> list[int]:
    """The runs, two or more, that one after the other make up a text (without white space); [] where they do not."""
    found: list[int] = []
    at = 0
    for place, name in enumerate(outline.names):
        if name and text.startswith(name, at):
            found.append(place)
            at += len(name)
    return found if len(found) > 1 and at == len(text) else []


def completed(blocks: list[Block], outline: Outline) -> list[Block]:
    """The blocks, and between them what was left out of the same text.

    A body that is cut up by advertisements stands in several containers, of which trafilatura takes the largest; and
    where it knows no container it takes paragraphs alone, without the lists between them.
    """
    taken = {name for block in blocks if (name := tight(block.text))}
    missed = {id(run): "p" for run in _missed_paragraphs(blocks, taken, outline)}
    missed |= {id(run): "item" for run in _missed_lists(taken, outline)}
    return _woven(blocks, outline.runs, missed) if missed else blocks


def _missed_paragraphs(blocks: list[Block], taken: set[str], outline: Outline) -> list[Run]:
    """Paragraphs of the <article> that holds the text, where they make up half as much again and look like its own."""
    runs = [outline.by_key[name] for name in taken if name in outline.by_key]
    total = sum(len(run.text) for run in runs)
    by_article: dict[int, int] = {}
    for run in runs:
        by_article[run.article] = by_article.get(run.article, 0) + len(run.text)
    home = max(by_article, key=by_article.__getitem__, default=0)
    if not home or by_article[home] < 0.8 * total or total < 0.8 * sum(len(block.text) for block in blocks):
        return []
    missed = [
        run for run in outline.runs if run.article == home and _is_paragraph(run) and tight(run.text) not in taken
    ]
    length = sum(len(run.text) for run in missed)
    # As long as those that were taken, on the whole: no list of captions, no comments.
    alike = 2 * length * len(runs) > total * len(missed)
    return missed if length >= 0.5 * total and alike else []


def _missed_lists(taken: set[str], outline: Outline) -> list[Run]:
    """The lines of lists that stand right between two lines of the text, where no list of the page was taken."""
    found: list[Run] = []
    pending: list[Run] | None = None
    for run in outline.runs:
        if tight(run.text) in taken:
            if run.place & Place.ITEM:
                return []
            found.extend(pending or ())
            pending = []
        elif pending is not None:
            fits = run.place & Place.ITEM and not run.place & _FOREIGN and run.link_share < 0.3
            pending = [*pending, run] if fits and len(pending) < _LONGEST_LIST else None
    return found


_LONGEST_LIST = 20
_SENTENCE = re.compile(r"[.!?…。！？؟।۔]['\"”’»)\]]*$")


def _is_paragraph(run: Run) -> bool:
    return (
        len(run.text) >= 60 and run.link_share < 0.4 and not run.place & _FOREIGN and bool(_SENTENCE.search(run.text))
    )


def _woven(blocks: list[Block], runs: list[Run], missed: dict[int, str]) -> list[Block]:
    """Both in the page's order: a block stands where its run does, or behind the block before it."""
    places = {tight(run.text): place for place, run in reversed(list(enumerate(runs)))}
    found: list[tuple[int, int, Block]] = []
    last = -1
    for order, block in enumerate(blocks):
        last = max(last, places.get(tight(block.text), last))
        found.append((last, order, block))
    group = max((block.group for block in blocks), default=0)
    before = ""
    for place, run in enumerate(runs):
        kind = missed.get(id(run), "")
        group += kind == "item" != before
        if kind:
            found.append((place, -1, Block(fold(run.text), kind, group if kind == "item" else 0)))
        before = kind
    return [block for _, _, block in sorted(found, key=lambda entry: entry[:2])]
