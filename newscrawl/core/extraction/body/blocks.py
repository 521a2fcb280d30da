"""Paragraphs out of a tree of text, and a text out of paragraphs.

The text has no markup, so its form says what a line is: an empty line parts paragraphs, headings and quotations; the
items of a list are lines of one paragraph, nested ones too, without bullets or numbers, which no page writes into its
text; the rows of a table are lines of one paragraph with " | " between cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from newscrawl.core.extraction.body.tables import is_layout, main_cell, rows_of
from newscrawl.core.extraction.text import fold, fold_paragraphs

__all__ = ["CELL_BORDER", "Block", "Walk", "join"]

CELL_BORDER = " | "
"""What stands between two cells of a row."""

_BLOCKS = frozenset(
    "p head quote list item table row cell div section article main body html blockquote ul ol li dl dt dd pre code "
    "fw ab h1 h2 h3 h4 h5 h6 tr td th caption figure figcaption address details summary center header footer form "
    "aside".split()
)
_KINDS = {
    **dict.fromkeys(("head", "h1", "h2", "h3", "h4", "h5", "h6"), "head"),
    **dict.fromkeys(("quote", "blockquote"), "quote"),
}
_ITEMS = frozenset(("item", "li", "dt", "dd"))
_BREAKS = frozenset(("lb", "br"))
_LISTS = frozenset(("list", "ul", "ol", "dl"))
_HEADINGS = ("head", "h2", "h3", "h4", "h5", "h6")


@dataclass(slots=True)
class Block:
    """One paragraph of the text, or one line of a list or table."""

    text: str
    """Folded; a line break inside the paragraph is one newline."""

    kind: str = "p"
    """p, head, item, quote or row."""

    group: int = 0
    """Blocks of one list or table share a number above 0; all others have 0."""


def join(blocks: list[Block]) -> str:
    """The blocks as paragraphs with an empty line between; the lines of one list or table make one paragraph."""
    parts: list[str] = []
    group = 0
    for block in blocks:
        if block.group and block.group == group:
            parts[-1] += "\n" + block.text
        else:
            parts.append(block.text)
        group = block.group
    return "\n\n".join(parts)


class Walk:
    """Turns trafilatura's tree (or an HTML tree, which its rescues may give) into blocks. One tree a walk."""

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
        """`kind` and `group` are those of the block around; a list's group is 0 where it only sets out text."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _BREAKS:
            self._parts.append("\n")
        elif tag == "table":
            self._flush(kind, group)
            self._enter_table(element, group)
        elif tag in _BLOCKS:
            self._flush(kind, group)
            inner = "item" if tag in _ITEMS and group else _KINDS.get(tag, kind)
            if tag in _LISTS and not group and not _sets_out_text(element):
                group = self._new_group()
            self._read(element, inner, group)
            self._flush(inner, group)
        else:
            self._read(element, kind, group)

    def _read(self, element: Any, kind: str, group: int) -> None:
        self._add(element.text)
        for child in element:
            self._enter(child, kind, group)
            self._add(child.tail)

    def _enter_table(self, table: Any, group: int) -> None:
        main = main_cell(table)
        if main is not None or is_layout(table):
            self._read(table if main is None else main, "p", group)
            self._flush("p", group)
            return
        group = group or self._new_group()
        self._found.extend(Block(fold(CELL_BORDER.join(cells)), "row", group) for cells in rows_of(table))

    def _new_group(self) -> int:
        self._groups += 1
        return self._groups

    def _add(self, text: str | None) -> None:
        if text:
            self._parts.append(text.replace("\n", " ").replace("\r", " "))

    def _flush(self, kind: str, group: int) -> None:
        paragraphs = fold_paragraphs("".join(self._parts))
        self._parts.clear()
        if paragraphs and (group or kind == "head"):
            # An item or a heading is one, however many breaks it has.
            paragraphs = ["\n".join(paragraphs)]
        self._found.extend(Block(text, kind, group) for text in paragraphs)


def _sets_out_text(element: Any) -> bool:
    """Whether a list is no list but the parts of a text: with headings in it, or several paragraphs to most items."""
    if next(element.iter(*_HEADINGS), None) is not None:
        return True
    items = [child for child in element if child.tag in ("item", "li")]
    return 2 * sum(1 for item in items if len(item.findall("p")) > 1) > len(items)
