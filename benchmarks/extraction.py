"""How right the extraction is on pages with known answers, and how fast: newscrawl beside others, in one run.

    python benchmarks/extraction.py CORPUS [--peers none|A,B] [--output RECORDS.jsonl] [--report DIR] ...

CORPUS has truth.jsonl, a page a line with `id`, `url`, `body` (paragraphs, an empty line between) and, where known,
`source` (the suite), `standfirst`, `title`, `published` (ISO 8601), `authors`, `language`, `country`; and
pages/ID.html.gz. A page with an empty `body` is no article: it counts for the verdict alone. Where there is
segments/segments.jsonl (`id`, `url`, `with`, `without`; where known `title`, `author`, `date`) with
segments/pages/ID.html.gz, these pages are measured, too. benchmarks/README.md says what is measured, and how.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # Run as a file, only its own folder is on the path; the packages stand beside that.
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from benchmarks.quality.program import run

    sys.exit(run(__doc__ or ""))
