"""The files of an export: one, or one a part, with few open at a time and few records in memory."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from newscrawl.core.exports.parts import Part, hive_path, part_of, plain_path
from newscrawl.core.exports.shapes import Row
from newscrawl.dataset.exports.forms import ROLL_BYTES, Form, Writer
from newscrawl.dataset.exports.records import Records

MOST_OPEN = 64
"""Files that are open at a time."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where files lie in an export's folder, and what they are split by."""

    root: Path
    form: Form
    keys: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    roll_bytes: int = ROLL_BYTES

    def file(self, part: Part, number: int = 1) -> Path:
        """The file of a part; the `number` counts in forms that roll."""
        folder = self.root / self.form.folder
        ending = self.form.endings[0]
        if part and self.form.hive:
            return folder / hive_path(part, self.keys) / f"part-{number:05d}{ending}"
        stem = plain_path(part) if part else "articles"
        return folder / f"{stem}{f'-{number:05d}' if self.form.rolls else ''}{ending}"

    def open(self, path: Path, *, again: bool) -> Writer:
        """Raises OSError."""
        if not again:
            path.parent.mkdir(parents=True, exist_ok=True)
        return self.form.open(path, again=again, **self.options)


class Taker(Protocol):
    """Takes the records of an export."""

    def add(self, row: Row, line: bytes) -> None:
        """Take a record and the line that it stood in. Raises OSError."""

    def close(self) -> None:
        """Finish all files. Raises OSError."""

    def leave(self) -> None:
        """Let go of all that is open; the files are of no use to anybody. Raises nothing."""


class OneWriter:
    """All records go to one writer."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def add(self, row: Row, line: bytes) -> None:
        """Raises OSError."""
        self._writer.add(row)

    def close(self) -> None:
        """Raises OSError."""
        self._writer.close()

    def leave(self) -> None:
        """Let go of it."""
        self._writer.leave()


class PartFile:
    """The files of one part: a new one where the last has become large, closed and gone on with as asked."""

    def __init__(self, layout: Layout, part: Part) -> None:
        self._layout, self._part = layout, part
        self._number, self._size, self._begun = 1, 0, False
        self._writer: Writer | None = None

    def add(self, row: Row, line: bytes) -> None:
        """Raises OSError."""
        if self._layout.form.rolls and self._size >= self._layout.roll_bytes:
            self.close()
            self._number, self._size, self._begun = self._number + 1, 0, False
        if self._writer is None:
            self._writer = self._layout.open(self._layout.file(self._part, self._number), again=self._begun)
            self._begun = True
        self._writer.add(row)
        self._size += len(line)

    def close(self) -> None:
        """Close the file; the next record opens it again. Raises OSError."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    def leave(self) -> None:
        """Let go of it."""
        if self._writer is not None:
            self._writer.leave()


class Parts:
    """A file a part, for forms whose files can be gone on with."""

    def __init__(self, layout: Layout, most_open: int = MOST_OPEN) -> None:
        self._layout, self._most_open = layout, most_open
        self._parts: dict[Part, PartFile] = {}
        self._open: OrderedDict[Part, PartFile] = OrderedDict()

    def add(self, row: Row, line: bytes) -> None:
        """Raises OSError."""
        part = part_of(row.record, self._layout.keys)
        file = self._parts.setdefault(part, PartFile(self._layout, part))
        self._open[part] = file
        self._open.move_to_end(part)
        if len(self._open) > self._most_open:
            self._open.popitem(last=False)[1].close()
        file.add(row, line)

    def close(self) -> None:
        """Raises OSError."""
        for file in self._open.values():
            file.close()
        self._open.clear()

    def leave(self) -> None:
        """Let go of all."""
        for file in self._open.values():
            file.leave()


class SpilledParts:
    """A file a part, for forms whose files are written at one go: lines are gathered by part first, then converted."""

    def __init__(self, layout: Layout, spill: Path, most_open: int = MOST_OPEN) -> None:
        """`spill` is a folder of its own, which is emptied as parts are done."""
        self._layout, self._most_open = layout, most_open
        self._spill = spill
        spill.mkdir()
        self._files: dict[Part, Path] = {}
        self._open: OrderedDict[Part, Any] = OrderedDict()
        self._target: PartFile | None = None

    def add(self, row: Row, line: bytes) -> None:
        """Raises OSError."""
        part = part_of(row.record, self._layout.keys)
        if part not in self._open:
            path = self._files.setdefault(part, self._spill / f"{len(self._files)}.jsonl")
            self._open[part] = path.open("ab")
            if len(self._open) > self._most_open:
                self._open.popitem(last=False)[1].close()
        self._open.move_to_end(part)
        self._open[part].write(line if line.endswith(b"\n") else line + b"\n")

    def close(self) -> None:
        """Convert part by part. Raises OSError."""
        for file in self._open.values():
            file.close()
        self._open.clear()
        for part, path in self._files.items():
            self._target = PartFile(self._layout, part)
            for row, line in Records([path]):
                self._target.add(row, line)
            self._target.close()
            path.unlink()
        self._spill.rmdir()

    def leave(self) -> None:
        """Let go of all."""
        for file in self._open.values():
            with contextlib.suppress(OSError):
                file.close()
        if self._target is not None:
            self._target.leave()


def files_below(root: Path) -> Iterator[Path]:
    """All files of an export, in order."""
    yield from sorted(path for path in root.rglob("*") if path.is_file())
