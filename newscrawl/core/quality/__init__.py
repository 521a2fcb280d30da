"""Whether a page is an article."""

from newscrawl.core.quality.evidence import Facts, signals
from newscrawl.core.quality.judge import verdict

__all__ = ["Facts", "signals", "verdict"]
