"""How much a text speaks of what its page speaks of."""

from __future__ import annotations

from collections.abc import Iterable

from newscrawl.core.extraction.body.blocks import Block
from newscrawl.core.extraction.text import key, level

__all__ = ["kinship"]


def kinship(blocks: Iterable[Block], hint: str) -> float:
    """The share of the hint's words (pairs of characters in scripts without spaces) that a text has, 0 to 1."""
    text, said = " ".join(block.text for block in blocks), key(hint)
    marks = {word for word in said.split() if len(word) >= 4}
    if len(marks) >= 4:
        text = level(text)
    else:
        said, text = said.replace(" ", ""), key(text).replace(" ", "")
        marks = {said[place : place + 2] for place in range(len(said) - 1)}
    return sum(mark in text for mark in marks) / len(marks) if marks else 0.0
