"""What a page is made of: its runs of text, each with its links, its place, and the block elements around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.extraction.body.places import Place, named_by, place_of
from newscrawl.core.extraction.text import tight

__all__ = ["Nodes", "Outline", "Place", "Run", "read_outline"]


@dataclass(slots=True)
class Run:
    """The text between two borders of blocks."""

    text: str
    """White space folded."""

    linked: int
    """How many of its characters are in links, white space aside."""

    place: int
    """Bits of `Place`."""

    article: int = 0
    """Which <article> of the page it stands in (the outermost one), counted from 1; 0 for none."""

    node: int = 0
    """The innermost block element around it: its number in `Outline.nodes`."""

    marked: int = 0
    """How many of its characters are bold or italic, white space aside."""

    line: bool = False
    """It goes on after the run before it, from which one line break alone parts it."""

    @property
    def link_share(self) -> float:
        """Characters in links of all, white space aside, 0 to 1."""
        if not self.linked:
            return 0.0
        return min(1.0, self.linked / max(1, len(self.text) - self.text.count(" ")))


@dataclass(slots=True)
class Nodes:
    """The block elements of a page in its order, column by column; number 0 is the root.

    The runs of an element are those from `first` up to, not including, `last`.
    """

    parent: list[int] = field(default_factory=list)
    tag: list[str] = field(default_factory=list)
    look: list[int] = field(default_factory=list)
    """Equal for elements of the same name and class."""
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)


@dataclass
class Outline:
    """All visible runs of a page, in its order."""

    runs: list[Run] = field(default_factory=list)
    nodes: Nodes = field(default_factory=Nodes)
    depth: int = 0
    """How many elements its innermost one stands in."""
    standings: dict[tuple[str, ...], Any] = field(default_factory=dict, repr=False, compare=False)
    """Where texts stand in it, as far as somebody asked (core.extraction.standing)."""

    @cached_property
    def names(self) -> list[str]:
        """The runs' texts without white space (`text.tight`)."""
        return [tight(run.text) for run in self.runs]

    @cached_property
    def by_key(self) -> dict[str, Run]:
        """The runs by their `names`; of equal ones the first in an article, else the first."""
        found: dict[str, Run] = {}
        for name, run in zip(self.names, self.runs, strict=True):
            known = found.get(name)
            if known is None or (run.place & Place.ARTICLE and not known.place & Place.ARTICLE):
                found[name] = run
        return found


_BLOCKS = frozenset(
    "html body p div section article main aside nav header footer form ul ol li dl dt dd table tr td th caption "
    "blockquote pre h1 h2 h3 h4 h5 h6 figure figcaption address details summary fieldset center hr br".split()
)
_HIDDEN = frozenset("script style template noscript svg head select option iframe object textarea button".split())
_MARKED = frozenset(("b", "strong", "em", "i"))


def read_outline(tree: HtmlElement) -> Outline:
    """The runs of a page's visible text. In: the root of its tree, which is not changed. Linear in the page."""
    reader = _Reader()
    walk = etree.iterwalk(tree, events=("start", "end"))
    enter, leave, skip = reader.enter, reader.leave, walk.skip_subtree
    for event, element in walk:
        if event == "end":
            leave(element)
        elif enter(element):
            skip()
    reader.flush()
    return reader.outline


class _Reader:
    """Keeps the place of the walk. One call an element and way, so both are written for speed."""

    def __init__(self) -> None:
        self.outline = Outline()
        self._parts: list[str] = []
        self._linked = 0
        self._marked = 0
        self._in_link = 0
        self._in_mark = 0
        self._places: list[int] = [Place.NONE]
        self._article = 0
        self._articles = 0
        self._node = 0
        self._breaks = 0
        self._looks: dict[tuple[str, str | None], int] = {}

    def enter(self, element: HtmlElement) -> bool:
        """True where nothing of the element is to be read."""
        tag = element.tag
        places = self._places
        if len(places) > self.outline.depth:
            self.outline.depth = len(places)
        if tag in _HIDDEN:
            places.append(places[-1])
            return True
        if tag in _BLOCKS:
            if self._parts:
                self.flush()
            if tag == "br":
                self._breaks += 1
                places.append(places[-1])
                return False
            self._breaks = 0
            style = element.get("class")
            places.append(places[-1] | place_of(tag, style, element.get("id")))
            self._enter_node(tag, style)
            if tag == "article":
                self._articles += self._article == 0
                self._article += 1
        else:
            style, name = element.get("class"), element.get("id")
            places.append(places[-1] | named_by(style, name) if style or name else places[-1])
            if tag == "a" and _leads_away(element):
                self._in_link += 1
            elif tag in _MARKED:
                self._in_mark += 1
        text = element.text
        # White space at the start of a block is nothing; between two words it is their border.
        if text and (self._parts or not text.isspace()):
            self._add(text)
        return False

    def leave(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            if self._parts:
                self.flush()
            if tag != "br":
                self._breaks = 0
                self._leave_node()
                if tag == "article":
                    self._article -= 1
        elif tag == "a" and _leads_away(element):
            self._in_link -= 1
        elif tag in _MARKED:
            self._in_mark -= 1
        self._places.pop()
        text = element.tail
        if text and (self._parts or not text.isspace()):
            self._add(text)

    def flush(self) -> None:
        text = " ".join("".join(self._parts).split())
        self._parts.clear()
        if text:
            article = self._articles if self._article else 0
            line = self._breaks == 1 and bool(self.outline.runs) and self.outline.runs[-1].node == self._node
            self.outline.runs.append(Run(text, self._linked, self._places[-1], article, self._node, self._marked, line))
            self._breaks = 0
        self._linked = self._marked = 0

    def _enter_node(self, tag: str, style: str | None) -> None:
        nodes = self.outline.nodes
        nodes.parent.append(self._node)
        self._node = len(nodes.tag)
        nodes.tag.append(tag)
        nodes.look.append(self._looks.setdefault((tag, style), len(self._looks)))
        nodes.first.append(len(self.outline.runs))
        nodes.last.append(0)

    def _leave_node(self) -> None:
        nodes = self.outline.nodes
        nodes.last[self._node] = len(self.outline.runs)
        self._node = nodes.parent[self._node]

    def _add(self, text: str) -> None:
        self._parts.append(text)
        if self._in_link > 0 or self._in_mark > 0:
            size = sum(map(len, text.split()))
            self._linked += size if self._in_link > 0 else 0
            self._marked += size if self._in_mark > 0 else 0


def _leads_away(element: HtmlElement) -> bool:
    """Whether a link leads away: an anchor to a place on the same page does not."""
    return not (element.get("href") or "#").startswith("#")
