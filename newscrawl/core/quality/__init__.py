"""Whether a page is an article."""

from newscrawl.core.quality.evidence import Facts, signals
from newscrawl.core.quality.judge import verdict
from newscrawl.core.quality.score import kind_score

__all__ = ["Facts", "kind_score", "signals", "verdict"]
