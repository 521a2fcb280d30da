"""Near doubles: texts that say the same with a few words changed, a part cut off or a part added.

A text is compared by its sketch, about half a kilobyte whatever its length. Nothing heavy is imported here.
"""

from __future__ import annotations

from newscrawl.core.doubles.pairs import Match, compare
from newscrawl.core.doubles.sketch import Sketch, bands_of, sketch_of

__all__ = ["Match", "Sketch", "bands_of", "compare", "sketch_of"]
