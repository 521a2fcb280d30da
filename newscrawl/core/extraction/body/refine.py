"""What trafilatura leaves in a text that is no part of the article, taken out again.

Few and cheap filters, each safe by itself: structure first (where the line stands on the page, how much of it is
link), words second and on short lines only. A filter that would take most of a text is not believed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from newscrawl.core.extraction.body.blocks import Block
from newscrawl.core.extraction.body.lines import ends_a_sentence, is_byline, is_count_line, is_credit, is_date_line
from newscrawl.core.extraction.body.outline import Outline, Place, Run
from newscrawl.core.extraction.text import key, tight
from newscrawl.core.likeness import headline_width
from newscrawl.core.quality.boilerplate import Boilerplate, boilerplate

_EDGE = 8
_HEAD_LINES = 6
_RARE = 0.25
_NEARLY_ALL = 0.8
_LABEL = 80
"""Width of the longest line that may be a label."""


@dataclass(slots=True)
class Refined:
    """A text without what is no part of it."""

    blocks: list[Block]
    dropped: list[tuple[str, str]] = field(default_factory=list)
    """(filter, line) of what went, in the order of the filters."""


@dataclass(slots=True)
class Known:
    """What is known of the article before its text: lines that say the same add nothing."""

    title: str | None = None
    headings: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    """Section, site, publisher and tags."""


def refine(blocks: list[Block], outline: Outline, known: Known) -> Refined:
    """The blocks without lines that are no part of the article.

    In: the main text's blocks, the page's outline, what is known of the article. Out: the blocks that stay, unchanged
    and in order, and what fell to which filter.
    """
    work = _Work(blocks, outline, known)
    work.title()
    work.everywhere("links", work.is_link_line)
    work.everywhere("link-list", work.is_in_link_list)
    work.everywhere("boilerplate", work.is_boilerplate)
    work.head()
    work.tail()
    work.everywhere("empty-heading", work.is_heading_of_nothing)
    return Refined(work.blocks, work.dropped)


class _Work:
    def __init__(self, blocks: list[Block], outline: Outline, known: Known) -> None:
        self.blocks = list(blocks)
        self.dropped: list[tuple[str, str]] = []
        self._outline = outline
        self._title = key(known.title or "")
        self._headings = frozenset(filter(None, (key(h) for h in known.headings)))
        self._authors = tuple(filter(None, (key(name) for name in known.authors)))
        self._labels = frozenset(filter(None, (key(label) for label in known.labels)))
        runs = [(block, run) for block in blocks if (run := self._run(block)) is not None]
        self._linked_heads = sum(1 for block, run in runs if block.kind == "head" and run.link_share >= 0.9)
        self._link_lists = _link_lists(runs)
        self._home = -1
        self._foreign = _rare_places([(run.place, len(block.text)) for block, run in runs])

    # Filters that look at one place.

    def title(self) -> None:
        """The title, or a heading of the page's own that holds it, repeated among the first lines."""
        for place, block in enumerate(self.blocks[:_HEAD_LINES]):
            if len(block.text) > 300 or not self._says_title(block):
                continue
            before = self.blocks[:place]
            # What stands above the title is a kicker, a breadcrumb, a section's name.
            keep = [b for b in before if len(b.text) > 80 or ends_a_sentence(b.text)]
            self._drop("above-title", [b for b in before if b not in keep])
            self._drop("title", [block])
            self.blocks = keep + self.blocks[place + 1 :]
            return

    def head(self) -> None:
        """Bylines, dates and counters before and right after the standfirst."""
        seen = 0
        for block in list(self.blocks[:_EDGE]):
            if self._is_meta_line(block.text) or is_count_line(block.text):
                self._remove("byline", block)
                continue
            seen += len(block.text) > 80
            if seen >= 2:
                break

    def tail(self) -> None:
        """From the end upwards, as long as the lines are tags, credits, signatures, dates, places of boilerplate."""
        while len(self.blocks) > 1:
            block = self.blocks[-1]
            if not self._is_tail_line(block):
                return
            self._drop("tail", [block])
            self.blocks.pop()

    # Filters that look everywhere.

    def everywhere(self, name: str, wrong: Callable[[int], bool]) -> None:
        """Drops every block that `wrong` (by its place) names, unless that would be most of the text."""
        marked = [place for place in range(len(self.blocks)) if wrong(place)]
        if not marked:
            return
        total = sum(len(block.text) for block in self.blocks)
        if sum(len(self.blocks[place].text) for place in marked) > total * 0.5:
            return
        gone = set(marked)
        self._drop(name, [self.blocks[place] for place in marked])
        self.blocks = [block for place, block in enumerate(self.blocks) if place not in gone]

    def is_link_line(self, place: int) -> bool:
        """A short block that is nothing but a link: a teaser, a tag, a button."""
        block = self.blocks[place]
        if len(block.text) > 250:
            return False
        run = self._run(block)
        if run is None or run.link_share < 0.9 or len(block.text) < 3:
            return False
        # Where many headings are links, they are the text's own: entries of a live blog, parts of a list.
        return block.kind != "head" or self._linked_heads < 4

    def is_in_link_list(self, place: int) -> bool:
        """A line of a list whose lines all are short and mostly link: teasers of other articles."""
        return self.blocks[place].group in self._link_lists

    def is_boilerplate(self, place: int) -> bool:
        """A short line whose words, or whose place with its form, are those of the page and not of the article."""
        block = self.blocks[place]
        kind = boilerplate(block.text)
        if kind is Boilerplate.COUNTER:
            return block.kind in ("p", "head") and not block.group
        if kind is not None:
            return True
        run = self._run(block)
        if run is None or len(block.text) > 200:
            return False
        return bool(run.place & self._foreign & _NEVER_TEXT)

    def is_heading_of_nothing(self, place: int) -> bool:
        """A heading at the very end."""
        return place > 0 and self.blocks[place].kind == "head" and place == len(self.blocks) - 1

    # What a line is.

    def _says_title(self, block: Block) -> bool:
        text = key(block.text)
        if not text or not self._title:
            return bool(text) and text in self._headings and block.kind == "head"
        if text == self._title or text in self._headings:
            return True
        if block.kind == "head" and (self._title in text or (len(text) > 20 and text in self._title)):
            return True
        return len(text) > 30 and text in self._title and not ends_a_sentence(block.text)

    def _is_meta_line(self, text: str) -> bool:
        if len(text) > 120:
            return False
        line = key(text)
        if not line or line in self._labels:
            return True
        if boilerplate(text) is Boilerplate.COUNTER:
            return True
        return is_byline(text, self._authors) or is_date_line(text)

    def _is_tail_line(self, block: Block) -> bool:
        text = block.text
        if len(text) > 250:
            return False
        if self._is_meta_line(text) or boilerplate(text) is not None or is_credit(text):
            return True
        run = self._run(block)
        if run is None:
            return False
        if run.link_share >= 0.6 or run.place & self._foreign & _NEVER_TAIL:
            return True
        # A tag, a label, the heading of what follows: words of another element than the text's.
        return not ends_a_sentence(text) and headline_width(text) <= _LABEL and not self._stands_at_home(run)

    def _stands_at_home(self, run: Run) -> bool:
        """Whether a run stands in the innermost element around nearly all of the text."""
        if self._home < 0:
            firsts = [(tight(block.text.partition("\n")[0]), len(block.text)) for block in self.blocks]
            by_key = self._outline.by_key
            self._home = _home([(by_key[name], size) for name, size in firsts if name in by_key], self._up)
        return self._home in (0, *self._up(run.node))

    def _up(self, node: int) -> Iterator[int]:
        """An element and those around it, without the root."""
        while node > 0:
            yield node
            node = self._outline.nodes.parent[node]

    def _run(self, block: Block) -> Run | None:
        return self._outline.by_key.get(tight(block.text))

    def _remove(self, name: str, block: Block) -> None:
        self._drop(name, [block])
        self.blocks = [other for other in self.blocks if other is not block]

    def _drop(self, name: str, blocks: list[Block]) -> None:
        self.dropped.extend((name, block.text) for block in blocks)


