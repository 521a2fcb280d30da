"""The main text of a page, paragraph by paragraph: trafilatura's cascade, as much of it as the page needs."""

from __future__ import annotations

import logging
import re
from functools import lru_cache

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from newscrawl.core.extraction.blocks import Block, Walk
from newscrawl.core.extraction.outline import Outline, Place, Run
from newscrawl.core.extraction.page import MACHINERY, Page, without
from newscrawl.core.extraction.text import key, tight

# It reports every short page as a warning and every odd one as an error; the verdict names both instead.
for _name in ("trafilatura", "readability", "justext"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_SHORT = 500
_PROSE = 25
_BETTER = 0.2
_FOREIGN = (
    Place.NAVIGATION | Place.FOOTER | Place.ASIDE | Place.RELATED | Place.COMMENTS | Place.FORM | Place.SHARING
    | Place.CONSENT | Place.NEWSLETTER | Place.TAGS | Place.BYLINE | Place.PAYWALL
)  # fmt: skip


def read_body(page: Page, outline: Outline, hint: str = "") -> list[Block]:
    """The page's main text without comments, in the page's order; [] where there is none. The page is not changed.

    In: the page, its outline, and a hint: what is known of the article otherwise (its title, its standfirst).
    Method: trafilatura (Barbaresi 2021, ACL demo 15) without its comparison with readability and jusText; where it
    took in little of the page's prose, once more with them, and the text that has more of the hint's words is taken;
    then paragraphs of the same <article> that both left out. Its metadata reader and its process-wide memory of
    duplicates are off.
    """
    blocks = _cascade(page.slim_tree, fast=True)
    length = _length(blocks)
    prose = sum(len(run.text) for run in outline.runs if _is_prose(run) and not run.place & _OUTSIDE)
    if length < _SHORT or prose > 2 * length:
        # readability counts images and inputs: it needs them in the tree.
        other = _cascade(without(page.tree, MACHINERY), fast=False)
        if not blocks or _kinship(other, hint) >= _kinship(blocks, hint) + _BETTER:
            blocks = other
    return _completed(blocks, outline)


_OUTSIDE = Place.NAVIGATION | Place.FOOTER


def _cascade(tree: HtmlElement, *, fast: bool) -> list[Block]:
    document = bare_extraction(tree, options=_options(fast))
    body = getattr(document, "body", None)
    return Walk().blocks(body) if body is not None else []


@lru_cache(maxsize=2)
def _options(fast: bool) -> Extractor:
    # "xml" leaves the body as a tree: "python" would also write it out as text.
    return Extractor(output_format="xml", comments=False, tables=True, formatting=False, dedup=False, fast=fast)


def _length(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _is_prose(run: Run) -> bool:
    return len(run.text) >= _PROSE and run.link_share < 0.5


def _kinship(blocks: list[Block], hint: str) -> float:
    """The share of the hint's words (pairs of characters in scripts without spaces) that a text has, 0 to 1."""
    text, said = key(" ".join(block.text for block in blocks)), key(hint)
    marks = {word for word in said.split() if len(word) >= 4}
    if len(marks) < 4:
        tight, text = said.replace(" ", ""), text.replace(" ", "")
        marks = {tight[place : place + 2] for place in range(len(tight) - 1)}
    return sum(mark in text for mark in marks) / len(marks) if marks else 0.0


def _completed(blocks: list[Block], outline: Outline) -> list[Block]:
    """The blocks, and between them the paragraphs of their <article> that were left out, where those are many.

    A body that is cut up by advertisements stands in several containers, of which trafilatura takes the largest.
    """
    taken = {name for block in blocks if (name := tight(block.text))}
    runs = [outline.by_key[name] for name in taken if name in outline.by_key]
    total = sum(len(run.text) for run in runs)
    home = max({run.article for run in runs}, key=lambda a: sum(len(r.text) for r in runs if r.article == a), default=0)
    inside = sum(len(run.text) for run in runs if run.article == home)
    if not home or inside < 0.8 * total or total < 0.8 * _length(blocks):
        return blocks
    own = [run for run in outline.runs if run.article == home]
    missed = [run for run in own if _is_missed(run) and tight(run.text) not in taken]
    if sum(len(run.text) for run in missed) < 0.5 * total or not _are_alike(missed, runs):
        return blocks
    return _woven(blocks, own, {id(run) for run in missed})


_SENTENCE = re.compile(r"[.!?…。！？؟।۔]['\"”’»)\]]*$")


def _is_missed(run: Run) -> bool:
    return (
        len(run.text) >= 60 and run.link_share < 0.4 and not run.place & _FOREIGN and bool(_SENTENCE.search(run.text))
    )


def _are_alike(missed: list[Run], taken: list[Run]) -> bool:
    """Paragraphs as long as those that were taken, on the whole: not a list of captions or comments."""
    return 2 * sum(len(run.text) for run in missed) / len(missed) > sum(len(run.text) for run in taken) / len(taken)


def _woven(blocks: list[Block], runs: list[Run], missed: set[int]) -> list[Block]:
    """Both in the page's order: a block stands where its run does, or behind the block before it."""
    places = {tight(run.text): place for place, run in reversed(list(enumerate(runs)))}
    found: list[tuple[int, int, Block]] = []
    last = -1
    for order, block in enumerate(blocks):
        last = max(last, places.get(tight(block.text), last))
        found.append((last, order, block))
    for place, run in enumerate(runs):
        if id(run) in missed:
            found.append((place, -1, Block(run.text)))
    return [block for _, _, block in sorted(found, key=lambda entry: entry[:2])]
