"""Readings: what one method takes for the main text of a page. Several of them are compared before one is believed."""

from __future__ import annotations

import logging
from functools import lru_cache

import numpy as np
from lxml.html import HtmlElement
from numpy.typing import NDArray
from resiliparse.extract.html2text import extract_plain_text
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from newscrawl.core.extraction.body.blocks import Block, Walk
from newscrawl.core.extraction.body.stages import by_stages
from newscrawl.core.extraction.markup import trimmed
from newscrawl.core.extraction.text import tight

__all__ = ["Flags", "by_resiliparse", "by_trafilatura", "lines_of", "taken_of"]

# They report every short page as a warning and every odd one as an error; the verdict names both instead.
for _name in ("trafilatura", "readability", "justext"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

Flags = NDArray[np.bool_]


def by_trafilatura(tree: HtmlElement, *, fast: bool = True, focus: str = "balanced") -> list[Block]:
    """trafilatura's reading (Barbaresi 2021, ACL demo 15), without comments; the tree is not changed.

    `fast`: without its comparison with readability and jusText. `focus`: balanced, precision or recall. Its metadata
    reader and its process-wide memory of duplicates are off.
    """
    options = _options(fast, focus)
    body = by_stages(tree, options) if fast and focus == "balanced" else None
    if body is None:
        document = bare_extraction(trimmed(tree) if fast else tree, options=options)
        body = getattr(document, "body", None)
    return Walk().blocks(body) if body is not None else []


@lru_cache(maxsize=6)
def _options(fast: bool, focus: str) -> Extractor:
    # "xml" leaves the body as a tree: "python" would also write it out as text.
    return Extractor(
        output_format="xml",
        comments=False,
        tables=True,
        formatting=False,
        dedup=False,
        fast=fast,
        precision=focus == "precision",
        recall=focus == "recall",
    )


def by_resiliparse(html: str, depth: int = 0) -> list[str]:
    """The lines of resiliparse's reading (Bevendorff et al. 2018, ECIR), which looks at the page's own markup alone.

    [] where the page nests deeper than pages do: its time grows with the square of that.
    """
    if depth > _DEEPEST:
        return []
    text = extract_plain_text(
        html, main_content=True, alt_texts=False, links=False, form_fields=False, noscript=False, comments=False
    )
    return text.split("\n")


def taken_of(lines: list[str], names: list[str]) -> Flags:
    """Which runs a reading took, (runs,). In: its lines; the runs' texts without white space (`text.tight`)."""
    known: set[str] = set()
    for line in lines:
        known.add(tight(line))
    known.discard("")
    whole = "\x00" + "\x00".join(known)
    return np.fromiter((_is_taken(name, known, whole) for name in names), np.bool_, len(names))


def _is_taken(name: str, known: set[str], whole: str) -> bool:
    """As a line, as a part of one, or with a part of its own left out."""
    if name in known:
        return True
    if len(name) < _TELLING or name[:_TELLING] not in whole:
        return False  # most runs: both searches below would be in vain
    return name in whole or (len(name) >= 2 * _TELLING and "\x00" + name[: 2 * _TELLING] in whole)


_DEEPEST = 400
_TELLING = 16
"""Characters from which on a text is seldom part of another by chance."""


def lines_of(blocks: list[Block]) -> list[str]:
    """The blocks' lines; the cells of a table's row apart."""
    found: list[str] = []
    for block in blocks:
        if "\n" in block.text or block.kind == "row":
            for line in block.text.split("\n"):
                found.extend(line.split(" | "))
        else:
            found.append(block.text)
    return found