_NEVER_TEXT = Place.FORM | Place.NAVIGATION | Place.COMMENTS | Place.SHARING | Place.CONSENT
_NEVER_TAIL = _NEVER_TEXT | Place.FOOTER | Place.TAGS | Place.RELATED | Place.NEWSLETTER | Place.BYLINE


def _link_lists(runs: list[tuple[Block, Run]]) -> frozenset[int]:
    """The groups whose lines all are at least half link, and no sentences."""
    groups: dict[int, bool] = {}
    for block, run in runs:
        if block.group and block.kind == "item":
            teaser = run.link_share >= 0.5 and len(block.text) <= 200 and not block.text.endswith((".", "。"))
            groups[block.group] = groups.get(block.group, True) and teaser
    return frozenset(group for group, teasers in groups.items() if teasers)


def _home(runs: list[tuple[Run, int]], up: Callable[[int], Iterator[int]]) -> int:
    """The innermost element around nearly all of the text, not a paragraph alone; 0 where that is the whole page."""
    total = sum(length for _, length in runs)
    around: dict[int, int] = {}
    for run, length in runs:
        for node in islice(up(run.node), 1, None):
            around[node] = around.get(node, 0) + length
    # An element's number is higher than that of any around it.
    return max((node for node, length in around.items() if length >= total * _NEARLY_ALL), default=0)


def _rare_places(runs: list[tuple[int, int]]) -> int:
    """The bits of `Place` that mark a small part of the text: where most of it stands in a place, its name misleads."""
    total = sum(length for _, length in runs)
    rare = 0
    for bit in Place.ALL:
        if sum(length for place, length in runs if place & bit) <= total * _RARE:
            rare |= bit
    return rare
