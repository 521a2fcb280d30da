"""From a corpus folder to the model file of the verdict."""

from __future__ import annotations

from pathlib import Path

from training import forest
from training.verdict.pages import EACH, read_pages
from training.verdict.report import print_report
from training.verdict.table import tabulate, train

__all__ = ["MODEL", "train_verdict"]

MODEL = Path(__file__).parents[2] / "newscrawl" / "core" / "models" / "verdict.json"


def train_verdict(
    corpus: Path, *, model: Path = MODEL, report: bool = False, each: int = EACH, processes: int = 2
) -> None:
    """Writes the model, the same to the bit for the same pages and versions; with `report`, prints what it is worth.

    In: a corpus folder; the file to write; how many pages of each kind are made (see training.verdict.pages).
    Raises benchmarks.quality.corpus.CorpusError where the folder is no corpus.
    """
    table = tabulate(read_pages(corpus, each=each, processes=processes))
    if report:
        print_report(table)
    forest.save(train(table), model)
