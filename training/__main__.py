"""Trains newscrawl's models from a corpus folder: python -m training CORPUS [--measure] [--only lines|verdict]

First the judge of lines and what tells how sure a text is, then the verdict on pages, which looks at the texts that
the first two give. The same pages and versions give the same files, to the bit. With --measure it also prints what the
models are worth on suites, countries and kinds of pages that were left out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.quality.corpus import CorpusError
from training import forest, lines, sureness
from training.corpus import Example, examples
from training.measure import Measured, measure, table
from training.sheets import Sheet, sheets
from training.verdict.run import train_verdict

MODELS = Path(__file__).parents[1] / "newscrawl" / "core" / "models"
_GROUPS: tuple[tuple[str, Callable[[Example], str], int], ...] = (
    ("suites", lambda example: example.suite, 3),
    ("countries", lambda example: example.country, 8),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Trains and writes; 0 when done, 2 where the folder is no corpus or has too little to learn from."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("corpus", type=Path, metavar="CORPUS_FOLDER")
    parser.add_argument("--measure", action="store_true", help="also leave out whole suites and countries")
    parser.add_argument("--only", choices=("lines", "verdict"), help="train these alone")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(argv)
    try:
        if options.only != "verdict":
            train_lines(sheets(examples(options.corpus), options.processes), options.measure, options.processes)
        if options.only != "lines":
            train_verdict(options.corpus, report=options.measure, processes=options.processes)
    except CorpusError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def train_lines(found: list[Sheet], more: bool, processes: int) -> list[Measured]:
    """Writes lines.json and sureness.json, and prints how good both are on sites that they were not trained on.

    Raises CorpusError, with neither written, where the pages say too little.
    """
    judge = lines.train(found)
    measured = measure(lines.left_out(found, lambda example: example.site, 5), processes)
    print("main text, on sites that were left out:", *table(measured), sep="\n")
    sure = sureness.train(measured)
    forest.save(judge, MODELS / "lines.json")
    sureness.save(sure, MODELS / "sureness.json")
    print(f"how sure (a text is right from F1 {sureness.RIGHT} on):", *sureness.calibration(measured), sep="\n")
    for name, group, count in _GROUPS if more else ():
        print(f"main text, on {name} that were left out:", flush=True)
        print(*table(measure(lines.left_out(found, group, count), processes)), sep="\n")
    return measured


if __name__ == "__main__":
    sys.exit(main())
