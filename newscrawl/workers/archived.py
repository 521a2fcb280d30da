"""What the worker processes are asked to do with archived pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from newscrawl.core.page_context import PageContext
from newscrawl.core.raw_answer import RawAnswer
from newscrawl.core.rights.signals import Signal

if TYPE_CHECKING:
    from newscrawl.core.extraction import Extraction


def read_archived(
    pages: Sequence[tuple[RawAnswer, PageContext]], *, sketch: bool = True
) -> list[tuple[Extraction, tuple[Signal, ...]]]:
    """Each page read as a crawl reads it, and what its headers say of use."""
    from newscrawl.core.doubles.sketch import body_of, sketch_of
    from newscrawl.core.rereading import read_answer, said_in_headers

    read = []
    for answer, context in pages:
        found = read_answer(answer, context)
        if sketch and found.rejection is None and found.article is not None:
            found.sketch = sketch_of(body_of(found.article.text, found.article.title))
        read.append((found, said_in_headers(answer)))
    return read
