"""Paragraphs out of a tree of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from newscrawl.core.extraction.text import fold_lines

_BLOCKS = frozenset(
    "p head quote list item table row cell div section article main body html blockquote ul ol li dl dt dd pre code "
    "fw ab h1 h2 h3 h4 h5 h6 tr td th figure figcaption address details summary center header footer form aside".split()
)
_KINDS = {
    **dict.fromkeys(("head", "h1", "h2", "h3", "h4", "h5", "h6"), "head"),
    **dict.fromkeys(("item", "li", "dt", "dd"), "item"),
    **dict.fromkeys(("quote", "blockquote"), "quote"),
    **dict.fromkeys(("row", "tr"), "row"),
}
_BREAKS = frozenset(("lb", "br"))
_CELLS = frozenset(("cell", "td", "th"))
_LISTS = frozenset(("list", "ul", "ol", "dl", "table"))


@dataclass(slots=True)
class Block:
    """One paragraph of the text, or one line of a list or table."""

    text: str
    """Folded; a line break inside the paragraph is one newline."""

    kind: str = "p"
    """p, head, item, quote or row."""

    group: int = 0
    """Blocks of one list or table share a number above 0; all others have 0."""


class Walk:
    """Turns trafilatura's tree (or an HTML tree, which its rescues may give) into blocks."""

    def __init__(self) -> None:
        self._found: list[Block] = []
        self._parts: list[str] = []
        self._groups = 0

    def blocks(self, body: Any) -> list[Block]:
        """The blocks of a tree, in its order; the tree is not changed."""
        self._enter(body, "p", 0)
        self._flush("p", 0)
        return self._found

    def _enter(self, element: Any, kind: str, group: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _BREAKS:
            self._parts.append("\n")
            return
        block = tag in _BLOCKS
        inner = _KINDS.get(tag, kind)
        if tag in _LISTS and not group:
            self._groups += 1
            group = self._groups
        own = block and not (tag in _CELLS or (kind == "row" and inner == "p"))
        if own:
            self._flush(kind, group)
        elif tag in _CELLS and any(part.strip() for part in self._parts):
            self._parts.append(" | ")
        self._add(element.text)
        for child in element:
            self._enter(child, inner, group)
            self._add(child.tail)
        if own:
            self._flush(inner, group)

    def _add(self, text: str | None) -> None:
        if text:
            self._parts.append(text.replace("\n", " ").replace("\r", " "))

    def _flush(self, kind: str, group: int) -> None:
        text = fold_lines("".join(self._parts))
        self._parts.clear()
        if text:
            self._found.append(Block(text, kind, group))
