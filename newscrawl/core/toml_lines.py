"""On which line of a TOML text a key stands: tomllib gives values, not positions.

A scanner of the parts of TOML 1.0 that decide where a key begins: comments, the four kinds of strings, brackets and
table headers. It reads valid TOML; what tomllib refuses never gets here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

__all__ = ["KeyLines", "key_lines"]

_PIECE = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|\n|[\[\]{}]|[^\[\]{}"\'#\n]+',
    re.DOTALL,
)
_KEY = re.compile(r"""\s*(?:"((?:\\.|[^"\\])*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*([.=])?""")
_HEADER = re.compile(r"""\s*(\[\[?)\s*("(?:\\.|[^"\\])*"|'[^']*'|[A-Za-z0-9_-]+)""")


@dataclass(slots=True)
class KeyLines:
    """Lines (from 1) of keys and of table headers."""

    keys: dict[tuple[str, int, str], int] = field(default_factory=dict)
    """(table, which one of that name, key) -> line; the table before the first header is ""."""

    tables: dict[tuple[str, int], int] = field(default_factory=dict)

    def find(self, table: str, number: int, key: str | None = None) -> int:
        """The line of a key; where it is not found the table's, else 1."""
        top = self.keys.get(("", 0, table), 1)
        header = self.tables.get((table, number), top)
        return header if key is None else self.keys.get((table, number, key), header)


def _statements(text: str) -> list[tuple[int, str]]:
    """(line, text) of every key/value pair and header: what begins a line outside of strings and brackets."""
    found: list[tuple[int, str]] = []
    parts: list[str] = []
    line, depth, start = 1, 0, 1
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece == "\n" and depth == 0:
            found.append((start, "".join(parts)))
            parts, start = [], line + 1
        elif not piece.startswith("#"):
            depth += (piece in "[{") - (piece in "]}") if len(piece) == 1 else 0
            parts.append(piece)
        line += piece.count("\n")
    found.append((start, "".join(parts)))
    return [(number, statement) for number, statement in found if statement.strip()]


def key_lines(text: str) -> KeyLines:
    """The lines of the first-level keys of every table of a valid TOML text."""
    lines = KeyLines()
    table, number = "", 0
    seen: dict[str, int] = {}
    for line, statement in _statements(text):
        header = _HEADER.match(statement)
        if header:
            table = header[2].strip("\"'")
            number = seen[table] = seen.get(table, -1) + 1
            lines.tables[table, number] = line
            continue
        key = _KEY.match(statement)
        if key:
            lines.keys.setdefault((table, number, key[1] or key[2] or key[3] or ""), line)
    return lines
