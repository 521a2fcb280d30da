"""The main text of a page, paragraph by paragraph: trafilatura's cascade, as much of it as the page needs."""

from __future__ import annotations

import logging
import re
from functools import lru_cache

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from newscrawl.core.extraction.body.blocks import Block, Walk
from newscrawl.core.extraction.body.outline import Outline, Place, Run
from newscrawl.core.extraction.page import MACHINERY, Page, without
from newscrawl.core.extraction.text import fold, key, tight

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
    return _completed(_parted(blocks, outline), outline)


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


def _parted(blocks: list[Block], outline: Outline) -> list[Block]:
    """Blocks that run paragraphs of the page together, as trafilatura's last resorts do, in those paragraphs again."""
    if len(blocks) > _FEW:
        return blocks
    parted: list[Block] = []
    for block in blocks:
        name = tight(block.text)
        runs = _runs_in(name, outline) if "\n" not in block.text and name not in outline.by_key else []
        parted.extend(Block(fold(run.text), "head" if run.place & Place.HEADING else "p") for run in runs)
        if not runs:
            parted.append(block)
    return parted


_FEW = 3


def _runs_in(text: str, outline: Outline) -> list[Run]:
    """The runs, two or more, that one after the other make up a text (without white space); [] where they do not."""
    found: list[Run] = []
    place = 0
    for run in outline.runs:
        name = tight(run.text)
        if name and text.startswith(name, place):
            found.append(run)
            place += len(name)
    return found if len(found) > 1 and place == len(text) else []


def _completed(blocks: list[Block], outline: Outline) -> list[Block]:
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
    if not home or by_article[home] < 0.8 * total or total < 0.8 * _length(blocks):
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
