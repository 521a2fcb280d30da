"""What the judge of lines sees of a run: the names of the columns, in their order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from newscrawl.core.extraction.body.places import Place

__all__ = ["FEATURES", "LEVELS", "Column"]

Column = NDArray[np.float32]

LEVELS = 4
"""Block elements around a run that are looked at, from the innermost on."""

_READING = (
    "taken", "before", "after", "near", "around", "since", "until", "share0", "share1", "share2", "share3",
    "mass0", "mass1", "mass2", "mass3", "alike", "up", "down",
)  # fmt: skip
FEATURES: tuple[str, ...] = (
    "size", "spaces", "links", "marked", "sentence", "punctuation", "digits", "capitals", "lower", "bars", "level",
    "p", "li", "td", "div", "quote", "figure", "section",
    *(f"in{bit}" for bit in range(len(Place.ALL))),
    "is_title", "title_share", "in_description", "in_data", "author", "repeated",
    "cohesion", "cohesion_near", "kin", "words",
    "order", "passed", "after_title",
    *(f"t_{name}" for name in _READING), *(f"r_{name}" for name in _READING),
    *(f"{name}{level}" for level in range(LEVELS) for name in ("c_links", "c_prose", "c_page", "c_runs")),
    "p_up", "p_down", "g_count", "g_size", "g_links",
    "page_runs", "page_t", "page_r", "page_agree", "page_outside", "page_articles", "page_data",
)  # fmt: skip
