"""Tables of a tree of text: which are data, and what their rows say."""

from __future__ import annotations

from typing import Any

from newscrawl.core.extraction.text import fold_lines

__all__ = ["CELLS", "is_layout", "main_cell", "rows_of"]

CELLS = frozenset(("cell", "td", "th", "caption"))
_ROWS = frozenset(("row", "tr", "caption"))
_PARAGRAPHS = frozenset(("p", "head", "quote", "list", "h2", "h3", "h4", "ul", "ol", "blockquote"))
_LONG = 100
_MAIN = 400


def main_cell(table: Any) -> Any | None:
    """The cell that holds the text of a table which is there for the layout alone; None for any other table.

    It has most of the table's text, in several paragraphs.
    """
    cells = {cell: len("".join(cell.itertext())) for cell in table.iter(*CELLS) if not _has_cells(cell)}
    main = max(cells, key=cells.__getitem__, default=None)
    if main is None or cells[main] < max(_MAIN, 0.7 * sum(cells.values())):
        return None
    return main if sum(1 for child in main if child.tag in _PARAGRAPHS) >= 3 else None


def is_layout(table: Any) -> bool:
    """Whether a table only sets out text: it holds another table, columns of paragraphs, one column of long cells."""
    if next((inner for inner in table.iter("table") if inner is not table), None) is not None:
        return True
    texts = [[text for text in row if text] for row in rows_of(table)]
    if max(map(len, texts), default=0) <= 1:
        return any(len(text) > _LONG for row in texts for text in row)
    return any(_is_column(cell) for cell in table.iter(*CELLS))


def rows_of(table: Any) -> list[list[str]]:
    """The rows with any text, a text a cell, a line each; columns without any text and empty cells at ends are out."""
    rows = [[_line(cell) for cell in row] for row in _own_cells(table)]
    width = max(map(len, rows), default=0)
    used = [any(len(row) > column and row[column] for row in rows) for column in range(width)]
    found = []
    for row in rows:
        cells = [cell for column, cell in enumerate(row) if used[column]]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            found.append(cells)
    return found


def _own_cells(table: Any) -> list[list[Any]]:
    """The cells of a table row by row, without those of tables in it; a caption is a row."""
    rows = [row for row in table.iter(*_ROWS) if next(row.iterancestors("table"), None) is table]
    return [[row] if row.tag == "caption" else [cell for cell in row if cell.tag in CELLS] for row in rows]


def _line(cell: Any) -> str:
    """A cell's text as one line, its paragraphs with a space between."""
    parts: list[str] = []
    _gather(cell, parts)
    return " ".join(fold_lines("".join(parts)).split("\n"))


def _gather(element: Any, parts: list[str]) -> None:
    parts.append(element.text or "")
    for child in element:
        edge = "" if child.tag in _INLINE else " "
        parts.append(edge)
        _gather(child, parts)
        parts += (edge, child.tail or "")


_INLINE = frozenset("hi ref a b i em strong span u s sub sup small del ins mark abbr time wbr font".split())


def _is_column(cell: Any) -> bool:
    long = [child for child in cell if child.tag in _PARAGRAPHS and len("".join(child.itertext())) > _LONG]
    return len(long) >= 2


def _has_cells(cell: Any) -> bool:
    return any(inner is not cell for inner in cell.iter(*CELLS))
