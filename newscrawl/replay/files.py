"""An archive that is read: how far, so that a later call goes on there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["ArchiveFile"]


@dataclass(slots=True, eq=False)
class ArchiveFile:
    """One file, and what of it is settled: each page has its line, or is known not to get one."""

    path: Path
    name: str
    """Under which the store knows it, for these filters."""
    size: int
    start: int = 0
    """Where the call begins to read it."""
    read: int = 0
    """The offset up to which it has been read."""
    records: int = 0
    """Answers that came out of it in this call."""
    damaged: int = 0
    is_done: bool = False
    """Whether all of it is read; what is under way may not be settled."""
    kept: tuple[int, bool] = (-1, False)
    """Position and end as the store has them."""
    begun_by: list[str] = field(default_factory=list)
    """The runs that have read in it and did not come to its end: lines of theirs may be missing behind `start`."""
    _under_way: Counter[int] = field(default_factory=Counter)

    def begin(self, start: int) -> None:
        """A unit that begins there is under way."""
        self._under_way[start] += 1

    def settle(self, start: int) -> None:
        """It is settled."""
        self._under_way[start] -= 1
        if not self._under_way[start]:
            del self._under_way[start]

    @property
    def position(self) -> int:
        """The offset before which all is settled."""
        return min(self._under_way, default=self.read)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do in it."""
        return self.is_done and not self._under_way

    def row(self) -> dict[str, Any]:
        """What the store keeps."""
        by = [] if self.is_settled else self.begun_by
        return {"file": str(self.path), "position": self.position, "done": self.is_settled, "begun_by": by}
