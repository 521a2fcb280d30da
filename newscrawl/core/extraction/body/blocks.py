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
        main = _main_cell(element) if tag == "table" else None
        if main is not None:
            self._flush(kind, group)
            self._enter_as_frame(main)
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

    def _enter_as_frame(self, cell: Any) -> None:
        self._add(cell.text)
        for child in cell:
            self._enter(child, "p", 0)
            self._add(child.tail)
        self._flush("p", 0)

    def _add(self, text: str | None) -> None:
        if text:
            self._parts.append(text.replace("\n", " ").replace("\r", " "))

    def _flush(self, kind: str, group: int) -> None:
        text = fold_lines("".join(self._parts))
        self._parts.clear()
        if text:
            self._found.append(Block(text, kind, group))


def _main_cell(table: Any) -> Any | None:
    """The cell that holds the text of a table which is there for the layout alone; None for a table of data.

    It has most of the table's text, in several paragraphs.
    """
    cells = {cell: len("".join(cell.itertext())) for cell in table.iter(*_CELLS) if not _has_cells(cell)}
    main = max(cells, key=cells.__getitem__, default=None)
    if main is None or cells[main] < max(400, 0.7 * sum(cells.values())):
        return None
    return main if sum(1 for child in main if child.tag in ("p", "head", "quote", "list")) >= 3 else None


def _has_cells(cell: Any) -> bool:
    return any(inner is not cell for inner in cell.iter(*_CELLS))
