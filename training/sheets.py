"""Pages as the judge of lines is trained on: what is seen of each run, and its label."""

from __future__ import annotations

import random
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from copy import copy
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray
from trafilatura.readability_lxml import Document

from benchmarks.quality.corpus import Page, SegmentPage
from newscrawl.core.extraction import page as documents
from newscrawl.core.extraction.body import readings
from newscrawl.core.extraction.body.features import Matrix, Seen
from newscrawl.core.extraction.body.hints import hints_of
from newscrawl.core.extraction.body.outline import Outline, Place, read_outline
from newscrawl.core.extraction.metadata.reader import read_metadata
from newscrawl.core.extraction.text import tight
from training import variants
from training.corpus import Example
from training.labels import Labels, from_answer, from_parts


@dataclass(eq=False)
class Sheet:
    """One form of one page."""

    example: Example
    form: str
    """plain, bare or grafted (see training.variants)."""
    matrix: Matrix
    """(runs, FEATURES)."""
    size: NDArray[np.float32]
    """Characters of each run."""
    names: list[str]
    """The runs' texts without white space."""
    labels: Labels


def sheets(examples: Sequence[Example], processes: int = 2) -> list[Sheet]:
    """All forms of all pages, in the order of the examples; pages without anything known of their runs are left out."""
    bodies = [(e.country, e.site, e.page.body) for e in examples if isinstance(e.page, Page)]
    known = variants.donors(bodies)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return [sheet for found in pool.map(_Maker(known), examples, chunksize=8) for sheet in found]


class _Maker:
    def __init__(self, known: dict[str, list[tuple[str, list[str]]]]) -> None:
        self._known = known

    def __call__(self, example: Example) -> list[Sheet]:
        body = example.html()
        plain = _sheet(example, "plain", body, None)
        if plain is None or not plain.labels.weight.any():
            return []
        known = _label_of(plain)
        if isinstance(example.page, SegmentPage):
            return [plain]  # its labels are the tools' own: in other forms they would teach the tools' errors
        found = [plain, _sheet(example, "bare", variants.bare(body, example.page.url), known)]
        dice = random.Random(example.page.id)
        donor = self._donor(example, dice)
        text = frozenset(name for name, (label, weight) in known.items() if label and weight)
        graft = variants.grafted(body, example.page.url, text, donor, dice) if donor else None
        if graft is not None:
            foreign = {tight(line): (0.0, 1.0) for line in (*donor, donor[0][:90]) if tight(line) not in text}
            found.append(_sheet(example, "grafted", graft, {**known, **foreign}))
        return [sheet for sheet in found if sheet is not None]

    def _donor(self, example: Example, dice: random.Random) -> list[str]:
        near = [text for site, text in self._known.get(example.country, []) if site != example.site]
        if not near or dice.random() < 0.2:
            near = [text for found in self._known.values() for site, text in found if site != example.site]
        return dice.choice(near) if near else []


def _label_of(sheet: Sheet) -> dict[str, tuple[float, float]]:
    """By a run's text: its label and weight; the one that is part of the article where equal runs differ."""
    known: dict[str, tuple[float, float]] = {}
    for name, wanted, weight in zip(sheet.names, sheet.labels.wanted, sheet.labels.weight, strict=True):
        if weight and (name not in known or wanted > known[name][0]):
            known[name] = (float(wanted), float(weight))
    return known


def _sheet(
    example: Example, form: str, body: bytes | str, known: dict[str, tuple[float, float]] | None
) -> Sheet | None:
    document = documents.read_page(body, example.page.url)
    outline = read_outline(document.slim_tree)
    if not 3 <= len(outline.runs) <= 5000:
        return None
    fast = readings.lines_of(readings.by_trafilatura(document.slim_tree))
    votes = [readings.taken_of(lines, outline.names) for lines in (fast, readings.by_resiliparse(document.html))]
    seen = Seen(outline, votes, hints_of(document, read_metadata(document)))
    labels = _transferred(known, seen.names) if known is not None else _labels(example, document, outline, seen)
    return Sheet(example, form, seen.matrix(), seen.size, seen.names, labels)


def _transferred(known: dict[str, tuple[float, float]], names: list[str]) -> Labels:
    pairs = np.array([known.get(name, (0.0, 0.0)) for name in names])
    return Labels(pairs[:, 0], pairs[:, 1])


def _labels(example: Example, document: documents.Page, outline: Outline, seen: Seen) -> Labels:
    texts = [run.text for run in outline.runs]
    if isinstance(example.page, Page):
        items = np.array([bool(run.place & Place.ITEM) for run in outline.runs])
        return from_answer(example.page, texts, seen.names, items)
    return from_parts(example.page, seen.names, [*seen.readings, _by_readability(document, seen.names)])


def _by_readability(document: documents.Page, names: list[str]) -> readings.Flags:
    try:
        summary = Document(copy(document.tree)).summary()
    except Exception:
        return np.zeros(len(names), np.bool_)
    runs = read_outline(documents.read_page(summary, document.url).tree).runs
    return readings.taken_of([run.text for run in runs], names)
