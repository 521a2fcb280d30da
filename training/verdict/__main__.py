"""Trains the verdict alone: python -m training.verdict CORPUS_FOLDER [--report] [--processes N]

Makes the pages, measures them, and writes newscrawl/core/models/verdict.json. --report prints first what the verdict is
worth on sites, countries, kinds of pages and surroundings that were left out of training.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.quality.corpus import CorpusError
from training.verdict.run import train_verdict


def main(argv: Sequence[str] | None = None) -> int:
    """Trains and writes; 0 when written, 2 where the folder is no corpus."""
    parser = argparse.ArgumentParser(
        prog="python -m training.verdict", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path, metavar="CORPUS_FOLDER")
    parser.add_argument("--report", action="store_true", help="also print what it is worth on what was left out")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(argv)
    try:
        train_verdict(options.corpus, report=options.report, processes=options.processes)
    except CorpusError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
