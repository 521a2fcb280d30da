"""Directional formatting characters of a line of text (UAX #9): no pair left open, none that does nothing."""

from __future__ import annotations

import re

__all__ = ["MARKS", "balanced"]

MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
"""LRM, RLM, ALM; embeddings, overrides and their end; isolates and theirs."""

_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_IS_RIGHT_TO_LEFT = re.compile(f"[{_RIGHT_TO_LEFT}]")
_LEFT_TO_RIGHT = "A-Za-z\u00c0-\u02b8\u0370-\u058f\u1e00-\u1fff"
_EMBEDDINGS = "\u202a\u202b"
_OVERRIDES = "\u202d\u202e"
_ISOLATES = "\u2066\u2067\u2068"
_POP_EMBEDDING = "\u202c"
_POP_ISOLATE = "\u2069"
_CONTROLS = frozenset(_EMBEDDINGS + _OVERRIDES + _ISOLATES + _POP_EMBEDDING + _POP_ISOLATE)
_SPACE_AFTER_START = re.compile(r"([\u202a\u202b\u2066-\u2068]+)\s+")
_SPACE_BEFORE_END = re.compile(r"\s+([\u202c\u2069]+)")
# A mark that stands beside a letter of its own direction changes nothing, nor does a second one.
_IDLE = re.compile(
    f"(?<=[{_RIGHT_TO_LEFT}\u200f])\u200f|\u200f(?=[{_RIGHT_TO_LEFT}])"
    f"|(?<=[{_LEFT_TO_RIGHT}\u200e])\u200e|\u200e(?=[{_LEFT_TO_RIGHT}])"
    f"|(?<=[\u0620-\u08ff\u061c])\u061c|\u061c(?=[\u0620-\u065f\u066e-\u08ff])"
)


def balanced(line: str) -> str:
    """The line with its directional characters in order.

    In: one line, which is one paragraph in UAX #9's sense. Out: the line with embeddings and isolates in whole pairs
    around something, as BD9 and BD11 pair them; overrides out; marks out that do nothing; all of them out where no
    letter is of a right-to-left script. Nothing else changes but spaces, which move out of the pairs.
    """
    if not MARKS.search(line):
        return line
    if not _IS_RIGHT_TO_LEFT.search(line):
        return MARKS.sub("", line)
    kept = _paired(line)
    line = "".join(char for place, char in enumerate(line) if char not in _CONTROLS or place in kept)
    line = _SPACE_BEFORE_END.sub(r"\1 ", _SPACE_AFTER_START.sub(r" \1", line))
    return _IDLE.sub("", line)


def _paired(line: str) -> set[int]:
    """The places of starts and ends of embeddings and isolates that belong together and hold something."""
    kept: set[int] = set()
    open_: list[tuple[int, int]] = []
    seen = 0
    for place, char in enumerate(line):
        if char not in _CONTROLS:
            seen += not char.isspace() and not MARKS.match(char)
        elif char in _POP_ISOLATE:
            # Closes what was opened within the isolate, too (X6a).
            depth = next((n for n in range(len(open_) - 1, -1, -1) if line[open_[n][0]] in _ISOLATES), None)
            if depth is not None:
                _keep(kept, open_[depth], place, seen)
                del open_[depth:]
        elif char in _POP_EMBEDDING:
            # Not beyond the isolate that it stands in (X7).
            if open_ and line[open_[-1][0]] not in _ISOLATES:
                start = open_.pop()
                if line[start[0]] in _EMBEDDINGS:
                    _keep(kept, start, place, seen)
        else:
            open_.append((place, seen))
    return kept


def _keep(kept: set[int], start: tuple[int, int], end: int, seen: int) -> None:
    if seen > start[1]:
        kept.update((start[0], end))
