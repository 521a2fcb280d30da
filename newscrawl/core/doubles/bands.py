"""What sketches that may be alike are found by: a few of their hashes that agree as a whole (core.doubles.sketch)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newscrawl.core.doubles.sketch import BANDS, ROWS

__all__ = ["Bands", "bands_of_all"]

Bands = NDArray[np.uint32]


def bands_of_all(hashes: Sequence[bytes]) -> Bands:
    """The bands of many sketches, a row of eight for each: numbers of 27 bits, as `bands_of` gives them for one."""
    used = b"".join([some[: BANDS * ROWS] for some in hashes])
    rows = np.frombuffer(used, np.uint8).reshape(len(hashes), BANDS, ROWS).astype(np.uint32)
    found = np.zeros((len(hashes), BANDS), np.uint32)
    found |= np.arange(BANDS, dtype=np.uint32)
    for row in range(ROWS):
        found <<= np.uint32(8)
        found |= rows[:, :, row]
    return found
