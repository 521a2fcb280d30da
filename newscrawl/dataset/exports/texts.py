"""Plain texts: a file an article, or many in one file."""

from __future__ import annotations

import contextlib
from pathlib import Path

from newscrawl.core.exports.names import article_name
from newscrawl.core.exports.shapes import Row
from newscrawl.core.exports.times import month

BETWEEN = "\n\n"
"""Two empty lines part articles in one file; no text has more than one."""


class TextFiles:
    """FOLDER/YYYY-MM/DATE_SITE_TITLE_ID.txt, a file an article."""

    def __init__(self, folder: Path, *, again: bool = False) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=again)

    def add(self, row: Row) -> None:
        """Write a file; a second one of the same name gets a number. Raises OSError."""
        folder = self._folder / (month(row.record) or "undated")
        name = article_name(row.record, "")
        text = row.record["text"] + "\n"
        number = 1
        while True:
            path = folder / f"{name}{'' if number == 1 else f'-{number}'}.txt"
            try:
                with path.open("x", encoding="utf-8", errors="replace", newline="") as file:
                    file.write(text)
            except FileNotFoundError:
                folder.mkdir(parents=True)
            except FileExistsError:
                number += 1
            else:
                return

    def close(self) -> None:
        """Nothing is open."""

    def leave(self) -> None:
        """Nothing is open."""


class TextFile:
    """Many articles in one file, two empty lines between."""

    def __init__(self, path: Path, *, again: bool = False) -> None:
        self._file = path.open("a" if again else "x", encoding="utf-8", errors="replace", newline="")
        self._between = BETWEEN if again else ""

    def add(self, row: Row) -> None:
        """Write an article. Raises OSError."""
        self._file.write(f"{self._between}{row.record['text']}\n")
        self._between = BETWEEN

    def close(self) -> None:
        """Raises OSError."""
        self._file.close()

    def leave(self) -> None:
        """Close what is open, whatever becomes of it."""
        with contextlib.suppress(OSError):
            self._file.close()
